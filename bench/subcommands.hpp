#pragma once
// One file each; main.cpp lists them.

#include <cstdint>
#include <filesystem>
#include <string>

namespace clamor::bench {

struct Options {
  std::int64_t posts = 20'000;
  std::uint64_t seed = 1;
  int pairs = 5;
  std::filesystem::path folder = ".";  // where scratch files are made: a real disk, not memory
  std::string only;                    // of import: peers whose name holds it; "none": ours alone
};

int archive(const Options& options);
int import(const Options& options);
int store(const Options& options);

}  // namespace clamor::bench
