#pragma once
// What stands between the window and the database: a thread that reads snapshots and lists of posts, and a
// collector as a child process when a person asks for one.

#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

#include "cli/process.hpp"
#include "dashboard/dashboard.hpp"

namespace clamor::cli {

class DashboardGlue {
 public:
  // `base`: the command line that names config and database; a command is added.
  DashboardGlue(std::string db, std::vector<std::string> base, const config::Config& config, const Clock& clock);
  ~DashboardGlue();
  DashboardGlue(const DashboardGlue&) = delete;
  DashboardGlue& operator=(const DashboardGlue&) = delete;

  // Starts reading for this window; call it once, before the window runs.
  void serve(dashboard::Dashboard& window);
  // On the window's thread; returns at once. Children live as long as that thread.
  void carry_out(const dashboard::Action& action);
  void start_collecting();
  // The window has gone: nothing is pushed to it any more and the children end.
  void finish();

 private:
  void read_on(std::stop_token stop);
  void look_after_collector();
  std::vector<dashboard::LinkText> named(std::vector<storage::LinkDetail> links) const;

  const std::string db_;
  const std::vector<std::string> base_;
  const Clock& clock_;
  std::map<std::string, std::string> own_links_;  // names of the campaign's, by normalised url
  dashboard::Dashboard* window_ = nullptr;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  struct Wanted {
    std::vector<std::int64_t> posts, links;
  };
  std::optional<Wanted> wanted_;  // of the lists a person waits for
  std::optional<Child> collector_;
  std::vector<Child> others_;
  std::jthread thread_;
};

}  // namespace clamor::cli
