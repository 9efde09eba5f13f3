#pragma once
// What people and posts are called outside their server: addresses, names and ids as each kind writes them.

#include <string>
#include <string_view>
#include <vector>

#include "simnet/federation.hpp"

namespace clamor::simnet {

class Addresses {
 public:
  // `views` of the fediverse and `urls` of all servers ("http://127.0.0.1:40001"), by Home.
  Addresses(const World& world, const std::vector<ServerView>& views, const std::vector<std::string>& urls)
      : world_(world), views_(views), urls_(urls) {}

  const std::string& url(Home home) const { return urls_[static_cast<std::size_t>(home)]; }
  std::string host(Home home) const;  // with its port
  std::string uri(int post) const;    // ActivityPub id, the same everywhere
  std::string page(int post) const;   // for people
  std::string actor(int person) const;
  std::string profile(int person) const;
  std::string acct(int person, Home seen_from) const;  // without host where they live
  // Who is called so there, with or without a host; -1: nobody of the fediverse.
  int person_called(std::string_view name, Home seen_from) const;
  const ServerView& view(Home home) const { return views_[static_cast<std::size_t>(home)]; }

 private:
  const std::string& home_url(int person) const { return url(world_.person(person).home); }
  std::uint64_t home_id(int post) const;

  const World& world_;
  const std::vector<ServerView>& views_;
  const std::vector<std::string>& urls_;
};

// Ids as Misskey writes them: ten letters of base 36 that sort as the numbers do.
std::string aid(std::uint64_t id);
std::uint64_t from_aid(std::string_view text);  // 0 when it is none

// The id of a video, the same on every server.
std::string video_uuid(const Post& post);
std::string short_uuid(const Post& post);

}  // namespace clamor::simnet
