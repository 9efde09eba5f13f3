// The order of pages, how they are cut and how often they come must not matter.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>

#include "storage/sqlite/authors.hpp"
#include "storage/sqlite/identity.hpp"
#include "tests/storage/world.hpp"

namespace clamor::storage::test {

namespace {

const bool more_cases = ::setenv("RC_PARAMS", "max_success=200", 0) == 0;

// Everything but ids: the dump and what the dump leaves out because two runs may differ in it.
std::string state_of(const std::string& url) {
  const auto reader = open_reader(url);
  std::ostringstream all;
  all << dump(*reader);
  for (const RollupRow& row : reader->rollups()) {
    all << row.tag << ' ' << to_rfc3339(row.bucket) << ' ' << row.posts << ' ' << row.boosts << ' '
        << row.engagement << '\n';
  }
  for (const CoverageRow& row : reader->coverage()) {
    all << row.source << ' ' << row.tag << ' ' << to_rfc3339(row.time.from) << ' ' << to_rfc3339(row.time.to)
        << '\n';
  }
  for (const SourceTotal& source : reader->sources()) all << source.name << ' ' << source.posts << '\n';
  const Totals t = reader->totals();
  all << t.posts << ' ' << t.mentions << ' ' << t.authors << ' ' << t.boosters << ' ' << t.edited_away << ' '
      << t.vetoed << '\n';
  for (const std::string& violation : reader->verify()) all << "VIOLATION " << violation << '\n';
  return all.str();
}

// A profile comes with the posts of its author, as servers give it; one without posts goes anywhere.
void keep_authors_of_posts(PreparedPage& piece, const PreparedPage& whole) {
  const auto has_post = [](const PreparedPage& page, const Author& author) {
    return std::ranges::any_of(page.posts,
                               [&](const PreparedPost& post) { return post.post.author == author.key; });
  };
  std::erase_if(piece.authors,
                [&](const Author& author) { return has_post(whole, author) && !has_post(piece, author); });
}

// Pages cut, repeated and shuffled, then saved in batches of any size.
std::string saved_in_disorder(std::vector<PreparedPage> pages, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<PreparedPage> pieces;
  for (const PreparedPage& whole : pages) {
    PreparedPage rest = whole;
    PreparedPage first = whole;
    const std::size_t cut = random() % (whole.posts.size() + 1);
    first.posts.resize(cut);
    rest.posts.erase(rest.posts.begin(), rest.posts.begin() + static_cast<std::ptrdiff_t>(cut));
    std::ranges::shuffle(rest.posts, random);
    keep_authors_of_posts(first, whole);
    keep_authors_of_posts(rest, whole);
    pieces.push_back(first);
    pieces.push_back(rest);
    if (random() % 3 == 0) pieces.push_back(whole);
  }
  std::ranges::shuffle(pieces, random);
  const TempFolder folder;
  {
    const auto writer = open_writer(folder.database());
    writer->set_campaign(campaign(), start);
    for (std::size_t i = 0; i < pieces.size();) {
      const std::size_t batch = std::min<std::size_t>(1 + random() % 5, pieces.size() - i);
      writer->save(std::span(pieces).subspan(i, batch));
      i += batch;
    }
  }
  return state_of(folder.database());
}

std::string saved_in_order(const std::vector<PreparedPage>& pages) {
  const TempFolder folder;
  {
    const auto writer = open_writer(folder.database());
    writer->set_campaign(campaign(), start);
    writer->save(pages);
  }
  return state_of(folder.database());
}

RC_GTEST_PROP(Order, OfPagesDoesNotMatter, (unsigned seed, unsigned disorder)) {
  const auto pages = ledger(seed, 6, 25, 8);
  const std::string one = saved_in_order(pages);
  RC_ASSERT(one.find("VIOLATION") == std::string::npos);
  RC_ASSERT(saved_in_disorder(pages, disorder) == one);
}

TEST(Order, DoesNotMatterWithCollidingHashesEither) {
  const auto pages = ledger(7, 20, 400, 40);
  const std::string whole = saved_in_order(pages);
  cut_key_hash(8);
  const std::string cut = saved_in_disorder(pages, 3);
  cut_key_hash(64);
  EXPECT_EQ(cut, whole);
}

TEST(Order, DoesNotMatterHoweverFewAuthorsAreRemembered) {
  const auto pages = ledger(13, 60, 2000, 900);
  const std::string all = saved_in_order(pages);
  for (const AuthorsRemembered few : {AuthorsRemembered{2, 0}, {2, 256}, {2, 4096}, {40, 512}}) {
    remember_authors(few);
    EXPECT_EQ(saved_in_disorder(pages, 5), all) << few.whole << ' ' << few.in_short;
    EXPECT_EQ(saved_in_order(pages), all) << few.whole << ' ' << few.in_short;
  }
  remember_authors({});
}

TEST(Order, DoesNotMatterHowOftenTheWriterIsOpenedAnew) {
  const auto pages = ledger(11, 400, 3000, 20);
  const std::string whole = saved_in_order(pages);
  for (unsigned seed = 1; seed <= 3; ++seed) {
    std::mt19937 random(seed);
    const TempFolder folder;
    for (std::size_t done = 0; done < pages.size();) {
      const std::size_t session = 1 + random() % 12;
      const auto writer = open_writer(folder.database());
      writer->set_campaign(campaign(), start);
      for (std::size_t end = std::min(pages.size(), done + session); done < end; ++done) save(*writer, pages[done]);
    }
    EXPECT_EQ(state_of(folder.database()), whole) << "seed " << seed;
  }
}

}  // namespace

}  // namespace clamor::storage::test
