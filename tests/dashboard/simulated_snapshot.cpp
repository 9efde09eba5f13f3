#include "tests/dashboard/simulated_snapshot.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace clamor::dashboard {
namespace {

using namespace std::chrono_literals;
using storage::SourceState;

constexpr std::array<const char*, 6> source_names{"masto-1.sim", "masto-3.sim", "masto-4.sim",
                                                  "masto-5.sim", "bsky.sim",    "bsky-2.sim"};
// Posts of the last thirty days, oldest first: two moments, a night without a reading, a slow fade.
constexpr std::array<int, 30> posts_per_day{62,  78,  84,  86,  90,  89,  70,  73,  130, 190,
                                            138, 117, 110, 84,  32,  52,  118, 117, 88,  96,
                                            100, 94,  180, 430, 300, 235, 196, 160, 146, 70};
constexpr int sunday_gap_day = 14;  // of those thirty: all sources were silent for 31 hours

// The same sequence everywhere; std distributions differ between libraries.
class Dice {
 public:
  std::uint32_t below(std::uint32_t n) {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<std::uint32_t>((state_ >> 33) % n);
  }

 private:
  std::uint64_t state_ = 20261123;
};

class SimulatedSnapshot final : public analysis::Snapshot {
 public:
  explicit SimulatedSnapshot(const Simulation& simulation) : simulation_(simulation) {
    make_sources();
    if (simulation.posts) make_posts();
    make_coverage();
    publish();
  }

  std::int64_t version() const override { return 1; }
  UtcTime taken_at() const override { return simulated_now(); }
  const Zone& zone() const override { return zone_; }
  const std::string& campaign() const override { return campaign_; }
  const std::string& simulated() const override { return simulated_; }
  const std::vector<analysis::Tag>& tags() const override { return tags_; }
  const std::vector<Network>& networks() const override { return networks_; }
  const analysis::Columns& posts() const override { return columns_; }
  const analysis::Cube& cube() const override { return cube_; }
  const storage::Totals& totals() const override { return totals_; }
  const std::vector<storage::SourceTotal>& sources() const override { return sources_; }
  const std::vector<storage::CoverageRow>& coverage() const override { return coverage_; }
  const std::vector<storage::GapRow>& gaps() const override { return gaps_; }
  std::optional<Interval> data_span() const override {
    if (at_.empty()) return {};
    return Interval{UtcTime{Millis{at_.front()}}, UtcTime{Millis{at_.back() + 1}}};
  }

 private:
  UtcTime today() const { return zone_.day_of(simulated_now()).from; }
  UtcTime day(int from_first) const { return today() - 24h * (29 - from_first); }
  UtcTime began() const { return today() - 24h * (simulation_.days - 1); }

  void make_sources() {
    for (std::size_t i = 0; i < source_names.size(); ++i) {
      storage::SourceTotal source;
      source.name = source_names[i];
      source.server = "https://" + source.name;
      source.network = i < 4 ? Network::fediverse : Network::bluesky;
      source.kind = i < 4 ? "mastodon" : "bluesky";
      if (simulation_.asked) {
        source.last_attempt = simulated_now() - 1min;
        source.state = i == 2 ? SourceState::refused : SourceState::ok;
        if (!simulation_.reachable) source.state = SourceState::failing;
        if (simulation_.reachable) source.last_success = i == 2 ? day(12) : simulated_now() - 1min;
      }
      sources_.push_back(source);
    }
  }

  void make_posts() {
    Dice dice;
    for (int d = 30 - simulation_.days; d < (simulation_.posts_today ? 30 : 29); ++d) {
      const int count =
          d < 0 ? 40 + static_cast<int>(dice.below(50)) : posts_per_day[static_cast<std::size_t>(d)];
      const auto last = d == 29 ? 13h + 10min : 24h;
      for (int i = 0; i < count; ++i)
        rows_.push_back({(day(d) + Millis{dice.below(static_cast<std::uint32_t>(Millis{last}.count()))})
                             .time_since_epoch()
                             .count(),
                         dice.below(100) < 58   ? std::uint64_t{1}
                         : dice.below(100) < 12 ? std::uint64_t{3}
                                                : std::uint64_t{2},
                         static_cast<std::uint8_t>(dice.below(100) < 54 ? 0 : 1), dice.below(900),
                         static_cast<std::int32_t>(dice.below(14)),
                         static_cast<std::int32_t>(dice.below(6))});
    }
    std::sort(rows_.begin(), rows_.end(), [](const Row& a, const Row& b) { return a.at < b.at; });
    for (const Row& row : rows_) {
      at_.push_back(row.at);
      id_.push_back(static_cast<std::int64_t>(id_.size()) + 1);
      tag_bits_.push_back(row.tags);
      network_.push_back(row.network);
      author_.push_back(row.author * 2 + row.network);
      likes_.push_back(row.likes);
      boosts_.push_back(row.boosts);
      replies_.push_back(row.boosts / 2);
      quotes_.push_back(analysis::no_count);
      followers_.push_back(static_cast<std::int64_t>(row.author) * 3 + 40);
    }
  }

  void make_coverage() {
    if (!simulation_.asked || !simulation_.reachable) return;
    const Interval silence{day(sunday_gap_day) + 9h, day(sunday_gap_day) + 40h};
    for (const auto& source : sources_)
      for (const auto& tag : tags_) {
        const UtcTime end = source.state == SourceState::refused ? day(12) : simulated_now();
        coverage_.push_back({source.name, tag.key, {began(), std::min(silence.from, end)}});
        if (end > silence.to) {
          coverage_.push_back({source.name, tag.key, {silence.to, end}});
          gaps_.push_back({source.name, tag.key, {silence, "unreachable", GapState::open, 0}});
        } else {
          gaps_.push_back({source.name, tag.key, {{end, simulated_now()}, "refused", GapState::open, 0}});
        }
      }
  }

  void publish() {
    columns_ = {at_, id_, tag_bits_, network_, author_, likes_, boosts_, replies_, quotes_, followers_};
    for (const Row& row : rows_)
      for (std::size_t t = 0; t < tags_.size(); ++t)
        tags_[t].mentions += static_cast<std::int64_t>(row.tags >> t & 1);
    totals_.posts = static_cast<std::int64_t>(rows_.size());
    if (!rows_.empty()) {
      totals_.first_post = UtcTime{Millis{at_.front()}};
      totals_.newest_post = UtcTime{Millis{at_.back()}};
    }
    fill_cube();
  }

  void fill_cube() {
    if (at_.empty()) return;
    constexpr std::int64_t hour = 3'600'000;
    cube_.first_hour = UtcTime{Millis{at_.front() / hour * hour}};
    cube_.hours = static_cast<std::size_t>((at_.back() - at_.front() / hour * hour) / hour + 1);
    cube_.tags = tags_.size() + 1;
    cube_.networks = networks_.size();
    cells_.resize(cube_.hours * cube_.tags * cube_.networks);
    for (std::size_t i = 0; i < at_.size(); ++i) {
      const auto h = static_cast<std::size_t>((at_[i] - cube_.first_hour.time_since_epoch().count()) / hour);
      for (std::size_t t = 0; t < cube_.tags; ++t) {
        if (t < tags_.size() && (tag_bits_[i] >> t & 1) == 0) continue;
        auto& cell = cells_[(h * cube_.tags + t) * cube_.networks + network_[i]];
        cell.posts += 1;
        cell.boosts += boosts_[i];
        cell.engagement += likes_[i] + boosts_[i] + replies_[i];
      }
    }
    cube_.cells = cells_;
  }

  struct Row {
    std::int64_t at;
    std::uint64_t tags;
    std::uint8_t network;
    std::uint32_t author;
    std::int32_t likes, boosts;
  };

  Simulation simulation_;
  Zone zone_ = *Zone::find("America/Mexico_City");
  std::string campaign_ = "Free Them All", simulated_ = "simulated network 7";
  std::vector<analysis::Tag> tags_{{"freethemall", "FreeThemAll"},
                                   {"viralicemoslaresponsabilidad", "ViralicemosLaResponsabilidad"}};
  std::vector<Network> networks_{Network::fediverse, Network::bluesky};
  std::vector<Row> rows_;
  std::vector<std::int64_t> at_, id_, followers_;
  std::vector<std::uint64_t> tag_bits_;
  std::vector<std::uint8_t> network_;
  std::vector<std::uint32_t> author_;
  std::vector<std::int32_t> likes_, boosts_, replies_, quotes_;
  std::vector<analysis::Cell> cells_;
  analysis::Columns columns_;
  analysis::Cube cube_;
  storage::Totals totals_;
  std::vector<storage::SourceTotal> sources_;
  std::vector<storage::CoverageRow> coverage_;
  std::vector<storage::GapRow> gaps_;
};

constexpr std::array<const char*, 5> texts{
    "Seguimos esperando respuesta sobre las personas detenidas. Hoy se cumplen nueve meses sin audiencia. "
    "#FreeThemAll",
    "Queremos saber en qué condiciones están. La información también protege. #ViralicemosLaResponsabilidad",
    "Simulated post: no more raids, no more silence. Read the three demands and share them. #FreeThemAll",
    "¡Gracias a quienes fueron a la vigilia! 🕯️ Fotos en el hilo. #FreeThemAll "
    "#ViralicemosLaResponsabilidad",
    "Una publicación simulada y breve. #FreeThemAll"};

}  // namespace

UtcTime simulated_now() {
  return *parse_rfc3339("2026-11-23T13:20:00-06:00");
}

analysis::SnapshotPtr simulated_snapshot(const Simulation& simulation) {
  return std::make_shared<SimulatedSnapshot>(simulation);
}

std::vector<storage::PostDetail> simulated_details(const analysis::Snapshot& snapshot,
                                                   const std::vector<std::int64_t>& ids) {
  std::vector<storage::PostDetail> details;
  for (const std::int64_t id : ids) {
    const auto row = static_cast<std::size_t>(id - 1);
    const auto& posts = snapshot.posts();
    storage::PostDetail post;
    post.id = id;
    post.key.network = snapshot.networks()[posts.network[row]];
    post.at = UtcTime{Millis{posts.at[row]}};
    post.url = "https://masto-1.sim/@cuenta" + std::to_string(posts.author[row]) + "/" + std::to_string(id);
    post.author_name = "cuenta simulada " + std::to_string(posts.author[row]);
    post.author_handle = "cuenta" + std::to_string(posts.author[row]) + "@masto-1.sim";
    post.text = texts[static_cast<std::size_t>(id) % texts.size()];
    post.tag_mask = posts.tags[row];
    post.counts.likes = posts.likes[row];
    post.counts.boosts = posts.boosts[row];
    post.counts.replies = posts.replies[row];
    post.home_vantage = id % 3 == 0;
    post.vantage = "https://masto-1.sim";
    post.listable = id % 7 != 0;
    details.push_back(post);
  }
  return details;
}

config::Config simulated_config() {
  config::Config config;
  config.file = "/campaign/clamor.toml";
  config.campaign = "Free Them All";
  config.simulated = "simulated network 7";
  for (const char* tag : {"FreeThemAll", "ViralicemosLaResponsabilidad"})
    config.hashtags.push_back({tag, tag, {}, {}});
  for (std::size_t i = 0; i < source_names.size(); ++i) {
    config::Source source;
    source.name = source_names[i];
    source.kind = i < 4 ? "mastodon" : "bluesky";
    source.server = "https://" + source.name;
    config.sources.push_back(source);
  }
  const UtcTime first = *parse_rfc3339("2026-11-02T09:00:00-06:00");
  config.events = {{"Petición publicada", first},
                   {"Vigilia pública", first + 24h * 11 + 9h},
                   {"Conferencia de prensa", first + 24h * 15 - 1h}};
  return config;
}

}  // namespace clamor::dashboard
