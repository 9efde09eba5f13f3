// Posts as the read model and lists want them.
#include <algorithm>
#include <cstdlib>
#include <memory>
#include <tuple>
#include <unordered_map>

#include "storage/sqlite/reader.hpp"
#include "storage/sqlite/runs.hpp"

namespace clamor::storage {

namespace {

Counts counts_at(const Query::Rows& row, int first) {
  return {row.maybe(first), row.maybe(first + 1), row.maybe(first + 2), row.maybe(first + 3),
          row.maybe(first + 4)};
}

// Follower counts of every author; the home server's only, where it was asked.
class Followers {
 public:
  explicit Followers(SQLite::Database& db) {
    Query query(db,
                "SELECT author, at, until, followers, home FROM author_numbers WHERE followers IS NOT NULL "
                "ORDER BY author, home DESC");
    auto rows = query.rows();
    bool home = false;
    while (rows.next()) {
      auto& known = by_author_[rows.integer(0)];
      if (known.empty()) home = rows.small(4) != 0;
      if (home && rows.small(4) == 0) continue;
      known.push_back({rows.integer(1), rows.integer(2), rows.integer(3)});
    }
  }

  // The nearest reading; of two equally near the higher.
  std::optional<std::int64_t> near(std::int64_t author, std::int64_t at) const {
    const auto known = by_author_.find(author);
    if (known == by_author_.end()) return std::nullopt;
    const auto away = [at](const Row& row) {
      // Between the ends of a run other numbers may have been told, with a post.
      const std::int64_t distance = std::min(std::abs(at - row.at), std::abs(at - row.until));
      return std::tuple(distance, -row.followers);
    };
    return std::ranges::min_element(known->second, {}, away)->followers;
  }

 private:
  struct Row {
    std::int64_t at, until, followers;
  };
  std::unordered_map<std::int64_t, std::vector<Row>> by_author_;
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
    const Followers followers(db_);
    std::vector<std::unique_ptr<Stream>> streams;
    for (const auto& [tag, bit] : tag_bits()) {
      streams.push_back(std::make_unique<Stream>(db_, bit));
      streams.back()->start(tag);
    }
    Query post(db_, "SELECT network, author, likes, boosts, replies, quotes, views FROM post WHERE id = ?");
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
      auto found = post.rows(row.id);
      if (!found.next()) continue;
      row.network = static_cast<Network>(found.small(0));
      row.author = found.maybe(1).value_or(0);
      row.counts = counts_at(found, 2);
      if (row.author != 0) row.followers = followers.near(row.author, std::get<0>(head));
      take(row);
    }
  });
}

std::vector<PostDetail> SqliteReader::details(std::span<const std::int64_t> ids) {
  return guarded(file_, [&] {
    const auto bits = tag_bits();
    Query post(
        db_,
        "SELECT k.network, k.uri, p.url, a.handle, a.display_name, p.text, "
        "CASE WHEN p.detected_language <> '' THEN p.detected_language ELSE p.language END, p.at, p.repair, "
        "p.likes, p.boosts, p.replies, p.quotes, p.views, "
        "coalesce(a.noindex, 0) = 1 OR coalesce(a.indexable, 1) = 0 OR coalesce(a.discoverable, 1) = 0, "
        "a.key "
        "FROM post p JOIN post_key k ON k.id = p.id LEFT JOIN author a ON a.id = p.author WHERE p.id = ?");
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
