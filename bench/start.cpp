// `start`: from nothing to the first frame with figures, each time in a process of its own, with the cache beside the
// database and without it.
#include <fmt/format.h>

#include <chrono>
#include <stdexcept>

#include "bench/database.hpp"
#include "bench/looking.hpp"
#include "bench/report.hpp"
#include "bench/subcommands.hpp"

namespace clamor::bench {
namespace {

struct Start {
  double ms = 0, rss_mib = 0;
};

Start started(const FilledDatabase& database) {
  const Cost cost = run([&] {
    const auto begin = std::chrono::steady_clock::now();
    Looking looking(database.file(), database.now());
    double ignored = 0;
    looking.until_settled(ignored);
    const double ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
    return fmt::format("{} {}", ms, own_memory().now_mib);
  });
  Start start;
  if (std::sscanf(cost.output.c_str(), "%lf %lf", &start.ms, &start.rss_mib) != 2)
    throw std::runtime_error(cost.output);
  return start;
}

}  // namespace

int start(const Options& options) {
  const FilledDatabase database(options);
  const auto cache = analysis::cache_of(database.file());
  std::filesystem::remove(cache);
  const Start anew = started(database);
  std::vector<double> ms, rss;
  for (int i = 0; i < options.pairs; ++i) {
    const Start with_cache = started(database);
    ms.push_back(with_cache.ms);
    rss.push_back(with_cache.rss_mib);
  }
  Report report("start");
  report.fact("posts", static_cast<double>(options.posts));
  report.fact("cache, MB", static_cast<double>(std::filesystem::exists(cache) ? std::filesystem::file_size(cache) : 0) / 1e6);
  report.row("with the cache", {{"first frame ms", median(ms)}, {"RSS MiB", median(rss)}});
  report.row("without it", {{"first frame ms", anew.ms}, {"RSS MiB", anew.rss_mib}});
  report.print();
  return 0;
}

}  // namespace clamor::bench
