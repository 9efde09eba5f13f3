#pragma once
// What a page asks and a frame must not wait for, found out on a thread of its own. The answers stand in the snapshot.

#include <functional>
#include <thread>
#include <vector>

#include "analysis/measures.hpp"

namespace clamor::dashboard {

class FindingOut {
 public:
  // `when_done` is called on the other thread, after every start() that was not overtaken by another.
  explicit FindingOut(std::function<void()> when_done) : when_done_(std::move(when_done)) {}

  // What was being found out before is let go of.
  void start(analysis::SnapshotPtr snapshot, std::vector<analysis::AccountQuestion> questions,
             std::optional<analysis::Filter> links) {
    thread_ = std::jthread([this, snapshot = std::move(snapshot), questions = std::move(questions),
                            links = std::move(links)](const std::stop_token& stop) {
      const bool found = analysis::find_out(*snapshot, questions, stop) && (!links || top_links(*snapshot, *links, stop));
      if (found && when_done_) when_done_();
    });
  }

 private:
  std::function<void()> when_done_;
  std::jthread thread_;
};

}  // namespace clamor::dashboard
