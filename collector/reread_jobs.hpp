#pragma once
// What waits to be read again at one server, made into questions, in this order: posts that may be gone, posts
// that are due (in batches), profiles, who boosted.

#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "collector/reread_queue.hpp"
#include "collector/reread_server.hpp"
#include "storage/following.hpp"

namespace clamor::collector {

// One question.
struct RereadJob {
  enum class What { posts, boosters, profiles } what = What::posts;
  const Rereads* kind = nullptr;
  Access access;
  std::vector<storage::FollowedPost> posts;
  std::vector<PostName> names;  // of the posts
  bool alone = false;           // asked for by itself: if it does not come it is gone
  std::vector<AuthorKey> authors;
  // Of the boosters of the one post: how many boosts it had, and the pages of their list so far.
  std::int64_t boosts = 0;
  std::string page_token = {};
  int pages = 0;
  UtcTime began = {};
};

class RereadJobs {
 public:
  RereadJobs(const RereadServer& server, storage::Following& following);

  void due(std::int64_t post, double promise) { due_.add(post, promise); }
  void doubt(std::int64_t post);  // is it gone?
  void boosters_due(std::int64_t post, std::int64_t boosts, std::int64_t listed);
  void profile_due(const AuthorKey& author);
  void put_back(const RereadJob& job);
  // Empty: nothing waits, or the server cannot be asked now.
  std::optional<RereadJob> next();

  // What the server calls the post; empty: nobody knows.
  std::string name_of(const storage::FollowedPost& post) const;
  int a_request() const { return one_by_one_ ? 1 : kind_->most_posts(); }
  void ask_one_by_one() { one_by_one_ = true; }  // it does not understand a question for several posts
  bool by_objects() const { return kind_ == server_.objects; }
  // A home server that no source names refused `kind` to us. False: there is no other way to ask it.
  bool without(const Rereads& kind);

 private:
  std::optional<RereadJob> posts_job(const std::vector<std::int64_t>& ids, const Rereads& kind, bool alone);
  std::optional<RereadJob> boosters_job();
  RereadJob profiles_job();

  const RereadServer& server_;
  storage::Following& following_;
  const Rereads* kind_;  // how it is asked now
  RereadQueue doubts_, due_, boosters_;
  std::unordered_map<std::int64_t, std::int64_t> boosts_;  // of those in boosters_
  std::set<AuthorKey> profiles_;
  bool one_by_one_ = false, objects_closed_ = false;
};

}  // namespace clamor::collector
