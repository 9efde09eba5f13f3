#pragma once
// The reader of one SQLite file: its own read-only connection.

#include <filesystem>
#include <functional>
#include <map>

#include "storage/records.hpp"
#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/query.hpp"

namespace clamor::storage {

// Of an author `a`: asked not to be indexed, found or shown to strangers, or stands behind a keyed hash.
inline constexpr const char* not_listable =
    "(coalesce(a.noindex, 0) = 1 OR coalesce(a.indexable, 1) = 0 OR coalesce(a.discoverable, 1) = 0 OR "
    "coalesce(a.hidden_from_signed_out, 0) = 1 OR a.key GLOB '~*')";

class SqliteReader final : public RecordReader {
 public:
  explicit SqliteReader(std::filesystem::path file);

  int schema() override;
  std::string simulated() override;
  std::string timezone() override;
  std::string campaign() override;
  std::int64_t data_version() override;
  void begin_view() override;
  void end_view() override;
  HistoryMark history_mark() override;
  std::optional<Changes> changes_since(const HistoryMark& mark) override;
  std::vector<TagTotal> tags() override;
  std::vector<TagName> tag_names() override;
  Totals totals() override;
  std::vector<SourceTotal> sources() override;
  std::vector<CoverageRow> coverage() override;
  std::vector<GapRow> gaps() override;
  std::vector<LookbackRow> lookbacks() override;
  std::vector<StreamRow> streams() override;
  std::vector<RollupRow> rollups() override;
  void each_post(const std::function<void(const PostRow&)>& take) override;
  std::vector<PostRow> counted_posts(std::span<const std::int64_t> ids) override;
  UtcTime followers_changed_from(std::int64_t author, UtcTime readings_from) override;
  std::vector<PostDetail> details(std::span<const std::int64_t> ids) override;
  std::vector<LinkDetail> links(std::span<const std::int64_t> ids) override;
  std::vector<Issue> issues(std::size_t at_most) override;
  std::vector<FoundAuthor> find_authors(const AccountName& name) override;
  std::vector<std::string> verify() override;
  void canonical_dump(const std::function<void(std::string_view)>& take) override;
  void each_kept_post(const std::function<void(const PostRecord&)>& take) override;
  void each_charted_post(const std::function<void(const PostRecord&)>& take) override;
  void each_author(const std::function<void(const AuthorRecord&)>& take) override;
  void each_edge(const std::function<void(const EdgeRecord&)>& take) override;
  void each_tie(const std::function<void(const Tie&)>& take) override;
  void each_link(const std::function<void(const LinkRecord&)>& take) override;
  std::vector<SourceSetup> all_sources() override;
  std::vector<CursorRow> cursors() override;

  SQLite::Database& connection() { return db_; }  // of the view that is open

 private:
  std::string text_of(const char* sql);
  std::map<std::int64_t, std::uint64_t> tag_bits();  // by tag id

  // Which file lies there. Where nobody of us writes, no lock keeps others from it either: any change of it is
  // another file then.
  struct Identity {
    std::uint64_t device = 0, number = 0;
    std::int64_t size = 0, changed_s = 0, changed_ns = 0;
    friend bool operator==(const Identity&, const Identity&) = default;
  };
  Identity identity() const;
  void expect_the_same_file() const;

  std::filesystem::path file_;
  bool still_;  // nobody writes to its folder
  SQLite::Database db_;
  Identity opened_;
};

}  // namespace clamor::storage
