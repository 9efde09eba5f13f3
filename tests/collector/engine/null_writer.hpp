#pragma once
// A store that keeps nothing: where only the manners of asking matter.

#include "storage/following.hpp"
#include "storage/store.hpp"

namespace clamor::collector {

class NothingFollowed final : public storage::Following {
 public:
  std::vector<std::int64_t> charted(Interval) override { return {}; }
  std::vector<std::int64_t> met_late(UtcTime, UtcTime) override { return {}; }
  void each_age(Interval, const std::function<void(const storage::CountsAge&)>&) override {}
  std::vector<storage::FollowedPost> posts(std::span<const std::int64_t>) override { return {}; }
  std::vector<storage::FollowedAuthor> authors(UtcTime) override { return {}; }
};

class NullWriter final : public storage::Writer {
 public:
  void set_campaign(const storage::CampaignSetup&, UtcTime) override {}
  const std::string& simulated() const override { return none_; }
  void mark_simulated(const std::string&) override {}
  storage::Saved save(std::span<const PreparedPage>) override { return {}; }
  storage::Saved save_each(const std::function<const PreparedPage*()>& next) override {
    while (next()) {
    }
    return {};
  }
  storage::Saved save_archive(const std::function<const storage::ArchiveBatch*()>&) override { return {}; }
  std::optional<storage::ArchivePosition> archive_position(const std::string&) override { return {}; }
  void add_source(const storage::SourceSetup&) override {}
  void note(std::span<const storage::SourceNote>) override {}
  bool mark_deleted(const PostKey&, UtcTime) override { return false; }
  storage::Erased forget(const std::vector<AuthorKey>&, UtcTime) override { return {}; }
  storage::Erased keep_out(const OptOut&, UtcTime) override { return {}; }
  storage::Pruned prune(const storage::Retention&, UtcTime, const std::function<bool()>&) override { return {}; }
  std::optional<UtcTime> pruned_at() override { return {}; }
  storage::Scrubbed scrub(const std::function<bool()>&) override { return {}; }
  std::optional<Cursor> cursor(const std::string&, const std::string&) override { return {}; }
  std::optional<UtcTime> covered_until(const std::string&, const std::string&) override { return {}; }
  std::vector<Gap> open_gaps(const std::string&, const std::string&) override { return {}; }
  std::vector<Lookback> lookbacks(const std::string&, const std::string&) override { return {}; }
  std::unique_ptr<storage::Following> following() override { return std::make_unique<NothingFollowed>(); }
  std::vector<storage::HostBudget> budgets() override { return {}; }
  void save_budgets(std::span<const storage::HostBudget>) override {}

 private:
  std::string none_;
};

}  // namespace clamor::collector
