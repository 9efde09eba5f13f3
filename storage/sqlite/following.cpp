#include "storage/sqlite/following.hpp"

namespace clamor::storage {

SqliteFollowing::SqliteFollowing(std::filesystem::path file)
    : file_(std::move(file)),
      db_(guarded(file_, [&] { return open_for_reading(file_); })),
      // Few rows of the few tags that are tracked: the clustered key leads to them.
      charted_(
          db_,
          "SELECT DISTINCT m.at, m.post FROM tag t CROSS JOIN mention m ON m.tag = t.id AND m.at >= ? AND "
          "m.at < ? WHERE t.position IS NOT NULL AND m.state IN (1, 3, 4) ORDER BY m.at, m.post"),
      // Posts are stored in the order in which they are met, more or less: no index leads to first_seen_at.
      met_late_(db_,
                "SELECT p.id FROM (SELECT id, network, author, at, first_seen_at, deleted_at FROM post "
                "ORDER BY id DESC LIMIT 20000) p WHERE p.network = ? AND p.first_seen_at >= ? AND p.at < ? "
                "AND p.author IS NOT NULL AND p.deleted_at IS NULL "
                "AND NOT EXISTS (SELECT 1 FROM reading r WHERE r.post = p.id AND r.home = 1)"),
      // The other columns are those of the row with the maximum: the home server's, then the one read last.
      ages_(db_,
            "SELECT m.network, m.at, r.at, r.until, max((r.home << 52) + r.until) FROM tag t CROSS JOIN mention m "
            "ON m.tag = t.id AND m.at >= ? AND m.at < ? LEFT JOIN reading r ON r.post = m.post "
            "WHERE t.position IS NOT NULL AND m.state IN (1, 3, 4) GROUP BY m.at, m.post"),
      post_(db_,
            "SELECT k.network, k.uri, a.key, p.at FROM post p JOIN post_key k ON k.id = p.id "
            "JOIN author a ON a.id = p.author "
            "WHERE p.id = ? AND p.deleted_at IS NULL"),
      seen_(db_,
            "SELECT s.name, g.native_id FROM sighting g JOIN source s ON s.id = g.source WHERE g.post = ? "
            "ORDER BY s.position, s.id"),
      runs_(db_,
            "SELECT v.server, r.home, r.at, r.until, r.likes, r.boosts, r.replies, r.quotes, r.views, b.at, "
            "b.boosts FROM reading r JOIN vantage v ON v.id = r.vantage LEFT JOIN boosters_read b "
            "ON b.post = r.post AND b.vantage = r.vantage WHERE r.post = ? ORDER BY r.vantage, r.at DESC"),
      // Numbers that came with a post stand beside its sightings.
      authors_(db_,
               "WITH recent AS (SELECT m.author, m.post, m.at FROM tag t CROSS JOIN mention m "
               "  ON m.tag = t.id AND m.at >= ? WHERE t.position IS NOT NULL AND m.state = 1 "
               "  AND m.author IS NOT NULL), "
               "told AS (SELECT n.author, max(n.at) AS newest, max(s.followers) AS followers, "
               "  max(s.author_at) AS at FROM recent n LEFT JOIN sighting s ON s.post = n.post "
               "  AND s.followers IS NOT NULL GROUP BY n.author), "
               "more AS (SELECT t.author, max(r.followers) AS followers, max(r.until) AS at FROM told t "
               "  JOIN author_reading r ON r.author = t.author AND r.followers IS NOT NULL GROUP BY t.author) "
               "SELECT a.network, a.key, t.newest, max(coalesce(t.followers, m.followers), "
               "coalesce(m.followers, t.followers)), max(coalesce(t.at, m.at), coalesce(m.at, t.at)) "
               "FROM told t JOIN author a ON a.id = t.author LEFT JOIN more m ON m.author = t.author "
               "ORDER BY a.id") {}

std::vector<std::int64_t> SqliteFollowing::charted(Interval time) {
  return guarded(file_, [&] {
    std::vector<std::int64_t> ids;
    for (auto rows = charted_.rows(time.from, time.to); rows.next();) ids.push_back(rows.integer(1));
    return ids;
  });
}

std::vector<std::int64_t> SqliteFollowing::met_late(UtcTime since, UtcTime before) {
  return guarded(file_, [&] {
    std::vector<std::int64_t> ids;
    for (auto rows = met_late_.rows(static_cast<int>(Network::fediverse), since, before); rows.next();)
      ids.push_back(rows.integer(0));
    return ids;
  });
}

void SqliteFollowing::each_age(Interval time, const std::function<void(const CountsAge&)>& take) {
  guarded(file_, [&] {
    for (auto rows = ages_.rows(time.from, time.to); rows.next();)
      take({static_cast<Network>(rows.small(0)), rows.time(1), rows.maybe_time(2), rows.maybe_time(3)});
  });
}

std::vector<FollowedPost> SqliteFollowing::posts(std::span<const std::int64_t> ids) {
  return guarded(file_, [&] {
    std::vector<FollowedPost> all;
    for (const std::int64_t id : ids)
      if (auto found = post(id)) all.push_back(std::move(*found));
    return all;
  });
}

std::optional<FollowedPost> SqliteFollowing::post(std::int64_t id) {
  FollowedPost found;
  found.id = id;
  {
    auto row = post_.rows(id);
    if (!row.next()) return std::nullopt;
    const auto network = static_cast<Network>(row.small(0));
    found.key = {network, row.text(1)};
    found.author = {network, row.text(2)};
    found.at = row.time(3);
  }
  for (auto rows = seen_.rows(id); rows.next();) found.seen.push_back({rows.text(0), rows.text(1)});
  for (auto rows = runs_.rows(id); rows.next();) {
    const FollowedPost::Run run{rows.time(2),
                                rows.time(3),
                                {rows.maybe(4), rows.maybe(5), rows.maybe(6), rows.maybe(7), rows.maybe(8)}};
    if (found.vantages.empty() || found.vantages.back().server != rows.view(0))
      found.vantages.push_back({rows.text(0), rows.small(1) != 0, run, std::nullopt, rows.maybe_time(9),
                                rows.maybe(10).value_or(0)});
    else if (!found.vantages.back().before)
      found.vantages.back().before = run;
  }
  return found;
}

std::vector<FollowedAuthor> SqliteFollowing::authors(UtcTime since) {
  return guarded(file_, [&] {
    std::vector<FollowedAuthor> all;
    for (auto rows = authors_.rows(since); rows.next();)
      all.push_back({{static_cast<Network>(rows.small(0)), rows.text(1)},
                     rows.time(2),
                     rows.maybe(3),
                     rows.maybe_time(4)});
    return all;
  });
}

}  // namespace clamor::storage
