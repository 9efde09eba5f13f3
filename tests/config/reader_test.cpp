// Each way to get the campaign file wrong, and what the person who wrote it is told.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/config.hpp"

namespace clamor::config {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::vector<std::string> kinds{"mastodon", "bluesky"};
const std::string campaign = "[campaign]\nname = \"x\"\nhashtags = [\"FreeThemAll\"]\n";  // three lines

Reading reading_of(const std::string& toml) {
  return read(toml, "/somewhere/clamor.toml", kinds);
}
std::string mistakes_of(const std::string& toml) {
  return describe(reading_of(toml));
}

struct Case {
  const char* name;
  std::string toml;
  std::string said;  // file name left out
};

class OneMistake : public ::testing::TestWithParam<Case> {};

TEST_P(OneMistake, IsSaidWithItsLineAndWhatToDo) {
  EXPECT_EQ(mistakes_of(GetParam().toml), "/somewhere/clamor.toml:" + GetParam().said + "\n");
}

std::string source(const std::string& more) {
  return campaign + "[[source]]\nkind = \"mastodon\"\nserver = \"https://a.example\"\n" + more;
}

const Case cases[] = {
    {"UnknownKeyWithAGuess", "[campaign]\nname = \"x\"\nhashtag = [\"a1\"]\nhashtags = [\"FreeThemAll\"]\n",
     "3: unknown key \"hashtag\": did you mean \"hashtags\"?"},
    {"UnknownKeyWithoutAGuess", campaign + "[privacy]\ncolour = \"blue\"\n",
     "5: unknown key \"colour\": the keys here are opt_out, preset"},
    {"UnknownSection", campaign + "[[sources]]\nkind = \"mastodon\"\n",
     "4: unknown key \"sources\": did you mean \"source\"?"},
    {"SectionWithSingleBrackets", campaign + "[source]\nkind = \"mastodon\"\n",
     "4: there may be several of these: write [[source]], with double brackets"},
    {"SectionWithDoubleBrackets", campaign + "[[privacy]]\npreset = \"standard\"\n",
     "4: there is only one [privacy]: write it once, with single brackets"},
    {"WrongType", campaign + "language = 5\n", "4: \"language\" must be text in quotes"},
    {"StreamWithoutToken", source("stream = true\n"),
     "4: \"stream\" needs an account's token: add token = \"env:NAME\" or remove it"},
    {"StreamThatIsNoFlag", source("stream = \"yes\"\n"),
     "7: \"stream\" must be true or false, without quotes"},
    {"StreamOfBluesky",
     campaign + "[[source]]\nkind = \"bluesky\"\nserver = \"https://a.example\"\nstream = true\n",
     "4: a source of kind \"bluesky\" has its stream by jetstream = "
     "\"wss://jetstream2.us-east.bsky.network\""},
    {"JetstreamOfMastodon", source("jetstream = \"wss://a.example\"\n"),
     "7: \"jetstream\" belongs to a source of kind \"bluesky\""},
    {"JetstreamOverHttp",
     campaign + "[[source]]\nkind = \"bluesky\"\nserver = \"https://a.example\"\njetstream = "
                "\"https://a.example\"\n",
     "7: \"https://a.example\" is no Jetstream's address: write it like "
     "\"wss://jetstream2.us-east.bsky.network\""},
    {"NoticeByHalfAMail", campaign + "[notice]\nmail_server = \"smtps://a.example\"\n",
     "4: \"mail_server\", \"mail_from\" and \"mail_to\" belong together: give all or none"},
    {"NoticeWithTheSecretItself", campaign + "[notice]\nwebhook = \"https://a.example/secret\"\n",
     "5: \"webhook\" must say where the secret is, \"env:NAME\" or \"file:PATH\"; the secret itself does not "
     "belong in this "
     "file"},
    {"NoticeToNoAddress",
     campaign + "[notice]\nmail_server = \"smtps://a.example\"\nmail_from = \"a@a.example\"\nmail_to = \"a, "
                "b@a.example\"\n",
     "7: \"mail_to\" must be one e-mail address"},
    {"NoticeThroughNoMailServer", campaign + "[notice]\nmail_server = \"a.example\"\n",
     "5: \"a.example\" is no mail server's address: write it like \"smtps://mail.example.org\""},
    {"NameMissing", "[campaign]\nhashtags = [\"FreeThemAll\"]\n", "1: [campaign] needs \"name\""},
    {"NameEmpty", "[campaign]\nname = \"\"\nhashtags = [\"FreeThemAll\"]\n",
     "2: \"name\" is empty: give it a value"},
    {"HashtagsMissing", "[campaign]\nname = \"x\"\n",
     "1: [campaign] needs \"hashtags\": hashtags = [\"FreeThemAll\"]"},
    {"HashtagsEmpty", "[campaign]\nname = \"x\"\nhashtags = []\n",
     "3: \"hashtags\" is empty: name at least one"},
    {"HashtagsNoList", "[campaign]\nname = \"x\"\nhashtags = \"FreeThemAll\"\n",
     "3: \"hashtags\" must be a list: hashtags = [\"FreeThemAll\"]"},
    {"OneHashtagEmpty", "[campaign]\nname = \"x\"\nhashtags = [\"FreeThemAll\",\n  \"#\"]\n",
     "4: a hashtag is empty: write it or remove it"},
    {"TwoWords", "[campaign]\nname = \"x\"\nhashtags = [\"Free Them All\"]\n",
     "3: \"Free Them All\" is not one hashtag: letters, digits and _ only, without spaces"},
    {"SameHashtagTwice", "[campaign]\nname = \"x\"\nhashtags = [\"LiberaciónYa\",\n  \"liberacionya\"]\n",
     "4: #liberacionya is already tracked by line 3 (accents and capitals make no difference)"},
    {"UnknownKeyOfAHashtag", "[campaign]\nname = \"x\"\nhashtags = [{tag = \"a1\", variant = [\"b1\"]}]\n",
     "3: unknown key \"variant\": did you mean \"variants\"?"},
    {"TimeZone", campaign + "timezone = \"Mexico\"\n",
     "4: \"Mexico\" is no time zone: write it like \"America/Mexico_City\""},
    {"Language", campaign + "language = \"fr\"\n",
     "4: \"language\" cannot be \"fr\": choose one of es, en, es-MX, es-ES, en-US, en-GB"},
    {"Contact", campaign + "contact = \"call me\"\n",
     "4: \"contact\" must be an e-mail address or a web address"},
    {"ContactWithALineBreak", campaign + "contact = \"a@b.example\\r\\nX-Evil: 1\"\n",
     "4: \"contact\" must be an e-mail address or a web address"},
    {"RawDays", campaign + "[storage]\nkeep_raw_days = 7\n",
     "5: this version keeps no raw pages: remove \"keep_raw_days\" or set it to 0"},
    {"RawDaysNoNumber", campaign + "[storage]\nkeep_raw_days = \"0\"\n",
     "5: this version keeps no raw pages: remove \"keep_raw_days\" or set it to 0"},
    {"Postgres", campaign + "[storage]\nurl = \"postgresql://localhost/x\"\n",
     "5: PostgreSQL is not known to this version: write url = \"sqlite:campaign.db\""},
    {"Preset", campaign + "[privacy]\npreset = \"sensitiv\"\n",
     "5: \"preset\" cannot be \"sensitiv\": did you mean \"sensitive\"?"},
    {"KindUnknown", campaign + "[[source]]\nkind = \"mastadon\"\nserver = \"https://a.example\"\n",
     "5: \"kind\" cannot be \"mastadon\": did you mean \"mastodon\"?"},
    {"KindMissing", campaign + "[[source]]\nserver = \"https://a.example\"\n",
     "4: [[source]] needs \"kind\""},
    {"ServerWithoutScheme", campaign + "[[source]]\nkind = \"mastodon\"\nserver = \"a.example\"\n",
     "6: \"a.example\" lacks its beginning: write \"https://a.example\""},
    {"ServerWithAPath", campaign + "[[source]]\nkind = \"mastodon\"\nserver = \"https://a.example/tags/x\"\n",
     "6: \"https://a.example/tags/x\" is no server's address: write it like \"https://mastodon.social\""},
    {"ServerWithAnotherScheme", campaign + "[[source]]\nkind = \"mastodon\"\nserver = \"ftp://a.example\"\n",
     "6: \"ftp://a.example\" is no server's address: write it like \"https://mastodon.social\""},
    {"ServerTwice", source("[[source]]\nkind = \"mastodon\"\nserver = \"https://A.example/\"\n"),
     "9: two [[source]] are called \"a.example\" (the other is on line 6): give one another \"name\""},
    {"PasswordWithoutIdentifier", source("password = \"env:PASSWORD\"\n"),
     "4: \"identifier\" and \"password\" belong together: give both or neither"},
    {"EventWithoutOffset", campaign + "[[event]]\nname = \"e\"\nat = \"2020-04-20T09:00:00\"\n",
     "6: \"at\" must be date, time and offset: \"2020-04-20T09:00:00-05:00\""},
    {"EventWithALocalTime", campaign + "[[event]]\nname = \"e\"\nat = 2020-04-20T09:00:00\n",
     "6: \"at\" must be date, time and offset: \"2020-04-20T09:00:00-05:00\""},
    {"EventWithABareDate", campaign + "[[event]]\nname = \"e\"\nat = \"2020-04-20\"\n",
     "6: \"at\" must be date, time and offset: \"2020-04-20T09:00:00-05:00\""},
    {"EventWithoutTime", campaign + "[[event]]\nname = \"e\"\n",
     "4: \"at\" must be date, time and offset: \"2020-04-20T09:00:00-05:00\""},
    {"LinkNoUrl", campaign + "[[link]]\nname = \"l\"\nurl = \"javascript:alert(1)\"\n",
     "6: \"javascript:alert(1)\" is no web address: write it like \"https://example.org/petition\""},
    {"PartnerTwice", campaign + "[[partner]]\nname = \"p\"\n[[partner]]\nname = \"p\"\n",
     "7: two [[partner]] are called \"p\" (the other is on line 5): give one another \"name\""},
    {"ThemeWithoutPhrases", campaign + "[[theme]]\nname = \"t\"\n",
     "4: the theme \"t\" has no phrases: give some under \"es\" or \"en\""},
    {"StarInsideAWord", campaign + "[[theme]]\nname = \"t\"\nes = [\"a*b\"]\nen = [\"c*\"]\n",
     "6: in \"a*b\" a * stands elsewhere than at the end of a word"},
};

INSTANTIATE_TEST_SUITE_P(Config, OneMistake, ::testing::ValuesIn(cases),
                         [](const auto& param) { return std::string(param.param.name); });

TEST(ConfigReader, SaysWhereTheFileStopsBeingToml) {
  EXPECT_THAT(mistakes_of(campaign + "contact = \n"), HasSubstr("toml:4: this cannot be read as TOML: "));
}

TEST(ConfigReader, ReportsAllMistakesAtOnceInTheOrderOfTheLines) {
  const std::string said = mistakes_of(
      "[campaign]\nname = \"x\"\nhashtags = []\ntimezone = \"Nowhere\"\n"
      "[[source]]\nkind = \"mastodon\"\nserver = \"nope\"\n[storag]\nurl = \"x\"\n");
  EXPECT_THAT(said, HasSubstr("toml:3: "));
  EXPECT_THAT(said, HasSubstr("toml:4: "));
  EXPECT_THAT(said, HasSubstr("toml:7: "));
  EXPECT_THAT(said, HasSubstr("toml:8: unknown key \"storag\": did you mean \"storage\"?"));
  EXPECT_LT(said.find("toml:3:"), said.find("toml:4:"));
  EXPECT_LT(said.find("toml:7:"), said.find("toml:8:"));
}

TEST(ConfigReader, NeverRepeatsASecretThatWasWrittenIntoTheFile) {
  for (const std::string key : {"token", "password", "identifier"}) {
    const std::string said = mistakes_of(source(key + " = \"hunter2-canary\"\n"));
    EXPECT_THAT(said, HasSubstr("7: \"" + key + "\" must say where the secret is"));
    EXPECT_THAT(said, Not(HasSubstr("canary")));
  }
  EXPECT_THAT(
      mistakes_of(campaign + "[[source]]\nkind = \"mastodon\"\nserver = \"https://me:canary@a.example\"\n"),
      Not(HasSubstr("canary")));
  EXPECT_THAT(mistakes_of(source("token = \"env:not a name canary\"\n")), Not(HasSubstr("canary")));
}

TEST(ConfigReader, GivesEverySourceANameAndAPlainAddress) {
  const Reading reading = reading_of(
      source("[[source]]\nname = \"ours\"\nkind = \"bluesky\"\nserver = \"http://127.0.0.1:4001/\"\n"));
  ASSERT_EQ(describe(reading), "");
  EXPECT_EQ(reading.config.sources[0].name, "a.example");
  EXPECT_EQ(reading.config.sources[0].server, "https://a.example");
  EXPECT_EQ(reading.config.sources[1].name, "ours");
  EXPECT_EQ(reading.config.sources[1].server, "http://127.0.0.1:4001");
  EXPECT_EQ(reading.config.sources[1].line, 7);
}

TEST(ConfigReader, TakesRelativePathsFromTheFolderOfTheFile) {
  const Reading reading =
      reading_of("[storage]\nurl = \"sqlite:data/x.db\"\n" + source("token = \"file:../token\"\n"));
  ASSERT_EQ(describe(reading), "");
  EXPECT_EQ(reading.config.storage_url, "sqlite:/somewhere/data/x.db");
  EXPECT_EQ(reading.config.sources[0].token.file, "/token");
  EXPECT_EQ(describe(reading_of("[storage]\nurl = \"sqlite:/abs/x.db\"\n" + campaign)), "");
}

TEST(ConfigReader, KeepsVariantsVetoesAndTheSimulatedMark) {
  const Reading reading = reading_of(
      "[campaign]\nname = \"x\"\nsimulated = \"sim-1\"\n"
      "hashtags = [{tag = \"#FreeThemAll\", variants = [\"FreeThenAll\"], veto = [\"FREETHEMALL\"]}]\n");
  ASSERT_EQ(describe(reading), "");
  EXPECT_EQ(reading.config.simulated, "sim-1");
  ASSERT_EQ(reading.config.hashtags.size(), 1u);
  EXPECT_EQ(reading.config.hashtags[0].label, "FreeThemAll");
  EXPECT_EQ(reading.config.hashtags[0].variants, std::vector<std::string>{"FreeThenAll"});
  EXPECT_EQ(reading.config.hashtags[0].veto, std::vector<std::string>{"FREETHEMALL"});
}

TEST(ConfigReader, SaysTheMistakesInTheLanguageOfThePerson) {
  const auto shout = [](const char*) { return "¡{0}!"; };
  EXPECT_EQ(describe(reading_of(campaign + "timezone = \"Nowhere\"\n"), shout),
            "/somewhere/clamor.toml:4: ¡Nowhere!\n");
}

TEST(ConfigReader, ShowsNothingThatCouldHarmATerminal) {
  EXPECT_THAT(mistakes_of(campaign + "timezone = \"\\u001b[2J\"\n"), Not(HasSubstr("\x1b")));
}

TEST(ConfigReader, SaysWhenTheFileIsMissing) {
  const Reading reading = read_file("/nowhere/at/all.toml", kinds);
  EXPECT_EQ(describe(reading),
            "/nowhere/at/all.toml: the file cannot be read: does it exist, and may you read it?\n");
}

TEST(ServerAddress, IsLowerCaseWithoutASlashOrNothing) {
  EXPECT_EQ(server_address("HTTPS://Mastodon.Social/"), "https://mastodon.social");
  EXPECT_EQ(server_address("http://[::1]:8080"), "http://[::1]:8080");
  for (const char* bad : {"", "https://", "https://a b", "https://a.example:0", "https://a.example:99999",
                          "https://a.example?x", "https://u:p@a.example", "file:///etc", "https://a..b"})
    EXPECT_EQ(server_address(bad), "") << bad;
}

TEST(Streams, AreReadWithTheirSource) {
  const Reading reading = reading_of(
      campaign +
      "[[source]]\nkind = \"mastodon\"\nserver = \"https://a.example\"\ntoken = \"env:T\"\nstream = true\n" +
      "[[source]]\nkind = \"bluesky\"\nserver = \"https://b.example\"\njetstream = "
      "\"WSS://Jetstream.example:8443/\"\n");
  EXPECT_EQ(describe(reading), "");
  EXPECT_TRUE(reading.config.sources.at(0).stream);
  EXPECT_EQ(reading.config.sources.at(1).jetstream, "wss://jetstream.example:8443");
}

TEST(Notice, NamesSecretsAndNeverHoldsThem) {
  const Reading reading = reading_of(
      campaign + "[notice]\ndesktop = true\nwebhook = \"env:HOOK\"\nmail_server = \"smtp://mail.example\"\n" +
      "mail_from = \"a@a.example\"\nmail_to = \"b@b.example\"\nmail_user = \"env:U\"\nmail_password = "
      "\"env:P\"\n");
  EXPECT_EQ(describe(reading), "");
  EXPECT_TRUE(reading.config.notice.desktop);
  EXPECT_EQ(reading.config.notice.webhook.name, "HOOK");
  EXPECT_EQ(reading.config.notice.mail_to, "b@b.example");
}

}  // namespace
}  // namespace clamor::config
