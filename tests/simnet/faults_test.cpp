#include "simnet/faults.hpp"

#include "tests/simnet/town.hpp"

namespace clamor::simnet {
namespace {

TEST(Faults, NameThoseThereAreWhenOneIsUnknown) {
  try {
    Faults({"storm", "earthquake"});
    FAIL();
  } catch (const std::runtime_error& error) {
    EXPECT_NE(std::string(error.what()).find("earthquake"), std::string::npos);
    EXPECT_NE(std::string(error.what()).find("short-pages"), std::string::npos);
  }
}

TEST(Faults, HaveAnAmountAndAPlace) {
  const Faults faults({"storm:5", "outages@masto-2.sim", "outages:7@misskey-4.sim"});
  EXPECT_EQ(faults.amount("storm", "masto-1.sim"), 5);
  EXPECT_EQ(faults.amount("outages", "masto-1.sim"), 0);
  EXPECT_EQ(faults.amount("outages", "masto-2.sim"), 3);
  EXPECT_EQ(faults.amount("outages", "misskey-4.sim"), 7);
  EXPECT_EQ(faults.stranger({"masto-2.sim"}), "misskey-4.sim");
}

TEST(Faults, ClosedFeedAsksForALoginAndIsNotInTheTruth) {
  const Town town({.faults = {"closed-feed"}});
  const Response refused = town.ask(2, "/api/v1/timelines/tag/freethemall");
  EXPECT_EQ(refused.status, 401);
  EXPECT_EQ(refused.body, R"({"error":"This method requires an authenticated user"})");
  const Parsed instance(town.ask(2, "/api/v2/instance").body);
  EXPECT_EQ(text(instance["configuration"]["timelines_access"]["hashtag_feeds"]["local"]), "authenticated");
  const Parsed closed(town.truth->summary(town.now)), open(usual_town().truth->summary(town.now));
  EXPECT_EQ(closed["servers"].at(2)["posts"].get_int64().value(), 0);
  EXPECT_LT(closed["posts"].get_int64().value(), open["posts"].get_int64().value());
}

TEST(Faults, ShortPagesLoseNothing) {
  const Town town({.faults = {"short-pages@masto-3.sim"}});
  const auto read = [&](std::string next, const char* rel) {
    std::size_t rows = 0, empty = 0;
    while (!next.empty()) {
      const Response page = town.ask(2, next);
      const Parsed parsed(page.body);
      const std::size_t here = parsed.root().get_array().value().size();
      rows += here;
      next = linked(page, rel);
      empty += here == 0 && !next.empty();
    }
    return std::pair(rows, empty);
  };
  const Parsed truth(town.truth->summary(town.now));
  const std::uint64_t expected = truth["servers"].at(2)["tags"].at(0)["posts"].get_uint64();
  const auto [backward, empty] = read("/api/v1/timelines/tag/freethemall?limit=20", "next");
  EXPECT_EQ(backward, expected);
  EXPECT_GT(empty, 2u);
  const auto [forward, none] = read("/api/v1/timelines/tag/freethemall?limit=20&min_id=0", "prev");
  EXPECT_EQ(forward, expected);
  EXPECT_EQ(none, 0u);
}

}  // namespace
}  // namespace clamor::simnet
