// Profiles before posts: somebody who asks programs to stay away is never stored, not even for a moment.
#include "collector/introductions.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include "tests/collector/engine/collecting.hpp"
#include "tests/collector/streams/messages.hpp"

namespace clamor::collector {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// ---- pages that wait

AuthorKey person(int number) {
  return {Network::bluesky, "did:plc:simulada" + std::to_string(number)};
}

PreparedPage page_of(const std::string& name, std::vector<AuthorKey> authors) {
  PreparedPage page;
  page.source = name;
  for (AuthorKey& author : authors) {
    PreparedPost post;
    post.post.author = std::move(author);
    post.mentions = {{"uno", "Uno"}};
    page.posts.push_back(std::move(post));
  }
  return page;
}

class Introduction : public testing::Test {
 protected:
  Introductions introductions{
      Network::bluesky, 25, {person(1)}, [this](PreparedPage page) { saved.push_back(page.source); }};
  std::vector<std::string> saved;
};

TEST_F(Introduction, IsNotNeededOfWhoIsKnownOrOfAnotherNetwork) {
  introductions.add(page_of("known", {person(1)}));
  introductions.add(page_of("elsewhere", {{Network::fediverse, "simulada2@servidor.example"}}));
  introductions.add(page_of("nobody", {}));
  EXPECT_THAT(saved, ElementsAre("known", "elsewhere", "nobody"));
  EXPECT_FALSE(introductions.take_news());
}

TEST_F(Introduction, KeepsPagesInTheirOrder) {
  introductions.add(page_of("first", {person(2), person(3)}));
  introductions.add(page_of("second", {person(1)}));
  EXPECT_TRUE(introductions.take_news());
  EXPECT_FALSE(introductions.take_news()) << "told once";
  EXPECT_THAT(introductions.strangers(), ElementsAre(person(2), person(3)));
  introductions.met({person(2)});
  EXPECT_THAT(saved, IsEmpty());
  introductions.met({person(3)});
  EXPECT_THAT(saved, ElementsAre("first", "second"));
  EXPECT_THAT(introductions.strangers(), IsEmpty());
}

TEST_F(Introduction, IsCaughtUpOnWhenNobodyCouldBeAskedMeanwhile) {
  introductions.open();
  introductions.add(page_of("first", {person(2)}));
  EXPECT_THAT(saved, ElementsAre("first")) << "rather kept than lost";
  EXPECT_THAT(introductions.strangers(), IsEmpty()) << "pages go on";
  introductions.close();
  EXPECT_THAT(introductions.strangers(), ElementsAre(person(2)));
  introductions.add(page_of("second", {person(2)}));
  EXPECT_THAT(saved, ElementsAre("first"));
}

TEST_F(Introduction, AsksForFewerUntilItIsOne) {
  for (int number = 2; number < 40; ++number) introductions.add(page_of("page", {person(number)}));
  EXPECT_EQ(introductions.strangers().size(), 25u);
  while (introductions.ask_fewer()) {
  }
  EXPECT_EQ(introductions.strangers().size(), 1u);
}

TEST_F(Introduction, HoldsALimitedNumberOfPosts) {
  for (int number = 2; !introductions.full() && number < 10'000; ++number)
    introductions.add(page_of("page", {person(number)}));
  EXPECT_TRUE(introductions.full());
  introductions.open();
  EXPECT_FALSE(introductions.full());
  EXPECT_EQ(saved.size(), 2'000u);
}

// ---- a server whose posts tell no profiles

class Strangers : public Collecting {
 protected:
  Strangers() {
    config::Source source;
    source.name = "bluesky";
    source.kind = "bluesky";
    source.server = "https://bsky.example";
    source.identifier = secret("identifier");
    source.password = secret("password");
    config.sources = {source};
    config.opt_out.words = usual_opt_out_words();
    client.hosts["bsky.example:443"] = [this](const net::HttpRequest& request) { return answer(request); };
    on_event = [this](const Event& event) {
      if (event.kind == Event::Kind::stored) seen_stored = seen_stored || is_stored();
    };
  }

  bool is_stored() {
    return std::ranges::any_of(dump(),
                               [](const std::string& line) { return line.find("y más") != line.npos; });
  }
  std::size_t profile_questions() const { return client.to("bsky.example:443", "getProfiles").size(); }

  std::string about = "SIMULADO";
  int profiles = 200;      // their status
  mutable int pauses = 0;  // how often it is 429 first
  bool seen_stored = false;

 private:
  config::SecretRef secret(const char* name) const {
    const std::filesystem::path file = folder + "/" + name;
    std::ofstream(file) << "simulada";
    std::filesystem::permissions(file,
                                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    return {config::SecretRef::Where::file, {}, file};
  }
  net::HttpResponse answer(const net::HttpRequest& request) const {
    const auto asks = [&](const char* method) { return request.url.find(method) != std::string::npos; };
    if (asks("createSession")) return says(200, R"({"accessJwt":"a","refreshJwt":"r"})");
    if (asks("searchPosts") || asks("getPosts"))
      return says(200, test::search_page("k1", FakeClock::start() - std::chrono::hours{1}, "Uno"));
    if (asks("getProfiles") && pauses > 0) {
      --pauses;
      return says(429, R"({"error":"RateLimitExceeded"})");
    }
    if (!asks("getProfiles") || profiles != 200) return says(profiles, R"({"error":"Simulated"})");
    return says(
        200,
        fmt::format(R"({{"profiles":[{{"did":"did:plc:simulada17","handle":"cuenta-simulada-17.bsky.sim",)"
                    R"("description":"{}","followersCount":5}}]}})",
                    about));
  }
};

TEST_F(Strangers, WhoSayNobotAreCountedAndNeverStored) {
  about = "SIMULADO #nobot";
  EXPECT_EQ(*run(), Outcome::ok);
  EXPECT_FALSE(seen_stored);
  const auto totals = storage::open_reader(db())->totals();
  EXPECT_EQ(totals.posts, 1);
  EXPECT_EQ(totals.opted_out, 1);
  EXPECT_EQ(totals.authors, 0);
  EXPECT_TRUE(violations().empty());
}

TEST_F(Strangers, AreAskedAboutOnce) {
  EXPECT_EQ(*run(), Outcome::ok);
  EXPECT_TRUE(is_stored());
  EXPECT_EQ(profile_questions(), 1u);
  EXPECT_EQ(*run(), Outcome::ok);
  EXPECT_EQ(profile_questions(), 1u) << "known from the run before";
}

TEST_F(Strangers, AreAskedAboutAgainWhereTheServerWantedAPauseAndItIsWell) {
  pauses = 1;
  EXPECT_EQ(*run(), Outcome::ok);
  EXPECT_TRUE(is_stored());
  EXPECT_EQ(profile_questions(), 2u);
}

TEST_F(Strangers, OfAServerThatTellsNoProfilesAreKept) {
  profiles = 400;
  EXPECT_EQ(*run(), Outcome::ok);
  EXPECT_TRUE(is_stored());
}

TEST_F(Strangers, WhoCouldNotBeAskedAboutAreErasedWhenTheyAre) {
  about = "SIMULADO #nobot";
  profiles = 503;
  EXPECT_EQ(*run(), Outcome::all_failed);
  EXPECT_TRUE(is_stored()) << "a post is not lost to a server's bad day";
  profiles = 200;
  clock.passed += std::chrono::hours{1};
  EXPECT_EQ(*run(), Outcome::ok);
  EXPECT_FALSE(is_stored());
  EXPECT_EQ(storage::open_reader(db())->totals().opted_out, 1);
}

}  // namespace
}  // namespace clamor::collector
