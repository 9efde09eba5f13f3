#include "tests/e2e/failing_memory.hpp"

#include <cerrno>
#include <cstddef>
#include <functional>
#include <new>

#include "collector/intake/prepare.hpp"
#include "collector/sources/kinds.hpp"
#include "tests/collector/sources/support.hpp"
#include "tests/storage/world.hpp"

// Stands between everybody, SQLite too, and the C library's own allocator, under the names by which that can be called.
extern "C" void* __libc_malloc(std::size_t size);
extern "C" void* __libc_calloc(std::size_t number, std::size_t size);
extern "C" void* __libc_realloc(void* was, std::size_t size);

namespace {

std::int64_t until_it_fails = -1;  // below zero: never
bool goes_on_failing = false, failed = false;

bool refuses() {
  if (until_it_fails < 0) return false;
  if (until_it_fails > 0) return --until_it_fails, false;
  failed = true;
  if (!goes_on_failing) until_it_fails = -1;
  errno = ENOMEM;
  return true;
}

}  // namespace

extern "C" void* malloc(std::size_t size) {
  return refuses() ? nullptr : __libc_malloc(size);
}
extern "C" void* calloc(std::size_t number, std::size_t size) {
  return refuses() ? nullptr : __libc_calloc(number, size);
}
extern "C" void* realloc(void* was, std::size_t size) {
  return refuses() ? nullptr : __libc_realloc(was, size);
}

namespace clamor::test {
namespace {

using namespace storage::test;
using Kind = storage::StorageError::Kind;

// False: `work` came to its end before the n-th allocation.
bool fails_at(std::int64_t n, Fails fails, const std::function<void()>& work) {
  failed = false;
  goes_on_failing = fails == Fails::from_then_on;
  until_it_fails = n;
  bool refused = false;
  try {
    work();
  } catch (const std::bad_alloc&) {
    refused = true;
  } catch (const storage::StorageError&) {
    refused = true;
  }
  until_it_fails = -1;
  EXPECT_TRUE(failed || !refused) << "refused for another reason";
  return failed;
}

std::int64_t after(std::int64_t n, std::int64_t close) {
  return n + 1 + (close == 0 ? 0 : n / close);
}

// Two posts as a server told them, and many that were told before or not.
std::vector<PreparedPage> read_pages() {
  static const std::string folder = CLAMOR_SOURCE_DIR "/tests/collector/mastodon/first-page/";
  static const auto response = collector::test::answer(200, collector::test::read_file(folder + "response.json"));
  static const auto kind = collector::make_mastodon();
  static const intake::Intake intake = [] {
    config::Config config;
    config.hashtags.push_back({"FreeThemAll", "freethemall", {}, {}});
    return intake::Intake(config);
  }();
  collector::Ask ask;
  ask.tag = "FreeThemAll";
  const auto answer = kind->parse(response, ask, "https://uno.example", {});
  EXPECT_TRUE(answer) << "the page was blamed";
  PreparedPage read = intake.prepare(answer->page, at_minute(300));
  read.source = "uno";
  read.tag = "freethemall";
  read.vantage = "https://uno.example";
  read.read_at = at_minute(300);
  read.covered = {{at_minute(100), at_minute(300)}};
  std::vector<PreparedPage> pages = ledger(8, 1, 60, 40);
  pages.push_back(std::move(read));
  return pages;
}

void expect_verified(const std::string& database, const std::string& expected, std::int64_t n) {
  const auto reader = storage::open_reader(database);
  ASSERT_EQ(reader->verify(), std::vector<std::string>{}) << "allocation " << n;
  ASSERT_TRUE(dump(*reader) == expected) << "allocation " << n;
}

// A database, and how it looks before a page comes.
struct World {
  World() {
    const auto writer = storage::open_writer(folder.database());
    writer->set_campaign(campaign(), start);
    for (const PreparedPage& page : ledger(7, 3, 30, 12)) save(*writer, page);
    before = dump(*storage::open_reader(folder.database()));
    read_pages();  // what is made once is there
  }
  void copy_to(const std::string& file) const { std::filesystem::copy_file(folder.database(), file); }

  TempFolder folder;
  std::string before;
};

}  // namespace

std::int64_t survive_while_a_page_is_stored(Fails fails, std::int64_t close) {
  const World world;
  const std::vector<PreparedPage> pages = read_pages();
  EXPECT_EQ(pages.back().posts.size(), 2u);
  std::string whole;
  std::int64_t n = 0;
  for (bool met = true; met && !testing::Test::HasFatalFailure(); n = after(n, close)) {
    const TempFolder folder;
    world.copy_to(folder.database());
    auto writer = storage::open_writer(folder.database());
    met = fails_at(n, fails, [&] { writer->save(read_pages()); });
    const std::string now = dump(*storage::open_reader(folder.database()));
    if (whole.empty()) {
      writer->save(pages);
      whole = dump(*storage::open_reader(folder.database()));
    }
    EXPECT_TRUE(now == world.before || now == whole) << "allocation " << n;
    try {
      writer->save(pages);
    } catch (const storage::StorageError& error) {
      EXPECT_EQ(fails, Fails::from_then_on) << "allocation " << n << ": " << error.what();
      writer.reset();
      writer = storage::open_writer(folder.database());
      writer->save(pages);
    }
    expect_verified(folder.database(), whole, n);
  }
  return n;
}

std::int64_t survive_while_a_database_is_opened_and_told_of(Fails fails, std::int64_t close) {
  const World world;
  std::int64_t n = 0;
  const auto look = [&] {
    const auto writer = storage::open_writer(world.folder.database());
    const auto reader = storage::open_reader(world.folder.database());
    reader->totals();
    EXPECT_EQ(reader->verify(), std::vector<std::string>{}) << "allocation " << n;
    EXPECT_FALSE(posts_of(*reader).empty());
  };
  for (; fails_at(n, fails, look) && !testing::Test::HasFatalFailure(); n = after(n, close))
    EXPECT_TRUE(dump(*storage::open_reader(world.folder.database())) == world.before) << "allocation " << n;
  expect_verified(world.folder.database(), world.before, n);
  return n;
}

}  // namespace clamor::test
