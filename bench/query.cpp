// `query`: the questions of charts, asked of the read model, of the same database in plain SQL and of DuckDB over the same
// posts. The answers of DuckDB must agree before anything is printed; plain SQL is what a hurried script would ask.
#include <fmt/format.h>
#include <sqlite3.h>

#include <chrono>
#include <fstream>
#include <functional>
#include <map>
#include <numeric>
#include <sstream>
#include <stdexcept>

#include "analysis/measures.hpp"
#include "bench/database.hpp"
#include "bench/peers.hpp"
#include "bench/report.hpp"
#include "bench/subcommands.hpp"

namespace clamor::bench {
namespace {

using namespace analysis;

constexpr double slow_ms = 5'000;  // plain SQL that took longer is not asked again

double ms_of(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

struct Question {
  const char* name;
  std::function<double(const Snapshot&)> ours;  // the sum of all its numbers
  const char* sql;                              // rows of (_, number); :from and :to of the free window
};

double sum_of(const Series& series) {
  double sum = 0;
  for (const auto& values : series.values)
    for (const auto& value : values) sum += value.value_or(0);
  return sum;
}

Interval all_of(const Snapshot& snapshot) {
  return window_of(snapshot, RangePreset::all);
}
Interval day_before_newest(const Snapshot& snapshot) {
  const auto newest = snapshot.zone().day_of(snapshot.data_span()->to - Millis{1});
  return snapshot.zone().day_of(newest.from - Millis{1});
}

// As somebody draws it with the mouse: it divides a day, an hour and a minute at both ends.
Interval free_window(const Snapshot& snapshot) {
  const Interval all = *snapshot.data_span();
  const UtcTime from = all.from + all.length() / 3 + Millis{12'345'678};
  return {from, from + all.length() / 2};
}

double posts_of(const std::vector<AuthorPosts>& authors) {
  double sum = 0;
  for (const auto& author : authors) sum += static_cast<double>(author.posts);
  return sum;
}

double sum_of(const std::vector<std::int64_t>& ids) {
  return static_cast<double>(std::accumulate(ids.begin(), ids.end(), std::int64_t{0}));
}

double authors_and_ceiling(const Participation& all) {
  double sum = static_cast<double>(all.authors);
  for (const Ceiling& ceiling : all.ceilings) sum += static_cast<double>(ceiling.followers.value_or(0));
  return sum;
}

#define CLAMOR_DAY "(m.at - 21600000) / 86400000"  // of Mexico City in winter
#define CLAMOR_ENGAGEMENT "p.likes + p.boosts + p.replies + p.quotes"
#define CLAMOR_ANY "(SELECT DISTINCT at, post, author FROM mention WHERE state IN (1, 2))"

const std::vector<Question> questions{
    {"mentions per hour, one tag",
     [](const Snapshot& s) { return sum_of(series(s, {all_of(s), {0}, {}}, Measure::mentions, BucketSize::hour, false)); },
     "SELECT m.at / 3600000, count(*) FROM mention m WHERE tag = (SELECT id FROM tag WHERE position = 0) AND "
     "state IN (1, 2) GROUP BY 1"},
    {"unique authors per day, one tag",
     [](const Snapshot& s) { return sum_of(series(s, {all_of(s), {0}, {}}, Measure::authors, BucketSize::day, false)); },
     "SELECT " CLAMOR_DAY ", count(DISTINCT author) FROM mention m WHERE tag = (SELECT id FROM tag WHERE "
     "position = 0) AND state IN (1, 2) GROUP BY 1"},
    {"unique authors per day",
     [](const Snapshot& s) { return sum_of(series(s, {all_of(s), {}, {}}, Measure::authors, BucketSize::day, false)); },
     "SELECT " CLAMOR_DAY ", count(DISTINCT author) FROM " CLAMOR_ANY " m GROUP BY 1"},
    {"cumulative audience ceiling",
     [](const Snapshot& s) {
       return sum_of(series(s, {all_of(s), {}, {}}, Measure::audience_ceiling, BucketSize::day, true));
     },
     // The nearest reading in plain SQL takes hours; the newest of each author's is what a hurried script would take.
     "SELECT day, sum(sum(followers)) OVER (ORDER BY day) FROM (SELECT min(" CLAMOR_DAY ") AS day, (SELECT "
     "max(followers) FROM author_reading r WHERE r.author = m.author) AS followers FROM mention m WHERE state = 1 "
     "GROUP BY author) GROUP BY day"},
    {"drill-down, 50 best of a day",
     [](const Snapshot& s) { return sum_of(best_posts(s, {day_before_newest(s), {}, {}}, 50)); },
     "SELECT DISTINCT " CLAMOR_ENGAGEMENT " AS n, p.id FROM mention m JOIN post p ON p.id = m.post "
     "WHERE m.tag IN (SELECT id FROM tag WHERE position IS NOT NULL) AND m.state IN (1, 2) AND " CLAMOR_DAY
     " = (SELECT (max(at) - 21600000) / 86400000 - 1 FROM post) ORDER BY n DESC LIMIT 50"},
    {"top 100 authors", [](const Snapshot& s) { return posts_of(top_authors(s, {all_of(s), {}, {}}, 100)); },
     "SELECT author, count(*) FROM " CLAMOR_ANY " GROUP BY 1 ORDER BY 2 DESC LIMIT 100"},
    {"free window: top 100 authors",
     [](const Snapshot& s) { return posts_of(top_authors(s, {free_window(s), {}, {}}, 100)); },
     "SELECT author, count(*) FROM " CLAMOR_ANY " WHERE at >= :from AND at < :to GROUP BY 1 ORDER BY 2 DESC LIMIT 100"},
    {"free window: 50 best posts",
     [](const Snapshot& s) { return sum_of(best_posts(s, {free_window(s), {}, {}}, 50)); },
     "SELECT DISTINCT " CLAMOR_ENGAGEMENT " AS n, p.id FROM mention m JOIN post p ON p.id = m.post "
     "WHERE m.tag IN (SELECT id FROM tag WHERE position IS NOT NULL) AND m.state IN (1, 2) AND m.at >= :from AND "
     "m.at < :to ORDER BY n DESC LIMIT 50"},
    {"free window: authors and ceiling, one tag",
     [](const Snapshot& s) { return authors_and_ceiling(participation(s, {free_window(s), {1}, {}})); },
     "SELECT count(*), sum((SELECT max(followers) FROM author_numbers r WHERE r.author = a.author)) FROM (SELECT DISTINCT "
     "author FROM mention WHERE tag = (SELECT id FROM tag WHERE position = 1) AND state IN (1, 2) AND at >= :from AND "
     "at < :to) a"},
};

#undef CLAMOR_DAY
#undef CLAMOR_ANY
#undef CLAMOR_ENGAGEMENT

double asked_in_sql(sqlite3* db, const char* sql, Interval free) {
  sqlite3_stmt* query = nullptr;
  if (sqlite3_prepare_v2(db, sql, -1, &query, nullptr) != SQLITE_OK) throw std::runtime_error(sqlite3_errmsg(db));
  sqlite3_bind_int64(query, sqlite3_bind_parameter_index(query, ":from"), free.from.time_since_epoch().count());
  sqlite3_bind_int64(query, sqlite3_bind_parameter_index(query, ":to"), free.to.time_since_epoch().count());
  double sum = 0;
  while (sqlite3_step(query) == SQLITE_ROW) sum += sqlite3_column_double(query, 1);
  sqlite3_finalize(query);
  return sum;
}

void write_posts(const Snapshot& snapshot, const std::filesystem::path& file) {
  std::ofstream out(file);
  out << "t,id,author,tags,engagement,followers\n";
  for (const DayPtr& day : snapshot.days()) {
    const Columns& posts = day->posts();
    for (std::size_t row = 0; row < posts.size(); ++row)
      out << fmt::format("{},{},{},{},{},{}\n", day->at(row).time_since_epoch().count(), posts.id[row],
                         posts.author[row], day->groups()[posts.group[row]].tags,
                         engagement_of(posts, row).value_or(-1), posts.followers[row]);
  }
}

struct Answer {
  double ms = 0, check = 0;
};

std::map<std::string, Answer> asked_of_duckdb(const Peer& peer, const std::filesystem::path& posts, int times,
                                              Interval free) {
  auto command = peer.command;
  command.push_back(posts.string());
  for (const std::int64_t number : {std::int64_t{times}, free.from.time_since_epoch().count(),
                                    free.to.time_since_epoch().count()})
    command.push_back(std::to_string(number));
  std::istringstream said(run(command).output);
  std::map<std::string, Answer> answers;
  for (std::string line; std::getline(said, line);) {
    std::istringstream words(line);
    std::string name;
    std::getline(words, name, '\t');
    words >> answers[name].ms >> answers[name].check;
  }
  return answers;
}

}  // namespace

int query(const Options& options) {
  const FilledDatabase database(options);
  const Scratch scratch(options.folder);
  const auto reader = storage::open_reader(database.file());
  ReadModel model(cache_of(database.file()));
  const auto snapshot = model.take(*reader, database.now());
  const Interval free = free_window(*snapshot);
  std::map<std::string, Answer> duckdb;
  const Peer peer = duckdb_query();
  const bool alone = options.only == "none";
  const bool with_duckdb = peer.missing.empty() && !alone;
  if (with_duckdb) {
    write_posts(*snapshot, scratch / "posts.csv");
    duckdb = asked_of_duckdb(peer, scratch / "posts.csv", options.pairs, free);
    std::filesystem::remove(scratch / "posts.csv");
  }
  sqlite3* db = nullptr;
  sqlite3_open_v2(database.file().c_str(), &db, SQLITE_OPEN_READONLY, nullptr);
  Report report("query");
  report.fact("posts", static_cast<double>(options.posts));
  if (!peer.missing.empty()) report.skipped("DuckDB", peer.missing);
  for (const Question& question : questions) {
    std::vector<double> found_out, kept, sql;
    double answer = 0;
    for (int i = 0; i < options.pairs; ++i) {
      const auto fresh = model.take(*reader, database.now());  // knows no answer yet
      found_out.push_back(ms_of([&] { answer = question.ours(*fresh); }));
      kept.push_back(ms_of([&] { question.ours(*fresh); }));
      if (!alone && (sql.empty() || (sql.size() < 3 && sql.back() < slow_ms)))
        sql.push_back(ms_of([&] { asked_in_sql(db, question.sql, free); }));
    }
    const Answer peers = duckdb[question.name];
    if (with_duckdb && std::abs(peers.check - answer) > 0.5)
      throw std::runtime_error(fmt::format("{}: {} here, {} there", question.name, answer, peers.check));
    const double ours = median(found_out);
    report.row(question.name, {{"ours ms", ours},
                               {"longest ms", quantile(found_out, 1)},
                               {"kept ms", median(kept)},
                               {"SQL ms", median(sql)},
                               {"DuckDB ms", peers.ms},
                               {"SQL / ours", median(sql) / ours},
                               {"DuckDB / ours", peers.ms / ours}});
  }
  sqlite3_close(db);
  report.print();
  return 0;
}

}  // namespace clamor::bench
