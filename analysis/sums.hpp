#pragma once
// What the posts of a filter add up to, by bucket and network: from the cells of whole hours, post by post only where a
// bucket or the window divides one. Only for this room.

#include <vector>

#include "analysis/selection.hpp"

namespace clamor::analysis {

// `group` and `hour` of these are not used.
using Sums = std::vector<std::vector<Cell>>;  // [network of the snapshot][bucket]

// `buckets`: in order, without a space between them, and together at least the window.
Sums sum_up(const Snapshot& snapshot, const Selection& selection, Interval window,
            const std::vector<Interval>& buckets);

}  // namespace clamor::analysis
