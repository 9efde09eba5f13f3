// `scan`: one column of all posts summed, against the same bytes read from one flat array.
#include <chrono>
#include <numeric>

#include "bench/database.hpp"
#include "bench/report.hpp"
#include "bench/subcommands.hpp"

namespace clamor::bench {
namespace {

volatile std::int64_t seen = 0;  // so that nothing is left out

double seconds_of(const std::function<std::int64_t()>& work) {
  const auto start = std::chrono::steady_clock::now();
  seen = work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

std::int64_t sum(std::span<const std::int32_t> values) {
  // In pieces that an int can hold: engagement of one post is small, and so the sum of a few thousand is.
  std::int64_t all = 0;
  while (!values.empty()) {
    const auto piece = values.first(std::min<std::size_t>(values.size(), 4'096));
    all += std::accumulate(piece.begin(), piece.end(), 0);
    values = values.subspan(piece.size());
  }
  return all;
}

}  // namespace

int scan(const Options& options) {
  const FilledDatabase database(options);
  const auto reader = storage::open_reader(database.file());
  analysis::ReadModel model(analysis::cache_of(database.file()));
  const auto snapshot = model.take(*reader, database.now());
  std::size_t posts = 0;
  for (const auto& day : snapshot->days()) posts += day->posts().size();
  const double bytes = static_cast<double>(posts * sizeof(std::int32_t));
  const std::vector<std::int32_t> flat(posts, 1);
  std::vector<double> ours, memory, share;
  for (int i = 0; i < std::max(options.pairs, 5) * 3; ++i) {
    ours.push_back(bytes / 1e9 / seconds_of([&] {
                     std::int64_t all = 0;
                     for (const auto& day : snapshot->days()) all += sum(day->posts().likes);
                     return all;
                   }));
    memory.push_back(bytes / 1e9 / seconds_of([&] { return sum(flat); }));
    share.push_back(ours.back() / memory.back());
  }
  Report report("scan");
  report.fact("posts", static_cast<double>(posts));
  report.row("likes of all posts", {{"GB/s", median(ours)}, {"of memory", median(share)}});
  report.row("one flat array", {{"GB/s", median(memory)}, {"of memory", 1}});
  report.print();
  return 0;
}

}  // namespace clamor::bench
