#include "analysis/snapshot.hpp"

#include <algorithm>
#include <cassert>
#include <functional>

#include "analysis/accounts.hpp"
#include "analysis/kept_links.hpp"
#include "analysis/read_model.hpp"

namespace clamor::analysis {

Snapshot::Snapshot(Parts parts) : parts_(std::move(parts)), files_(files_of(parts_.days)), kept_(std::make_unique<KeptAccounts>()), kept_links_(std::make_unique<KeptLinks>()) {
  const auto has_post = [&](Network network) {
    return std::ranges::any_of(parts_.days, [&](const DayPtr& day) {
      return std::ranges::any_of(day->groups(), [&](const Group& group) {
        return group.network == static_cast<std::int32_t>(network);
      });
    });
  };
  for (const auto network : all_networks) {
    const bool asked = std::ranges::find(parts_.sources, network, &storage::SourceTotal::network) !=
                       parts_.sources.end();
    if (asked || has_post(network)) networks_.push_back(network);
  }
  for (const DayPtr& day : parts_.days) {
    largest_author_ = std::max(largest_author_, day->largest_author());
    largest_link_ = std::max(largest_link_, day->largest_link());
  }
}

Snapshot::~Snapshot() = default;

std::optional<Interval> Snapshot::data_span() const {
  if (parts_.days.empty()) return {};
  return Interval{parts_.days.front()->posts_time().from, parts_.days.back()->posts_time().to};
}

SnapshotPtr take_snapshot(storage::Reader& reader, UtcTime now) {
  return ReadModel().take(reader, now);
}

void each_day(storage::Reader& reader, const Zone& zone, const std::function<void(DayPtr)>& take) {
  std::vector<storage::PostRow> rows;
  Interval day;
  reader.each_post([&](const storage::PostRow& row) {
    assert((rows.empty() || std::pair(rows.back().at, rows.back().id) < std::pair(row.at, row.id)) &&
           "posts come sorted");
    if (row.at >= day.to || rows.empty()) {
      if (!rows.empty()) take(Day::make(day, rows));
      rows.clear();
      day = zone.day_of(row.at);
    }
    rows.push_back(row);
  });
  if (!rows.empty()) take(Day::make(day, rows));
}

std::span<const DayPtr> days_within(const Snapshot& snapshot, Interval window) {
  if (window.empty()) return {};
  const auto days = snapshot.days();
  const auto first = std::ranges::upper_bound(days, window.from, {}, [](const DayPtr& day) { return day->time().to; });
  const auto last = std::ranges::lower_bound(days, window.to, {}, [](const DayPtr& day) { return day->time().from; });
  return {first, std::max(first, last)};
}

bool any_post(const Snapshot& snapshot, Interval window) {
  return std::ranges::any_of(days_within(snapshot, window), [&](const DayPtr& day) {
    const auto [first, last] = day->rows_within(window);
    return first < last;
  });
}

}  // namespace clamor::analysis
