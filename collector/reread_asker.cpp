#include "collector/reread_asker.hpp"

#include <algorithm>
#include <chrono>

#include "collector/net/url.hpp"
#include "collector/retry.hpp"
#include "collector/sources/fediverse.hpp"

namespace clamor::collector {
namespace {

using namespace std::chrono_literals;

constexpr int tries = 3, limits = 20;
constexpr Millis pause_after_trouble = 15min;
constexpr Millis pause_after_refusal = 1h;
constexpr Millis pause_without_session = 5min;  // the walks renew it
constexpr int most_booster_pages = 5;
constexpr Millis pass_lasts = 5min;  // of --once, beyond loopback: somebody waits for it
// So many posts asked for at once of which none came: the server may not know the question.
constexpr std::size_t enough_to_tell = 5;

std::string authority_of(const std::string& url) {
  const auto parsed = net::parse_url(url);
  return parsed ? parsed->authority() : std::string{};
}

bool passes(int status) {
  return status == 0 || status == 200 || status == 408 || status == 429 || status >= 500;
}

// Not about us, nor about the moment.
bool is_about_the_question(int status) {
  return status >= 400 && status < 500 && !passes(status) && status != 401 && status != 403 && status != 451;
}

// Nobody else's posts, and nobody else as their author: whose they are was told before.
void keep_what_was_asked(const std::vector<PostName>& names, Page& page) {
  const auto name_of = [&](const PostKey& key) {
    const auto name = std::ranges::find(names, key, &PostName::key);
    return name == names.end() ? nullptr : &*name;
  };
  std::erase_if(page.posts, [&](const Post& post) { return !name_of(post.key); });
  for (Post& post : page.posts) post.author = name_of(post.key)->author;
  std::erase_if(page.edges, [&](const Edge& edge) {
    const PostName* name = name_of(edge.post);
    return !name || edge.from != name->author;
  });
  std::erase_if(page.authors, [&](const Author& author) {
    return std::ranges::find(names, author.key, &PostName::author) == names.end();
  });
}

}  // namespace

RereadAsker::RereadAsker(Server server, storage::Following& following, RereadNews& news,
                         const RunContext& context)
    : server_(std::move(server)),
      authority_(authority_of(server_.vantage)),
      following_(following),
      news_(news),
      context_(context),
      kind_(server_.kind) {}

// A network that is one server is the home of all that is in it.
bool RereadAsker::is_home_of(const PostKey& key) const {
  if (key.network != server_.network) return false;
  return key.network != Network::fediverse || authority_of(key.uri) == authority_;
}

bool RereadAsker::is_home_of(const AuthorKey& author) const {
  if (author.network != server_.network) return false;
  const auto access = server_.access();
  if (author.network != Network::fediverse || !access) return access.has_value();
  return author.id.ends_with("@" + account_domain(access->facts, server_.vantage));
}

std::string RereadAsker::name_of(const storage::FollowedPost& post) const {
  for (const auto& seen : post.seen)
    if (seen.source == server_.source && !seen.native_id.empty() && !kind_->only_at_home())
      return seen.native_id;
  return is_home_of(post.key) ? kind_->native_id(post.key) : std::string{};
}

// ---- what waits

void RereadAsker::due(std::int64_t post, double promise) {
  if (!closed_) due_.add(post, promise);
}

void RereadAsker::doubt(std::int64_t post) {
  if (!closed_ && !objects_closed_) doubts_.add(post, 0);
}

void RereadAsker::boosters_due(std::int64_t post, std::int64_t boosts, std::int64_t listed) {
  if (closed_) return;
  boosters_.add(post, static_cast<double>(boosts - listed));
  boosts_[post] = boosts;
}

void RereadAsker::profile_due(const AuthorKey& author) {
  if (!closed_ && kind_->most_profiles() > 0) profiles_.insert(author);
}

bool RereadAsker::prepare() {
  if (!job_ && !closed_) job_ = next_job();
  if (job_ && !until_ && context_.options.once) {
    const auto url = net::parse_url(server_.vantage);
    until_ = url && net::is_loopback(*url) ? Millis::max() : context_.monotonic() + pass_lasts;
  }
  return job_.has_value() && !closed_;
}

std::optional<RereadAsker::Job> RereadAsker::next_job() {
  if (!server_.access()) return std::nullopt;
  const Rereads& alone = server_.objects ? *server_.objects : *kind_;
  while (!doubts_.empty())
    if (auto job = posts_job(doubts_.take(1), alone, true)) return job;
  while (!due_.empty())
    if (auto job = posts_job(due_.take(static_cast<std::size_t>(a_request())), *kind_, false)) return job;
  if (!profiles_.empty()) return profiles_job();
  return boosters_job();
}

std::optional<RereadAsker::Job> RereadAsker::posts_job(const std::vector<std::int64_t>& ids,
                                                       const Rereads& kind, bool alone) {
  Job job;
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

std::optional<RereadAsker::Job> RereadAsker::boosters_job() {
  while (!boosters_.empty()) {
    const auto post = boosters_.take(1);
    const std::int64_t boosts = boosts_.extract(post.front()).mapped();
    auto job = posts_job(post, *kind_, true);
    if (!job || !kind_->boosters_request(job->names.front(), {}, job->access)) continue;
    job->what = Job::What::boosters;
    job->boosts = boosts;
    return job;
  }
  return std::nullopt;
}

RereadAsker::Job RereadAsker::profiles_job() {
  Job job;
  job.what = Job::What::profiles;
  job.kind = kind_;
  job.access = *server_.access();
  const auto at_most =
      std::min<std::size_t>(profiles_.size(), static_cast<std::size_t>(kind_->most_profiles()));
  const auto end = std::next(profiles_.begin(), static_cast<std::ptrdiff_t>(at_most));
  job.authors.assign(profiles_.begin(), end);
  profiles_.erase(profiles_.begin(), end);
  return job;
}

void RereadAsker::put_back(const Job& job) {
  for (const auto& post : job.posts) due_.add(post.id, 0);
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
    case Job::What::boosters:
      if (job_->pages == 0) job_->began = context_.now();
      return *job_->kind->boosters_request(job_->names.front(), job_->page_token, job_->access);
    case Job::What::profiles:
      return job_->kind->profiles_request(job_->authors, job_->access);
    case Job::What::posts:
      break;
  }
  return job_->kind->posts_request(job_->names, job_->access);
}

Effect RereadAsker::take(const Result<net::HttpResponse>& result) {
  if (closed_ || !job_) return {};
  Job job = std::move(*job_);
  job_.reset();
  not_before_ = context_.monotonic() + server_.pace;
  Effect effect;
  if (!result) {
    effect = trouble(std::move(job), 0, {});
  } else if (result->status == 200) {
    effect = understood(std::move(job), *result);
  } else if (job.alone && job.kind->says_missing(*result)) {
    // Who answers so about boosters or through an API that may not be there has not said it of the post.
    const bool about_the_post =
        job.what == Job::What::posts && (!server_.objects || job.kind == server_.objects);
    if (about_the_post)
      gone(job.posts.front());
    else if (job.what == Job::What::posts)
      doubt(job.posts.front().id);
  } else if (job.kind->ends_session(*result)) {
    put_back(job);
    not_before_ = context_.monotonic() + pause_without_session;
  } else if (job.what != Job::What::posts && is_about_the_question(result->status)) {
    // Somebody who left, a list that is not shown: nothing follows from it.
  } else if (job.what == Job::What::posts && !job.alone && !server_.objects &&
             is_about_the_question(result->status)) {
    one_by_one_ = true;  // it knows no question for several posts
    put_back(job);
  } else {
    effect = trouble(std::move(job), result->status, asked_wait(*result, context_.now()));
  }
  prepare();
  return effect;
}

Effect RereadAsker::understood(Job job, const net::HttpResponse& response) {
  const auto read = job.what == Job::What::posts      ? read_posts(job, response)
                    : job.what == Job::What::boosters ? read_boosters(job, response)
                                                      : read_profiles(job, response);
  if (!read) return trouble(std::move(job), 200, {});
  failures_ = 0;
  return {};
}

// ---- answers

Result<void> RereadAsker::read_posts(const Job& job, const net::HttpResponse& response) {
  auto page = job.kind->read_posts(response, job.names, job.access);
  if (!page) return tl::unexpected(page.error());
  keep_what_was_asked(job.names, *page);
  std::vector<std::pair<const storage::FollowedPost*, Counts>> came;
  for (const auto& known : job.posts) {
    const auto found = std::ranges::find(page->posts, known.key, &Post::key);
    if (found != page->posts.end())
      came.emplace_back(&known, found->counts);
    else if (!job.alone || (server_.objects && job.kind != server_.objects))
      doubt(known.id);
    else if (page->issues.empty())  // else it is there, and cannot be read
      gone(known);
  }
  if (came.empty() && job.posts.size() >= enough_to_tell) one_by_one_ = true;
  if (!came.empty() || !page->issues.empty())
    save(prepared(std::move(*page)), response.status, static_cast<int>(came.size()));
  for (const auto& [post, counts] : came) news_.was_read(*this, *post, counts);
  return {};
}

void RereadAsker::gone(const storage::FollowedPost& post) {
  if (!is_home_of(post.key)) return news_.is_missing(post);
  PreparedPage page = prepared({});
  page.deleted.push_back(post.key);
  save(std::move(page), 404, 0);
}

Result<void> RereadAsker::read_boosters(Job& job, const net::HttpResponse& response) {
  const storage::FollowedPost& post = job.posts.front();
  auto boosters = job.kind->read_boosters(response, job.names.front(), job.access);
  if (!boosters) return tl::unexpected(boosters.error());
  PreparedPage page = prepared(std::move(boosters->page));
  std::optional<UtcTime> listed;
  for (const auto& vantage : post.vantages)
    if (vantage.server == server_.vantage) listed = vantage.boosters_at;
  for (Edge& edge : page.edges) {
    if (edge.at) continue;
    // Whoever was not on the list before boosted since it was made.
    edge.not_before = listed.value_or(post.at);
    edge.at = page.read_at;
  }
  const bool more =
      !boosters->next.empty() && boosters->next != job.page_token && ++job.pages < most_booster_pages;
  if (!more) page.boosters_read.push_back({post.key, job.began, job.boosts});
  save(std::move(page), response.status, 0);
  if (more) {
    job.page_token = boosters->next;
    job_ = std::move(job);
  }
  return {};
}

Result<void> RereadAsker::read_profiles(const Job& job, const net::HttpResponse& response) {
  auto page = job.kind->read_profiles(response, job.access);
  if (!page) return tl::unexpected(page.error());
  save(prepared(std::move(*page)), response.status, 0);
  return {};
}

PreparedPage RereadAsker::prepared(Page page) const {
  PreparedPage made = context_.intake.prepare(std::move(page), context_.now());
  made.reread = true;
  made.source = server_.source;
  made.vantage = server_.vantage;
  return made;
}

void RereadAsker::save(PreparedPage page, int status, int rows) {
  if (!server_.source.empty()) page.request = RequestLog{page.read_at, status, rows, "reread"};
  Event event;
  event.kind = Event::Kind::reread;
  event.source = server_.source.empty() ? server_.vantage : server_.source;
  event.posts = rows;
  event.gone = static_cast<std::int64_t>(page.deleted.size());
  context_.save(std::move(page));
  if (event.posts + event.gone > 0) context_.tell(event);
}

// ---- when it does not go well

Effect RereadAsker::trouble(Job job, int status, std::optional<Millis> asked) {
  const bool limited = status == 429;
  const Decision decision = decide({status, asked, failures_}, context_.random.uniform());
  if (!server_.source.empty()) {
    storage::SourceNote note;
    note.source = server_.source;
    note.at = context_.now();
    note.requests = note.errors = 1;
    note.request = RequestLog{note.at, status, 0, limited ? "rate_limited" : "reread_failed"};
    if (limited) note.rate_limited_seconds = std::chrono::ceil<std::chrono::seconds>(decision.wait).count();
    context_.note(note);
  }
  if (!passes(status)) {
    refused(job);
    return {};
  }
  ++failures_;
  Millis wait = decision.wait;
  if (failures_ < (limited ? limits : tries)) {
    job_ = std::move(job);
  } else if (context_.options.once || server_.source.empty()) {
    closed_ = true;
  } else {
    wait = std::max(wait, pause_after_trouble);  // this one is due again at its next rung
  }
  not_before_ = std::max(not_before_, context_.monotonic() + wait);
  return {.throttled = limited, .wait = limited || asked ? decision.wait : 0ms};
}

// Its API is closed to us: a home server may still speak through its objects.
void RereadAsker::refused(const Job& job) {
  if (server_.objects && job.kind == server_.objects) {
    objects_closed_ = true;
    closed_ = kind_ == server_.objects;
  } else if (server_.objects) {
    kind_ = server_.objects;
    closed_ = objects_closed_;
    put_back(job);
  } else if (context_.options.once) {
    closed_ = true;
  } else {
    not_before_ = context_.monotonic() + pause_after_refusal;
  }
}

void RereadAsker::refuse(const std::string&) {
  closed_ = true;
  job_.reset();
}

}  // namespace clamor::collector
