#pragma once
// What the answers of one server about known posts say: readings, profiles and boosters to be stored, posts
// that are gone.

#include "collector/reread_jobs.hpp"
#include "collector/run_context.hpp"

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

// Nobody else's posts, and nobody else as their author: whose they are was told before.
void keep_what_was_asked(const std::vector<PostName>& names, Page& page);

class RereadAnswers {
 public:
  RereadAnswers(const RereadServer& server, RereadJobs& jobs, RereadAsker& asker, RereadNews& news,
                const RunContext& context);

  // An answer with status 200. True: `job` now asks for the next page; an Error: it says nothing.
  Result<bool> read(RereadJob& job, const net::HttpResponse& response);
  // The server said of the one post asked for that it is not there.
  void missing(const RereadJob& job);

 private:
  Result<bool> read_posts(const RereadJob& job, const net::HttpResponse& response);
  Result<bool> read_boosters(RereadJob& job, const net::HttpResponse& response);
  Result<bool> read_profiles(const RereadJob& job, const net::HttpResponse& response);
  // Whoever answers through an API that may not be there has not said it of the post.
  bool speaks_of_the_post(const RereadJob& job) const;
  void gone(const storage::FollowedPost& post);
  PreparedPage prepared(Page page) const;
  void save(PreparedPage page, int status, int rows);

  const RereadServer& server_;
  RereadJobs& jobs_;
  RereadAsker& asker_;
  RereadNews& news_;
  const RunContext& context_;
};

}  // namespace clamor::collector
