#include "cli/process.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>

namespace clamor::cli {
namespace {

TEST(Child, GivesItsLinesAndItsExitCode) {
  Child::Start start;
  start.command = {"sh", "-c", "echo one; echo two; exit 7"};
  start.read_stdout = true;
  auto child = Child::start(start);
  ASSERT_TRUE(child);
  EXPECT_EQ(child->line(Millis{10'000}), "one");
  EXPECT_EQ(child->line(Millis{10'000}), "two");
  EXPECT_EQ(child->line(Millis{10'000}), std::nullopt);
  EXPECT_EQ(child->wait(), 7);
}

TEST(Child, MayWriteToDescriptorThreeAndReadItsEnvironment) {
  Child::Start start;
  start.command = {"sh", "-c", "echo $GREETING >&3"};
  start.pass_stdout_as_3 = true;
  start.extra_environment = {"GREETING=hello"};
  auto child = Child::start(start);
  ASSERT_TRUE(child);
  EXPECT_EQ(child->line(Millis{10'000}), "hello");
}

TEST(Child, IsStoppedWhenItIsNoLongerWanted) {
  pid_t pid = 0;
  {
    auto child = Child::start({.command = {"sh", "-c", "exec sleep 600"}});
    ASSERT_TRUE(child);
    pid = child->pid();
    EXPECT_EQ(child->ended(), std::nullopt);
  }
  EXPECT_NE(::kill(pid, 0), 0);
}

TEST(Child, ThatCannotBeStartedEndsWith127) {
  auto child = Child::start({.command = {"/nowhere/at/all"}, .quiet = true});
  ASSERT_TRUE(child);
  EXPECT_EQ(child->wait(), 127);
}

TEST(StopOnSignal, TurnsASignalIntoARequest) {
  const StopOnSignal stop;
  EXPECT_FALSE(stop.token().stop_requested());
  ::kill(::getpid(), SIGTERM);
  EXPECT_TRUE(stop.wait(Millis{10'000}));
}

}  // namespace
}  // namespace clamor::cli
