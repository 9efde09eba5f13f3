#include "analysis/read_model.hpp"

#include <algorithm>
#include <utility>

#include "analysis/cache_file.hpp"
#include "analysis/refresh.hpp"

namespace clamor::analysis {
namespace {

using storage::Reader;

// Memory that a refresh has taken and a file could hold, and changes that the next start would look at again.
constexpr std::size_t most_heap_bytes = std::size_t{64} << 20;
constexpr std::size_t fewest_changes_kept = 20'000;

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

Zone zone_named(const std::string& name) {
  if (name.empty()) return Zone::utc();  // a database that no campaign has written to
  if (const auto zone = Zone::find(name)) return *zone;
  throw storage::StorageError(storage::StorageError::Kind::other,
                              "the database names a time zone that this system does not know: " + name +
                                  "; install the package tzdata");
}

std::size_t posts_of(const std::vector<DayPtr>& days) {
  std::size_t posts = 0;
  for (const DayPtr& day : days) posts += day->posts().size();
  return posts;
}

std::size_t heap_bytes_of(const std::vector<DayPtr>& days) {
  std::size_t bytes = 0;
  for (const DayPtr& day : days)
    if (day->on_heap()) bytes += day->sums_bytes().size() + day->columns_bytes().size();
  return bytes;
}

}  // namespace

std::filesystem::path cache_of(const std::filesystem::path& database) {
  return database.string() + ".cache";
}

SnapshotPtr ReadModel::take(Reader& reader, UtcTime now) {
  const View view{reader};
  report_ = {};
  Snapshot::Parts parts;
  parts.version = reader.data_version();
  parts.taken_at = now;
  const std::string zone = reader.timezone();
  parts.zone = zone_named(zone);
  parts.campaign = reader.campaign();
  parts.simulated = reader.simulated();
  parts.sources = reader.sources();
  parts.coverage = reader.coverage();
  parts.gaps = reader.gaps();
  std::vector<std::string> tags;
  for (auto& tag : reader.tag_names()) {
    tags.push_back(tag.key);
    parts.tags.push_back({std::move(tag.key), std::move(tag.label)});
  }

  if (!kept_ && !cache_.empty()) {
    kept_ = read_cache(cache_);
    report_.began_with_cache = kept_.has_value();
  }
  const bool fits = kept_ && kept_->zone == zone && kept_->tags == tags;
  if (!fits || !refresh(reader, parts.zone)) {
    kept_.reset();  // nothing halfway remains when reading fails
    kept_ = rebuilt(reader, parts.zone, {zone, std::move(tags), reader.history_mark(), {}});
  }
  parts.days = kept_->days;
  return std::make_shared<const Snapshot>(std::move(parts));
}

bool ReadModel::refresh(Reader& reader, const Zone& zone) {
  auto changes = reader.changes_since(kept_->mark);
  const std::size_t posts = posts_of(kept_->days);
  if (!changes || changes->posts.size() > posts / 4 + 1'000) return false;
  if (changes->now == kept_->mark) return true;
  Refresh refresh(reader, zone, kept_->days);
  refresh.look_at_posts(changes->posts);
  if (changes->readings_from) refresh.look_at_followers(changes->authors, *changes->readings_from);
  report_.work = Report::Work::refreshed;
  report_.posts = changes->posts.size();
  report_.days = refresh.apply();
  kept_->mark = changes->now;
  changed_since_kept_ += changes->posts.size() + changes->authors.size();
  const bool worthwhile = heap_bytes_of(kept_->days) > most_heap_bytes ||
                          changed_since_kept_ > std::max(fewest_changes_kept, posts / 200);
  if (worthwhile && !cache_.empty() && posts >= fewest_posts_) keep();
  return true;
}

KeptDays ReadModel::rebuilt(Reader& reader, const Zone& zone, KeptDays made) {
  report_.work = Report::Work::rebuilt;
  changed_since_kept_ = 0;
  CacheWriter writer(cache_);
  std::size_t posts = 0;
  each_day(reader, zone, [&](DayPtr day) {
    posts += day->posts().size();
    made.days.push_back(std::move(day));
    if (cache_.empty() || posts < fewest_posts_) return;
    for (const DayPtr& each : made.days) writer.add(*each);  // and off the heap
    made.days.clear();
  });
  if (cache_.empty() || posts < fewest_posts_) return made;
  writer.finish(made);
  if (auto mapped = read_cache(cache_); mapped && mapped->mark == made.mark) return std::move(*mapped);
  cache_.clear();  // no room for it, or no right to write: from here on everything stays on the heap
  made.days.clear();
  each_day(reader, zone, [&](DayPtr day) { made.days.push_back(std::move(day)); });
  return made;
}

void ReadModel::keep() {
  CacheWriter writer(cache_);
  for (const DayPtr& day : kept_->days) writer.add(*day);
  writer.finish(*kept_);
  if (auto mapped = read_cache(cache_); mapped && mapped->mark == kept_->mark) kept_ = std::move(mapped);
  changed_since_kept_ = 0;  // where it could not be written, it is tried again after as many changes
}

}  // namespace clamor::analysis
