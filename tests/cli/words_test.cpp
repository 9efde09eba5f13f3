#include "cli/words.hpp"

#include <gtest/gtest.h>

#include <set>

namespace clamor::cli::test {
namespace {

TEST(WhyCollectingEnded, TellsEachEndApartAndSaysNothingOfAGoodOne) {
  EXPECT_EQ(why_collecting_ended(exit_ok), "");
  std::set<std::string> said;
  for (const int code : {exit_trouble, exit_config, exit_some_failed, exit_all_failed})
    said.insert(why_collecting_ended(code));
  EXPECT_EQ(said.size(), 4u);
}

TEST(WhyCollectingEnded, BlamesTheServersOnlyWhenNoneCouldBeRead) {
  constexpr int killed = 128 + 9;
  EXPECT_NE(why_collecting_ended(exit_all_failed).find("no server could be read"), std::string::npos);
  for (const int code : {int{exit_trouble}, int{exit_some_failed}, killed})
    EXPECT_EQ(why_collecting_ended(code).find("no server could be read"), std::string::npos) << code;
}

TEST(WhyBytesStay, BlamesNoOtherProgramForWhatWasStopped) {
  EXPECT_EQ(why_bytes_stay({}), "");
  EXPECT_NE(why_bytes_stay({.complete = false}).find("another program"), std::string::npos);
  const std::string stopped = why_bytes_stay({.complete = false, .stopped = true});
  EXPECT_EQ(stopped.find("another program"), std::string::npos) << stopped;
  EXPECT_NE(stopped.find("clamor prune"), std::string::npos) << stopped;
}

}  // namespace
}  // namespace clamor::cli::test
