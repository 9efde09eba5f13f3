#include "collector/reread_jobs.hpp"

#include <algorithm>
#include <cassert>

namespace clamor::collector {

RereadJobs::RereadJobs(const RereadServer& server, storage::Following& following)
    : server_(server), following_(following), kind_(server.kind) {}

// ---- what waits

void RereadJobs::doubt(std::int64_t post) {
  if (!objects_closed_) doubts_.add(post, 0);
}

void RereadJobs::boosters_due(std::int64_t post, std::int64_t boosts, std::int64_t listed) {
  boosters_.add(post, static_cast<double>(boosts - listed));
  boosts_[post] = boosts;
}

void RereadJobs::profile_due(const AuthorKey& author) {
  if (kind_->most_profiles() > 0) profiles_.insert(author);
}

void RereadJobs::put_back(const RereadJob& job) {
  for (const auto& post : job.posts) due_.add(post.id, 0);
}

// ---- how it is asked

std::string RereadJobs::name_of(const storage::FollowedPost& post) const {
  for (const auto& seen : post.seen)
    if (seen.source == server_.source && !seen.native_id.empty() && !kind_->only_at_home())
      return seen.native_id;
  return server_.is_home_of(post.key) ? kind_->native_id(post.key) : std::string{};
}

// A home server whose API is closed to us may still speak through its objects.
bool RereadJobs::without(const Rereads& kind) {
  assert(server_.objects);
  if (&kind == server_.objects) {
    objects_closed_ = true;
    doubts_ = RereadQueue{};  // nobody else may answer them
    return !by_objects();
  }
  kind_ = server_.objects;
  return !objects_closed_;
}

// ---- questions

std::optional<RereadJob> RereadJobs::next() {
  if (!server_.access()) return std::nullopt;
  const Rereads& alone = server_.objects ? *server_.objects : *kind_;
  while (!doubts_.empty())
    if (auto job = posts_job(doubts_.take(1), alone, true)) return job;
  while (!due_.empty())
    if (auto job = posts_job(due_.take(static_cast<std::size_t>(a_request())), *kind_, false)) return job;
  if (!profiles_.empty()) return profiles_job();
  return boosters_job();
}

std::optional<RereadJob> RereadJobs::posts_job(const std::vector<std::int64_t>& ids, const Rereads& kind,
                                               bool alone) {
  RereadJob job;
  job.kind = &kind;
  job.access = *server_.access();
  job.alone = alone || ids.size() == 1;
  for (storage::FollowedPost& post : following_.posts(ids)) {
    std::string name = &kind == kind_ ? name_of(post) : kind.native_id(post.key);
    if (name.empty()) {
      if (server_.objects) doubt(post.id);  // its address is a name that always works
      continue;
    }
    // Who lives on a home server is told by the authors we know from there.
    if (server_.source.empty()) job.access.facts.domain = post.author.id.substr(post.author.id.find('@') + 1);
    job.names.push_back({post.key, std::move(name), post.author});
    job.posts.push_back(std::move(post));
  }
  return job.posts.empty() ? std::nullopt : std::optional(std::move(job));
}

std::optional<RereadJob> RereadJobs::boosters_job() {
  while (!boosters_.empty()) {
    const auto post = boosters_.take(1);
    const std::int64_t boosts = boosts_.extract(post.front()).mapped();
    auto job = posts_job(post, *kind_, true);
    if (!job || !kind_->boosters_request(job->names.front(), {}, job->access)) continue;
    job->what = RereadJob::What::boosters;
    job->boosts = boosts;
    return job;
  }
  return std::nullopt;
}

RereadJob RereadJobs::profiles_job() {
  RereadJob job;
  job.what = RereadJob::What::profiles;
  job.kind = kind_;
  job.access = *server_.access();
  const auto at_most =
      std::min<std::size_t>(profiles_.size(), static_cast<std::size_t>(kind_->most_profiles()));
  const auto end = std::next(profiles_.begin(), static_cast<std::ptrdiff_t>(at_most));
  job.authors.assign(profiles_.begin(), end);
  profiles_.erase(profiles_.begin(), end);
  return job;
}

}  // namespace clamor::collector
