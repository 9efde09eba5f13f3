// Who holds the posts, which are public, joins a pseudonymised export with them by every column it shows.
#include <array>
#include <cmath>
#include <random>

#include "core/zone.hpp"
#include "tests/cli/export_world.hpp"

namespace clamor::cli::test {
namespace {

using Row = std::map<std::string, std::string>;
using Rows = std::vector<Row>;

const std::array<std::string, 5> tables{"posts", "authors", "edges", "links", "readings"};

// A number as an export for strangers tells it.
std::string one_digit(const std::string& exact) {
  std::string told = exact;
  if (told.size() < 2 || told.find_first_not_of("0123456789") != std::string::npos) return told;
  const auto first = (std::stoll(told) + 5 * static_cast<std::int64_t>(std::pow(10, told.size() - 2))) /
                     static_cast<std::int64_t>(std::pow(10, told.size() - 1));
  return std::to_string(first) + std::string(told.size() - 1, '0');
}

std::string local_day(const std::string& time) {
  const auto at = parse_rfc3339(time);
  return at ? to_rfc3339(Zone::find("America/Mexico_City")->to_local(*at)).substr(0, 10) : time;
}

// What is known exactly, as the export would tell it.
Row blurred(Row row) {
  for (auto& [column, value] : row) {
    if (column == "until") value = local_day(value);
    if (column == "account_created" && !value.empty()) value = value.substr(0, 4) + "-01-01";
    if (column != "link_posts" && column != "link_authors") value = one_digit(value);
  }
  return row;
}

bool fits(const Row& told, const Row& known) {
  return std::ranges::all_of(told, [&](const auto& cell) {
    const auto& [column, value] = cell;
    const bool label = column == "post" || column == "author" || column == "from" || column == "to";
    return value.empty() || label || column == "mark" || known.at(column) == value;
  });
}

// The share of rows that only one known row fits.
double found_again(const Rows& told, const Rows& known) {
  std::size_t found = 0;
  for (const Row& row : told) {
    int fitting = 0;
    for (const Row& candidate : known)
      if (fits(row, candidate) && ++fitting == 2) break;
    found += fitting == 1;
  }
  return static_cast<double>(found) / static_cast<double>(told.size());
}

// A campaign in which few write much and many little.
class Reidentify : public Export {
 protected:
  static constexpr int accounts = 400, posts = 1'200;

  void SetUp() override {
    Export::SetUp();
    std::mt19937 random(5);
    std::vector<double> shares;
    for (int rank = 1; rank <= accounts; ++rank) shares.push_back(1.0 / rank);
    std::discrete_distribution<int> zipf(shares.begin(), shares.end());
    std::lognormal_distribution<double> many(5, 2), few(0.5, 1.2);
    PreparedPage page = page_of({});
    for (int i = 0; i < accounts; ++i) {
      page.authors.push_back(profile(i));
      page.authors.back().followers = static_cast<std::int64_t>(many(random));
      page.authors.back().following = static_cast<std::int64_t>(many(random));
      page.authors.back().created_at = campaign_start - std::chrono::days{random() % 3'000};
      page.authors.back().bot = random() % 20 == 0;
    }
    for (int i = 0; i < posts; ++i) {
      PreparedPost post = post_of(i, zipf(random), std::chrono::minutes{random() % (20 * 24 * 60)});
      post.detected_language = random() % 4 == 0 ? "en" : "es";
      post.post.counts.likes = static_cast<std::int64_t>(few(random) * few(random));
      post.post.counts.boosts = static_cast<std::int64_t>(few(random));
      post.post.counts.replies = static_cast<std::int64_t>(few(random) / 2);
      if (i % 3 == 0) post.links = {"https://example.org/pagina/" + std::to_string(zipf(random))};
      page.edges.push_back({i % 2 ? EdgeKind::boost : EdgeKind::address,
                            account(zipf(random)),
                            post.post.author,
                            post.post.key,
                            {},
                            post.post.created_at,
                            *post.post.created_at + std::chrono::hours{random() % 50}});
      page.posts.push_back(std::move(post));
    }
    page.covered = {{campaign_start - std::chrono::days{1}, campaign_start + std::chrono::days{21}}};
    save(page);
  }
  Rows exact(const std::string& table) {
    return rows_of(
        text_of(exported(table, table + "-exact.csv", {"--raw", "--identify", "--yes", "--force"})));
  }
  Rows for_strangers(const std::string& table) {
    Rows rows = rows_of(text_of(exported(table, table + ".csv", {"--raw", "--force"})));
    for (Row& row : rows)
      if (row.contains("until")) row["until"] = local_day(row["until"]);
    return rows;
  }
};

TEST_F(Reidentify, AnExactExportByItsColumnsIsEasy) {
  EXPECT_GT(found_again(exact("posts"), exact("posts")), 0.5);
  EXPECT_GT(found_again(exact("authors"), exact("authors")), 0.5);
}

TEST_F(Reidentify, APseudonymisedExportByEveryColumnFindsFewerThanOneInAHundred) {
  for (const std::string& table : tables) {
    Rows known;
    for (Row& row : exact(table)) known.push_back(blurred(std::move(row)));
    const Rows told = for_strangers(table);
    ASSERT_EQ(told.size(), known.size()) << table;
    EXPECT_LT(found_again(told, known), 0.01) << table;
  }
}

TEST_F(Reidentify, NoTwoRowsOfATableAboutPostsAreJoinedByALabel) {
  for (const std::string table : {"posts", "links", "readings"}) {
    const Rows rows = for_strangers(table);
    EXPECT_FALSE(rows.front().contains("author")) << table;
    std::set<std::string> labels;
    for (const Row& row : rows)
      if (row.contains("post")) {
        EXPECT_TRUE(labels.insert(row.at("post")).second);
      }
  }
}

// Protection that leaves nothing to read would be easy.
TEST_F(Reidentify, APseudonymisedExportStillTellsDaysHashtagsAndSizes) {
  const auto told_share = [&](const std::string& table, const std::string& column) {
    const Rows rows = for_strangers(table);
    return static_cast<double>(
               std::ranges::count_if(rows, [&](const Row& row) { return !row.at(column).empty(); })) /
           static_cast<double>(rows.size());
  };
  EXPECT_GT(told_share("posts", "day"), 0.95);
  EXPECT_GT(told_share("posts", "hashtags"), 0.9);
  EXPECT_GT(told_share("posts", "language"), 0.8);
  EXPECT_GT(told_share("authors", "posts"), 0.9);
  EXPECT_GT(told_share("authors", "boosts"), 0.7);
  EXPECT_GT(told_share("edges", "kind"), 0.95);
}

TEST_F(Reidentify, TheTimelineIsExactInItsSums) {
  const auto few = rows_of(text_of(exported("timeline", "t.csv", {"--raw"})));
  const auto all = rows_of(text_of(exported("timeline", "e.csv", {"--raw", "--identify", "--yes"})));
  for (const std::string column : {"posts", "boosts", "engagement", "mentions_freethemall"})
    EXPECT_EQ(sum(few, column), sum(all, column)) << column;
}

}  // namespace
}  // namespace clamor::cli::test
