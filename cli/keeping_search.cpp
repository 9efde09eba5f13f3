#include "cli/keeping_search.hpp"

#include <unistd.h>

#include <condition_variable>
#include <mutex>

#include "storage/search.hpp"

namespace clamor::cli {
namespace {

constexpr Millis first_look{10'000};  // starting comes first
constexpr Millis between_looks{300'000};
constexpr int rest_after_work = 9;
constexpr int least_urgent = 19;

}  // namespace

void keep_search(const std::string& db, const Clock& clock, const std::function<bool(Millis)>& rest) {
  bool go_on = rest(first_look);
  while (go_on) {
    Millis began = clock.monotonic();
    const auto rest_after_slice = [&](double) {
      go_on = rest(rest_after_work * (clock.monotonic() - began));
      began = clock.monotonic();
      return go_on;
    };
    try {
      storage::update_search(db, rest_after_slice);
    } catch (const storage::StorageError&) {
      // An index that is behind is no trouble: the next look goes on from what was kept.
    }
    go_on = go_on && rest(between_looks);
  }
}

KeepingSearch::KeepingSearch(const std::string& db, const Clock& clock) {
  thread_ = std::jthread([db, &clock](const std::stop_token& stop) {
    // Linux gives each thread a niceness of its own; without, slices are merely less polite.
    [[maybe_unused]] const int niceness = ::nice(least_urgent);
    std::mutex mutex;
    std::condition_variable_any never;
    keep_search(db, clock, [&](Millis length) {
      std::unique_lock lock(mutex);
      never.wait_for(lock, stop, length, [] { return false; });
      return !stop.stop_requested();
    });
  });
}

}  // namespace clamor::cli
