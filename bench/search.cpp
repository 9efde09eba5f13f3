// `search`: the newest 50 posts that hold some words while a collector writes, against LIKE over the same texts.
#include <sqlite3.h>

#include <chrono>
#include <functional>

#include "bench/collecting.hpp"
#include "bench/database.hpp"
#include "bench/report.hpp"
#include "bench/subcommands.hpp"
#include "storage/search.hpp"

namespace clamor::bench {
namespace {

double ms_of(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

struct Words {
  const char* name;
  const char* words;
  const char* like;
};

double like_ms(sqlite3* db, const std::string& like) {
  const std::string sql = "SELECT id FROM post WHERE " + like + " ORDER BY at DESC LIMIT 50";
  return ms_of([&] { sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr); });
}

}  // namespace

int search(const Options& options) {
  const FilledDatabase database(options);
  const auto index = storage::search_of(database.file());
  const double build_s = ms_of([&] { storage::update_search(database.file()); }) / 1000;
  const double nothing_new = ms_of([&] { storage::update_search(database.file()); });
  const Collecting collecting(options, database.file());
  const auto searching = storage::open_search(database.file());
  sqlite3* db = nullptr;
  sqlite3_open_v2(database.file().c_str(), &db, SQLITE_OPEN_READONLY, nullptr);

  Report report("search");
  report.fact("posts", static_cast<double>(options.posts));
  report.fact("building, or following what is new, s", build_s);
  report.fact("following nothing, ms", nothing_new);
  report.fact("index, B/post", static_cast<double>(std::filesystem::file_size(index)) / static_cast<double>(options.posts));
  for (const Words& each : {Words{"a common word", "petición", "text LIKE '%petición%'"},
                            Words{"two words", "familias corazón", "text LIKE '%familias%' AND text LIKE '%corazón%'"},
                            Words{"three common words", "hoy familias petición",
                                  "text LIKE '%hoy%' AND text LIKE '%familias%' AND text LIKE '%petición%'"},
                            Words{"one post in thousands", "etiquetasimulada4321", "text LIKE '%etiquetasimulada4321%'"},
                            Words{"in no post", "nadielodice", "text LIKE '%nadielodice%'"}}) {
    std::vector<double> ours;
    for (int i = 0; i < 40 * options.pairs; ++i) ours.push_back(ms_of([&] { searching->newest(each.words, 50); }));
    const double plain = like_ms(db, each.like);
    report.row(each.name, {{"p50 ms", quantile(ours, 0.5)},
                           {"p99 ms", quantile(ours, 0.99)},
                           {"max ms", quantile(ours, 1)},
                           {"LIKE ms", plain},
                           {"LIKE / p50", plain / quantile(ours, 0.5)}});
  }
  sqlite3_close(db);
  report.print();
  return 0;
}

}  // namespace clamor::bench
