#pragma once
// A whole simulated network without sockets, and enough JSON to look at its answers.

#include <gtest/gtest.h>
#include <simdjson.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "simnet/fleet.hpp"
#include "simnet/json.hpp"

namespace clamor::simnet {

inline UtcTime town_end() {
  return *parse_rfc3339("2026-11-23T12:00:00Z");
}

struct Town {
  struct Plan {
    std::uint64_t seed = 42;
    int days = 30;
    int servers = 4;
    std::vector<std::string> faults{};
    bool live = false;
    int posts = 0;
  };
  Town() : Town(Plan{}) {}
  explicit Town(const Plan& plan)
      : fleet(Design{plan.seed, plan.days, plan.servers, plan.posts, town_end(), plan.live,
                     Faults(plan.faults)},
              addresses(plan.servers), "simnet-test"),
        world(fleet.world()),
        bluesky(static_cast<BlueskyApi*>(&fleet.server(world.bluesky()))),
        truth(&fleet.truth()),
        now(town_end()) {}

  // Past what stands before a server; `post` has a JSON body.
  Response ask(Home home, const std::string& target) const { return ask(home, target, now); }
  Response ask(Home home, const std::string& target, UtcTime at) const {
    return fleet.server(home).handle(make_request("GET", target), at);
  }
  Response post(Home home, const std::string& target, const std::string& body) const {
    Request request = make_request("POST", target);
    request.headers["content-type"] = "application/json";
    request.body = body;
    return fleet.server(home).handle(request, now);
  }
  Response object(Home home, const std::string& uri) const {
    Request request = make_request("GET", uri.substr(uri.find('/', uri.find("//") + 2)));
    request.headers["accept"] = "application/activity+json";
    return fleet.server(home).handle(request, now);
  }
  const std::string& url(Home home) const { return fleet.urls()[static_cast<std::size_t>(home)]; }
  const ServerView& view(Home home) const { return fleet.view(home); }
  // The first server of that kind.
  Home first(Kind kind) const {
    return static_cast<Home>(std::ranges::find(world.kinds, kind) - world.kinds.begin());
  }

  mutable Fleet fleet;
  const World& world;
  BlueskyApi* bluesky;
  const Truth* truth;
  UtcTime now;

 private:
  static std::vector<std::string> addresses(int servers) {
    std::vector<std::string> urls;
    for (int place = 0; place < servers; ++place)
      urls.push_back("http://127.0.0.1:" + std::to_string(40000 + place));
    return urls;
  }
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

// What one server lists under one tag, by uri.
inline std::set<std::string> listed(const Town& town, Home home, const std::string& tag) {
  std::set<std::string> all;
  for (int post = 0; post < static_cast<int>(town.world.posts.size()); ++post)
    if (town.fleet.server(home).lists(post, tag, town.now))
      all.insert(home == town.world.bluesky() ? town.bluesky->views().uri(post)
                                              : town.fleet.addresses().uri(post));
  return all;
}

inline std::filesystem::path shared_folder() {
  const char* given = std::getenv("CLAMOR_SHARED");
  return given ? std::filesystem::path(given)
               : std::filesystem::path(CLAMOR_SOURCE_DIR).parent_path() / "shared";
}

}  // namespace clamor::simnet
