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
  std::filesystem::path database;      // of query, dash, start, scan, search: filled when it is not there, and kept
  std::string only;                    // of import: peers whose name holds it; of query too: "none": ours alone
};

int archive(const Options& options);
int dash(const Options& options);
int fetch(const Options& options);
int hosts(const Options& options);
int import(const Options& options);
int query(const Options& options);
int scan(const Options& options);
int search(const Options& options);
int start(const Options& options);
int store(const Options& options);

}  // namespace clamor::bench
