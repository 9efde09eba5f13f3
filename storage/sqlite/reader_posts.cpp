// Posts as the read model and lists want them.
#include <algorithm>
#include <cstdlib>
#include <memory>
#include <string>
#include <tuple>

#include "storage/sqlite/reader.hpp"
#include "storage/sqlite/recent.hpp"

namespace clamor::storage {

namespace {

Counts counts_at(const Query::Rows& row, int first) {
  return {row.maybe(first), row.maybe(first + 1), row.maybe(first + 2), row.maybe(first + 3),
          row.maybe(first + 4)};
}

struct FollowerRun {
  std::int64_t at = 0, until = 0, followers = 0;
  bool home = false;
};

// Follower readings that came without a post of the author's: read when first asked for, remembered in bounded memory.
class ReadApart {
 public:
  explicit ReadApart(SQLite::Database& db)
      : query_(db, "SELECT at, until, followers, home FROM author_reading WHERE author = ? AND followers IS NOT NULL"),
        known_(most_known) {}

  // Valid until the next call.
  const std::vector<FollowerRun>& of(std::int64_t author) {
    if (const auto* known = known_.find(author)) return *known;
    if (known_.full()) known_.age();
    std::vector<FollowerRun> runs;
    for (auto rows = query_.rows(author); rows.next();)
      runs.push_back({rows.integer(0), rows.integer(1), rows.integer(2), rows.small(3) != 0});
    return known_.add(author, std::move(runs));
  }

 private:
  static constexpr std::size_t most_known = 100'000;
  Query query_;
  Recent<std::int64_t, std::vector<FollowerRun>> known_;
};

// The reading nearest to a moment, of two equally near the higher; the home server's only, where it told one.
class Nearest {
 public:
  explicit Nearest(std::int64_t at) : at_(at) {}
  void offer(const FollowerRun& run) {
    // Between the ends of a run other numbers may have been told, with a post.
    const std::int64_t away = std::min(std::abs(at_ - run.at), std::abs(at_ - run.until));
    const std::tuple rank(!run.home, away, -run.followers);
    if (!best_ || rank < *best_) best_ = rank;
  }
  std::optional<std::int64_t> followers() const {
    return best_ ? std::optional(-std::get<2>(*best_)) : std::nullopt;
  }

 private:
  const std::int64_t at_;
  std::optional<std::tuple<bool, std::int64_t, std::int64_t>> best_;
};

// What a chart wants of one post, apart from its time and hashtags.
class Facts {
 public:
  explicit Facts(SQLite::Database& db)
      : post_(db, "SELECT network, author, likes, boosts, replies, quotes, views FROM post WHERE id = ?"),
        told_(db, "SELECT author_at, followers, home FROM sighting WHERE post = ? AND followers IS NOT NULL"),
        links_(db, "SELECT link FROM post_link WHERE post = ? ORDER BY link"),
        read_apart_(db) {}

  bool read(PostRow& row) {
    auto found = post_.rows(row.id);
    if (!found.next()) return false;
    row.network = static_cast<Network>(found.small(0));
    row.author = found.maybe(1).value_or(0);
    row.counts = counts_at(found, 2);
    if (row.author == 0) return true;
    Nearest nearest(millis(row.at));
    for (auto told = told_.rows(row.id); told.next();)
      nearest.offer({told.integer(0), told.integer(0), told.integer(1), told.small(2) != 0});
    for (const FollowerRun& run : read_apart_.of(row.author)) nearest.offer(run);
    row.followers = nearest.followers();
    for (auto link = links_.rows(row.id); link.next();) row.links.push_back(link.integer(0));
    return true;
  }

 private:
  Query post_, told_, links_;
  ReadApart read_apart_;
};

// The charted mentions of one tag in order of (at, post): the clustered key gives them sorted.
struct Stream {
  Query query;
  std::uint64_t bit;
  std::optional<Query::Rows> rows = std::nullopt;
  std::tuple<std::int64_t, std::int64_t> head{};
  bool more = false;

  Stream(SQLite::Database& db, std::uint64_t mask_bit)
      : query(db, "SELECT at, post FROM mention WHERE tag = ? AND state IN (1, 2) ORDER BY at, post"),
        bit(mask_bit) {}
  void start(std::int64_t tag) {
    rows.emplace(query.rows(tag));
    step();
  }
  void step() {
    more = rows->next();
    if (more) head = {rows->integer(0), rows->integer(1)};
  }
};

}  // namespace

std::map<std::int64_t, std::uint64_t> SqliteReader::tag_bits() {
  std::map<std::int64_t, std::uint64_t> bits;
  Query query(db_, "SELECT id FROM tag WHERE position IS NOT NULL ORDER BY position LIMIT 64");
  auto rows = query.rows();
  for (std::uint64_t bit = 1; rows.next(); bit <<= 1) bits[rows.integer(0)] = bit;
  return bits;
}

void SqliteReader::each_post(const std::function<void(const PostRow&)>& take) {
  guarded(file_, [&] {
    Facts facts(db_);
    std::vector<std::unique_ptr<Stream>> streams;
    for (const auto& [tag, bit] : tag_bits()) {
      streams.push_back(std::make_unique<Stream>(db_, bit));
      streams.back()->start(tag);
    }
    while (true) {
      const Stream* first = nullptr;
      for (const auto& stream : streams) {
        if (stream->more && (!first || stream->head < first->head)) first = stream.get();
      }
      if (!first) return;
      const auto head = first->head;
      PostRow row;
      row.id = std::get<1>(head);
      row.at = utc(std::get<0>(head));
      for (const auto& stream : streams) {
        if (!stream->more || stream->head != head) continue;
        row.tag_mask |= stream->bit;
        stream->step();
      }
      if (facts.read(row)) take(row);
    }
  });
}

std::vector<PostRow> SqliteReader::counted_posts(std::span<const std::int64_t> ids) {
  return guarded(file_, [&] {
    Facts facts(db_);
    const auto bits = tag_bits();
    Query time(db_, "SELECT at FROM post WHERE id = ?");
    Query mention(db_,
                  "SELECT m.tag FROM tag t CROSS JOIN mention m ON m.tag = t.id AND m.at = ? AND m.post = ? "
                  "WHERE t.position IS NOT NULL AND m.state IN (1, 2)");
    std::vector<PostRow> rows;
    for (const std::int64_t id : ids) {
      PostRow row;
      row.id = id;
      auto found = time.rows(id);
      if (!found.next()) continue;
      row.at = found.time(0);
      for (auto tags = mention.rows(row.at, id); tags.next();) {
        const auto bit = bits.find(tags.integer(0));
        if (bit != bits.end()) row.tag_mask |= bit->second;
      }
      if (row.tag_mask != 0 && facts.read(row)) rows.push_back(row);
    }
    std::ranges::sort(rows, {}, [](const PostRow& row) { return std::pair(row.at, row.id); });
    return rows;
  });
}

// A run that grew or came is new from its beginning on, and what lies between it and the one before is nearer to it now.
UtcTime SqliteReader::followers_changed_from(std::int64_t author, UtcTime readings_from) {
  return guarded(file_, [&] {
    const std::int64_t from = millis(readings_from);
    std::optional<std::int64_t> before, changed;
    bool home_before = false, home_changed = false;
    const auto runs = ReadApart(db_).of(author);
    for (const FollowerRun& run : runs) {
      (run.until < from ? home_before : home_changed) |= run.home;
      if (run.until < from)
        before = std::max(run.until, before.value_or(run.until));
      else
        changed = std::min(run.at, changed.value_or(run.at));
    }
    const bool home_is_new = home_changed && !home_before;
    if (!before || !changed || home_is_new) return UtcTime::min();
    return utc(*changed <= *before ? *changed : *before + (*changed - *before) / 2);
  });
}

std::vector<LinkDetail> SqliteReader::links(std::span<const std::int64_t> ids) {
  return guarded(file_, [&] {
    Query link(db_, "SELECT url FROM link WHERE id = ?");
    std::vector<LinkDetail> all;
    for (const std::int64_t id : ids)
      if (auto row = link.rows(id); row.next()) all.push_back({id, row.text(0)});
    return all;
  });
}

std::vector<PostDetail> SqliteReader::details(std::span<const std::int64_t> ids) {
  return guarded(file_, [&] {
    const auto bits = tag_bits();
    Query post(
        db_,
        (std::string("SELECT k.network, k.uri, p.url, a.handle, a.display_name, p.text, "
                     "CASE WHEN p.detected_language <> '' THEN p.detected_language ELSE p.language END, "
                     "p.at, p.repair, "
                     "p.likes, p.boosts, p.replies, p.quotes, p.views, ") +
         not_listable +
         ", a.key "
         "FROM post p JOIN post_key k ON k.id = p.id LEFT JOIN author a ON a.id = p.author WHERE p.id = ?")
            .c_str());
    Query tags(db_, "SELECT tag FROM post_mention WHERE post = ? AND state IN (1, 2)");
    Query reading(db_,
                  "SELECT v.server, r.home, r.until, r.likes, r.boosts, r.replies, r.quotes, r.views "
                  "FROM reading r JOIN vantage v ON v.id = r.vantage WHERE r.post = ?1 AND r.at = "
                  "(SELECT max(n.at) FROM reading n WHERE n.post = ?1 AND n.vantage = r.vantage)");
    std::vector<PostDetail> all;
    for (const std::int64_t id : ids) {
      auto row = post.rows(id);
      if (!row.next()) continue;
      PostDetail& detail = all.emplace_back();
      detail.id = id;
      detail.key = {static_cast<Network>(row.small(0)), row.text(1)};
      detail.url = row.text(2);
      detail.author_handle = row.text(3).empty() ? row.text(15) : row.text(3);
      detail.author_name = row.text(4);
      detail.text = row.text(5);
      detail.language = row.text(6);
      detail.at = row.time(7);
      detail.repair = static_cast<TimeRepair>(row.small(8));
      detail.counts = counts_at(row, 9);
      detail.listable = row.small(14) == 0;
      auto matched = tags.rows(id);
      while (matched.next()) {
        const auto bit = bits.find(matched.integer(0));
        if (bit != bits.end()) detail.tag_mask |= bit->second;
      }
      // Named as the vantage: home, else the one with the highest numbers.
      std::tuple<bool, std::int64_t, std::string> best{};
      auto readings = reading.rows(id);
      while (readings.next()) {
        std::int64_t sum = 1;
        for (int column = 3; column <= 7; ++column) sum += readings.maybe(column).value_or(0);
        std::tuple<bool, std::int64_t, std::string> rank{readings.small(1) != 0, sum, readings.text(0)};
        if (rank < best) continue;
        best = rank;
        detail.vantage = readings.text(0);
        detail.home_vantage = std::get<0>(rank);
        detail.read_at = readings.time(2);
      }
    }
    return all;
  });
}

}  // namespace clamor::storage
