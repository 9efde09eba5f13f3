#pragma once
// A simulated network as a process, and the program run against it as a person would.

#include <simdjson.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cli/process.hpp"

namespace clamor::e2e {

struct Ran {
  int code = 0;
  std::string out;
};

class World {
 public:
  // Starts `clamor simnet` with these options in a folder of its own.
  explicit World(const std::vector<std::string>& options);
  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  const std::filesystem::path& folder() const { return folder_; }
  const std::string& config() const { return config_; }

  // `clamor --config CONFIG [--db DB] words...`, to its end.
  Ran clamor(const std::vector<std::string>& words, const std::string& db = "") const;
  // The same, started; its log comes line by line.
  cli::Child started(const std::vector<std::string>& words, const std::string& db = "") const;
  std::string dump(const std::string& db = "") const;
  // What /truth says now.
  std::string truth() const;

 private:
  std::filesystem::path folder_;
  std::optional<cli::Child> network_;
  std::string config_, truth_url_;
};

// Collects with a kill -9 after a random number of log lines, `kills` times, then once in peace: true when
// the database then holds what an undisturbed one does.
void survives(const World& world, int kills, unsigned seed);

}  // namespace clamor::e2e
