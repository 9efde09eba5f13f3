// `store`: our records into our tables, as the store does it and as the same statements would go at best.
#include <fmt/format.h>
#include <sqlite3.h>

#include <memory>
#include <stdexcept>
#include <string_view>

#include "bench/json_page.hpp"
#include "bench/measure.hpp"
#include "bench/report.hpp"
#include "bench/setup.hpp"
#include "bench/subcommands.hpp"
#include "collector/writing.hpp"
#include "storage/sqlite/writer.hpp"

namespace clamor::bench {
namespace {

double cpu_now() {
  timespec time{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}
double wall_now() {
  timespec time{};
  ::clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

struct Spent {
  double wall = 0, cpu = 0;
  std::int64_t own_bytes = 0;  // of text, uri and url: what no store could leave out
  std::string text() const { return fmt::format("{} {} {}", wall, cpu, own_bytes); }
};

// What `take` costs for each group of pages, given one after the other; making them is not counted.
template <class Take>
Spent spend(const Options& options, Take take) {
  const Generator generator(options.seed, options.posts);
  Spent spent;
  std::int64_t page = 0;
  PreparedPage made;
  while (page < generator.pages()) {
    double wall = wall_now(), cpu = cpu_now();
    std::size_t posts = 0;
    take([&]() -> const PreparedPage* {
      if (page == generator.pages() || posts >= collector::group_posts) return nullptr;
      spent.wall += wall_now() - wall, spent.cpu += cpu_now() - cpu;
      made = prepared(generator, generator.page(page++));
      wall = wall_now(), cpu = cpu_now();
      posts += made.posts.size();
      return &made;
    });
    spent.wall += wall_now() - wall, spent.cpu += cpu_now() - cpu;
  }
  return spent;
}

std::int64_t own_bytes(const Options& options) {
  std::int64_t bytes = 0;
  const Generator generator(options.seed, options.posts);
  for (std::int64_t i = 0; i < generator.pages(); ++i) {
    for (const PreparedPost& each : prepared(generator, generator.page(i)).posts)
      bytes +=
          static_cast<std::int64_t>(each.post.text.size() + each.post.key.uri.size() + each.post.url.size());
  }
  // Posts read twice were counted twice.
  return bytes * (page_size - overlap) / page_size;
}

std::string as_it_is(const Options& options, const std::string& database, bool limit) {
  using storage::SqliteWriter;
  const auto commit = limit ? SqliteWriter::Commit::once_unsynced : SqliteWriter::Commit::each_synced;
  auto writer = std::make_unique<SqliteWriter>(database, "", commit);
  writer->set_campaign(setup_of(campaign_config()), UtcTime{Millis{1'600'000'000'000}});
  Spent spent = spend(options, [&](const auto& next) { writer->save_each(next); });
  const double wall = wall_now(), cpu = cpu_now();
  writer.reset();  // what is left in the log is written home
  spent.wall += wall_now() - wall;
  spent.cpu += cpu_now() - cpu;
  return spent.text();
}

// One table without an index, a journal or a question asked.
std::string bare(const Options& options, const std::string& database) {
  sqlite3* db = nullptr;
  sqlite3_stmt* insert = nullptr;
  sqlite3_open(database.c_str(), &db);
  sqlite3_exec(db,
               "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA page_size = 8192;"
               "CREATE TABLE post (id INTEGER PRIMARY KEY, uri, url, author, text, language, at, likes, "
               "boosts, replies);"
               "BEGIN",
               nullptr, nullptr, nullptr);
  sqlite3_prepare_v2(db, "INSERT INTO post VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?)", -1, &insert, nullptr);
  const auto text = [&](int column, const std::string& value) {
    sqlite3_bind_text(insert, column, value.data(), static_cast<int>(value.size()), SQLITE_STATIC);
  };
  Spent spent = spend(options, [&](const auto& next) {
    while (const PreparedPage* page = next()) {
      for (const PreparedPost& each : page->posts) {
        const Post& post = each.post;
        text(1, post.key.uri), text(2, post.url), text(3, post.author.id), text(4, post.text),
            text(5, post.language);
        sqlite3_bind_int64(insert, 6, each.charted_at.time_since_epoch().count());
        sqlite3_bind_int64(insert, 7, post.counts.likes.value_or(0));
        sqlite3_bind_int64(insert, 8, post.counts.boosts.value_or(0));
        sqlite3_bind_int64(insert, 9, post.counts.replies.value_or(0));
        sqlite3_step(insert);
        sqlite3_reset(insert);
      }
    }
  });
  sqlite3_finalize(insert);
  const int committed = sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr);
  sqlite3_close(db);
  if (committed != SQLITE_OK) throw std::runtime_error("the bare insert failed");
  return spent.text();
}

struct Way {
  const char* name;
  std::string (*run)(const Options&, const std::string&);
};

}  // namespace

int store(const Options& options) {
  const Scratch folder(options.folder);
  std::vector<Way> ways{
      {"store, FULL, groups", [](const Options& o, const std::string& db) { return as_it_is(o, db, false); }},
      {"same, one unsynced transaction",
       [](const Options& o, const std::string& db) { return as_it_is(o, db, true); }},
      {"bare insert", bare}};
  std::erase_if(ways, [&](const Way& way) {
    return std::string_view(way.name).find(options.only) == std::string_view::npos;
  });
  if (ways.empty()) throw std::runtime_error("--only: there is no way of that name");
  struct Column {
    std::vector<double> wall, cpu, wall_share, cpu_share, written, kept, peak;
  };
  std::vector<Column> columns(ways.size());
  const double posts = static_cast<double>(options.posts);
  const double own = static_cast<double>(own_bytes(options));
  for (int pair = 0; pair < options.pairs; ++pair) {
    for (std::size_t i = 0; i < ways.size(); ++i) {
      const std::string database = (folder / fmt::format("{}-{}.db", i, pair)).string();
      const Cost cost = run([&] { return ways[i].run(options, database); });
      double wall = 0, cpu = 0;
      if (std::sscanf(cost.output.c_str(), "%lf %lf", &wall, &cpu) != 2)
        throw std::runtime_error(cost.output);
      Column& c = columns[i];
      c.wall.push_back(wall), c.cpu.push_back(cpu), c.peak.push_back(cost.peak_mib);
      c.wall_share.push_back(wall / columns[0].wall.back()),
          c.cpu_share.push_back(cpu / columns[0].cpu.back());
      c.written.push_back((static_cast<double>(cost.written_bytes) - own) / posts);
      c.kept.push_back((static_cast<double>(std::filesystem::file_size(database)) - own) / posts);
      std::filesystem::remove(database);
    }
  }
  Report report("store");
  report.fact("posts", posts);
  report.fact("pairs", static_cast<double>(options.pairs));
  report.fact("bytes of text, uri and url per post", own / posts);
  for (std::size_t i = 0; i < ways.size(); ++i) {
    const Column& c = columns[i];
    report.row(ways[i].name, {{"wall s", median(c.wall)},
                              {"cpu s", median(c.cpu)},
                              {"us/post", median(c.cpu) / posts * 1e6},
                              {"of ours, wall", median(c.wall_share)},
                              {"of ours, cpu", median(c.cpu_share)},
                              {"written B+", median(c.written)},
                              {"kept B+", median(c.kept)},
                              {"peak MiB", median(c.peak)}});
  }
  report.print();
  return 0;
}

}  // namespace clamor::bench
