// Streams beside the search, on a network that lives on while it is read.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include "storage/store.hpp"
#include "tests/e2e/agreement.hpp"
#include "tests/e2e/world.hpp"

namespace clamor::e2e {
namespace {

using simdjson::dom::element;

// Posts that can be read now, by the network's own account.
std::set<std::string> readable(const World& world) {
  std::set<std::string> uris;
  std::istringstream lines(world.truth("/posts"));
  simdjson::dom::parser parser;
  for (std::string line; std::getline(lines, line);)
    uris.insert(text(simdjson::dom::element(parser.parse(line)), "uri"));
  return uris;
}

TEST(Streams, AndPollsTellEveryPostOnceAndWhatADropCostIsPolled) {
  const World world(
      {"--seed", "8", "--days", "2", "--live", "--pace", "6000", "--streams", "--fault", "stream-drop:3"});
  ASSERT_EQ(world.clamor({"collect", "--for", "25s"}).code, 0);
  const auto at_least = readable(world);
  ASSERT_EQ(world.clamor({"collect", "--once"}).code, 0);
  const auto at_most = readable(world);

  const auto reader = storage::open_reader((world.folder() / "clamor.db").string());
  const auto ours = stored_posts(*reader);
  EXPECT_EQ(std::ranges::adjacent_find(ours), ours.end()) << "a post is one post, however often it is told";
  EXPECT_TRUE(std::ranges::includes(ours, at_least));
  EXPECT_TRUE(std::ranges::includes(at_most, ours));
  EXPECT_TRUE(reader->verify().empty());

  int dropped = 0;
  for (const storage::GapRow& row : reader->gaps()) {
    dropped += row.gap.cause == "stream_dropped";
    EXPECT_EQ(row.gap.state, GapState::closed) << row.source << " " << row.tag << " " << row.gap.cause;
  }
  EXPECT_GT(dropped, 0);
}

TEST(Streams, TellPostsWhereNothingElseCan) {
  const World world({"--seed", "9", "--days", "2", "--live", "--pace", "20000", "--streams"});
  const std::string closed_port = "http://127.0.0.1:1";
  std::ostringstream config;
  std::ifstream lines(world.config());
  bool of_bluesky = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("kind")) of_bluesky = line.ends_with("\"bluesky\"");
    const bool server = of_bluesky && line.starts_with("server");
    config << (server ? "server = \"" + closed_port + "\"" : line) << "\n";
  }
  std::ofstream(world.config()) << config.str();

  EXPECT_EQ(world.clamor({"collect", "--for", "10s"}).code, 3) << "one source cannot be polled";
  simdjson::dom::parser parser;
  const element status = parser.parse(world.clamor({"status", "--json"}).out);
  std::int64_t streamed = 0;
  for (element source : status["sources"])
    if (text(source, "server") == closed_port) {
      streamed = number(source, "posts");
      EXPECT_EQ(text(source, "state"), "failing");
    }
  EXPECT_GT(streamed, 0);
  const auto reader = storage::open_reader((world.folder() / "clamor.db").string());
  const auto ours = stored_posts(*reader);
  const auto theirs = readable(world);
  EXPECT_TRUE(std::ranges::includes(theirs, ours));
  EXPECT_TRUE(reader->verify().empty());
}

// Sentences are broken to fit a terminal.
std::string on_one_line(const std::string& told) {
  std::istringstream words(told);
  std::string line;
  for (std::string word; words >> word;) (line += line.empty() ? "" : " ") += word;
  return line;
}

TEST(Streams, AreTriedByTheDoctor) {
  const World world({"--seed", "9", "--days", "2", "--live", "--streams"});
  const std::string well = on_one_line(world.clamor({"doctor"}).out);
  EXPECT_EQ(well.find("does not open"), std::string::npos) << well;
  EXPECT_NE(well.find("its stream tells posts as they happen"), std::string::npos);

  std::ostringstream config;
  std::ifstream lines(world.config());
  for (std::string line; std::getline(lines, line);)
    config << (line.starts_with("jetstream") ? "jetstream = \"ws://127.0.0.1:1\"" : line) << "\n";
  std::ofstream(world.config()) << config.str();
  const std::string ill = on_one_line(world.clamor({"doctor"}).out);
  EXPECT_NE(ill.find("its stream does not open"), std::string::npos);
  EXPECT_NE(ill.find("Polls go on without its stream"), std::string::npos);
}

}  // namespace
}  // namespace clamor::e2e
