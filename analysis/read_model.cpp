#include "analysis/read_model.hpp"

#include <algorithm>
#include <utility>

#include "analysis/cache_file.hpp"
#include "analysis/refresh.hpp"

namespace clamor::analysis {
namespace {

using storage::Reader;

// Memory that refreshes have taken and a file could hold.
constexpr std::size_t most_heap_bytes = std::size_t{64} << 20;

// Everything is read inside one view, also when reading throws.
class View {
 public:
  explicit View(Reader& reader) : reader_(reader) { reader_.begin_view(); }
  View(const View&) = delete;
  View& operator=(const View&) = delete;
  ~View() {
    try {
      if (!ended_) reader_.end_view();
    } catch (const storage::StorageError&) {
      return;  // what broke the view is on its way already
    }
  }
  void end() {
    ended_ = true;
    reader_.end_view();
  }

 private:
  Reader& reader_;
  bool ended_ = false;
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

std::size_t bytes_of(const DayPtr& day) {
  return day->sums_bytes().size() + day->columns_bytes().size();
}
std::size_t bytes_of(const std::vector<DayPtr>& days) {
  std::size_t bytes = 0;
  for (const DayPtr& day : days) bytes += bytes_of(day);
  return bytes;
}
std::size_t heap_bytes_of(const std::vector<DayPtr>& days) {
  std::size_t bytes = 0;
  for (const DayPtr& day : days)
    if (day->on_heap()) bytes += bytes_of(day);
  return bytes;
}

template <class Days>
auto place_of(Days& days, UtcTime from) {
  return std::ranges::lower_bound(days, from, {}, [](const DayPtr& day) { return day->time().from; });
}

// Each into the place of the day it was made of.
void put(const std::vector<DayPtr>& newer, std::vector<DayPtr>& days) {
  for (const DayPtr& day : newer) {
    const auto place = place_of(days, day->time().from);
    if (place != days.end() && (*place)->time().from == day->time().from)
      *place = day;
    else
      days.insert(place, day);
  }
}

// Those that came or were made anew. Empty: one has gone, which a file of newer days can't say.
std::optional<std::vector<DayPtr>> changed_days(const std::vector<DayPtr>& before, const std::vector<DayPtr>& now) {
  std::vector<DayPtr> changed;
  std::size_t found = 0;
  for (const DayPtr& day : now) {
    const auto place = place_of(before, day->time().from);
    const bool known = place != before.end() && (*place)->time().from == day->time().from;
    found += known ? 1 : 0;
    if (!known || *place != day) changed.push_back(day);
  }
  if (found < before.size()) return {};
  return changed;
}

}  // namespace

std::filesystem::path cache_of(const std::filesystem::path& database) {
  return database.string() + ".cache";
}
std::filesystem::path newer_of(const std::filesystem::path& cache) {
  return cache.string() + ".newer";
}

ReadModel::ReadModel() = default;
ReadModel::ReadModel(std::filesystem::path cache, std::size_t fewest_posts, std::size_t fewest_changes)
    : cache_(std::move(cache)), fewest_posts_(fewest_posts), fewest_changes_(fewest_changes) {}
ReadModel::~ReadModel() = default;

SnapshotPtr ReadModel::take(Reader& reader, UtcTime now) {
  View view{reader};
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
    open_cache();
    report_.began_with_cache = kept_.has_value();
  }
  const bool fits = kept_ && kept_->zone == zone && kept_->tags == tags;
  if (!fits || !refresh(reader, parts.zone)) {
    kept_.reset();  // nothing halfway remains when reading fails
    kept_ = rebuilt(reader, parts.zone, {zone, std::move(tags), reader.history_mark(), {}});
  }
  for (const DayPtr& day : kept_->days) let_go_of_columns(*day);  // whoever drew a window left them in our memory
  parts.days = kept_->days;
  view.end();
  return std::make_shared<const Snapshot>(std::move(parts));
}

bool ReadModel::refresh(Reader& reader, const Zone& zone) {
  const auto files = files_of(kept_->days);
  if (!sound(files)) return false;
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
  if (!sound(files)) return false;  // days may have been made of zeros
  kept_->mark = changes->now;
  changed_since_kept_ += changes->posts.size() + changes->authors.size();
  const bool worthwhile = heap_bytes_of(kept_->days) > most_heap_bytes ||
                          changed_since_kept_ > std::max(fewest_changes_, posts / 200);
  if (worthwhile && !cache_.empty() && posts >= fewest_posts_) keep();
  return true;
}

KeptDays ReadModel::rebuilt(Reader& reader, const Zone& zone, KeptDays made) {
  report_.work = Report::Work::rebuilt;
  changed_since_kept_ = 0;
  whole_.reset();
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
  if (writer.finish(made) && map_whole(made.mark)) return whole_->kept;
  cache_.clear();  // no room for it, or no right to write: from here on everything stays on the heap
  made.days.clear();
  each_day(reader, zone, [&](DayPtr day) { made.days.push_back(std::move(day)); });
  return made;
}

void ReadModel::open_cache() {
  remove_cut_short(cache_);
  remove_cut_short(newer_of(cache_));
  auto all = read_cache(cache_);
  if (!all) return;
  whole_ = std::make_unique<const CacheFile>(std::move(*all));
  kept_ = whole_->kept;
  const auto newer = read_cache(newer_of(cache_), whole_->name);
  if (!newer) return remove_newer();
  put(newer->kept.days, kept_->days);
  kept_->mark = newer->kept.mark;
}

void ReadModel::keep() {
  changed_since_kept_ = 0;  // where it cannot be written, it is tried again after as many changes
  const auto changed = whole_ ? changed_days(whole_->kept.days, kept_->days) : std::nullopt;
  const bool few = changed && bytes_of(*changed) <= bytes_of(kept_->days) / 2;
  if (!few || !keep_newer(*changed)) keep_all();
}

bool ReadModel::keep_newer(const std::vector<DayPtr>& days) {
  CacheWriter writer(newer_of(cache_));
  for (const DayPtr& day : days) writer.add(*day);
  if (!writer.finish(*kept_, whole_->name)) return false;
  report_.days_kept = days.size();
  if (const auto mapped = read_cache(newer_of(cache_), whole_->name); mapped && mapped->kept.mark == kept_->mark)
    put(mapped->kept.days, kept_->days);
  return true;
}

void ReadModel::keep_all() {
  CacheWriter writer(cache_);
  for (const DayPtr& day : kept_->days) writer.add(*day);
  if (!writer.finish(*kept_)) return;
  report_.days_kept = kept_->days.size();
  if (map_whole(kept_->mark)) kept_ = whole_->kept;
}

// It goes on from another file than the one that is there.
void ReadModel::remove_newer() {
  std::error_code ignored;
  std::filesystem::remove(newer_of(cache_), ignored);
}

// The file of all days as it has just been written. False: somebody else was faster.
bool ReadModel::map_whole(const storage::HistoryMark& written) {
  remove_newer();
  auto mapped = read_cache(cache_);
  if (!mapped || mapped->kept.mark != written) return false;
  whole_ = std::make_unique<const CacheFile>(std::move(*mapped));
  return true;
}

}  // namespace clamor::analysis
