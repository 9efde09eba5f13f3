#include "collector/setup.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "collector/engine.hpp"
#include "collector/net/url.hpp"
#include "collector/source.hpp"
#include "core/text.hpp"
#include "core/version.hpp"

namespace clamor::collector {

namespace {

// A WebSocket's address as that of the server behind it.
std::string with_http(std::string address) {
  return address.starts_with("ws") ? address.replace(0, 2, "http") : address;
}

}  // namespace

Result<void> may_collect(const config::Config& config, const std::string& mark) {
  if (!mark.empty() && mark != config.simulated)
    return fail(Errc::invalid_input,
                fmt::format("this database holds the simulated network {}, and the configuration {}", mark,
                            config.simulated.empty() ? "asks real servers" : "belongs to another one"));
  for (const config::Source& source : config.sources) {
    const auto url = net::parse_url(source.server);
    if (!url) return fail(Errc::invalid_input, fmt::format("{}: {}", source.server, url.error().detail));
    if (!make_source(source.kind))
      return fail(Errc::invalid_input, fmt::format("there is no kind \"{}\"", source.kind));
    if (config.contact.empty() && !net::is_loopback(*url))
      return fail(Errc::invalid_input,
                  fmt::format("{} wants to know whom to write to: set `contact` under [campaign] to "
                              "an e-mail address or a web page",
                              url->host));
  }
  return {};
}

std::vector<std::string> spellings_to_ask(const config::Hashtag& hashtag) {
  std::vector<std::string> spellings{hashtag.label}, keys{hashtag_key(hashtag.label)};
  for (const std::string& variant : hashtag.variants) {
    const std::string key = hashtag_key(variant);
    if (key.empty() || std::find(keys.begin(), keys.end(), key) != keys.end()) continue;
    spellings.push_back(variant);
    keys.push_back(key);
  }
  return spellings;
}

net::CurlOptions http_options(const config::Config& config) {
  net::CurlOptions options;
  options.user_agent = config.contact.empty()
                           ? fmt::format("Clamor/{}", version)
                           : fmt::format("Clamor/{} (+{})", version, printable(config.contact));
  for (const config::Source& source : config.sources)
    for (const std::string& address : {source.server, with_http(source.jetstream)})
      if (const auto url = net::parse_url(address)) options.named_hosts.push_back(url->authority());
  return options;
}

storage::CampaignSetup campaign_setup(const config::Config& config) {
  storage::CampaignSetup setup;
  setup.name = config.campaign;
  setup.timezone = config.timezone;
  for (const config::Hashtag& tag : config.hashtags)
    setup.tags.push_back({tag.key, tag.label, tag.variants, tag.veto});
  for (const config::Source& source : config.sources) {
    const auto kind = make_source(source.kind);
    setup.sources.push_back(
        {source.name, source.kind, source.server, kind ? kind->info().network : Network::other});
  }
  for (const config::Theme& theme : config.themes) setup.themes.push_back(theme.name);
  setup.sensitive = config.sensitive();
  return setup;
}

}  // namespace clamor::collector
