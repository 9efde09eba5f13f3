#pragma once
// One server where known posts are read again during a run: a configured source, or the home of posts that
// were seen elsewhere. Whatever waits is asked for in this order: posts that may be gone, posts that are due
// (in batches), profiles, who boosted.

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "collector/asker.hpp"
#include "collector/reread_queue.hpp"
#include "collector/rereads.hpp"
#include "collector/run_context.hpp"
#include "storage/following.hpp"

namespace clamor::collector {

class RereadAsker;

// Who decides what follows from an answer.
class RereadNews {
 public:
  virtual ~RereadNews() = default;
  virtual void was_read(RereadAsker& at, const storage::FollowedPost& post, const Counts& counts) = 0;
  // Asked for alone it did not come, from a server that is not its home: that decides nothing.
  virtual void is_missing(const storage::FollowedPost& post) = 0;
};

class RereadAsker final : public Asker {
 public:
  struct Server {
    std::string source;   // as configured; empty: a home server that no source names
    std::string vantage;  // "https://mastodon.social"
    Network network = Network::fediverse;
    const Rereads* kind = nullptr;
    const Rereads* objects =
        nullptr;  // of a home server: what speaks for itself where its API does not answer
    // Facts and session to ask with; empty: it cannot be asked now.
    std::function<std::optional<Access>()> access;
    Millis pace{0};                    // between two requests, beyond what the budget asks for
    std::optional<Millis> until = {};  // monotonic: nothing is asked after this
  };
  RereadAsker(Server server, storage::Following& following, RereadNews& news, const RunContext& context);

  const std::string& source() const { return server_.source; }
  const std::string& vantage() const { return server_.vantage; }
  int a_request() const { return one_by_one_ ? 1 : kind_->most_posts(); }
  bool is_home_of(const PostKey& key) const;
  bool is_home_of(const AuthorKey& author) const;
  // It can be asked now, and has a name for the post.
  bool knows(const storage::FollowedPost& post) const {
    return !closed_ && server_.access() && !name_of(post).empty();
  }

  void due(std::int64_t post, double promise);
  void doubt(std::int64_t post);  // is it gone?
  void boosters_due(std::int64_t post, std::int64_t boosts, std::int64_t listed);
  bool lists_boosters() const { return kind_ != server_.objects; }
  void profile_due(const AuthorKey& author);
  // Makes the next request ready. False: nothing waits, or it cannot be asked now.
  bool prepare();

  const std::string& server() const override { return server_.vantage; }
  Wants wants() const override;
  net::HttpRequest next(Errand errand) override;
  Effect take(const Result<net::HttpResponse>& result) override;
  void refuse(const std::string& why) override;
  void close() override {}

 private:
  struct Job {
    enum class What { posts, boosters, profiles } what = What::posts;
    const Rereads* kind = nullptr;
    Access access;
    std::vector<storage::FollowedPost> posts;
    std::vector<PostName> names;  // of the posts
    bool alone = false;           // asked for by itself: if it does not come it is gone
    std::vector<AuthorKey> authors;
    std::int64_t boosts = 0;  // of the one post
    std::string page_token = {};
    int pages = 0;
    UtcTime began = {};
  };
  std::string name_of(const storage::FollowedPost& post) const;  // empty: nobody knows
  std::optional<Job> next_job();
  std::optional<Job> posts_job(const std::vector<std::int64_t>& ids, const Rereads& kind, bool alone);
  std::optional<Job> boosters_job();
  Job profiles_job();
  void put_back(const Job& job);

  Effect understood(Job job, const net::HttpResponse& response);
  Result<void> read_posts(const Job& job, const net::HttpResponse& response);
  Result<void> read_boosters(Job& job, const net::HttpResponse& response);
  Result<void> read_profiles(const Job& job, const net::HttpResponse& response);
  void gone(const storage::FollowedPost& post);
  Effect trouble(Job job, int status, std::optional<Millis> asked);
  void refused(const Job& job);
  void save(PreparedPage page, int status, int rows);
  PreparedPage prepared(Page page) const;

  const Server server_;
  const std::string authority_;
  storage::Following& following_;
  RereadNews& news_;
  const RunContext& context_;
  const Rereads* kind_;
  RereadQueue doubts_, due_, boosters_;
  std::unordered_map<std::int64_t, std::int64_t> boosts_;  // of those in boosters_
  std::set<AuthorKey> profiles_;
  std::optional<Job> job_;
  bool one_by_one_ = false;  // it does not understand a question for several posts
  bool objects_closed_ = false, closed_ = false;
  int failures_ = 0;  // in a row
  Millis not_before_{0};
  std::optional<Millis> until_;  // with --once
};

}  // namespace clamor::collector
