#include "core/account.hpp"

#include <gtest/gtest.h>

#include "core/opt_out.hpp"

namespace clamor {
namespace {

const AuthorKey maria{Network::fediverse, "maria@uno.example"};

TEST(AnAccount, IsReadHoweverPeopleWriteIt) {
  for (const char* text : {"@maria@uno.example", "Maria@Uno.Example", " acct:maria@uno.example\n",
                           "https://uno.example/@maria", "https://UNO.example/users/Maria/",
                           "https://dos.example/@maria@uno.example?tab=1", "fediverse:maria@uno.example"}) {
    const auto name = read_account(text);
    ASSERT_TRUE(name) << text;
    EXPECT_EQ(name->keys, std::vector{maria}) << text;
  }
  const AuthorKey did{Network::bluesky, "did:plc:simulado"};
  for (const char* text : {"did:plc:simulado", "at://did:plc:simulado/app.bsky.feed.post/3",
                           "https://bsky.app/profile/did:plc:simulado"})
    EXPECT_EQ(read_account(text)->keys, std::vector{did}) << text;
  EXPECT_EQ(read_account("@Nombre.bsky.social")->handle, "nombre.bsky.social");
  EXPECT_EQ(read_account("https://bsky.app/profile/nombre.bsky.social/post/3")->handle, "nombre.bsky.social");
  EXPECT_EQ(read_account("https://x.com/Nombre")->keys, (std::vector<AuthorKey>{{Network::x, "@nombre"}}));
  EXPECT_EQ(read_account("x:1252")->keys, (std::vector<AuthorKey>{{Network::x, "1252"}}));
  for (const char* by_name : {"x:@Maria", "x:Maria"})
    EXPECT_EQ(read_account(by_name)->keys, (std::vector<AuthorKey>{{Network::x, "@maria"}}));
}

TEST(AnAccount, IsNotReadFromWhatNamesNobody) {
  for (const char* text : {"", "  ", "two words", "@", "a@", "@@b", "https://uno.example", "https://", "x:"})
    EXPECT_FALSE(read_account(text)) << text;
}

TEST(AnOptOut, CoversAccountsServersAndWordsOfProfiles) {
  OptOut list;
  list.accounts = {*read_account("https://uno.example/@maria")};
  list.servers = {"dos.example"};
  list.words = {"nobot"};
  EXPECT_TRUE(list.covers(maria));
  EXPECT_FALSE(list.covers({Network::fediverse, "maria2@uno.example"}));
  EXPECT_TRUE(list.covers({Network::fediverse, "cualquiera@dos.example:3000"}));
  EXPECT_TRUE(list.covers({Network::fediverse, "cualquiera@gente.dos.example"}));
  EXPECT_FALSE(list.covers({Network::fediverse, "cualquiera@nodos.example"}));
  Author profile;
  profile.key = {Network::fediverse, "otra@tres.example"};
  profile.profile_tags = {"musica", "NoBot"};
  EXPECT_TRUE(list.covers(profile.key, &profile));
  profile.profile_tags = {"bot"};
  EXPECT_FALSE(list.covers(profile.key, &profile));
  profile.url = "https://uno.example/@Maria/";
  EXPECT_TRUE(list.covers(profile.key, &profile));
}

}  // namespace
}  // namespace clamor
