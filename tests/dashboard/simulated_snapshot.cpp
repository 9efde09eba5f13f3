#include "tests/dashboard/simulated_snapshot.hpp"

#include <algorithm>
#include <array>
#include <map>

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

class SimulatedCampaign {
 public:
  explicit SimulatedCampaign(const Simulation& simulation) : simulation_(simulation) {
    make_sources();
    if (simulation.posts) make_posts();
    make_coverage();
  }

  analysis::SnapshotPtr snapshot() {
    analysis::Snapshot::Parts parts;
    parts.version = 1;
    parts.taken_at = simulated_now();
    parts.zone = zone_;
    parts.campaign = "Free Them All";
    parts.simulated = "simulated network 7";
    parts.tags = tags_;
    parts.sources = sources_;
    parts.coverage = coverage_;
    parts.gaps = gaps_;
    for (auto first = rows_.begin(); first != rows_.end();) {
      const Interval day = zone_.day_of(first->at);
      const auto last = std::ranges::find_if(first, rows_.end(), [&](const auto& row) { return row.at >= day.to; });
      parts.days.push_back(analysis::Day::make(day, {first, last}));
      first = last;
    }
    return std::make_shared<const analysis::Snapshot>(std::move(parts));
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
      for (int i = 0; i < count; ++i) {
        auto& row = rows_.emplace_back();
        row.at = day(d) + Millis{dice.below(static_cast<std::uint32_t>(Millis{last}.count()))};
        row.tag_mask = dice.below(100) < 58   ? std::uint64_t{1}
                       : dice.below(100) < 12 ? std::uint64_t{3}
                                              : std::uint64_t{2};
        const bool fediverse = dice.below(100) < 54;
        row.network = fediverse ? Network::fediverse : Network::bluesky;
        const auto author = dice.below(900);
        row.author = author * 2 + (fediverse ? 0 : 1) + 1;
        row.counts.likes = dice.below(14);
        row.counts.boosts = dice.below(6);
        row.counts.replies = *row.counts.boosts / 2;
        row.followers = std::int64_t{author} * 3 + 40;
      }
    }
    std::ranges::sort(rows_, {}, &storage::PostRow::at);
    for (std::size_t i = 0; i < rows_.size(); ++i) rows_[i].id = static_cast<std::int64_t>(i) + 1;
    if (simulation_.links)
      for (auto& row : rows_)
        if (row.id % 5 < 2) row.links = {1 + row.id % (1 + row.id % 23)};
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

  Simulation simulation_;
  Zone zone_ = *Zone::find("America/Mexico_City");
  std::vector<analysis::Tag> tags_{{"freethemall", "FreeThemAll"},
                                   {"viralicemoslaresponsabilidad", "ViralicemosLaResponsabilidad"}};
  std::vector<storage::PostRow> rows_;
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
  return SimulatedCampaign(simulation).snapshot();
}

std::vector<storage::PostDetail> simulated_details(const analysis::Snapshot& snapshot,
                                                   const std::vector<std::int64_t>& ids) {
  std::vector<storage::PostDetail> details;
  std::map<std::int64_t, storage::PostRow> rows;
  for (const auto& day : snapshot.days())
    for (auto& row : day->rows()) rows.emplace(row.id, row);
  for (const std::int64_t id : ids) {
    const auto& row = rows.at(id);
    const std::string number = std::to_string(row.author - 1);
    storage::PostDetail post;
    post.id = id;
    post.key.network = row.network;
    post.at = row.at;
    post.url = "https://masto-1.sim/@cuenta" + number + "/" + std::to_string(id);
    post.author_name = "cuenta simulada " + number;
    post.author_handle = "cuenta" + number + "@masto-1.sim";
    post.text = texts[static_cast<std::size_t>(id) % texts.size()];
    post.tag_mask = row.tag_mask;
    post.counts = row.counts;
    post.home_vantage = id % 3 == 0;
    post.vantage = "https://masto-1.sim";
    post.listable = id % 7 != 0;
    details.push_back(post);
  }
  return details;
}

std::vector<LinkText> simulated_links(const std::vector<std::int64_t>& ids) {
  std::vector<LinkText> links;
  for (const std::int64_t id : ids)
    links.push_back(id == 2 ? LinkText{id, "https://example.org/peticion", "Petición"}
                            : LinkText{id, "https://noticias-simuladas.example/nota/" + std::to_string(id), ""});
  return links;
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
