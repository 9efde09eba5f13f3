#pragma once
// The one writer: a bounded queue and a thread that stores what comes and commits it in groups.

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "storage/store.hpp"

namespace clamor::collector {

// A group is committed after this many posts, or a second, whichever comes first; each commit is one sync.
inline constexpr std::size_t group_posts = 30'000;

class Writing {
 public:
  // `awake` is called from the writer thread after each commit and when writing failed.
  Writing(storage::Writer& writer, std::function<void()> awake);
  ~Writing();
  Writing(const Writing&) = delete;
  Writing& operator=(const Writing&) = delete;

  // Always taken; whoever asks for more pages looks at full() before.
  void add(PreparedPage page);
  void add(storage::SourceNote note);
  void add(storage::HostBudget budget);  // the newest per host counts
  bool full() const;
  // Returns when there is room, at the latest after `at_most`. Fetching pauses for as long: nothing is dropped.
  void wait_for_room(std::chrono::milliseconds at_most);

  // On the calling thread, with the writer idle and before anything was added.
  void mark_simulated(const std::string& id);

  // Returns when everything added so far is committed, or writing failed.
  void settle();

  // What was committed since the last call.
  std::vector<storage::Saved> take_saved();
  bool failed() const;

  // Commits everything and ends the thread. Throws what the store threw.
  void finish();

 private:
  void work();
  void commit_group();
  bool take_page(PreparedPage& page, std::chrono::steady_clock::time_point deadline);
  void commit_notes();
  bool is_full() const;  // with the mutex held

  storage::Writer& writer_;
  std::function<void()> awake_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<PreparedPage> pages_;
  std::vector<PreparedPage> stored_;  // pages that whoever adds the next takes apart: the writer is what all wait for
  std::size_t posts_ = 0;
  std::vector<storage::SourceNote> notes_;
  std::map<std::string, storage::HostBudget> budgets_;
  std::vector<storage::Saved> saved_;
  std::exception_ptr error_;
  bool missed_ = false;  // a note tells of missed polls: it comes before the pages that follow, which may end them
  bool ending_ = false;
  bool hurry_ = false;  // somebody waits for the commit
  bool busy_ = false;
  std::jthread thread_;
};

}  // namespace clamor::collector
