#include "collector/intake/prepare.hpp"

#include <gtest/gtest.h>

#include "core/text.hpp"

using namespace clamor;

namespace {
const UtcTime seen = *parse_rfc3339("2026-11-23T12:00:00Z");

config::Config campaign() {
  config::Config config;
  config.hashtags.push_back({"FreeThemAll", hashtag_key("FreeThemAll"), {"FreeThemAllNow"}, {"freeThemAll"}});
  config.hashtags.push_back(
      {"ViralicemosLaResponsabilidad", hashtag_key("ViralicemosLaResponsabilidad"), {}, {}});
  config.themes.push_back({"raids", {"alto a las redadas"}, {"stop the raids"}});
  return config;
}

Post post_of(std::string text, std::vector<std::string> declared = {}, bool declaration_is_all = false) {
  Post post;
  post.key = {Network::fediverse, "https://a.example/1"};
  post.created_at = seen;
  post.text = std::move(text);
  post.declared_tags = std::move(declared);
  post.declares_tags = declaration_is_all;
  return post;
}

PreparedPost prepared(const Post& post) {
  return intake::Intake(campaign()).prepare(post, seen);
}
}  // namespace

TEST(Prepare, CountsOneMentionForEachTrackedTagHoweverOftenItIsWritten) {
  const auto post = prepared(post_of("#FreeThemAll #FREETHEMALL y #viralicemoslaresponsabilidád"));
  ASSERT_EQ(post.mentions.size(), 2u);
  EXPECT_EQ(post.mentions[0].tag, "freethemall");
  EXPECT_EQ(post.mentions[0].spelling, "FREETHEMALL") << "the first by code points, whatever the order";
  EXPECT_EQ(post.mentions[1].spelling, "viralicemoslaresponsabilidád");
}

TEST(Prepare, TakesTheDeclaredTagWhereTheTextHasNone) {
  EXPECT_EQ(prepared(post_of("sin etiqueta en el texto", {"freethemall"})).mentions.size(), 1u);
}

TEST(Prepare, DoesNotReadTheTextWhereTheNetworksDeclarationIsAll) {
  EXPECT_TRUE(prepared(post_of("#FreeThemAll sin faceta", {}, true)).mentions.empty());
  EXPECT_EQ(prepared(post_of("sin etiqueta", {"FreeThemAll"}, true)).mentions.size(), 1u);
}

TEST(Prepare, CountsAVariantForItsHashtag) {
  const auto post = prepared(post_of("#FreeThemAllNow"));
  ASSERT_EQ(post.mentions.size(), 1u);
  EXPECT_EQ(post.mentions[0].tag, "freethemall");
}

TEST(Prepare, LeavesOutAVetoedSpellingUnlessAnotherStandsBesideIt) {
  const auto only = prepared(post_of("#freeThemAll"));
  EXPECT_TRUE(only.mentions.empty());
  EXPECT_EQ(only.vetoed, std::vector<std::string>{"freethemall"});
  const auto both = prepared(post_of("#freeThemAll #FreeThemAll"));
  EXPECT_EQ(both.mentions.size(), 1u);
  EXPECT_TRUE(both.vetoed.empty());
}

TEST(Prepare, TakesXsWordForTheLanguageOfATweetAndAsksOnlyWhereItHasNone) {
  intake::TextMemo memo;
  const intake::Intake intake(campaign());
  Post post = post_of("Pedimos la libertad inmediata de todas las personas migrantes detenidas en el país");
  post.key = {Network::x, "1245000000000000000"};
  post.language = "pt";
  EXPECT_EQ(intake.prepare(post, seen, &memo).detected_language, "pt");
  post.language.clear();
  EXPECT_EQ(intake.prepare(post, seen, &memo).detected_language, "es")
      << "another tweet's word is not its own";
  post.language = "pt";
  post.key.network = Network::fediverse;
  EXPECT_EQ(intake.prepare(post, seen, &memo).detected_language, "es")
      << "elsewhere it is the author's claim";
}

TEST(Prepare, FindsThemesInEitherLanguageOnce) {
  EXPECT_EQ(prepared(post_of("Stop the raids. ¡Alto a las redadas!")).themes,
            std::vector<std::string>{"raids"});
}

TEST(Prepare, KeepsEachLinkOnceInItsNormalForm) {
  auto post = post_of("");
  post.links = {"https://example.org/p?utm_source=a", "https://example.org/p/", "mailto:x@example.org"};
  EXPECT_EQ(prepared(post).links, std::vector<std::string>{"https://example.org/p"});
}

TEST(Prepare, TellsWhoDoesNotWantToBeCollected) {
  config::Config config = campaign();
  config.opt_out.accounts = {*read_account("@lejos@uno.example")};
  config.opt_out.words = usual_opt_out_words();
  Page page;
  for (const char* name : {"una@uno.example", "otra@uno.example"}) {
    Author author;
    author.key = {Network::fediverse, name};
    page.authors.push_back(author);
  }
  page.authors[1].profile_tags = {"NoBot"};
  Edge boost;
  boost.from = {Network::fediverse, "lejos@uno.example"};
  page.edges = {boost};
  EXPECT_EQ(intake::Intake(config).prepare(page, seen).opted_out,
            (std::vector<AuthorKey>{page.authors[1].key, boost.from}));
}
