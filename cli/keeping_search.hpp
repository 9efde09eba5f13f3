#pragma once
// The index of words (storage/search.hpp) follows the database by itself while somebody collects or looks: in slices, on
// a thread that gives way to every other, and resting nine times as long as it worked. It never holds a lock of the
// database. Several programs may do so at once, slice by slice; where nothing can be written it is left to whoever may.

#include <functional>
#include <string>
#include <thread>

#include "core/time.hpp"

namespace clamor::cli {

class KeepingSearch {
 public:
  KeepingSearch(const std::string& db, const Clock& clock);  // ends, within a slice, with the object

 private:
  std::jthread thread_;
};

// What the thread does. `rest`: leaves the machine to others so long; false: somebody wants to stop.
void keep_search(const std::string& db, const Clock& clock, const std::function<bool(Millis)>& rest);

}  // namespace clamor::cli
