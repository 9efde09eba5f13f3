#pragma once
// Counts over time: finds in the store which posts and profiles are due to be read again. What it asks goes
// behind the live requests, within the part of each host's budget that catching up may use.

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <queue>
#include <set>
#include <span>
#include <vector>

#include "collector/reread_schedule.hpp"
#include "collector/reread_servers.hpp"

namespace clamor::collector {

class Rereading final : public RereadNews {
 public:
  Rereading(std::unique_ptr<storage::Following> following, const RunContext& context);

  // The configured sources are told to it.
  RereadServers& servers() { return servers_; }

  // Looks for what became due. Those who have something to ask now; they stay where they are.
  std::vector<Asker*> look();
  // With --once: everything that is due in the last 28 days, when nothing is left to ask for otherwise and
  // all is committed. Empty: nothing is, or the pass was made.
  std::vector<Asker*> pass();

 private:
  struct Later {
    UtcTime at;
    std::int64_t post;
    bool operator>(const Later& other) const { return at > other.at; }
  };

  void was_read(RereadAsker& at, const storage::FollowedPost& post, const Counts& counts) override;
  void is_missing(const storage::FollowedPost& post) override;

  void find_posts(UtcTime now);
  void find_profiles(UtcTime now);
  std::vector<std::int64_t> take_found(std::size_t at_most);
  void consider(std::span<const std::int64_t> posts, UtcTime now);
  void consider_boosters(const storage::FollowedPost& post, const RereadAsker& at, const Counts& counts);

  const std::unique_ptr<storage::Following> following_;
  const RunContext& context_;
  RereadServers servers_;
  Priors priors_;
  std::deque<std::int64_t> found_;   // posts to be considered
  std::set<std::int64_t> met_late_;  // those that were because nobody asked their home: once a run
  std::priority_queue<Later, std::vector<Later>, std::greater<>> later_;
  std::optional<UtcTime> looked_until_;
  Millis next_look_, next_whole_look_{0};
  bool passed_ = false;
};

}  // namespace clamor::collector
