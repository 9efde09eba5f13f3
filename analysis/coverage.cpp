#include "analysis/coverage.hpp"

#include <algorithm>
#include <map>

namespace clamor::analysis {
namespace {

using PairKey = std::pair<std::string_view, std::string_view>;  // source, tag

bool lost(GapState state) {
  return state != GapState::closed;
}

}  // namespace

Coverage::Coverage(const Snapshot& snapshot, const Selection& selection, Interval stretch)
    : now_(snapshot.taken_at()) {
  std::map<PairKey, std::vector<Interval>> read, gaps;
  std::map<std::string_view, bool> has_read;
  for (const auto& row : snapshot.coverage()) {
    if (row.archive) continue;
    read[{row.source, row.tag}].push_back(row.time);
    has_read[row.source] = true;
  }
  for (const auto& row : snapshot.gaps())
    if (lost(row.gap.state)) gaps[{row.source, row.tag}].push_back(row.gap.time);

  const auto& networks = snapshot.networks();
  for (std::size_t source = 0; source < snapshot.sources().size(); ++source) {
    const auto& each = snapshot.sources()[source];
    const auto network = static_cast<std::size_t>(std::find(networks.begin(), networks.end(), each.network) -
                                                  networks.begin());
    if (!selection.takes_network(network)) continue;
    if (!each.archive() && !each.last_success && !has_read.contains(each.name)) continue;
    for (std::size_t tag = 0; tag < snapshot.tags().size(); ++tag) {
      if (!selection.takes_tag(tag)) continue;
      const PairKey key{each.name, snapshot.tags()[tag].key};
      if (each.archive()) {
        for (const auto& row : snapshot.coverage())
          if (row.source == key.first && row.tag == key.second)
            archives_.push_back({source, network, row.time});
        continue;
      }
      auto unseen = IntervalSet{read[key]}.missing_within(stretch);
      unseen.insert(unseen.end(), gaps[key].begin(), gaps[key].end());
      pairs_.push_back({source, network, IntervalSet{std::move(unseen)}});
    }
  }
}

Interval Coverage::past(Interval window) const {
  return {window.from, std::min(window.to, now_)};
}

template <class Takes>
double Coverage::share_where(Interval window, const Takes& takes) const {
  const auto asked = past(window);
  Millis seen{0}, all{0};
  for (const auto& pair : pairs_) {
    if (!takes(pair)) continue;
    all += asked.length();
    seen += asked.length() - pair.unseen.length_within(asked);
  }
  return all.count() == 0 ? 0.0 : static_cast<double>(seen.count()) / static_cast<double>(all.count());
}

double Coverage::share(Interval window) const {
  return share_where(window, [](const Pair&) { return true; });
}

double Coverage::share_of_source(std::size_t source, Interval window) const {
  return share_where(window, [&](const Pair& pair) { return pair.source == source; });
}

template <class Takes>
bool Coverage::archive_where(const Takes& takes) const {
  return std::ranges::any_of(archives_, takes);
}

bool Coverage::archived(std::size_t source, Interval window) const {
  return archive_where([&](const Archive& a) {
    return a.source == source && a.time.from < window.to && window.from < a.time.to;
  });
}

bool Coverage::anything(std::size_t network, Interval window) const {
  const auto reaches_over = [&](const Archive& archive) {
    return archive.network == network && archive.time.from < window.to && window.from < archive.time.to;
  };
  return archive_where(reaches_over) ||
         share_where(window, [&](const Pair& pair) { return pair.network == network; }) > 0;
}

bool Coverage::comparable(Interval earlier, Interval later) const {
  constexpr double about_as_well = 0.9;
  const auto before = share(earlier);
  // Whoever made an archive asked for all of it in the same way.
  const auto holds_both = [&](const Archive& archive) {
    return archive.time.from <= earlier.from && later.to <= archive.time.to;
  };
  if (before == 0 && share(later) == 0) return archive_where(holds_both);
  return before > 0 && before >= about_as_well * share(later);
}

Observed Coverage::observed(Interval bucket) const {
  Observed observed;
  observed.share = share(bucket);
  if (bucket.to > now_)
    observed.kind = Observed::Kind::incomplete;
  else if (observed.share <= 0)
    observed.kind = archive_where([&](const Archive& archive) {
      return archive.time.from < bucket.to && bucket.from < archive.time.to;
    })
                        ? Observed::Kind::part
                        : Observed::Kind::none;
  else
    observed.kind = observed.share < 1 ? Observed::Kind::part : Observed::Kind::full;
  return observed;
}

}  // namespace clamor::analysis
