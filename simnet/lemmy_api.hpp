#pragma once
// One server of threads: Lemmy 0.19 (/api/v3) or PieFed (/api/alpha), whose API is alike with other members.
// Neither has a timeline of a hashtag: its search finds pieces of text, in threads and, at Lemmy, comments.

#include "simnet/lemmy_views.hpp"
#include "simnet/server.hpp"

namespace clamor::simnet {

class LemmyApi final : public Server {
 public:
  LemmyApi(const Surroundings& around, Habits habits);

  Response handle(const Request& request, UtcTime now) override;
  Response error(int status, std::string_view message) const override;
  bool lists(int post, std::string_view tag, UtcTime now) const override;
  Counts told(int post, UtcTime now) const override;

 private:
  Response search(const Request& request, UtcTime now) const;
  Response list(const Request& request, UtcTime now) const;
  Response comments(const Request& request, UtcTime now) const;
  Response one_post(const Request& request, UtcTime now) const;
  Response one_comment(const Request& request, UtcTime now) const;
  Response resolve(const Request& request, UtcTime now) const;
  Response user(const Request& request, UtcTime now) const;
  Response site(UtcTime now) const;
  enum class What { threads, comments };
  using Rows = std::vector<const ServerView::Known*>;
  // What there is now and holds that text, newest first.
  Rows newest(What what, const Request& request, std::string_view text, UtcTime now) const;
  // A part of them as the member "posts" or "comments".
  void write(Json& json, What what, const Rows& all, std::size_t from, std::size_t size, UtcTime now) const;

  const Surroundings around_;
  Habits habits_;
  bool piefed_;
  LemmyViews views_;
};

}  // namespace clamor::simnet
