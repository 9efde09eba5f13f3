#pragma once
// A store in memory: tests fill its rows, roll-ups are summed from them as a store would.

#include <algorithm>
#include <map>
#include <tuple>

#include "analysis/snapshot.hpp"

namespace clamor::analysis {

inline UtcTime at(const char* text) {
  return *parse_rfc3339(text);
}

class FakeReader : public storage::Reader {
 public:
  std::vector<storage::TagTotal> tag_rows{{"freethemall", "FreeThemAll"},
                                          {"viralicemoslaresponsabilidad", "ViralicemosLaResponsabilidad"}};
  std::vector<storage::SourceTotal> source_rows;
  std::vector<storage::CoverageRow> coverage_rows;
  std::vector<storage::GapRow> gap_rows;
  std::vector<storage::PostRow> posts;
  std::string zone = "America/Mexico_City";
  std::int64_t commits = 1;
  int open_views = 0;

  storage::PostRow& post(UtcTime time, std::int64_t author, std::uint64_t tags = 1,
                         Network network = Network::fediverse) {
    auto& row = posts.emplace_back();
    row.id = static_cast<std::int64_t>(posts.size());
    row.at = time;
    row.author = author;
    row.tag_mask = tags;
    row.network = network;
    return row;
  }
  // A source that has answered, with both hashtags read over `time`.
  void source(const std::string& name, Network network, Interval time) {
    auto& row = source_rows.emplace_back();
    row.name = name;
    row.network = network;
    row.state = storage::SourceState::ok;
    row.last_success = row.last_attempt = time.to;
    for (const auto& tag : tag_rows) coverage_rows.push_back({name, tag.tag, time});
  }
  // An archive with posts of both hashtags over `time`.
  void archive(const std::string& name, Network network, Interval time) {
    auto& row = source_rows.emplace_back();
    row.name = name;
    row.kind = storage::archive_kind;
    row.network = network;
    for (const auto& tag : tag_rows) coverage_rows.push_back({name, tag.tag, time, true});
  }
  SnapshotPtr snapshot(UtcTime now) { return take_snapshot(*this, now); }

  int schema() override { return 1; }
  std::string simulated() override { return ""; }
  std::string timezone() override { return zone; }
  std::string campaign() override { return "Free Them All"; }
  std::int64_t data_version() override { return commits; }
  void begin_view() override { ++open_views; }
  void end_view() override { --open_views; }
  storage::HistoryMark history_mark() override { return {commits, 1}; }
  std::optional<storage::Changes> changes_since(const storage::HistoryMark&) override { return {}; }
  std::vector<storage::TagTotal> tags() override { return tag_rows; }
  std::vector<storage::TagName> tag_names() override {
    std::vector<storage::TagName> names;
    for (const auto& tag : tag_rows) names.push_back({tag.tag, tag.label});
    return names;
  }
  storage::Totals totals() override {
    storage::Totals totals;
    totals.posts = static_cast<std::int64_t>(posts.size());
    return totals;
  }
  std::vector<storage::SourceTotal> sources() override { return source_rows; }
  std::vector<storage::CoverageRow> coverage() override { return coverage_rows; }
  std::vector<storage::GapRow> gaps() override { return gap_rows; }
  std::vector<storage::LookbackRow> lookbacks() override { return {}; }
  std::vector<storage::StreamRow> streams() override { return {}; }

  std::vector<storage::RollupRow> rollups() override {
    std::map<std::tuple<std::string, UtcTime, Network>, storage::RollupRow> sums;
    const auto add = [&](const std::string& tag, const storage::PostRow& post) {
      using quarter_hours = std::chrono::duration<std::int64_t, std::ratio<900>>;
      const UtcTime bucket{std::chrono::floor<quarter_hours>(post.at)};
      auto& row = sums[{tag, bucket, post.network}];
      row.tag = tag;
      row.bucket = bucket;
      row.network = post.network;
      ++row.posts;
      row.boosts += post.counts.boosts.value_or(0);
      for (const auto& count :
           {post.counts.likes, post.counts.boosts, post.counts.replies, post.counts.quotes})
        row.engagement += count.value_or(0);
    };
    for (const auto& post : posts) {
      add("", post);
      for (std::size_t tag = 0; tag < tag_rows.size(); ++tag)
        if (post.tag_mask >> tag & 1) add(tag_rows[tag].tag, post);
    }
    std::vector<storage::RollupRow> rows;
    for (const auto& [key, row] : sums) rows.push_back(row);
    return rows;
  }
  void each_post(const std::function<void(const storage::PostRow&)>& take) override {
    auto sorted = posts;
    std::sort(sorted.begin(), sorted.end(),
              [](const auto& a, const auto& b) { return std::pair(a.at, a.id) < std::pair(b.at, b.id); });
    for (const auto& post : sorted) take(post);
  }
  std::vector<storage::PostRow> counted_posts(std::span<const std::int64_t>) override { return {}; }
  UtcTime followers_changed_from(std::int64_t, UtcTime from) override { return from; }
  std::vector<storage::PostDetail> details(std::span<const std::int64_t>) override { return {}; }
  std::vector<storage::LinkDetail> links(std::span<const std::int64_t>) override { return {}; }
  std::vector<Issue> issues(std::size_t) override { return {}; }
  std::vector<storage::FoundAuthor> find_authors(const AccountName&) override { return {}; }
  std::vector<std::string> verify() override { return {}; }
  void canonical_dump(const std::function<void(std::string_view)>&) override {}
};

}  // namespace clamor::analysis
