#include "cli/log_warning.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

#include "i18n/tr.hpp"
#include "storage/log.hpp"
#include "tests/storage/world.hpp"

namespace clamor::cli {
namespace {

using storage::test::TempFolder;

constexpr std::uintmax_t little = 200'000;

// Another program that began to read and does not end, as long as this object lives.
class EndlessReader {
 public:
  explicit EndlessReader(const std::string& database) {
    std::array<int, 2> told{}, go_home{};
    EXPECT_EQ(::pipe(told.data()) + ::pipe(go_home.data()), 0);
    process_ = ::fork();
    if (process_ == 0) {
      ::close(go_home[1]);
      const auto reader = storage::open_reader(database);
      reader->begin_view();
      reader->totals();
      char end = 0;
      if (::write(told[1], "r", 1) != 1 || ::read(go_home[0], &end, 1) != 0) ::_exit(1);
      ::_exit(0);
    }
    ::close(told[1]);
    ::close(go_home[0]);
    char ready = 0;
    EXPECT_EQ(::read(told[0], &ready, 1), 1);
    ::close(told[0]);
    end_ = go_home[1];
  }
  ~EndlessReader() { stop(); }
  EndlessReader(const EndlessReader&) = delete;
  EndlessReader& operator=(const EndlessReader&) = delete;

  void stop() {
    if (end_ < 0) return;
    ::close(end_);
    ::waitpid(process_, nullptr, 0);
    end_ = -1;
  }
  pid_t process() const { return process_; }

 private:
  pid_t process_ = -1;
  int end_ = -1;
};

// Opened for writing with the first post that follows: no connection may be taken along by fork().
struct World {
  TempFolder folder;
  std::string database = folder.database();
  std::unique_ptr<storage::Writer> writer;
  int posts = 0;
  World() {
    storage::open_writer(database)->set_campaign(storage::test::campaign(), storage::test::start);
  }
  void store() {
    if (!writer) writer = storage::open_writer(database);
    storage::test::save(*writer, storage::test::page({storage::test::post(++posts)}));
  }
  void grow_beyond(std::uintmax_t bytes) {
    while (storage::log_bytes(database) <= bytes) store();
  }
};

TEST(LogWarning, NamesHowLargeTheLogIsAndWhoKeepsItFromBeingCleared) {
  World world;
  EXPECT_EQ(log_warning(world.database, 100 * little), "");
  const EndlessReader reader(world.database);
  world.grow_beyond(little);
  const auto readers = storage::log_readers(world.database);
  ASSERT_EQ(readers.size(), 1u);
  EXPECT_EQ(readers[0].process, reader.process());
  EXPECT_FALSE(readers[0].program.empty());
  EXPECT_TRUE(readers[0].running);
  const std::string process = std::to_string(reader.process());
  EXPECT_NE(log_warning(world.database, little).find("(process " + process), std::string::npos);
  i18n::set_language(i18n::Language::es);
  EXPECT_NE(log_warning(world.database, little).find("(proceso " + process), std::string::npos);
  i18n::set_language(i18n::Language::en);
}

TEST(LogWarning, DoesNotBlameThisProgramNorOneThatEnded) {
  World world;
  EndlessReader reader(world.database);
  const auto ours = storage::open_reader(world.database);
  ours->begin_view();
  ours->totals();
  world.grow_beyond(little);
  reader.stop();
  EXPECT_TRUE(storage::log_readers(world.database).empty());
  EXPECT_NE(log_warning(world.database, little), "") << "the log is as large all the same";
  EXPECT_TRUE(storage::log_readers(world.database, world.folder.path()).empty()) << "a system that tells nothing";
}

TEST(LogWarning, IsToldOnceAndAgainWhenTheLogHasDoubled) {
  World world;
  EndlessReader reader(world.database);
  LogWatch watch(world.database, little);
  EXPECT_EQ(watch.look(), "");
  world.grow_beyond(little);
  EXPECT_NE(watch.look(), "");
  world.store();
  EXPECT_EQ(watch.look(), "") << "that was told";
  world.grow_beyond(2 * storage::log_bytes(world.database));
  EXPECT_NE(watch.look(), "");
}

}  // namespace
}  // namespace clamor::cli
