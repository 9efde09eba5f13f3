#include "bench/setup.hpp"

#include <stdexcept>

#include "bench/generator.hpp"

namespace clamor::bench {

config::Config campaign_config() {
  const std::filesystem::path file = std::filesystem::path(CLAMOR_SOURCE_DIR) / "config/freethemall.toml";
  auto reading = config::read_file(file, {"mastodon", "bluesky"});
  if (!reading.mistakes.empty()) throw std::runtime_error(config::describe(reading));
  return std::move(reading.config);
}

storage::CampaignSetup setup_of(const config::Config& config) {
  storage::CampaignSetup setup{config.campaign, config.timezone, {}, {}, {}};
  for (const config::Hashtag& tag : config.hashtags)
    setup.tags.push_back({tag.key, tag.label, tag.variants, tag.veto});
  for (const config::Theme& theme : config.themes) setup.themes.push_back(theme.name);
  for (int i = 0; i < servers_asked; ++i)
    setup.sources.push_back({Generator::server(i), "mastodon", Generator::server(i), Network::fediverse});
  return setup;
}

}  // namespace clamor::bench
