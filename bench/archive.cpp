// `archive`: `clamor import` of tweets through a pipe, against DuckDB's bulk reader.
#include <fmt/format.h>

#include <fstream>
#include <stdexcept>

#include "bench/measure.hpp"
#include "bench/peers.hpp"
#include "bench/report.hpp"
#include "bench/subcommands.hpp"
#include "bench/tweet_json.hpp"

namespace clamor::bench {
namespace {

void write_tweets(const std::filesystem::path& path, const Options& options) {
  std::ofstream file(path);
  const Generator generator(options.seed, options.posts);
  for (std::int64_t i = 0; i < options.posts; ++i) file << tweet_line(generator, i) << '\n';
  if (!file.flush()) throw std::runtime_error("the tweets could not be written");
}

}  // namespace

int archive(const Options& options) {
  const Scratch folder(options.folder);
  const auto tweets = folder / "tweets.jsonl", config = folder / "clamor.toml", database = folder / "made.db";
  write_tweets(tweets, options);
  std::filesystem::copy_file(std::filesystem::path(CLAMOR_SOURCE_DIR) / "config/freethemall.toml", config);
  const auto forget = [&] {
    for (const char* tail : {"", "-wal", "-shm", ".lock", ".wal"})
      std::filesystem::remove(database.string() + tail);
  };
  const auto ours = [&] {
    forget();
    return run({"sh", "-c", R"(cat "$1" | "$2" --config "$3" --db "$4" import --format twarc - 2>&1)", "sh",
                tweets.string(), CLAMOR_PROGRAM, config.string(), database.string()});
  };

  Report report("archive");
  report.fact("tweets", static_cast<double>(options.posts));
  report.fact("bytes", static_cast<double>(std::filesystem::file_size(tweets)));
  report.fact("pairs", static_cast<double>(options.pairs));
  struct Series {
    std::vector<double> wall, cpu, peak, ratio;
    void add(const Cost& cost, double to) {
      wall.push_back(cost.wall_s), cpu.push_back(cost.cpu_s), peak.push_back(cost.peak_mib);
      ratio.push_back(cost.wall_s / to);
    }
    std::vector<std::pair<std::string, double>> row(std::int64_t count) const {
      return {{"wall s", median(wall)},
              {"cpu s", median(cpu)},
              {"tweets/s", static_cast<double>(count) / median(wall)},
              {"peak MiB", median(peak)},
              {"wall ratio", median(ratio)}};
    }
  };
  const auto peers = peers_for_tweets();
  std::vector<Series> theirs(peers.size());
  Series own;
  for (int i = 0; i < options.pairs; ++i) {
    const Cost us = ours();
    own.add(us, us.wall_s);
    for (std::size_t j = 0; j < peers.size(); ++j) {
      if (!peers[j].missing.empty()) continue;
      forget();
      auto command = peers[j].command;
      command.insert(command.end(), {tweets.string(), database.string()});
      theirs[j].add(run(command), us.wall_s);
    }
  }
  for (std::size_t j = 0; j < peers.size(); ++j)
    if (peers[j].missing.empty())
      report.row(peers[j].name, theirs[j].row(options.posts));
    else
      report.skipped(peers[j].name, peers[j].missing);
  report.row("clamor import", own.row(options.posts));
  report.print();
  return 0;
}

}  // namespace clamor::bench
