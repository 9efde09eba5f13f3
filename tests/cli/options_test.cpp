#include "cli/options.hpp"

#include <gtest/gtest.h>

namespace clamor::cli {
namespace {

TEST(CommandLine, TakesGlobalOptionsBeforeAndAfterTheCommand) {
  for (const std::vector<std::string>& args :
       {std::vector<std::string>{"--config", "a.toml", "--json", "status"},
        {"status", "--config", "a.toml", "--json"},
        {"--json", "status", "--config=a.toml"}}) {
    const auto line = read_command_line(args);
    ASSERT_TRUE(line) << line.error().detail;
    EXPECT_EQ(line->command, "status");
    EXPECT_EQ(line->given.get("config"), "a.toml");
    EXPECT_TRUE(line->given.has("json"));
    EXPECT_TRUE(line->words.empty());
  }
}

TEST(CommandLine, KeepsTheWordsAfterTheCommand) {
  const auto line = read_command_line({"help", "collect"});
  ASSERT_TRUE(line);
  EXPECT_EQ(line->command, "help");
  EXPECT_EQ(line->words, std::vector<std::string>{"collect"});
}

TEST(CommandLine, DoesNotGuessAtHalfAnOption) {
  EXPECT_FALSE(read_command_line({"--conf", "a.toml", "status"}));
  EXPECT_FALSE(read_command_line({"collect", "--onc"}));
}

TEST(CommandLine, RefusesOptionsOfOtherCommandsAndNamesThem) {
  const auto line = read_command_line({"status", "--once"});
  ASSERT_FALSE(line);
  EXPECT_NE(line.error().detail.find("--once"), std::string::npos);
  EXPECT_NE(line.error().detail.find("clamor help status"), std::string::npos);
}

TEST(CommandLine, RefusesAnOptionWithoutItsValue) {
  EXPECT_FALSE(read_command_line({"collect", "--for"}));
  EXPECT_FALSE(read_command_line({"collect", "--once=yes"}));
}

TEST(CommandLine, TellsAMissingValueFromOneTooMany) {
  EXPECT_NE(read_command_line({"status", "--lang"}).error().detail.find("needs a value"), std::string::npos);
  EXPECT_NE(read_command_line({"collect", "--once=3"}).error().detail.find("takes no value"),
            std::string::npos);
}

TEST(CommandLine, RepeatsWhatMayBeRepeated) {
  const auto line = read_command_line({"init", "--tag", "one", "--tag", "two"});
  ASSERT_TRUE(line);
  EXPECT_EQ(line->given.all("tag"), (std::vector<std::string>{"one", "two"}));
}

TEST(CommandLine, WithoutACommandHasNone) {
  const auto line = read_command_line({"--version"});
  ASSERT_TRUE(line);
  EXPECT_EQ(line->command, "");
  EXPECT_TRUE(line->given.has("version"));
}

TEST(WholeNumber, IsReadWithinItsBounds) {
  Given given;
  given.add("days", "30");
  EXPECT_EQ(whole_number(given, "days", 1, 1, 366), 30);
  EXPECT_EQ(whole_number(given, "seed", 7, 1, 366), 7);
  for (const char* wrong : {"0", "367", "3o", "", "1.5"}) {
    Given bad;
    bad.add("days", wrong);
    EXPECT_FALSE(whole_number(bad, "days", 1, 1, 366)) << wrong;
  }
}

}  // namespace
}  // namespace clamor::cli
