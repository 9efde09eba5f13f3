#include "collector/reread_asker.hpp"

#include <algorithm>
#include <chrono>

#include "collector/net/url.hpp"
#include "collector/retry.hpp"

namespace clamor::collector {
namespace {

using namespace std::chrono_literals;

constexpr Millis pause_after_refusal = 1h;
constexpr Millis pass_lasts = 5min;  // of --once, beyond loopback: somebody waits for it

// Not about us, nor about the moment.
bool is_about_the_question(int status) {
  return status >= 400 && status < 500 && !passes(status) && status != 401 && status != 403 && status != 451;
}

}  // namespace

RereadAsker::RereadAsker(RereadServer server, storage::Following& following, RereadNews& news,
                         const RunContext& context)
    : server_(std::move(server)),
      jobs_(server_, following),
      answers_(server_, jobs_, *this, news, context),
      context_(context) {}

bool RereadAsker::knows(const storage::FollowedPost& post) const {
  return !closed_ && server_.access() && !jobs_.name_of(post).empty();
}

void RereadAsker::due(std::int64_t post, double promise) {
  if (!closed_) jobs_.due(post, promise);
}

void RereadAsker::doubt(std::int64_t post) {
  if (!closed_) jobs_.doubt(post);
}

void RereadAsker::boosters_due(std::int64_t post, std::int64_t boosts, std::int64_t listed) {
  if (!closed_) jobs_.boosters_due(post, boosts, listed);
}

void RereadAsker::profile_due(const AuthorKey& author) {
  if (!closed_) jobs_.profile_due(author);
}

bool RereadAsker::prepare() {
  if (!job_ && !closed_) job_ = jobs_.next();
  if (job_ && !until_ && context_.options.once) {
    const auto url = net::parse_url(server_.vantage);
    until_ = url && net::is_loopback(*url) ? Millis::max() : context_.monotonic() + pass_lasts;
  }
  return job_.has_value() && !closed_;
}

// ---- asking

Wants RereadAsker::wants() const {
  const bool late = until_ && context_.monotonic() > *until_;
  if (closed_ || late || !job_) return {};
  return {.live = {}, .backfill = Want{not_before_, false}};
}

net::HttpRequest RereadAsker::next(Errand) {
  if (const auto access = server_.access()) job_->access.session = access->session;
  switch (job_->what) {
    case RereadJob::What::boosters:
      if (job_->pages == 0) job_->began = context_.now();
      return *job_->kind->boosters_request(job_->names.front(), job_->page_token, job_->access);
    case RereadJob::What::profiles:
      return job_->kind->profiles_request(job_->authors, job_->access);
    case RereadJob::What::posts:
      break;
  }
  return job_->kind->posts_request(job_->names, job_->access);
}

Effect RereadAsker::take(const Result<net::HttpResponse>& result) {
  if (closed_ || !job_) return {};
  RereadJob job = std::move(*job_);
  job_.reset();
  not_before_ = context_.monotonic() + server_.pace;
  const Effect effect = result ? answered(std::move(job), *result) : trouble(std::move(job), 0, {});
  prepare();
  return effect;
}

Effect RereadAsker::answered(RereadJob job, const net::HttpResponse& response) {
  const int status = response.status;
  const bool of_posts = job.what == RereadJob::What::posts;
  if (status == 200) {
    const auto goes_on = answers_.read(job, response);
    if (!goes_on) return trouble(std::move(job), status, {});
    failures_ = 0;
    if (*goes_on) job_ = std::move(job);
  } else if (job.alone && job.kind->says_missing(response)) {
    answers_.missing(job);
  } else if (job.kind->ends_session(response)) {
    jobs_.put_back(job);
    not_before_ = context_.monotonic() + behind::pause_without_session;
  } else if (is_about_the_question(status) && !of_posts) {
    // Somebody who left, a list that is not shown: nothing follows from it.
  } else if (is_about_the_question(status) && !job.alone && !server_.objects) {
    jobs_.ask_one_by_one();
    jobs_.put_back(job);
  } else {
    return trouble(std::move(job), status, asked_wait(response, context_.now()));
  }
  return {};
}

// ---- when it does not go well

Effect RereadAsker::trouble(RereadJob job, int status, std::optional<Millis> asked) {
  const bool limited = status == 429;
  const Decision decision = decide({status, asked, failures_}, context_.random.uniform());
  if (!server_.source.empty()) note_trouble(status, decision.wait);
  if (!behind::may_come(status)) {
    refused(job);
    return {};
  }
  ++failures_;
  Millis wait = decision.wait;
  if (failures_ < (limited ? behind::limits : behind::tries)) {
    job_ = std::move(job);
  } else if (context_.options.once || server_.source.empty()) {
    closed_ = true;
  } else {
    wait = std::max(wait, behind::pause_after_trouble);  // this one is due again at its next rung
  }
  not_before_ = std::max(not_before_, context_.monotonic() + wait);
  return {.throttled = limited, .trouble = decision.trouble, .wait = limited || asked ? decision.wait : 0ms};
}

void RereadAsker::note_trouble(int status, Millis wait) {
  const bool limited = status == 429;
  storage::SourceNote note;
  note.source = server_.source;
  note.at = context_.now();
  note.requests = note.errors = 1;
  note.request = RequestLog{note.at, status, 0, limited ? "rate_limited" : "reread_failed"};
  if (limited) note.rate_limited_seconds = std::chrono::ceil<std::chrono::seconds>(wait).count();
  context_.note(note);
}

void RereadAsker::refused(const RereadJob& job) {
  if (server_.objects) {
    closed_ = !jobs_.without(*job.kind);
    if (job.kind != server_.objects) jobs_.put_back(job);
  } else if (context_.options.once) {
    closed_ = true;
  } else {
    not_before_ = context_.monotonic() + pause_after_refusal;
  }
}

void RereadAsker::stop(storage::SourceState, std::string_view, const std::string&) {
  closed_ = true;
  job_.reset();
}

}  // namespace clamor::collector
