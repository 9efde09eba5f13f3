#include "collector/writing.hpp"

#include "tests/storage/raw.hpp"
#include "tests/storage/world.hpp"

namespace clamor::collector {
namespace {

using namespace storage::test;

// As long as another program holds the lock nothing is stored and nothing is lost: the queue fills, which keeps whoever
// fetches from fetching more, and empties when the lock is let go of.
TEST(Writing, AnotherProgramsLockPausesFetchingAndEndsNothing) {
  const TempFolder folder;
  const auto writer = storage::open_writer(folder.database());
  writer->set_campaign(campaign(), start);
  Raw other(folder.database());
  other.run("BEGIN IMMEDIATE");
  std::int64_t posts = 0;
  {
    Writing writing(*writer, [] {});
    while (!writing.full() && posts < 100'000) writing.add(page({post(static_cast<int>(++posts))}));
    EXPECT_LT(posts, 100'000) << "the queue has no end";
    EXPECT_EQ(storage::open_reader(folder.database())->totals().posts, 0);
    other.run("COMMIT");
    writing.settle();
    EXPECT_FALSE(writing.failed());
    EXPECT_FALSE(writing.full());
    writing.finish();
  }
  const auto reader = storage::open_reader(folder.database());
  EXPECT_EQ(reader->totals().posts, posts);
  EXPECT_EQ(reader->verify(), std::vector<std::string>{});
}

}  // namespace
}  // namespace clamor::collector
