#pragma once
// One Misskey server (a fork that marks edits): the calls an observer without an account can make. Every call
// is a POST with a JSON body.

#include "simnet/misskey_notes.hpp"
#include "simnet/server.hpp"

namespace clamor::simnet {

class MisskeyApi final : public Server {
 public:
  MisskeyApi(const Surroundings& around, Habits habits);

  Response handle(const Request& request, UtcTime now) override;
  Response error(int status, std::string_view message) const override;
  bool lists(int post, std::string_view tag, UtcTime now) const override;
  Counts told(int post, UtcTime now) const override;

 private:
  Response call(const std::string& endpoint, const Request& body, UtcTime now) const;
  Response search_by_tag(const Request& body, UtcTime now) const;
  Response show(const Request& body, UtcTime now) const;
  Response renotes(const Request& body, UtcTime now) const;
  Response reactions(const Request& body, UtcTime now) const;
  Response replies(const Request& body, UtcTime now) const;
  Response users(const Request& body, UtcTime now) const;
  Response hashtag(const Request& body, UtcTime now) const;
  Response meta() const;

  const ServerView::Known* note(const Request& body, UtcTime now) const;  // of noteId
  bool shows(const ServerView::Known& known, UtcTime now) const;

  const Surroundings around_;
  Habits habits_;
  MisskeyNotes notes_;
};

}  // namespace clamor::simnet
