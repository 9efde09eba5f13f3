#pragma once
// Asks one server during a run what waits there to be read again, and steps back when it does not go well.

#include <optional>
#include <string>

#include "collector/asker.hpp"
#include "collector/reread_answers.hpp"
#include "collector/reread_jobs.hpp"
#include "collector/run_context.hpp"

namespace clamor::collector {

class RereadAsker final : public Asker {
 public:
  RereadAsker(RereadServer server, storage::Following& following, RereadNews& news,
              const RunContext& context);
  RereadAsker(const RereadAsker&) = delete;  // its parts know each other
  RereadAsker& operator=(const RereadAsker&) = delete;

  const std::string& vantage() const { return server_.vantage; }
  int a_request() const { return jobs_.a_request(); }
  bool is_home_of(const PostKey& key) const { return server_.is_home_of(key); }
  bool is_home_of(const AuthorKey& author) const { return server_.is_home_of(author); }
  bool lists_boosters() const { return !jobs_.by_objects(); }
  // It can be asked now, and has a name for the post.
  bool knows(const storage::FollowedPost& post) const;

  // As RereadJobs; left out once the server is not to be asked any more.
  void due(std::int64_t post, double promise);
  void doubt(std::int64_t post);
  void boosters_due(std::int64_t post, std::int64_t boosts, std::int64_t listed);
  void profile_due(const AuthorKey& author);
  // Makes the next request ready. False: nothing waits, or it cannot be asked now.
  bool prepare();

  const std::string& server() const override { return server_.vantage; }
  Wants wants() const override;
  net::HttpRequest next(Errand errand) override;
  Effect take(const Result<net::HttpResponse>& result) override;
  void stop(storage::SourceState state, std::string_view cause, const std::string& why) override;
  void close() override {}

 private:
  Effect answered(RereadJob job, const net::HttpResponse& response);
  Effect trouble(RereadJob job, int status, std::optional<Millis> asked);
  void note_trouble(int status, Millis wait);
  void refused(const RereadJob& job);

  const RereadServer server_;
  RereadJobs jobs_;
  RereadAnswers answers_;
  const RunContext& context_;
  std::optional<RereadJob> job_;
  bool closed_ = false;
  int failures_ = 0;  // in a row
  Millis not_before_{0};
  std::optional<Millis> until_;  // with --once
};

}  // namespace clamor::collector
