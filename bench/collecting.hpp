#pragma once
// A collector beside what is measured: a process of its own that stores new posts and other counts of old ones into the
// same database, ten pages a second, as ten servers give them at the limits they ask for; one commit a second.

#include <sys/types.h>

#include <string>

#include "bench/subcommands.hpp"

namespace clamor::bench {

class Collecting {
 public:
  // Before this process has a second thread. It ends with this object.
  Collecting(const Options& options, const std::string& database);
  ~Collecting();
  Collecting(const Collecting&) = delete;
  Collecting& operator=(const Collecting&) = delete;

 private:
  const pid_t process_;
};

}  // namespace clamor::bench
