// The two files that travel with the program are read without a mistake and say what the README promises.
#include <gtest/gtest.h>

#include "config/config.hpp"

namespace clamor::config {
namespace {

const std::vector<std::string> kinds{"mastodon", "bluesky", "misskey", "lemmy", "peertube"};

Config shipped(const char* name) {
  const Reading reading = read_file(std::string(CLAMOR_SOURCE_DIR) + "/config/" + name, kinds);
  EXPECT_EQ(describe(reading), "");
  return reading.config;
}

TEST(ShippedConfig, FreeThemAllHoldsTheCampaign) {
  const Config config = shipped("freethemall.toml");
  ASSERT_EQ(config.hashtags.size(), 2u);
  EXPECT_EQ(config.hashtags[0].key, "freethemall");
  EXPECT_EQ(config.hashtags[1].key, "viralicemoslaresponsabilidad");
  EXPECT_EQ(config.timezone, "America/Mexico_City");
  EXPECT_EQ(config.language, "es");
  EXPECT_EQ(config.contact, "");
  EXPECT_EQ(config.partners.size(), 10u);
  for (const Partner& partner : config.partners) EXPECT_TRUE(partner.accounts.empty()) << partner.name;
  ASSERT_EQ(config.themes.size(), 3u);
  for (const Theme& theme : config.themes) EXPECT_FALSE(theme.es.empty() || theme.en.empty()) << theme.name;
  EXPECT_TRUE(config.events.empty());
  EXPECT_TRUE(config.links.empty());
}

TEST(ShippedConfig, FreeThemAllAsksFiveOpenServersAndBlueskyOnceThereIsALogin) {
  const Config config = shipped("freethemall.toml");
  ASSERT_EQ(config.sources.size(), 6u);
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(config.sources[i].kind, "mastodon");
    EXPECT_FALSE(config.sources[i].token.given());
  }
  EXPECT_EQ(config.sources[5].kind, "bluesky");
  EXPECT_EQ(config.sources[5].identifier.where, SecretRef::Where::environment);
  EXPECT_EQ(config.sources[5].password.where, SecretRef::Where::environment);
}

TEST(ShippedConfig, TheExampleShowsEverySectionAndIsValid) {
  const Config config = shipped("example.toml");
  EXPECT_FALSE(config.contact.empty());
  EXPECT_EQ(config.hashtags.size(), 2u);
  EXPECT_FALSE(config.hashtags[1].variants.empty());
  EXPECT_FALSE(config.hashtags[1].veto.empty());
  EXPECT_EQ(config.sources.size(), 6u);
  ASSERT_EQ(config.events.size(), 2u);
  EXPECT_EQ(to_rfc3339(config.events[0].at), "2020-04-20T14:00:00Z");
  EXPECT_EQ(to_rfc3339(config.events[1].at), "2020-05-12T16:30:00Z");
  EXPECT_EQ(config.links.size(), 1u);
  EXPECT_EQ(config.partners.size(), 1u);
  EXPECT_EQ(config.themes.size(), 1u);
}

}  // namespace
}  // namespace clamor::config
