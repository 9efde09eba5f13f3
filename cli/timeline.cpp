#include "cli/timeline.hpp"

#include <algorithm>
#include <cmath>

#include "i18n/tr.hpp"

namespace clamor::cli {

using exchange::Cell;
using exchange::Type;
using i18n::tr;

// ---- what was read -----------------------------------------------------------------------------------

void NetworkCoverage::add_source(const storage::SourceTotal& source,
                                 const std::vector<storage::TagTotal>& tags,
                                 const std::vector<storage::CoverageRow>& coverage,
                                 const std::vector<storage::GapRow>& gaps) {
  bool read_once = source.last_success.has_value();
  bool archive = false;
  for (const auto& row : coverage) {
    if (row.source != source.name) continue;
    read_once = true;
    archive = archive || row.archive;
    if (row.archive) archives_.add(row.time);
  }
  if (!read_once || archive) return;  // never asked, or nobody knows how completely
  for (const auto& tag : tags) {
    Pair pair;
    for (const auto& row : coverage)
      if (row.source == source.name && row.tag == tag.tag) pair.read.add(row.time);
    for (const auto& row : gaps) {
      if (row.source != source.name || row.tag != tag.tag || row.gap.state == GapState::closed) continue;
      pair.lost.add(row.gap.time);
      gaps_.push_back(row);
    }
    pairs_.push_back(std::move(pair));
  }
}

void NetworkCoverage::describe(TimelineRow& row, UtcTime now) const {
  const Interval past{row.time.from, std::min(row.time.to, now)};
  row.archive = archives_.length_within(row.time) > Millis{0};
  if (past.empty()) return;
  Millis seen{0}, longest{0};
  for (const Pair& pair : pairs_) {
    IntervalSet missed(pair.read.missing_within(past));
    for (const Interval& lost : pair.lost.intervals())
      missed.add({std::max(lost.from, past.from), std::min(lost.to, past.to)});
    const Millis length = missed.length_within(past);
    longest = std::max(longest, length);
    seen += past.length() - length;
  }
  if (!pairs_.empty())
    row.coverage = static_cast<double>(seen.count()) /
                   static_cast<double>(past.length().count() * static_cast<std::int64_t>(pairs_.size()));
  row.gap_hours = static_cast<double>(longest.count()) / 3'600'000;
  std::set<std::string> causes;
  for (const auto& gap : gaps_)
    if (gap.gap.time.from < past.to && past.from < gap.gap.time.to) causes.insert(gap.gap.cause);
  for (const std::string& cause : causes) row.gap_causes += (row.gap_causes.empty() ? "" : " ") + cause;
}

// ---- rows --------------------------------------------------------------------------------------------

Timeline::Timeline(storage::Reader& reader, Buckets bucket, bool merge, UtcTime now, Take take)
    : bucket_(std::move(bucket)), merge_(merge), now_(now), take_(std::move(take)) {
  const auto tags = reader.tags();
  const auto coverage = reader.coverage();
  const auto gaps = reader.gaps();
  tags_ = tags.size();
  merged_.mentions.resize(tags_);
  for (const auto& source : reader.sources())
    coverage_[source.network].add_source(source, tags, coverage, gaps);
  for (const auto& row : coverage)
    if (!row.archive) end_ = std::max(end_, std::min(row.time.to, now));
}

void Timeline::add(const storage::PostRow& post) {
  move_to(post.at);
  Sums& sums = sums_[post.network];
  sums.mentions.resize(tags_);
  ++sums.posts;
  for (std::size_t tag = 0; tag < tags_; ++tag) sums.mentions[tag] += post.tag_mask >> tag & 1;
  if (post.author != 0) sums.authors.insert(post.author);
  const Counts& counts = post.counts;
  if (counts.boosts) sums.boosts = sums.boosts.value_or(0) + *counts.boosts;
  for (const auto& count : {counts.likes, counts.boosts, counts.replies, counts.quotes})
    if (count) sums.engagement = sums.engagement.value_or(0) + *count;
}

void Timeline::finish() {
  if (open_) {
    if (end_ > open_->to) move_to(end_ - Millis{1});
    close_bucket();
  }
  if (merged_.posts == 0) return;
  TimelineRow row = row_of(merged_);
  row.last = row.merged = true;
  const bool enough = static_cast<std::int64_t>(merged_.authors.size()) >= smallest_cell;
  if (!enough) row.authors = row.boosts = row.engagement = std::nullopt;
  take_(row);
}

// Time without posts has rows too: what was read then, and found empty, is a number.
void Timeline::move_to(UtcTime time) {
  if (!open_) open_ = bucket_(time);
  while (time >= open_->to) {
    close_bucket();
    open_ = bucket_(open_->to);
  }
}

void Timeline::close_bucket() {
  for (const auto& [network, coverage] : coverage_)
    if (coverage.anything()) sums_[network];
  for (auto& [network, sums] : sums_) {
    sums.mentions.resize(tags_);
    TimelineRow row = row_of(sums);
    row.time = *open_;
    row.network = network;
    if (const auto seen = coverage_.find(network); seen != coverage_.end()) seen->second.describe(row, now_);
    const auto hide = [&] {
      row.posts = row.authors = row.boosts = row.engagement = std::nullopt;
      std::ranges::fill(row.mentions, std::nullopt);
    };
    const bool looked = row.coverage > 0 || row.archive;
    if (sums.posts == 0) {
      if (!looked) hide();
    } else if (merge_ && static_cast<std::int64_t>(sums.authors.size()) < smallest_cell) {
      add_up(merged_, sums);
      ++merged_rows_;
      row.merged = true;
      hide();
    }
    take_(row);
  }
  sums_.clear();
}

TimelineRow Timeline::row_of(const Sums& sums) const {
  TimelineRow row;
  row.posts = sums.posts;
  row.authors = static_cast<std::int64_t>(sums.authors.size());
  const bool none = sums.posts == 0;  // of no posts the sum is known
  row.boosts = none ? 0 : sums.boosts;
  row.engagement = none ? 0 : sums.engagement;
  row.mentions.assign(sums.mentions.begin(), sums.mentions.end());
  return row;
}

void Timeline::add_up(Sums& into, const Sums& sums) {
  into.posts += sums.posts;
  if (sums.boosts) into.boosts = into.boosts.value_or(0) + *sums.boosts;
  if (sums.engagement) into.engagement = into.engagement.value_or(0) + *sums.engagement;
  for (std::size_t tag = 0; tag < sums.mentions.size(); ++tag) into.mentions[tag] += sums.mentions[tag];
  into.authors.insert(sums.authors.begin(), sums.authors.end());
}

// ---- columns -----------------------------------------------------------------------------------------

Fields<TimelineRow> timeline_fields(const Naming& naming, const std::vector<storage::TagTotal>& tags,
                                    bool hourly) {
  Fields<TimelineRow> fields;
  const auto add = [&](exchange::Column column, std::function<Cell(const TimelineRow&)> value) {
    fields.push_back({std::move(column), std::move(value)});
  };
  const std::string few =
      naming.identified ? ""
                        : " " + std::string(tr("Empty also where fewer than 5 accounts wrote: see merged."));
  const auto count = [&](std::string name, const std::string& definition, const char* unit,
                         std::optional<std::int64_t> TimelineRow::*member) {
    add({std::move(name), Type::integer, definition + few, unit, tr("counted")},
        [member](const TimelineRow& r) { return exchange::cell(r.*member); });
  };
  const auto timed = [](const TimelineRow& r, Cell cell) { return r.last ? Cell() : cell; };
  if (hourly) {
    add({"hour", Type::local, tr("The hour on the campaign's clock."), "", tr("derived")},
        [&naming, timed](const TimelineRow& r) { return timed(r, naming.zone.to_local(r.time.from)); });
  }
  add({"day", Type::date, tr("The campaign's day; of a week its Monday."), "", tr("derived")},
      [&naming, timed](const TimelineRow& r) {
        const UtcTime local = naming.zone.to_local(r.time.from);
        return timed(r, UtcTime{std::chrono::floor<std::chrono::days>(local)});
      });
  add({"network", Type::text, tr("Where the posts live: fediverse, bluesky, x..."), "", tr("observed")},
      [timed](const TimelineRow& r) { return timed(r, std::string(network_name(r.network))); });
  count("posts", tr("Distinct posts with any of the hashtags. Empty: nobody looked."), tr("posts"),
        &TimelineRow::posts);
  for (std::size_t i = 0; i < tags.size(); ++i)
    add({"mentions_" + tags[i].tag, Type::integer, i18n::tr_format("Posts with #{0}.", tags[i].label) + few,
         tr("posts"), tr("counted")},
        [i](const TimelineRow& r) { return exchange::cell(r.mentions[i]); });
  count("authors", tr("Distinct accounts that wrote them. Do not add up days: the same people write again."),
        tr("accounts"), &TimelineRow::authors);
  count("boosts", tr("Boosts to date of the posts of this time. Empty: no server said."), tr("times"),
        &TimelineRow::boosts);
  count("engagement",
        tr("Likes, boosts, replies and quotes to date of the posts of this time, those that are known, added "
           "up."),
        tr("times"), &TimelineRow::engagement);
  add({"coverage_share", Type::number,
       tr("How much of this time was read completely: 1 all, 0 nothing. Over each source and hashtag of the "
          "network."),
       tr("share"), tr("derived")},
      [timed](const TimelineRow& r) { return timed(r, std::round(r.coverage * 10'000) / 10'000); });
  add({"gap_hours", Type::number, tr("The longest that one of its sources missed."), tr("hours"),
       tr("derived")},
      [timed](const TimelineRow& r) { return timed(r, std::round(r.gap_hours * 100) / 100); });
  add({"gap_causes", Type::text, tr("Why, where it is known."), "", tr("observed")},
      [](const TimelineRow& r) { return r.gap_causes.empty() ? Cell() : Cell(r.gap_causes); });
  add({"archive", Type::yes_no, tr("True: an archive covers this time; nobody knows what is missing in it."),
       "", tr("derived")},
      [timed](const TimelineRow& r) { return timed(r, r.archive); });
  if (!naming.identified)
    add({"merged", Type::yes_no,
         tr("True: fewer than 5 accounts wrote, so this row is counted only in the last one, which has no "
            "day."),
         "", tr("derived")},
        [](const TimelineRow& r) { return Cell(r.merged); });
  add({"from", Type::time, tr("Beginning, UTC."), "", tr("derived")},
      [timed](const TimelineRow& r) { return timed(r, r.time.from); });
  add({"to", Type::time, tr("End, UTC."), "", tr("derived")},
      [timed](const TimelineRow& r) { return timed(r, r.time.to); });
  fields.push_back({mark_column(), [&naming](const TimelineRow&) {
                      return naming.mark.empty() ? Cell() : Cell(naming.mark);
                    }});
  return fields;
}

}  // namespace clamor::cli
