#include "analysis/snapshot.hpp"

#include <algorithm>
#include <cassert>
#include <limits>
#include <unordered_map>

namespace clamor::analysis {
namespace {

using storage::PostRow;
using storage::Reader;

// Everything is read inside one view, also when reading throws.
class View {
 public:
  explicit View(Reader& reader) : reader_(reader) { reader_.begin_view(); }
  View(const View&) = delete;
  View& operator=(const View&) = delete;
  ~View() { reader_.end_view(); }

 private:
  Reader& reader_;
};

std::int32_t column(std::optional<std::int64_t> count) {
  if (!count) return no_count;
  return static_cast<std::int32_t>(
      std::clamp<std::int64_t>(*count, 0, std::numeric_limits<std::int32_t>::max()));
}

std::optional<std::size_t> index_of(const std::vector<Network>& networks, Network network) {
  const auto found = std::find(networks.begin(), networks.end(), network);
  if (found == networks.end()) return {};
  return static_cast<std::size_t>(found - networks.begin());
}

std::int64_t hour_number(UtcTime time) {
  return std::chrono::floor<std::chrono::hours>(time).time_since_epoch().count();
}

Zone zone_named(const std::string& name) {
  if (name.empty()) return Zone::utc();  // a database that no campaign has written to
  if (const auto zone = Zone::find(name)) return *zone;
  throw storage::StorageError(storage::StorageError::Kind::other,
                              "the database names a time zone that this system does not know: " + name +
                                  "; install the package tzdata");
}

class OwnedSnapshot final : public Snapshot {
 public:
  OwnedSnapshot(Reader& reader, UtcTime now)
      : version_(reader.data_version()),
        taken_at_(now),
        zone_(zone_named(reader.timezone())),
        campaign_(reader.campaign()),
        simulated_(reader.simulated()),
        totals_(reader.totals()),
        sources_(reader.sources()),
        coverage_(reader.coverage()),
        gaps_(reader.gaps()) {
    for (auto& tag : reader.tags())
      tags_.push_back({std::move(tag.tag), std::move(tag.label), tag.mentions, tag.authors});
    read_posts(reader);
    read_cube(reader.rollups());
  }

  std::int64_t version() const override { return version_; }
  UtcTime taken_at() const override { return taken_at_; }
  const Zone& zone() const override { return zone_; }
  const std::string& campaign() const override { return campaign_; }
  const std::string& simulated() const override { return simulated_; }
  const std::vector<Tag>& tags() const override { return tags_; }
  const std::vector<Network>& networks() const override { return networks_; }
  const Columns& posts() const override { return columns_; }
  const Cube& cube() const override { return cube_; }
  const storage::Totals& totals() const override { return totals_; }
  const std::vector<storage::SourceTotal>& sources() const override { return sources_; }
  const std::vector<storage::CoverageRow>& coverage() const override { return coverage_; }
  const std::vector<storage::GapRow>& gaps() const override { return gaps_; }

  std::optional<Interval> data_span() const override {
    if (at_.empty()) return {};
    return Interval{UtcTime{Millis{at_.front()}}, UtcTime{Millis{at_.back() + 1}}};
  }

 private:
  void read_posts(Reader& reader);
  void name_networks(const std::vector<Network>& of_posts);
  void read_cube(const std::vector<storage::RollupRow>& rows);

  std::int64_t version_;
  UtcTime taken_at_;
  Zone zone_;
  std::string campaign_, simulated_;
  storage::Totals totals_;
  std::vector<storage::SourceTotal> sources_;
  std::vector<storage::CoverageRow> coverage_;
  std::vector<storage::GapRow> gaps_;
  std::vector<Tag> tags_;
  std::vector<Network> networks_;

  std::vector<std::int64_t> at_, id_, followers_;
  std::vector<std::uint64_t> tag_masks_;
  std::vector<std::uint8_t> network_;
  std::vector<std::uint32_t> author_;
  std::vector<std::int32_t> likes_, boosts_, replies_, quotes_;
  std::vector<Cell> cells_;
  Columns columns_;
  Cube cube_;
};

void OwnedSnapshot::read_posts(Reader& reader) {
  std::vector<Network> networks;
  std::unordered_map<std::int64_t, std::uint32_t> numbers;  // store's author -> dense number
  reader.each_post([&](const PostRow& post) {
    const auto at = post.at.time_since_epoch().count();
    assert((at_.empty() || std::pair(at_.back(), id_.back()) < std::pair(at, post.id)) &&
           "posts come sorted");
    at_.push_back(at);
    id_.push_back(post.id);
    tag_masks_.push_back(post.tag_mask);
    networks.push_back(post.network);
    author_.push_back(
        numbers.try_emplace(post.author, static_cast<std::uint32_t>(numbers.size())).first->second);
    likes_.push_back(column(post.counts.likes));
    boosts_.push_back(column(post.counts.boosts));
    replies_.push_back(column(post.counts.replies));
    quotes_.push_back(column(post.counts.quotes));
    followers_.push_back(post.followers.value_or(-1));
  });
  name_networks(networks);
  columns_ = {at_, id_, tag_masks_, network_, author_, likes_, boosts_, replies_, quotes_, followers_};
}

void OwnedSnapshot::name_networks(const std::vector<Network>& of_posts) {
  for (const auto network : all_networks) {
    const bool asked = std::any_of(sources_.begin(), sources_.end(),
                                   [&](const auto& source) { return source.network == network; });
    if (asked || std::find(of_posts.begin(), of_posts.end(), network) != of_posts.end())
      networks_.push_back(network);
  }
  network_.reserve(of_posts.size());
  for (const auto network : of_posts)
    network_.push_back(static_cast<std::uint8_t>(*index_of(networks_, network)));
}

void OwnedSnapshot::read_cube(const std::vector<storage::RollupRow>& rows) {
  if (rows.empty()) return;
  const auto [first, last] = std::minmax_element(
      rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.bucket < b.bucket; });
  const auto first_hour = hour_number(first->bucket);
  cube_.first_hour = UtcTime{std::chrono::hours{first_hour}};
  cube_.hours = static_cast<std::size_t>(hour_number(last->bucket) - first_hour + 1);
  cube_.tags = tags_.size() + 1;
  cube_.networks = networks_.size();

  std::unordered_map<std::string_view, std::size_t> tag_index{{"", tags_.size()}};
  for (std::size_t i = 0; i < tags_.size(); ++i) tag_index.emplace(tags_[i].key, i);

  cells_.resize(cube_.hours * cube_.tags * cube_.networks);
  for (const auto& row : rows) {
    const auto tag = tag_index.find(row.tag);
    const auto network = index_of(networks_, row.network);
    if (tag == tag_index.end() || !network) continue;  // of a hashtag that is no longer tracked
    const auto hour = static_cast<std::size_t>(hour_number(row.bucket) - first_hour);
    auto& cell = cells_[(hour * cube_.tags + tag->second) * cube_.networks + *network];
    cell.posts += row.posts;
    cell.boosts += row.boosts;
    cell.engagement += row.engagement;
  }
  cube_.cells = cells_;
}

}  // namespace

SnapshotPtr take_snapshot(Reader& reader, UtcTime now) {
  const View view{reader};
  return std::make_shared<OwnedSnapshot>(reader, now);
}

std::pair<std::size_t, std::size_t> rows_within(const Snapshot& snapshot, Interval window) {
  const auto at = snapshot.posts().at;
  const auto index = [&](UtcTime time) {
    return static_cast<std::size_t>(std::lower_bound(at.begin(), at.end(), time.time_since_epoch().count()) -
                                    at.begin());
  };
  const auto first = index(window.from);
  return {first, std::max(first, index(window.to))};
}

}  // namespace clamor::analysis
