// The archive of an account on X, its scripts in any order. The account is made up and says so.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "exchange/archive.hpp"

namespace clamor::exchange {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr auto account =
    R"(window.YTD.account.part0 = [{"account":{"accountId":"77","username":"simulada7","accountDisplayName":"Cuenta simulada 7"}}])";
constexpr auto tweets =
    R"(window.YTD.tweets.part0 = [{"tweet":{"id_str":"1250000000000000001","created_at":"Wed Apr 15 14:00:05 +0000 2020",)"
    R"("full_text":"Ni una muerte m\u00e1s en las estaciones \u2026 https://t.co/abc","entities":{"hashtags":[],"urls":[]}}},)"
    R"({"tweet":{"id_str":"1250000000000000002","created_at":"Wed Apr 15 14:00:05 +0000 2020",)"
    R"("full_text":"Otra cosa","entities":{"hashtags":[{"text":"FreeThemAll"}],"urls":[]}}}])";
constexpr auto notes =
    R"(window.YTD.note_tweet.part0 = [{"noteTweet":{"noteTweetId":"900","createdAt":"2020-04-15T14:00:05.700Z","core":)"
    R"({"text":"Ni una muerte m\u00e1s en las estaciones migratorias: lib\u00e9renlos &amp; hablen #FreeThemAll",)"
    R"("hashtags":[{"text":"FreeThemAll"}],"urls":[{"expandedUrl":"https://example.org/informe"}]}}}])";

class XArchiveFiles : public ::testing::Test {
 protected:
  XArchiveFiles() { std::filesystem::create_directories(folder_); }
  ~XArchiveFiles() override { std::filesystem::remove_all(folder_); }

  // A tar of the scripts, in this order.
  std::string packed(const std::vector<std::pair<std::string, std::string>>& scripts) {
    std::string names;
    for (const auto& [name, text] : scripts) {
      std::ofstream(folder_ / name) << text;
      names += " " + name;
    }
    const auto tar = (folder_ / "x.tar").string();
    EXPECT_EQ(std::system(("tar -C " + folder_.string() + " -cf " + tar + names).c_str()), 0);
    return tar;
  }

  static Findings read(const std::string& path, std::int64_t passing = 0) {
    Findings found;
    const auto archive = Archive::open(path, nullptr);
    EXPECT_TRUE(archive);
    EXPECT_TRUE((*archive)->skip(passing).value_or(false));
    while ((*archive)->next(found).value_or(false)) continue;
    return found;
  }

  static std::vector<Post> posts(const Findings& found) {
    std::vector<Post> all;
    for (const auto& page : found.pages)
      all.insert(all.end(), page.page.posts.begin(), page.page.posts.end());
    return all;
  }

  const std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("clamor-x-archive-" + std::to_string(getpid()));
};

TEST_F(XArchiveFiles, WhoseTweetsTheyAreMayComeBehindThem) {
  const auto found = read(packed({{"tweets.js", tweets}, {"account.js", account}}));
  EXPECT_THAT(found.reasons, IsEmpty());
  EXPECT_EQ(found.records, 2);
  EXPECT_EQ(found.passed, 1);
  const auto all = posts(found);
  ASSERT_THAT(all, SizeIs(2));
  EXPECT_EQ(all[0].author.id, "77");
}

TEST_F(XArchiveFiles, ALongTweetGetsItsWholeTextWithTagsAndLinks) {
  for (const auto& order : {std::vector<std::pair<std::string, std::string>>{
                                {"account.js", account}, {"note-tweet.js", notes}, {"tweets.js", tweets}},
                            {{"tweets.js", tweets}, {"note-tweet.js", notes}, {"account.js", account}}}) {
    const auto found = read(packed(order));
    EXPECT_THAT(found.reasons, IsEmpty());
    EXPECT_EQ(found.passed, 2);
    const auto all = posts(found);
    ASSERT_THAT(all, SizeIs(2));
    EXPECT_EQ(all[0].text,
              "Ni una muerte más en las estaciones migratorias: libérenlos & hablen #FreeThemAll");
    EXPECT_THAT(all[0].declared_tags, ElementsAre("FreeThemAll"));
    EXPECT_THAT(all[0].links, ElementsAre("https://example.org/informe"));
    EXPECT_EQ(all[1].text, "Otra cosa");
  }
}

TEST_F(XArchiveFiles, ANoteOfAnotherMomentChangesNothing) {
  std::string late = notes;
  late.replace(late.find("14:00:05.700"), 12, "14:00:09.700");
  const auto all =
      posts(read(packed({{"account.js", account}, {"note-tweet.js", late}, {"tweets.js", tweets}})));
  ASSERT_THAT(all, SizeIs(2));
  EXPECT_TRUE(all[0].text.starts_with("Ni una muerte más en las estaciones …"));
}

TEST_F(XArchiveFiles, ReadingGoesOnBehindWhatIsStoredKnowingWhoWrote) {
  const auto found = read(packed({{"tweets.js", tweets}, {"account.js", account}}), 1);
  const auto all = posts(found);
  ASSERT_THAT(all, SizeIs(1));
  EXPECT_EQ(all[0].key.uri, "1250000000000000002");
  EXPECT_EQ(all[0].author.id, "77");
}

TEST_F(XArchiveFiles, ANoteWithoutWordsIsToldAndNothingElseIsLost) {
  const auto found =
      read(packed({{"account.js", account},
                   {"note-tweet.js", R"(window.YTD.note_tweet.part0 = [{"noteTweet":{"noteTweetId":"1"}}])"},
                   {"tweets.js", tweets}}));
  EXPECT_EQ(found.unread, 1);
  EXPECT_THAT(posts(found), SizeIs(2));
}

}  // namespace
}  // namespace clamor::exchange
