#include "core/text.hpp"
#include "tests/simnet/town.hpp"

namespace clamor::simnet {
namespace {

const Town& town() {
  static const Town one({.servers = 12});
  return one;
}

std::string root(Kind kind) {
  return kind == Kind::piefed ? "/api/alpha/" : "/api/v3/";
}

// Everything a search finds, and those of it that hold the hashtag itself.
struct Found {
  std::set<std::string> all, tagged;
};
void read_search(Kind kind, const std::string& type, const std::string& tag, Found& found) {
  const std::string member = type == "Posts" ? "post" : "comment",
                    words = type == "Posts" ? "body" : "content";
  for (int page = 1;; ++page) {
    const Parsed answer(town()
                            .ask(town().first(kind), root(kind) + "search?q=%23" + tag + "&type_=" + type +
                                                         "&sort=New&limit=50&page=" + std::to_string(page))
                            .body);
    const auto rows = answer[type == "Posts" ? "posts" : "comments"].get_array().value();
    if (rows.size() == 0) return;
    for (const JsonValue view : rows) {
      const std::string uri = text(view[member]["ap_id"]);
      EXPECT_TRUE(found.all.insert(uri).second) << uri;
      for (const std::string& one : hashtags_in(text(view[member][words])))
        if (hashtag_key(one) == hashtag_key(tag)) found.tagged.insert(uri);
    }
  }
}

TEST(LemmySearch, GivesExactlyTheTruthAndSomeThatOnlyLookAlike) {
  std::size_t look_alikes = 0;
  for (const Kind kind : {Kind::lemmy, Kind::piefed})
    for (const std::string_view tag : tracked_tags) {
      Found found;
      for (const char* type : {"Posts", "Comments"}) read_search(kind, type, std::string(tag), found);
      EXPECT_GT(found.tagged.size(), 10u);
      EXPECT_EQ(found.tagged, listed(town(), town().first(kind), std::string(tag)));
      look_alikes += found.all.size() - found.tagged.size();
    }
  EXPECT_GT(look_alikes, 0u) << "#FreeThemAllNow holds #FreeThemAll";
}

TEST(LemmyComments, StandUnderTheirThreadByTheirPath) {
  const Home home = town().first(Kind::lemmy);
  const Parsed page(town().ask(home, "/api/v3/comment/list?limit=50").body);
  int checked = 0;
  for (const JsonValue view : page["comments"].get_array()) {
    const std::string path = text(view["comment"]["path"]);
    const std::string id = std::to_string(view["comment"]["id"].get_uint64().value());
    EXPECT_TRUE(path.starts_with("0.") && path.ends_with("." + id)) << path;
    EXPECT_EQ(view["comment"]["post_id"].get_uint64().value(), view["post"]["id"].get_uint64().value());
    const Parsed again(town().ask(home, "/api/v3/comment?id=" + id).body);
    EXPECT_EQ(text(again["comment_view"]["comment"]["ap_id"]), text(view["comment"]["ap_id"]));
    ++checked;
  }
  EXPECT_GT(checked, 20);
}

TEST(LemmyList, IsReadToItsEndByTheCursor) {
  const Home home = town().first(Kind::lemmy);
  std::set<std::string> all;
  std::string cursor, before = "9";
  for (;;) {
    const Parsed page(town().ask(home, "/api/v3/post/list?type_=All&sort=New&limit=20" + cursor).body);
    for (const JsonValue view : page["posts"].get_array()) {
      EXPECT_TRUE(all.insert(text(view["post"]["ap_id"])).second);
      EXPECT_LE(text(view["post"]["published"]), before);
      before = text(view["post"]["published"]);
    }
    std::string_view next;
    if (page["next_page"].get_string().get(next)) break;
    cursor = "&page_cursor=" + std::string(next);
  }
  EXPECT_EQ(all.size(), static_cast<std::size_t>(
                            std::ranges::count_if(town().view(home).in_order(), [](const auto& known) {
                              return known.arrived <= town_end() && town().world.post(known.post).root < 0;
                            })));
}

TEST(Lemmy, RefusesInItsOwnWords) {
  const Home home = town().first(Kind::lemmy);
  const auto said = [&](const std::string& target) {
    const Response response = town().ask(home, target);
    return std::to_string(response.status) + " " + text(Parsed(response.body)["error"]);
  };
  EXPECT_EQ(said("/api/v3/search?q=x&limit=51"), "400 invalid_fetch_limit");
  EXPECT_EQ(said("/api/v3/post?id=1"), "400 couldnt_find_post");
  EXPECT_EQ(said("/api/v4/site"), "404 not_found");
}

TEST(Lemmy, LeavesARowOrNothingOfADeletedPost) {
  const Town changing({.servers = 12, .faults = {"deletions:40"}});
  const Home home = changing.first(Kind::lemmy);
  int rows = 0, purged = 0;
  for (const auto& known : changing.view(home).in_order()) {
    if (!gone(changing.world.post(known.post), changing.now)) continue;
    const Response response = changing.ask(home, "/api/v3/post?id=" + std::to_string(known.id));
    if (response.status == 400) {
      ++purged;
      continue;
    }
    ++rows;
    const Parsed answer(response.body);
    EXPECT_TRUE(answer["post_view"]["post"]["deleted"].get_bool().value());
    EXPECT_TRUE(answer["post_view"]["post"]["body"].error()) << "its words are gone";
    if (changing.world.home_of(known.post) == home) {
      EXPECT_EQ(changing.object(home, changing.fleet.addresses().uri(known.post)).status, 410);
    }
  }
  EXPECT_GT(rows, 0);
  EXPECT_GT(purged, 0);
}

TEST(PieFed, WritesTagsInOneLineOfText) {
  const Parsed page(town().ask(town().first(Kind::piefed), "/api/alpha/post/list?limit=50").body);
  std::size_t several = 0;
  for (const JsonValue view : page["posts"].get_array())
    several += text(view["post"]["tags"]).find(", ") != std::string::npos;
  EXPECT_GT(several, 0u);
}

}  // namespace
}  // namespace clamor::simnet
