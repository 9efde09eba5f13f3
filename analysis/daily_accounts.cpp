#include <algorithm>
#include <bit>

#include "analysis/accounts.hpp"
#include "analysis/selection.hpp"

namespace clamor::analysis {
namespace {

// Empty: neither all hashtags nor one.
std::optional<std::int32_t> kept_tag(const Snapshot& snapshot, const Selection& selection) {
  const std::size_t tags = snapshot.tags().size();
  const std::uint64_t all = tags < 64 ? (std::uint64_t{1} << tags) - 1 : ~std::uint64_t{0};
  const std::uint64_t taken = selection.tags() & all;
  if (taken == all) return Uniques::any_tag;
  if (std::popcount(taken) == 1) return std::countr_zero(taken);
  return {};
}

}  // namespace

AccountAnswer daily_accounts(const Snapshot& snapshot, const Filter& filter) {
  const auto tag = kept_tag(snapshot, Selection{snapshot, filter});
  if (!tag) return nullptr;
  const auto& networks = snapshot.networks();
  const auto days = buckets(filter.window, BucketSize::day, snapshot.zone());
  std::vector<AccountFigures> figures(networks.size());
  for (auto& of_network : figures) of_network.buckets.resize(days.size());
  std::size_t bucket = 0;
  for (const DayPtr& day : days_within(snapshot, filter.window)) {
    while (days[bucket].to <= day->time().from) ++bucket;
    const Interval inside{std::max(day->time().from, filter.window.from), std::min(day->time().to, filter.window.to)};
    const auto posts = day->posts_time();
    const bool whole = posts.from >= inside.from && posts.to <= inside.to;
    const auto part = whole ? nullptr : accounts(snapshot, {{inside, filter.tags, {}}, std::nullopt});
    for (std::size_t network = 0; network < networks.size(); ++network) {
      auto& sum = figures[network].buckets[bucket];
      if (part) {
        const AccountFigures& of_part = (*part)[network];
        sum.authors = of_part.authors;
        sum.with_reading = of_part.ceiling.accounts;
        sum.ceiling = of_part.ceiling.followers.value_or(0);
      } else if (const Uniques* kept = day->uniques(static_cast<std::int32_t>(networks[network]), *tag)) {
        sum.authors = kept->accounts;
        sum.with_reading = kept->with_reading;
        sum.ceiling = kept->followers;
      }
    }
  }
  return std::make_shared<const std::vector<AccountFigures>>(std::move(figures));
}

}  // namespace clamor::analysis
