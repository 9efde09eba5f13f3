#include <gtest/gtest.h>

#include <algorithm>

#include "tests/collector/sources/support.hpp"

namespace clamor::collector::test {
namespace {

const auto source = make_source("misskey");
const std::string server = "https://nota.example";

TEST(Misskey, AsksWhatTheServerIsAndHowItCallsItself) {
  EXPECT_EQ(source->server_request(0, server, {})->method, "POST");
  EXPECT_EQ(source->server_request(0, server, {})->url, server + "/api/meta");
  EXPECT_EQ(source->server_request(1, server, {})->url, server + "/nodeinfo/2.0");
  EXPECT_FALSE(source->server_request(2, server, {}));
  const auto facts = source->read_server(answer(200, R"({"version":"2025.4.1","uri":"https://own.example",
                      "repositoryUrl":"https://activitypub.software/TransFem-org/Sharkey/"})"),
                                         {});
  EXPECT_EQ(facts.software, "sharkey 2025.4.1");
  EXPECT_EQ(facts.own_url, "https://own.example");
  EXPECT_EQ(source->read_server(answer(200, R"({"version":"2025.3.1"})"), {}).software, "misskey 2025.3.1");
  EXPECT_EQ(
      source->read_server(answer(200, R"({"software":{"name":"firefish","version":"1.0.5"}})"), {}).software,
      "firefish 1.0.5");
  EXPECT_EQ(source->read_server(answer(503, "<html>"), {}).software, "");
}

TEST(Misskey, GivesOwnNotesTheIdTheServerItselfGivesThem) {
  const auto read = source->parse(
      answer(
          200,
          R"([{"id":"a1","user":{"username":"Ana","host":null},"text":"x","createdAt":"2026-01-01T00:00:00Z"}])"),
      {.tag = "x"}, "http://127.0.0.1:3000", {.own_url = "https://own.example"});
  ASSERT_TRUE(read);
  EXPECT_EQ(read->page.posts.at(0).key.uri, "https://own.example/notes/a1");
  EXPECT_EQ(read->page.posts.at(0).author.id, "ana@own.example");
}

TEST(Misskey, KeepsATokenInTheSecretBodyAlone) {
  const auto request = source->request({.tag = "x"}, server, {}, {.token = Secret("can\"ary")});
  EXPECT_TRUE(request.body.empty());
  EXPECT_EQ(request.secret_body.reveal(), R"({"tag":"x","limit":100,"i":"can\"ary"})");
  EXPECT_EQ(request.url.find("canary"), std::string::npos);
}

// A little server as the real one pages, with its faults on request.
struct Notes {
  std::vector<std::string> ids;  // any order
  bool deaf = false;             // to sinceId and untilId
  bool always_newest_first = false;

  net::HttpResponse get(const std::string& body) const {
    const auto value = [&](const std::string& name) -> std::string {
      const auto at = body.find("\"" + name + "\":\"");
      if (deaf || at == body.npos) return {};
      const auto start = at + name.size() + 4;
      return body.substr(start, body.find('"', start) - start);
    };
    const auto limit = std::stoul(body.substr(body.find("\"limit\":") + 8));
    const std::string since = value("sinceId"), until = value("untilId");
    std::vector<std::string> page;
    for (const auto& id : ids)
      if (id > since && (until.empty() || id < until)) page.push_back(id);
    std::ranges::sort(page);
    if (since.empty() || !until.empty() || always_newest_first) std::ranges::reverse(page);
    page.resize(std::min<std::size_t>(page.size(), limit));
    std::string list = "[";
    for (const auto& id : page)
      list += (list.size() > 1 ? "," : "") + (R"({"id":")" + id + R"(","uri":"u)" + id +
                                              R"(","user":{"username":"a","host":"b"},"text":"",)" +
                                              R"("createdAt":"2026-01-01T00:00:00Z"})");
    return answer(200, list + "]");
  }

  // Ids as they came, repetitions left out; the cursor moves as the engine would move it.
  std::vector<std::string> walk(Direction direction, Cursor& cursor) const {
    std::vector<std::string> found;
    Ask ask{.tag = "x", .direction = direction, .cursor = cursor, .limit = 7};
    for (int pages = 0; pages < 100; ++pages) {
      const auto read = source->parse(get(source->request(ask, server, {}, {}).body), ask, server, {});
      if (!read) break;
      for (const auto& post : read->page.posts)
        if (std::ranges::find(found, post.native_id) == found.end()) found.push_back(post.native_id);
      if (read->cursor) cursor = *read->cursor;
      if (!read->next) return found;
      ask = *read->next;
    }
    ADD_FAILURE() << "the walk does not end";
    return found;
  }
};

std::vector<std::string> ids(int from, int to) {
  std::vector<std::string> all;
  for (int id = from; id <= to; ++id) all.push_back("aklm00" + std::to_string(id));
  return all;
}

TEST(Misskey, ReadsToTheStartAndThenOnlyWhatIsNew) {
  for (const bool newest_first : {false, true}) {
    Notes notes{ids(1000, 1030), false, newest_first};
    Cursor cursor;
    EXPECT_EQ(notes.walk(Direction::older, cursor).size(), 31U);
    EXPECT_EQ(cursor, (Cursor{"aklm001030", "aklm001000", true}));
    EXPECT_TRUE(notes.walk(Direction::newer, cursor).empty());
    notes.ids = ids(1000, 1055);
    EXPECT_EQ(notes.walk(Direction::newer, cursor).size(), 25U);
    EXPECT_EQ(cursor.newest, "aklm001055");
  }
}

TEST(Misskey, FindsTheFirstNotesOfATagThatHadNone) {
  Notes notes;
  Cursor cursor;
  EXPECT_TRUE(notes.walk(Direction::older, cursor).empty());
  EXPECT_TRUE(cursor.at_start);
  notes.ids = ids(1000, 1020);
  EXPECT_EQ(notes.walk(Direction::newer, cursor).size(), 21U);
  EXPECT_EQ(cursor.newest, "aklm001020");
}

TEST(Misskey, EndsOnAServerThatIsDeafToItsParameters) {
  const Notes notes{ids(1000, 1030), true};
  Cursor cursor;
  EXPECT_EQ(notes.walk(Direction::older, cursor).size(), 7U);
  EXPECT_EQ(cursor.newest, "aklm001030");
  EXPECT_EQ(notes.walk(Direction::newer, cursor).size(), 7U) << "the newest page, which joins what is known";
}

TEST(Misskey, ComparesIdsAsTextAlsoWhereTheirLengthChanged) {
  Notes notes{{"9a00000001", "9a00000002", "9a0000000300000x", "9a0000000400000x"}};
  Cursor cursor;
  EXPECT_EQ(notes.walk(Direction::older, cursor).size(), 4U);
  EXPECT_EQ(cursor, (Cursor{"9a0000000400000x", "9a00000001", true}));
}

}  // namespace
}  // namespace clamor::collector::test
