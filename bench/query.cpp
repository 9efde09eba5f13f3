// `query`: the questions of charts, asked of the read model, of the same database in plain SQL and of DuckDB over the same
// posts. The answers must agree before anything is printed.
#include <fmt/format.h>
#include <sqlite3.h>

#include <chrono>
#include <fstream>
#include <functional>
#include <map>
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

double ms_of(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

struct Question {
  const char* name;
  std::function<double(const Snapshot&)> ours;  // the sum of all its numbers
  const char* sql;                              // rows of (_, number)
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

#define CLAMOR_DAY "(m.at - 21600000) / 86400000"  // of Mexico City in winter
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
     [](const Snapshot& s) { return static_cast<double>(best_posts(s, {day_before_newest(s), {}, {}}, 50).size()); },
     "SELECT DISTINCT p.id, p.likes + p.boosts + p.replies + p.quotes AS n FROM mention m JOIN post p ON p.id = m.post "
     "WHERE m.tag IN (SELECT id FROM tag WHERE position IS NOT NULL) AND m.state IN (1, 2) AND " CLAMOR_DAY
     " = (SELECT (max(at) - 21600000) / 86400000 - 1 FROM post) ORDER BY n DESC LIMIT 50"},
    {"top 100 authors",
     [](const Snapshot& s) {
       double sum = 0;
       for (const auto& author : top_authors(s, {all_of(s), {}, {}}, 100)) sum += static_cast<double>(author.posts);
       return sum;
     },
     "SELECT author, count(*) FROM " CLAMOR_ANY " GROUP BY 1 ORDER BY 2 DESC LIMIT 100"},
};

#undef CLAMOR_DAY
#undef CLAMOR_ANY

double asked_in_sql(sqlite3* db, const char* sql) {
  sqlite3_stmt* query = nullptr;
  if (sqlite3_prepare_v2(db, sql, -1, &query, nullptr) != SQLITE_OK) throw std::runtime_error(sqlite3_errmsg(db));
  double sum = 0;
  while (sqlite3_step(query) == SQLITE_ROW) sum += sqlite3_column_double(query, 1);
  sqlite3_finalize(query);
  return sum;
}

void write_posts(const Snapshot& snapshot, const std::filesystem::path& file) {
  std::ofstream out(file);
  out << "at,id,author,tags,engagement,followers\n";
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

std::map<std::string, Answer> asked_of_duckdb(const Peer& peer, const std::filesystem::path& posts, int times) {
  auto command = peer.command;
  command.push_back(posts.string());
  command.push_back(std::to_string(times));
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
  std::map<std::string, Answer> duckdb;
  const Peer peer = duckdb_query();
  if (peer.missing.empty()) {
    write_posts(*snapshot, scratch / "posts.csv");
    duckdb = asked_of_duckdb(peer, scratch / "posts.csv", options.pairs);
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
      if (i < 3) sql.push_back(ms_of([&] { asked_in_sql(db, question.sql); }));
    }
    const Answer peers = duckdb[question.name];
    const bool same_question = std::string_view(question.name).find("drill-down") == std::string_view::npos;
    if (peer.missing.empty() && same_question && std::abs(peers.check - answer) > 0.5)
      throw std::runtime_error(fmt::format("{}: {} here, {} there", question.name, answer, peers.check));
    const double ours = median(found_out);
    report.row(question.name, {{"ours ms", ours},
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
