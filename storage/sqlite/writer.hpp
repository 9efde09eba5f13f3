#pragma once
// The writer of one SQLite file. Statements are prepared once; what is remembered between saves is forgotten
// when a transaction fails.

#include <functional>
#include <memory>

#include "storage/forgotten.hpp"
#include "storage/merge.hpp"
#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/coverage.hpp"
#include "storage/sqlite/posts.hpp"
#include "storage/sqlite/reader.hpp"
#include "storage/sqlite/reserve.hpp"
#include "storage/store.hpp"

namespace clamor::storage {

class SqliteWriter final : public Writer {
 public:
  // `once_unsynced` is for measuring only: one transaction until the end of the object, lost in a crash.
  // `never`: the same, taken back.
  enum class Commit { each_synced, once_unsynced, never };
  // A file that lies elsewhere than before counts its requests anew; a copy that is only cleaned does not.
  enum class Origin { is_here, stays };
  SqliteWriter(std::filesystem::path file, const std::string& simulated_if_new,
               Commit commit = Commit::each_synced, Origin origin = Origin::is_here);
  ~SqliteWriter() override;

  void set_campaign(const CampaignSetup& setup, UtcTime now) override;
  const std::string& simulated() const override { return simulated_; }
  void mark_simulated(const std::string& id) override;
  Saved save(std::span<const PreparedPage> pages) override;
  Saved save_each(const std::function<const PreparedPage*()>& next) override;
  Saved save_archive(const std::function<const ArchiveBatch*()>& next) override;
  std::optional<ArchivePosition> archive_position(const std::string& content) override;
  void add_source(const SourceSetup& setup) override;
  using Writer::note;
  void note(std::span<const SourceNote> notes) override;
  bool mark_deleted(const PostKey& key, UtcTime now) override;
  Erased forget(const std::vector<AuthorKey>& authors, UtcTime now) override;
  Erased keep_out(const OptOut& list, UtcTime now) override;
  Pruned prune(const Retention& retention, UtcTime now, const std::function<bool()>& go_on) override;
  std::optional<UtcTime> pruned_at() override;
  Scrubbed scrub(const std::function<bool()>& go_on) override;
  std::optional<Cursor> cursor(const std::string& source, const std::string& tag) override;
  std::optional<UtcTime> covered_until(const std::string& source, const std::string& tag) override;
  std::unique_ptr<Following> following() override;
  std::vector<Gap> open_gaps(const std::string& source, const std::string& tag) override;
  std::vector<Lookback> lookbacks(const std::string& source, const std::string& tag) override;
  std::vector<HostBudget> budgets() override;
  void save_budgets(std::span<const HostBudget> budgets) override;

  Merged merge(SqliteReader& other, const OptOut& opt_out, UtcTime now, const GoOn& go_on);
  KeptAway keep_away(const std::filesystem::path& as_in, UtcTime now);
  void set_pruned_at(const std::optional<UtcTime>& at);

 private:
  class Merging;
  struct Parts;  // statements and caches: made anew when they may no longer be trusted

  // One transaction around `work`. A failure rolls back, and the parts are made anew.
  void in_transaction(const std::function<void(Parts&)>& work);
  void after_failure(StorageError::Kind kind);
  void save_page(const PreparedPage& page, Saved& saved);
  KeptAway keep_away(Parts& parts, SQLite::Database& as_in, UtcTime now);
  void note_stream(std::int64_t source, const StreamNote& stream);
  std::int64_t source_id(const std::string& name);
  void load_tracked();
  void rename_deleted();  // once, after the migration that gave deleted posts their names

  std::filesystem::path file_;
  WriterLock lock_;
  bool wants_log_;  // a new file does not before it has posts
  bool has_log_ = false;
  SQLite::Database db_;
  Commit commit_;
  std::string simulated_;
  GoneMarks gone_;  // longer than the parts: a collector that is refused a page asks again
  std::unique_ptr<Parts> parts_;
  Reserve reserve_;
};

}  // namespace clamor::storage
