#pragma once
// A whole simulated network without sockets, and enough JSON to look at its answers.

#include <gtest/gtest.h>
#include <simdjson.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <sstream>
#include <string>

#include "simnet/bluesky_api.hpp"
#include "simnet/mastodon_api.hpp"
#include "simnet/truth.hpp"

namespace clamor::simnet {

inline UtcTime town_end() {
  return *parse_rfc3339("2026-11-23T12:00:00Z");
}

struct Town {
  struct Plan {
    std::uint64_t seed = 42;
    int days = 30;
    MastodonApi::Habits last_mastodon{};
    BlueskyApi::Habits bluesky{};
    bool live = false;
  };
  Town() : Town(Plan{}) {}
  explicit Town(const Plan& plan)
      : world(make_world({plan.seed, plan.days, 3, town_end(), plan.live})), now(town_end()) {
    for (int place = 0; place < 4; ++place) urls.push_back("http://127.0.0.1:4000" + std::to_string(place));
    for (Home home = 0; home < 3; ++home) views.emplace_back(world, home);
    for (Home home = 0; home < 3; ++home)
      mastodons.emplace_back(world, views, urls, home,
                             home == 2 ? plan.last_mastodon : MastodonApi::Habits{});
    bluesky = std::make_unique<BlueskyApi>(world, urls[3], plan.bluesky);
    truth = std::make_unique<Truth>(Truth{world, mastodons, *bluesky, urls, "simnet-test"});
  }
  Town(const Town&) = delete;

  Response ask(Home home, const std::string& target) const {
    const Request request = make_request("GET", target);
    return home == 3 ? bluesky->handle(request, now)
                     : mastodons[static_cast<std::size_t>(home)].handle(request, now);
  }

  World world;
  UtcTime now;
  std::vector<std::string> urls;
  std::vector<ServerView> views;
  std::vector<MastodonApi> mastodons;
  std::unique_ptr<BlueskyApi> bluesky;
  std::unique_ptr<Truth> truth;
};

// The town most tests look at; nothing they do changes it.
inline const Town& usual_town() {
  static const Town town;
  return town;
}

using JsonValue = simdjson::dom::element;

// Keeps the parser with what it parsed.
class Parsed {
 public:
  explicit Parsed(const std::string& json) : text_(json), root_(parser_.parse(text_)) {}
  JsonValue root() const { return root_; }
  simdjson::simdjson_result<JsonValue> operator[](std::string_view key) const { return root_[key]; }

 private:
  simdjson::padded_string text_;
  simdjson::dom::parser parser_;
  JsonValue root_;
};

inline std::string text(simdjson::simdjson_result<JsonValue> value) {
  return std::string(value.get_string().value());
}

inline std::string header(const Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers)
    if (key == name) return value;
  return {};
}

// The path and query of one rel of a Link header; empty without it.
inline std::string linked(const Response& response, const std::string& rel) {
  const std::string link = header(response, "link");
  const auto end = link.find(">; rel=\"" + rel + "\"");
  if (end == std::string::npos) return {};
  const auto start = link.rfind('<', end) + 1;
  const std::string url = link.substr(start, end - start);
  return url.substr(url.find('/', url.find("//") + 2));
}

inline std::filesystem::path shared_folder() {
  const char* given = std::getenv("CLAMOR_SHARED");
  return given ? std::filesystem::path(given)
               : std::filesystem::path(CLAMOR_SOURCE_DIR).parent_path() / "shared";
}

}  // namespace clamor::simnet
