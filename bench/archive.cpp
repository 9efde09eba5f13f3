// `archive`: `clamor import` of tweets through a pipe, against DuckDB's bulk reader into the same tables.
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
  const Peer peer = duckdb_tweets();

  Report report("archive");
  report.fact("tweets", static_cast<double>(options.posts));
  report.fact("bytes", static_cast<double>(std::filesystem::file_size(tweets)));
  report.fact("pairs", static_cast<double>(options.pairs));
  struct Series {
    std::vector<double> wall, cpu, peak;
    void add(const Cost& cost) {
      wall.push_back(cost.wall_s), cpu.push_back(cost.cpu_s), peak.push_back(cost.peak_mib);
    }
    std::vector<std::pair<std::string, double>> row(double tweets_count, double ratio) const {
      return {{"wall s", median(wall)},
              {"cpu s", median(cpu)},
              {"tweets/s", tweets_count / median(wall)},
              {"peak MiB", median(peak)},
              {"wall ratio", ratio}};
    }
  } own, theirs;
  std::vector<double> ratios;
  for (int i = 0; i < options.pairs; ++i) {
    const Cost us = ours();
    own.add(us);
    if (!peer.missing.empty()) continue;
    forget();
    auto command = peer.command;
    command.insert(command.end(), {tweets.string(), database.string()});
    const Cost they = run(command);
    theirs.add(they);
    ratios.push_back(they.wall_s / us.wall_s);
  }
  const auto count = static_cast<double>(options.posts);
  if (peer.missing.empty())
    report.row(peer.name, theirs.row(count, median(ratios)));
  else
    report.skipped(peer.name, peer.missing);
  report.row("clamor import", own.row(count, 1));
  report.print();
  return 0;
}

}  // namespace clamor::bench
