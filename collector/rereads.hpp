#pragma once
// A family beside Source: how a kind reads again what is already known, since counts grow, posts are edited
// and taken away. Pure like Source: what to ask and how to read the answer. When, and what follows, is
// Rereading's.

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "collector/source.hpp"

namespace clamor::collector {

// One server as it is asked: a configured source, or the home of posts that were seen elsewhere.
struct Access {
  std::string server;  // "https://mastodon.social"
  ServerFacts facts;
  Session session;
};

class Rereads {
 public:
  virtual ~Rereads() = default;

  // ---- posts
  // How many one request reads again.
  virtual int most_posts() const = 0;
  // Only a post's home server can be asked.
  virtual bool only_at_home() const { return false; }
  // What the home server calls its post, when the key alone tells; else only a sighting does.
  virtual std::string native_id(const PostKey& /*key*/) const { return {}; }
  virtual net::HttpRequest posts_request(std::span<const PostName> posts, const Access& access) const = 0;
  // Of an answer with status 200. A post that was asked for and is not on the page is missing: hidden,
  // unknown or taken away. An Error: the answer is not what was asked for, and says nothing of any post.
  virtual Result<Page> read_posts(const net::HttpResponse& response, std::span<const PostName> posts,
                                  const Access& access) const = 0;
  // Does the answer, whatever its status, say of the one post asked for that it is not there? Else: a 410, or
  // a 404 that is JSON, as who has moved away answers 404 to everything.
  virtual bool says_missing(const net::HttpResponse& response) const;
  // The session it was asked with is over: a new one is bought by whoever walks the hashtags.
  virtual bool ends_session(const net::HttpResponse& /*response*/) const { return false; }

  // ---- who boosted: accounts and boost edges without times, the newest first. Empty: the kind does not
  // tell.
  virtual std::optional<net::HttpRequest> boosters_request(const PostName& /*post*/,
                                                           const std::string& /*page_token*/,
                                                           const Access& /*access*/) const {
    return {};
  }
  struct Boosters {
    Page page;
    std::string next;  // page token; empty: that was all
  };
  virtual Result<Boosters> read_boosters(const net::HttpResponse& /*response*/, const PostName& /*post*/,
                                         const Access& /*access*/) const {
    return fail(Errc::bad_answer, "this kind does not tell who boosted");
  }

  // ---- profiles, for follower counts. 0: they come with the posts, or not at all.
  virtual int most_profiles() const { return 0; }
  // Posts come without what their author's profile says: it is read before a stranger's post is kept.
  virtual bool profiles_first() const { return false; }
  virtual net::HttpRequest profiles_request(std::span<const AuthorKey> /*authors*/,
                                            const Access& /*access*/) const {
    return {};
  }
  virtual Result<Page> read_profiles(const net::HttpResponse& /*response*/, const Access& /*access*/) const {
    return fail(Errc::bad_answer, "this kind reads no profiles");
  }
};

// The ActivityPub object a fediverse post is at its home server, whatever software that runs: text, hashtags,
// likes and boosts, as far as told.
std::unique_ptr<Rereads> make_activitypub_objects();

}  // namespace clamor::collector
