#pragma once
// A simulated network as a process, and the program run against it.

#include <simdjson.h>

#include <optional>
#include <string>
#include <vector>

#include "tests/e2e/program.hpp"

namespace clamor::e2e {

class World : public Program {
 public:
  // Starts `clamor simnet` with these options in the folder.
  explicit World(const std::vector<std::string>& options);
  ~World();

  // What /truth says now, or a part of it: "/posts".
  std::string truth(const std::string& part = "") const;

 private:
  std::optional<cli::Child> network_;
  std::string truth_url_;
};

// Collects with a kill -9 after a random number of log lines or right behind a commit, `kills` times: each time all
// that the log told as stored is in the database, once. Then once in peace: it holds what an undisturbed one does.
void survives(const World& world, int kills, unsigned seed);

}  // namespace clamor::e2e
