#pragma once
// Statuses and accounts as one Mastodon 4.5 server writes them for someone who is not signed in.

#include <string>

#include "simnet/json.hpp"
#include "simnet/server.hpp"

namespace clamor::simnet {

class MastodonEntities {
 public:
  MastodonEntities(const Surroundings& around, bool wrong_counts)
      : around_(around), wrong_counts_(wrong_counts) {}

  enum class Quotes { whole, shallow };
  void status(Json& json, const ServerView::Known& known, UtcTime now, Quotes quotes = Quotes::whole) const;
  void account(Json& json, int person, UtcTime now) const;
  void tag(Json& json, const std::string& spelling) const;  // {"name", "url"}

 private:
  const Post& post(int index) const { return around_.post(index); }
  const Person& person(int index) const { return around_.person(index); }
  const ServerView& view() const { return around_.view(); }
  const std::string& url() const { return around_.url(); }
  const std::string& home_url(int someone) const { return around_.addresses.url(person(someone).home); }
  std::string acct(int someone) const { return around_.addresses.acct(someone, around_.self); }
  std::string content(int post, UtcTime now) const;
  std::string quote_line(int quoted) const;
  void mentions(Json& json, const Post& post) const;
  void attachments(Json& json, const Post& post) const;
  void card(Json& json, const Post& post) const;
  void quote(Json& json, const Post& post, UtcTime now, Quotes quotes) const;

  const Surroundings around_;
  bool wrong_counts_;
};

std::string html_escaped(std::string_view text);

}  // namespace clamor::simnet
