// clamor-bench: every number beside the baseline it is judged against, measured in alternating pairs.
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <exception>
#include <string_view>

#include "bench/subcommands.hpp"

namespace {

using clamor::bench::Options;

struct Subcommand {
  std::string_view name, summary;
  int (*run)(const Options&);
};
constexpr std::array subcommands{
    Subcommand{"archive", "tweets through a pipe into `clamor import`, against DuckDB into the same tables",
               clamor::bench::archive},
    Subcommand{"dash", "choices in a window on the null back end while a collector writes", clamor::bench::dash},
    Subcommand{"fetch", "pages over TLS from several hosts, against libcurl's multi interface", clamor::bench::fetch},
    Subcommand{"hosts", "what asking many servers costs the processor", clamor::bench::hosts},
    Subcommand{"import", "tag pages into the store, against sqlite-utils, python3, jq and DuckDB",
               clamor::bench::import},
    Subcommand{"query", "the questions of charts, against plain SQL and DuckDB", clamor::bench::query},
    Subcommand{"scan", "one column of all posts, against reading memory", clamor::bench::scan},
    Subcommand{"search", "the newest posts with some words, against LIKE", clamor::bench::search},
    Subcommand{"start", "from nothing to the first frame, with the cache and without", clamor::bench::start},
    Subcommand{"store", "the store alone, against the same statements unsynced and a bare insert",
               clamor::bench::store},
};

int usage() {
  fmt::print(stderr,
             "clamor-bench SUBCOMMAND [--posts N] [--seed S] [--pairs N] [--folder DIR] [--only PEER] [--database FILE]\n");
  for (const Subcommand& each : subcommands) fmt::print(stderr, "  {:8} {}\n", each.name, each.summary);
  return 2;
}

template <class Number>
bool read(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size() && number > 0;
}

bool read(int count, char** words, Options& options) {
  for (int i = 2; i + 1 < count; i += 2) {
    const std::string_view name = words[i], value = words[i + 1];
    if (name == "--folder") {
      options.folder = value;
    } else if (name == "--database") {
      options.database = value;
    } else if (name == "--only") {
      options.only = value;
    } else if (!(name == "--posts" && read(value, options.posts)) &&
               !(name == "--seed" && read(value, options.seed)) &&
               !(name == "--pairs" && read(value, options.pairs))) {
      return false;
    }
  }
  return count % 2 == 0;
}

}  // namespace

int main(int count, char** words) {
  Options options;
  if (count < 2 || !read(count, words, options)) return usage();
  try {
    for (const Subcommand& each : subcommands)
      if (each.name == words[1]) return each.run(options);
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
  return usage();
}
