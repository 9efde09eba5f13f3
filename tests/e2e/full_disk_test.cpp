// The program on a disk that is really full: it says so, what was stored stays whole, and it goes on when there is room.
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <set>
#include <sstream>
#include <utility>

#include "tests/e2e/small_disk.hpp"
#include "tests/e2e/world.hpp"

namespace clamor::e2e {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kb = 1024, mb = 1024 * kb;
const std::string full = "the disk is full; free some space";

struct FullDisk : testing::Test {
  void SetUp() override {
    if (!SmallDisk::why_not().empty()) GTEST_SKIP() << SmallDisk::why_not();
  }
};

// A world with a database that nobody disturbed, and a disk.
struct SmallWorld {
  World world;
  SmallDisk disk;
  SmallWorld(const std::string& days, std::uintmax_t bytes)
      : world({"--seed", "11", "--days", days, "--end", "2026-11-20"}), disk(world.folder() / "disk", bytes) {
    EXPECT_EQ(world.clamor({"collect", "--once"}, "quiet.db").code, 0);
  }
  fs::path on_disk(const std::string& name) const { return world.folder() / "disk" / name; }
  std::set<std::string> names() const {
    std::set<std::string> all;
    for (const auto& entry : fs::directory_iterator(on_disk(""))) all.insert(entry.path().filename().string());
    return all;
  }
  // Its exit code; what it said, output and log.
  std::pair<int, std::string> run(const std::string& db, std::vector<std::string> words) const {
    words.insert(words.begin(), {"--db", on_disk(db).string()});
    fs::remove(world.folder() / "said");
    const int code = world.clamor_into("said", words);
    std::ifstream said(world.folder() / "said");
    std::string all;
    for (std::string line; std::getline(said, line);)
      if (line.find(" page tag=") == std::string::npos) all += line + "\n";
    return {code, all};
  }
  // Counted or not, as whoever stores them tells.
  std::int64_t posts(const std::string& db) const {
    std::istringstream lines(world.dump("disk/" + db));
    std::int64_t all = 0;
    for (std::string line; std::getline(lines, line);) all += line.starts_with("post\t");
    return all;
  }
  void expect_whole(const std::string& db) const {
    const auto [code, said] = run(db, {"verify"});
    EXPECT_EQ(code, 0) << said;
  }
  bool as_undisturbed(const std::string& db) const { return world.dump("disk/" + db) == world.dump("quiet.db"); }
};

std::int64_t told_as_stored(const std::string& log) {
  constexpr std::string_view words = " stored new=";
  std::int64_t told = 0;
  for (auto at = log.find(words); at != std::string::npos; at = log.find(words, at + 1))
    told += std::stoll(log.substr(at + words.size()));
  return told;
}

// So many days of the world's, whose end lies ever farther back.
std::string days_before_its_end(int days) {
  const auto since = SystemClock().now() - *parse_rfc3339("2026-11-20T00:00:00Z");
  return std::to_string(days + std::chrono::floor<std::chrono::days>(since).count()) + "d";
}

TEST_F(FullDisk, EndsACollectionOfOneRunAndTheNextGoesOn) {
  const SmallWorld small("300", 20 * mb);
  struct Case {
    bool begun;  // a part is stored before the disk is full
    std::uintmax_t room;
  };
  for (const auto& [begun, room] : {Case{false, 20 * kb}, Case{false, 700 * kb}, Case{true, 0}, Case{true, 2 * mb}}) {
    SCOPED_TRACE("room for " + std::to_string(room / kb) + " KB");
    const std::string db = "c.db";
    std::int64_t told = 0;
    if (begun) {
      const auto [code, said] = small.run(db, {"collect", "--once", "--backfill", days_before_its_end(60)});
      ASSERT_EQ(code, 0) << said;
      told = told_as_stored(said);
      ASSERT_GT(told, 0);
    }
    small.disk.fill_but(room);
    for (int again = 0; again < 2; ++again) {  // the second meets the disk as full as the first left it
      const auto [code, said] = small.run(db, {"collect", "--once"});
      EXPECT_EQ(code, 1) << said;
      EXPECT_NE(said.find(full), std::string::npos) << said;
      told += told_as_stored(said);
      if (told == 0 || room == 0) continue;  // no database yet, or not even room to look at it
      small.expect_whole(db);
      EXPECT_GE(small.posts(db), told);
    }
    small.disk.make_room();
    if (begun) {
      small.expect_whole(db);
      EXPECT_GE(small.posts(db), told);
    }
    EXPECT_EQ(small.run(db, {"collect", "--once"}).first, 0);
    small.expect_whole(db);
    EXPECT_TRUE(small.as_undisturbed(db));
    for (const std::string& name : small.names()) EXPECT_EQ(name.find(".part"), std::string::npos) << name;
    for (const std::string& name : small.names()) fs::remove(small.on_disk(name));
  }
}

// Until a line with these words.
bool says(cli::Child& child, const std::string& words) {
  while (const auto line = child.line(patience))
    if (line->find(words) != std::string::npos) return true;
  return false;
}

TEST_F(FullDisk, PausesACollectionThatGoesOnByItselfWhenThereIsRoom) {
  const SmallWorld small("120", 64 * mb);
  small.disk.fill_but(1500 * kb);
  cli::Child collector = small.world.started({"collect"}, "disk/c.db");
  ASSERT_TRUE(says(collector, "The disk is full. Collection pauses"));
  EXPECT_FALSE(collector.ended());
  small.expect_whole("c.db");
  const auto before = small.posts("c.db");
  small.disk.make_room();
  ASSERT_TRUE(says(collector, "There is room again: collection goes on."));
  ASSERT_TRUE(says(collector, " stored new="));
  EXPECT_GT(small.posts("c.db"), before);
  ::kill(collector.pid(), SIGTERM);
  EXPECT_EQ(collector.wait(), 0);
  EXPECT_EQ(small.run("c.db", {"collect", "--once"}).first, 0);
  EXPECT_TRUE(small.as_undisturbed("c.db"));
  small.expect_whole("c.db");
}

std::string an_author(const std::string& dump) {
  std::istringstream lines(dump);
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with("author\t1\t")) return "@" + line.substr(9, line.find('\t', 9) - 9);
  return {};
}

// Care that was refused for want of room changed nothing; what was done halfway says what is left to do.
TEST_F(FullDisk, IsToldByCareWhichLeavesTheDatabaseWholeAndIsDoneWhenThereIsRoom) {
  const SmallWorld small("30", 32 * mb);
  ASSERT_EQ(small.run("whole.db", {"collect", "--once"}).first, 0);
  const std::string author = an_author(small.world.dump("quiet.db"));
  ASSERT_FALSE(author.empty());
  const std::vector<std::vector<std::string>> care{{"prune"}, {"backup"}, {"forget", "--yes", author}};
  int refused = 0, halfway = 0;
  for (const auto& words : care)
    for (const auto room : {std::uintmax_t{0}, 40 * kb, 200 * kb, 1 * mb}) {
      SCOPED_TRACE(words.front() + " with room for " + std::to_string(room / kb) + " KB");
      fs::copy_file(small.on_disk("whole.db"), small.on_disk("c.db"));
      const auto names = small.names();
      small.disk.fill_but(room);
      const auto [code, said] = small.run("c.db", words);
      const bool no_room = said.find(full) != std::string::npos, left = said.find("of free space") != std::string::npos;
      EXPECT_EQ(code != 0, no_room || left) << said;
      refused += no_room;
      halfway += left;
      for (const std::string& name : small.names()) EXPECT_EQ(name.find(".part"), std::string::npos) << name;
      small.disk.make_room();
      small.expect_whole("c.db");
      if (no_room) {
        EXPECT_TRUE(small.as_undisturbed("c.db")) << said;
      }
      const auto [again, now_said] = small.run("c.db", words);
      EXPECT_EQ(again, 0) << now_said;
      small.expect_whole("c.db");
      for (const std::string& name : small.names())
        if (!names.contains(name) || name == "c.db") fs::remove(small.on_disk(name));
    }
  EXPECT_GE(refused, 3);
  EXPECT_GT(halfway, 0);
}

}  // namespace
}  // namespace clamor::e2e
