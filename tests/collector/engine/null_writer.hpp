#pragma once
// A store that keeps nothing: where only the manners of asking matter, simulated time must not outrun a disk.

#include "storage/store.hpp"

namespace clamor::collector {

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
  std::optional<Cursor> cursor(const std::string&, const std::string&) override { return {}; }
  std::optional<UtcTime> covered_until(const std::string&, const std::string&) override { return {}; }
  std::vector<Gap> open_gaps(const std::string&, const std::string&) override { return {}; }
  std::vector<Reread> rereads(const std::string&, const std::string&) override { return {}; }
  std::vector<storage::HostBudget> budgets() override { return {}; }
  void save_budgets(std::span<const storage::HostBudget>) override {}

 private:
  std::string none_;
};

}  // namespace clamor::collector
