#pragma once
// A window over a database without a display, as `clamor dashboard` runs one: a thread that takes snapshots and reads lists
// of posts, and frames on the null back end.

#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "analysis/read_model.hpp"
#include "dashboard/backend.hpp"
#include "dashboard/frame.hpp"

namespace clamor::bench {

class Looking {
 public:
  Looking(std::string database, UtcTime now);

  // Hands in what the thread brought, and prepares one frame. Answers the milliseconds of both.
  double frame();
  // Frames until the figures are those of what was chosen; the longest of them is kept in `longest`.
  double until_settled(double& longest);
  bool showing() const { return frame_.model() != nullptr; }

  dashboard::Frame& window() { return frame_; }
  analysis::SnapshotPtr snapshot() const { return snapshot_; }

  // One look at the database and what it took until its figures could be shown.
  struct Look {
    double take_ms = 0, shown_ms = 0;
    analysis::ReadModel::Report report;
  };
  std::vector<Look> looks();

 private:
  void read_on(const std::stop_token& stop);

  const std::string database_;
  const UtcTime now_;

  std::mutex mutex_;
  analysis::SnapshotPtr newest_;
  std::vector<storage::PostDetail> details_;
  std::optional<std::vector<std::int64_t>> wanted_;
  std::vector<Look> looks_;
  std::jthread thread_;  // knows nothing of what follows: it reads while the window is made

  std::unique_ptr<dashboard::Backend> backend_;
  dashboard::Frame frame_;
  analysis::SnapshotPtr snapshot_;
};

struct Memory {
  double now_mib = 0, peak_mib = 0, own_mib = 0;  // own: of `now`, what is not a mapped file
};
Memory own_memory();

}  // namespace clamor::bench
