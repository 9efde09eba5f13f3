#pragma once
// One PeerTube server: its own videos and those of servers it follows.

#include "simnet/json.hpp"
#include "simnet/server.hpp"

namespace clamor::simnet {

inline constexpr std::string_view peertube_version = "7.2.1";

class PeertubeApi final : public Server {
 public:
  PeertubeApi(const Surroundings& around, Habits habits) : around_(around), habits_(habits) {}

  Response handle(const Request& request, UtcTime now) override;
  Response error(int status, std::string_view message) const override;
  bool lists(int post, std::string_view tag, UtcTime now) const override;
  Counts told(int post, UtcTime now) const override;

 private:
  Response videos(const Request& request, UtcTime now) const;
  Response one_video(const std::string& id, UtcTime now) const;
  Response comment_threads(const std::string& id, const Request& request, UtcTime now) const;
  Response account(const std::string& name, UtcTime now) const;
  Response config() const;

  const ServerView::Known* named(const std::string& id, UtcTime now) const;  // by number, uuid or short one
  bool matches(const Request& request, const ServerView::Known& known, UtcTime now) const;
  std::string description(int post, UtcTime now) const;
  enum class Detail { row, whole };
  void video(Json& json, const ServerView::Known& known, Detail detail, UtcTime now) const;
  void actor(Json& json, int person) const;

  const Surroundings around_;
  Habits habits_;
};

}  // namespace clamor::simnet
