#pragma once
// A database of the generator's posts, as the collector would have filled it: what `query`, `dash`, `start`, `scan` and
// `search` ask.

#include <memory>
#include <string>

#include "analysis/read_model.hpp"
#include "bench/generator.hpp"
#include "bench/measure.hpp"
#include "bench/subcommands.hpp"

namespace clamor::bench {

class FilledDatabase {
 public:
  // --database FILE is filled once and kept for the next run; without it the file is gone at the end.
  explicit FilledDatabase(const Options& options);

  const std::string& file() const { return file_; }
  // Ten minutes after the newest post.
  UtcTime now() const { return now_; }

 private:
  std::unique_ptr<Scratch> scratch_;
  std::string file_;
  UtcTime now_;
};

}  // namespace clamor::bench
