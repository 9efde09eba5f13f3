// Twelve servers of five kinds, over sockets, by the program as a person runs it.
#include <gtest/gtest.h>

#include <sstream>

#include "tests/e2e/agreement.hpp"
#include "tests/e2e/world.hpp"

namespace clamor::e2e {
namespace {

const std::vector<std::string> five_kinds{"--seed", "9",      "--servers", "12",    "--posts",
                                          "2000",   "--days", "20",        "--end", "2026-11-20"};

// The mark of a first walk through several searches is the lowest of theirs; the next walk moves it up.
std::string without_cursors(const std::string& dump) {
  std::string rest;
  std::istringstream lines(dump);
  for (std::string line; std::getline(lines, line);)
    if (!line.starts_with("cursor\t")) rest += line + "\n";
  return rest;
}

TEST(FiveKinds, AreCollectedWithoutALossOrADouble) {
  const World world(five_kinds);
  ASSERT_EQ(world.clamor({"collect", "--once"}).code, 0);
  expect_equal(world.clamor({"status", "--json"}).out, world.truth());
  EXPECT_EQ(world.clamor({"verify"}).code, 0);
  const std::string before = without_cursors(world.dump());
  ASSERT_EQ(world.clamor({"collect", "--once"}).code, 0);
  EXPECT_TRUE(without_cursors(world.dump()) == before) << "a second time changes nothing";
}

}  // namespace
}  // namespace clamor::e2e
