// The program as a person runs it, against a simulated network whose truth is known.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <fstream>
#include <regex>
#include <sstream>

#include "tests/e2e/agreement.hpp"
#include "tests/e2e/world.hpp"

namespace clamor::e2e {
namespace {

using simdjson::dom::element;

const std::vector<std::string> month{"--seed", "4", "--days", "30", "--end", "2026-11-20"};
const std::vector<std::string> short_month{"--seed", "5", "--days", "8", "--end", "2026-11-20"};

std::vector<std::string> with_fault(std::vector<std::string> options, const std::string& fault) {
  options.insert(options.end(), {"--fault", fault});
  return options;
}

TEST(Collecting, AgreesWithTheTruthAndASecondTimeChangesNothing) {
  const World world(month);
  ASSERT_EQ(world.clamor({"collect", "--once"}).code, 0);
  rusage used{};
  getrusage(RUSAGE_CHILDREN, &used);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  EXPECT_LT(used.ru_maxrss, 96 * 1024) << "kB at most";
#endif
  expect_equal(world.clamor({"status", "--json"}).out, world.truth());
  EXPECT_EQ(world.clamor({"verify"}).code, 0);
  const std::string before = world.dump();
  EXPECT_FALSE(before.empty());
  ASSERT_EQ(world.clamor({"collect", "--once"}).code, 0);
  EXPECT_TRUE(world.dump() == before);
  EXPECT_EQ(world.clamor({"verify"}).code, 0);
}

TEST(Collecting, SaysInJsonWhatItDid) {
  const World world(short_month);
  const Ran ran = world.clamor({"--json", "collect", "--once"});
  ASSERT_EQ(ran.code, 0);
  simdjson::dom::parser parser;
  const element said = parser.parse(ran.out);
  EXPECT_EQ(text(said, "outcome"), "ok");
  EXPECT_FALSE(text(said, "simulated").empty());
  EXPECT_EQ(number(said, "new_posts"), number(said, "posts"));
  EXPECT_GT(number(said, "posts"), 0);
}

TEST(Collecting, GetsEverythingInSpiteOfOverloadAndOddPages) {
  for (const char* fault : {"storm", "html-error", "short-pages"}) {
    SCOPED_TRACE(fault);
    const World world(with_fault(short_month, fault));
    EXPECT_EQ(world.clamor({"collect", "--once"}).code, 0);
    expect_equal(world.clamor({"status", "--json"}).out, world.truth());
    EXPECT_EQ(world.clamor({"verify"}).code, 0);
  }
}

TEST(Collecting, TellsAClosedFeedAndReadsTheOthers) {
  const World world(with_fault(short_month, "closed-feed"));
  world.clamor({"collect", "--once"});
  simdjson::dom::parser parser;
  const element status = parser.parse(world.clamor({"status", "--json"}).out);
  int open = 0, closed = 0;
  for (element source : status["sources"]) {
    const std::string state = text(source, "state");
    (state == "ok" ? open : closed) += 1;
    if (state == "ok") {
      EXPECT_GT(number(source, "posts"), 0);
    }
  }
  EXPECT_GT(open, 0);
  EXPECT_GT(closed, 0);
}

TEST(Collecting, SurvivesBeingKilled) {
  const World world(short_month);
  survives(world, 5, 1);
}

TEST(Collecting, StopsWithinTwoSecondsWhenAsked) {
  const World world(month);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    cli::Child collector = world.started({"collect"}, "stopped-" + std::to_string(signal) + ".db");
    for (int lines = 0; lines < 4; ++lines) ASSERT_TRUE(collector.line(Millis{60'000}));
    const SystemClock clock;
    const Millis asked = clock.monotonic();
    ::kill(collector.pid(), signal);
    EXPECT_EQ(collector.wait(), 0);
    EXPECT_LT(clock.monotonic() - asked, Millis{2000});
  }
}

TEST(SimulatedData, StayApartFromThoseOfAnotherNetwork) {
  const World one(short_month), other({"--seed", "6", "--days", "8", "--end", "2026-11-20"});
  const std::string db = (one.folder() / "clamor.db").string();
  ASSERT_EQ(one.clamor({"collect", "--once"}).code, 0);
  const std::string before = one.dump();
  EXPECT_EQ(other.clamor({"--db", db, "collect", "--once"}).code, 2);
  EXPECT_TRUE(one.dump() == before);
}

class Command : public Program {
 public:
  // What the system says of a command that waits, as its first line has been read, started where dumps are made.
  std::string limits_of(const std::vector<std::string>& words) const {
    cli::Child child = begin_in_shell(R"sh(ulimit -S -c "$(ulimit -H -c)"; exec "$0" "$@")sh", words);
    EXPECT_TRUE(child.line(patience));
    std::ostringstream limits;
    limits << std::ifstream("/proc/" + std::to_string(child.pid()) + "/limits").rdbuf();
    return limits.str();
  }
};

TEST(ADump, OfNoCommandIsEverMade) {
  const Command command;
  const std::string limits = command.limits_of({"simnet", "--folder", command.folder().string(), "--days", "1"});
  std::smatch core;
  ASSERT_TRUE(std::regex_search(limits, core, std::regex("Max core file size +([^ ]+) +([^ ]+)"))) << limits;
  EXPECT_EQ(core[1], "0");
  EXPECT_EQ(core[2], "0");
}

TEST(Demo, WithoutADisplayLeavesItsFilesAndSaysWhere) {
  const World world(short_month);  // only for its folder
  const std::string folder = (world.folder() / "demo").string();
  const Ran ran = world.clamor({"demo", "--headless", "--days", "5", "--out", folder});
  for (const char* name : {"clamor.db", "clamor.toml", "truth.json"}) {
    EXPECT_TRUE(std::filesystem::exists(folder + "/" + name)) << name;
    EXPECT_NE(ran.out.find(folder + "/" + name), std::string::npos) << name;
  }
  EXPECT_EQ(world.clamor({"--config", folder + "/clamor.toml", "status"}).code, 0);
}

}  // namespace
}  // namespace clamor::e2e
