// Whoever writes the cache is killed before each call that changes a file or a folder, so also behind the one before. The
// next look has the right numbers, and nothing is left of what was cut short.
#include "tests/analysis/kept_world.hpp"
#include "tests/storage/killed_care.hpp"

namespace clamor::analysis {
namespace {

namespace fs = std::filesystem;
using storage::test::KilledCare;

fs::path cache_in(const fs::path& folder) {
  return cache_of(storage::test::database_in(folder));
}

void collect(const fs::path& folder, int from, int to) {
  const auto writer = storage::open_writer(storage::test::database_in(folder));
  writer->set_campaign(storage::test::campaign(), at_minute(0));
  const auto pages = storage::test::ledger(51, 40, 400, 8);
  for (int i = from; i < to; ++i) save(*writer, World::spread(pages[static_cast<std::size_t>(i)]));
}

// Of one day.
void collect_some_more(const fs::path& folder) {
  std::vector<PreparedPost> posts;
  for (int i = 0; i < 5; ++i) posts.push_back(storage::test::post(9'000 + i, {"FreeThemAll"}, 3, 7));
  save(*storage::open_writer(storage::test::database_in(folder)), storage::test::page(posts, "dos", 20'000));
}

ReadModel::Report look(const fs::path& folder, std::size_t fewest_changes = 20'000) {
  const auto reader = storage::open_reader(storage::test::database_in(folder));
  ReadModel model(cache_in(folder), 1, fewest_changes);
  model.take(*reader, now);
  return model.report();
}

// What the next start shows, by the cache as it is; it writes none.
std::string shown_in(const fs::path& folder) {
  const auto reader = storage::open_reader(storage::test::database_in(folder));
  const auto shown = ReadModel(cache_in(folder), 1'000'000).take(*reader, now), right = take_snapshot(*reader, now);
  bool same = shown->days().size() == right->days().size();
  for (std::size_t i = 0; same && i < right->days().size(); ++i)
    same = same_bytes(shown->days()[i]->sums_bytes(), right->days()[i]->sums_bytes()) &&
           same_bytes(shown->days()[i]->columns_bytes(), right->days()[i]->columns_bytes());
  return same ? std::to_string(rows_of(*right).size()) + " posts" : "VIOLATION: wrong numbers";
}

// A cache is trusted that is for its owner alone, which a copy of the test is not.
void trust_cache_in(const fs::path& folder) {
  for (const fs::path& file : {cache_in(folder), newer_of(cache_in(folder))})
    if (fs::exists(file)) fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
}

TEST(KilledCache, InItsFirstWritingIsWholeOrNotThere) {
  KilledCare([](const fs::path& folder) { collect(folder, 0, 40); },
             [](const fs::path& folder) {
               trust_cache_in(folder);
               look(folder);
             },
             shown_in, KilledCare::Between::never)
      .survive();
}

TEST(KilledCache, OfNewerDaysIsWholeOrNotThere) {
  KilledCare(
      [](const fs::path& folder) {
        collect(folder, 0, 40);
        look(folder);
        collect_some_more(folder);
      },
      [](const fs::path& folder) {
        trust_cache_in(folder);
        look(folder, 0);
        EXPECT_TRUE(fs::exists(newer_of(cache_in(folder))));
      },
      shown_in, KilledCare::Between::never)
      .survive();
}

TEST(KilledCache, WhenItIsReplacedAsAWholeIsTheOneOrTheOther) {
  KilledCare(
      [](const fs::path& folder) {
        collect(folder, 0, 20);
        look(folder);
        collect_some_more(folder);
        look(folder, 0);
        EXPECT_TRUE(fs::exists(newer_of(cache_in(folder))));
        collect(folder, 20, 40);
      },
      [](const fs::path& folder) {
        trust_cache_in(folder);
        look(folder, 0);
        EXPECT_FALSE(fs::exists(newer_of(cache_in(folder))));
      },
      shown_in, KilledCare::Between::never)
      .survive();
}

}  // namespace
}  // namespace clamor::analysis
