#include "tests/simnet/town.hpp"

namespace clamor::simnet {
namespace {

const Town& town() {
  static const Town one({.servers = 12});
  return one;
}
Home misskey() {
  return town().first(Kind::misskey);
}

Response search(const std::string& members, const Town& where = town()) {
  return where.post(where.first(Kind::misskey), "/api/notes/search-by-tag", "{" + members + "}");
}

struct Note {
  std::string id, uri;
};
std::vector<Note> notes(const Response& response) {
  const Parsed page(response.body);
  std::vector<Note> all;
  for (const JsonValue note : page.root().get_array()) {
    std::string_view uri;
    const std::string id = text(note["id"]);
    if (note["uri"].get_string().get(uri)) {  // of this server
      EXPECT_TRUE(note["user"]["host"].is_null());
      all.push_back({id, town().url(misskey()) + "/notes/" + id});
    } else {
      all.push_back({id, std::string(uri)});
    }
  }
  return all;
}

std::string error_code(const Response& response) {
  return std::to_string(response.status) + " " + text(Parsed(response.body)["error"]["code"]);
}

TEST(MisskeySearch, GivesExactlyTheTruthDownByUntilId) {
  for (const std::string_view tag : tracked_tags) {
    std::set<std::string> all;
    for (std::string bound;;) {
      const auto page = notes(search(R"("limit":37,"tag":")" + std::string(tag) + "\"" + bound));
      if (page.empty()) break;
      for (const Note& one : page) EXPECT_TRUE(all.insert(one.uri).second) << one.uri;
      EXPECT_TRUE(std::ranges::is_sorted(page, std::greater{}, &Note::id)) << "newest first";
      bound = R"(,"untilId":")" + page.back().id + "\"";
    }
    EXPECT_GT(all.size(), 100u);
    EXPECT_EQ(all, listed(town(), misskey(), std::string(tag)));
  }
}

TEST(MisskeySearch, TurnsAroundWithSinceIdAlone) {
  std::set<std::string> all;
  for (std::string since = "0000000001";;) {
    const auto page = notes(search(R"("limit":100,"tag":"freethemall","sinceId":")" + since + "\""));
    if (page.empty()) break;
    EXPECT_TRUE(std::ranges::is_sorted(page, std::less{}, &Note::id)) << "oldest first";
    for (const Note& one : page) EXPECT_TRUE(all.insert(one.uri).second) << one.uri;
    since = page.back().id;
  }
  EXPECT_EQ(all, listed(town(), misskey(), "FreeThemAll"));
}

TEST(MisskeySearch, FoldsCapitalsButNoAccents) {
  const std::size_t plain = notes(search(R"("limit":100,"tag":"freethemall")")).size();
  EXPECT_EQ(notes(search(R"("limit":100,"tag":"FREETHEMALL")")).size(), plain);
  EXPECT_EQ(notes(search(R"("tag":"#freethemall")")).size(), 0u) << "a '#' finds nothing, and is no error";
  const auto accented = notes(search(R"("limit":100,"tag":"freethémall")"));
  EXPECT_GT(accented.size(), 0u);
  const auto all = listed(town(), misskey(), "FreeThemAll");
  for (const Note& one : accented) EXPECT_FALSE(all.contains(one.uri));
}

TEST(MisskeySearch, CombinesTags) {
  const auto both = notes(search(R"("limit":100,"query":[["freethemall","viralicemoslaresponsabilidad"]])"));
  const auto either =
      notes(search(R"("limit":100,"query":[["freethemall"],["viralicemoslaresponsabilidad"]])"));
  EXPECT_GT(both.size(), 5u);
  EXPECT_EQ(either.size(), 100u);
}

TEST(MisskeySearch, RefusesInItsOwnWords) {
  EXPECT_EQ(error_code(search(R"("tag":"x","limit":101)")), "400 INVALID_PARAM");
  EXPECT_EQ(error_code(search("")), "400 INVALID_PARAM");
  EXPECT_EQ(error_code(search(R"("tag":"x","i":"token")")), "401 AUTHENTICATION_FAILED");
  EXPECT_EQ(town().ask(misskey(), "/api/notes/search-by-tag?tag=freethemall").status, 405);
  Request form = make_request("POST", "/api/notes/search-by-tag");
  form.body = "tag=freethemall";
  EXPECT_EQ(town().fleet.server(misskey()).handle(form, town_end()).status, 415);
}

TEST(Misskey, ShowsANoteAndForgetsADeletedOne) {
  const Town changing({.servers = 12, .faults = {"deletions:30"}});
  const Home home = changing.first(Kind::misskey);
  int here = 0, gone_now = 0;
  for (const auto& known : changing.view(home).in_order()) {
    const bool deleted = gone(changing.world.post(known.post), changing.now);
    const Response shown = changing.post(home, "/api/notes/show", R"({"noteId":")" + aid(known.id) + "\"}");
    ++(deleted ? gone_now : here);
    if (known.arrived > changing.now) continue;
    if (deleted)
      ASSERT_EQ(error_code(shown), "400 NO_SUCH_NOTE");
    else
      ASSERT_EQ(text(Parsed(shown.body)["id"]), aid(known.id));
    if (here > 50 && gone_now > 20) return;
  }
  FAIL() << "no deleted note";
}

TEST(Misskey, TellsEveryoneWhoBoostedWithTheirTime) {
  for (const auto& known : town().view(misskey()).in_order()) {
    const Post& post = town().world.post(known.post);
    if (town().world.home_of(known.post) != misskey() || post.boosts.size() < 6) continue;
    const Counts counts = true_counts(town().world, known.post, town_end());
    const std::string note = "{\"noteId\":\"" + aid(known.id) + "\",\"limit\":100}";
    const Parsed renotes(town().post(misskey(), "/api/notes/renotes", note).body);
    std::size_t pure = 0;
    for (const JsonValue renote : renotes.root().get_array()) {
      EXPECT_EQ(text(renote["renoteId"]), aid(known.id));
      EXPECT_TRUE(parse_rfc3339(text(renote["createdAt"])));
      pure += renote["text"].is_null();
    }
    EXPECT_EQ(pure, static_cast<std::size_t>(counts.boosts));
    const Parsed shown(town().post(misskey(), "/api/notes/show", note).body);
    EXPECT_EQ(shown["renoteCount"].get_int64().value(), counts.boosts + counts.quotes);
    std::int64_t likes = 0;
    for (const auto reaction : shown["reactions"].get_object()) likes += reaction.value.get_int64().value();
    EXPECT_EQ(likes, counts.likes);
    return;
  }
  FAIL() << "no note with six boosts";
}

TEST(Misskey, KnowsItsUsersAndTheirFollowers) {
  const auto& known = town().view(misskey()).in_order().front();
  const int author = town().world.post(known.post).author;
  const std::string id = aid(town().view(misskey()).account_id(author));
  const Parsed one(town().post(misskey(), "/api/users/show", R"({"userId":")" + id + "\"}").body);
  EXPECT_EQ(text(one["username"]), town().world.person(author).handle);
  EXPECT_GE(one["followersCount"].get_int64().value(), 0);
  const Parsed many(town().post(misskey(), "/api/users/show", R"({"userIds":[")" + id + "\"]}").body);
  EXPECT_EQ(many.root().get_array().value().size(), 1u);
}

}  // namespace
}  // namespace clamor::simnet
