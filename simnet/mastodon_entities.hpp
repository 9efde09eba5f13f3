#pragma once
// Statuses and accounts as one Mastodon 4.5 server writes them for someone who is not signed in.

#include <string>
#include <vector>

#include "simnet/federation.hpp"
#include "simnet/json.hpp"

namespace clamor::simnet {

class MastodonEntities {
 public:
  // `urls` by server: "http://127.0.0.1:40001".
  MastodonEntities(const World& world, const std::vector<ServerView>& views,
                   const std::vector<std::string>& urls, Home self);

  enum class Quotes { whole, shallow };
  void status(Json& json, const ServerView::Known& known, UtcTime now, Quotes quotes = Quotes::whole) const;
  void account(Json& json, int person, UtcTime now) const;
  void tag(Json& json, const std::string& key) const;  // {"name", "url"}

  const std::string& url() const { return urls_[static_cast<std::size_t>(self_)]; }
  std::string host() const { return url().substr(url().find("//") + 2); }
  std::string uri(int post) const;  // the ActivityPub id, the same everywhere

 private:
  const Post& post(int index) const { return world_.posts[static_cast<std::size_t>(index)]; }
  const Person& person(int index) const { return world_.people[static_cast<std::size_t>(index)]; }
  const ServerView& view() const { return views_[static_cast<std::size_t>(self_)]; }
  const std::string& home_url(int someone) const {
    return urls_[static_cast<std::size_t>(person(someone).home)];
  }
  std::string acct(int someone) const;
  std::string profile(int someone) const;
  std::string page(int post) const;
  std::string content(const Post& post) const;
  std::string quote_line(int quoted) const;
  void mentions(Json& json, const Post& post) const;
  void attachments(Json& json, const Post& post) const;
  void card(Json& json, const Post& post) const;
  void quote(Json& json, const Post& post, UtcTime now, Quotes quotes) const;

  const World& world_;
  const std::vector<ServerView>& views_;
  const std::vector<std::string>& urls_;
  Home self_;
};

std::string html_escaped(std::string_view text);

}  // namespace clamor::simnet
