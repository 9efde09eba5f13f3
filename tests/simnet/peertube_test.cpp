#include "simnet/spelling.hpp"
#include "tests/simnet/town.hpp"

namespace clamor::simnet {
namespace {

const Town& town() {
  static const Town one({.servers = 12});
  return one;
}
Home peertube() {
  return town().first(Kind::peertube);
}

std::set<std::string> read_all(const std::string& parameters) {
  std::set<std::string> all;
  for (std::size_t start = 0;;) {
    const Parsed page(town()
                          .ask(peertube(), "/api/v1/search/videos?sort=-publishedAt&count=7&start=" +
                                               std::to_string(start) + "&" + parameters)
                          .body);
    for (const JsonValue video : page["data"].get_array()) {
      EXPECT_TRUE(video["tags"].error()) << "lists leave the tags out";
      EXPECT_TRUE(all.insert(text(video["url"])).second);
    }
    start += 7;
    if (start >= page["total"].get_uint64().value()) return all;
  }
}

TEST(PeertubeSearch, FindsByTagAndByDescriptionExactlyTheTruth) {
  const auto truth = listed(town(), peertube(), "FreeThemAll");
  const auto by_tag = read_all("tagsOneOf=freethemall"), by_text = read_all("search=%23freethemall");
  EXPECT_GT(by_tag.size(), 5u);
  for (const std::string& url : by_tag) EXPECT_TRUE(truth.contains(url)) << url;
  EXPECT_LT(by_tag.size(), truth.size()) << "some have the hashtag in their description only";
  for (const std::string& url : truth) EXPECT_TRUE(by_text.contains(url)) << url;
}

TEST(PeertubeSearch, CutsADescriptionWhoseHashtagOnlyTheVideoItselfShows) {
  const Parsed page(
      town().ask(peertube(), "/api/v1/search/videos?sort=-publishedAt&count=100&search=freethemall").body);
  int behind = 0;
  for (const JsonValue video : page["data"].get_array()) {
    const auto shown = lower_case(text(video["description"]));
    const Parsed whole(town().ask(peertube(), "/api/v1/videos/" + text(video["uuid"])).body);
    behind += shown.find("#freethemall") == shown.npos &&
              lower_case(text(whole["description"])).find("#freethemall") != std::string::npos;
  }
  EXPECT_GT(behind, 0);
}

TEST(Peertube, ShowsAVideoWholeUnderThreeNames) {
  const auto& known = town().view(peertube()).in_order().back();
  const Post& post = town().world.post(known.post);
  for (const std::string& name : {video_uuid(post), short_uuid(post), std::to_string(known.id)}) {
    const Parsed video(town().ask(peertube(), "/api/v1/videos/" + name).body);
    EXPECT_EQ(text(video["uuid"]), video_uuid(post));
    EXPECT_EQ(video["tags"].get_array().error(), simdjson::SUCCESS);
    EXPECT_GT(video["views"].get_int64().value(), -1);
  }
  const Response missing = town().ask(peertube(), "/api/v1/videos/none");
  EXPECT_EQ(missing.status, 404);
  EXPECT_EQ(text(Parsed(missing.body)["detail"]), "Video not found");
  EXPECT_EQ(missing.content_type, "application/problem+json; charset=utf-8");
}

TEST(Peertube, TellsHowManyFollowAnAccount) {
  const int author = town().world.post(town().view(peertube()).in_order().back().post).author;
  const Person& who = town().world.person(author);
  const Parsed account(
      town().ask(peertube(), "/api/v1/accounts/" + town().fleet.addresses().acct(author, peertube())).body);
  EXPECT_EQ(account["followersCount"].get_int64().value(), who.followers);
}

}  // namespace
}  // namespace clamor::simnet
