#pragma once
// Tweets as X gave them out: by its API v1.1 (twarc, streams, the archive of an account), inside its web
// pages (Zeeschuimer, 4CAT) and by its API v2 (twarc2). A post's key is the id of its first version; a
// retweet is no post but a boost of one. Edges of boosts and quotes name only the post, as not every answer
// tells its author.
//
// Counts were read when the record says so, else at the newest moment it speaks of.

#include "exchange/archives/json.hpp"

namespace clamor::exchange {

// The person who wrote, where the record itself does not say it (the archive of an account).
struct TweetOwner {
  std::string id, handle, name;
};

// Each adds a page of facts. An error is the reason why the record can't be read.
Result<void> read_tweet_v1(Json tweet, const TweetOwner* owner, Findings& into);
Result<void> read_tweet_of_web_page(Json tweet, std::optional<UtcTime> collected_at, Findings& into);
// A whole answer ("data", "includes"), or one tweet with its author and what it refers to inside. Adds its
// tweets to `records` and those it can't read to `unread`.
Result<void> read_tweets_v2(Json answer, Findings& into);

// ---- shared by the three ----------------------------------------------------------------------------------

PostKey tweet_key(std::string_view id);
// By number, else by "@handle".
AuthorKey x_account(std::string_view id, std::string_view handle);

class TweetPage {
 public:
  void add(Author author);  // the first of an account is kept
  void add(Post post, std::string_view handle);
  void boost(const AuthorKey& from, const PostKey& post, std::optional<UtcTime> at);
  void boosted_but_absent(Post post);
  void reply(const Post& post, std::optional<AuthorKey> to);
  void quote(const Post& post);
  void address(const Post& post, AuthorKey to);
  bool has(const PostKey& post) const;
  void saw(std::optional<UtcTime> time);  // a moment the record speaks of
  void issue(std::string what);

  // Into `into`, unless nothing is on it.
  void finish(std::optional<UtcTime> read_at, Findings& into);

 private:
  Page page_;
  std::vector<Post> absent_;
  std::optional<UtcTime> newest_;
};

// Why a tweet of this account is left out; empty: it is not.
std::string_view reason_against(std::string_view id, bool protected_account);
// What is told of a link in a tweet: the page it leads to; empty for media and tweets, which are told apart.
std::string link_of(Json url);

}  // namespace clamor::exchange
