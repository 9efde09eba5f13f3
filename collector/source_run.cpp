#include "collector/source_run.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <functional>

#include "collector/net/url.hpp"
#include "core/text.hpp"

namespace clamor::collector {
namespace {

using namespace std::chrono_literals;
using storage::SourceState;

// With --once a person waits: patience for a limit, three tries for trouble.
constexpr Millis longest_wait_once = 15min;
constexpr int tries_once = 3;
constexpr int limits_once = 20;

constexpr Millis loopback_poll = 15s;
constexpr Millis slowest_poll = 30min;
constexpr Millis history_every = 20h;

std::string short_line(std::string_view text) {
  return truncate_utf8(printable(text), 200);
}

}  // namespace

SourceRun::SourceRun(const config::Source& config, std::unique_ptr<Source> kind, std::vector<Walk> walks,
                     bool loopback, const RunContext& context)
    : config_(config), kind_(std::move(kind)), context_(context), loopback_(loopback) {
  for (Walk& walk : walks) turns_.push_back({.walk = std::move(walk)});
  // A fixed place within the interval for each source, so that many users do not strike a server at once.
  const Millis interval = loopback_ ? 0ms : 2s;
  const auto place = static_cast<double>(std::hash<std::string>{}(config.server) % 1000) / 1000.0;
  not_before_ = now() + Millis(static_cast<Millis::rep>(static_cast<double>(interval.count()) * place));
  sign_in();
}

// ---- before the first page
// ------------------------------------------------------------------------------------

void SourceRun::sign_in() {
  const auto secret = [&](const config::SecretRef& ref, Secret& into) {
    if (!ref.given() || step_ == Step::stopped) return;
    auto value = config::read_secret(ref);
    if (value)
      into = std::move(*value);
    else
      stop(SourceState::needs_login, "needs_login", value.error().detail);
  };
  secret(config_.token, session_.token);
  secret(config_.identifier, identifier_);
  secret(config_.password, password_);
  if (step_ == Step::stopped) return;
  if (identifier_.empty() != password_.empty())
    stop(SourceState::needs_login, "needs_login", "identifier and password belong together: one is missing");
  else if (!kind_->server_request(0, config_.server, session_))
    after_facts();  // without a login the server says whether it answers strangers
}

void SourceRun::after_facts() {
  const bool can_login = !identifier_.empty() && !password_.empty();
  if (can_login && kind_->login_request(config_.server, std::string(identifier_.reveal()), password_))
    step_ = Step::login;
  else if (facts_.login_needed && session_.token.empty())
    stop(SourceState::needs_login, "needs_login", "the server shows this feed only to those who sign in");
  else
    step_ = Step::pages;
}

// ---- what is next
// -------------------------------------------------------------------------------------------------

std::optional<Millis> SourceRun::wanted_at() const {
  if (step_ == Step::stopped) return std::nullopt;
  if (step_ != Step::pages) return not_before_;
  std::optional<Millis> first;
  for (const Turn& turn : turns_)
    if (turn.due != Millis::max()) first = std::min(turn.due, first.value_or(turn.due));
  if (!first) return std::nullopt;
  return std::max(*first, not_before_);
}

// Turn by turn, so that one long tag does not keep the others waiting.
void SourceRun::choose_walk() {
  for (std::size_t step = 1; step <= turns_.size(); ++step) {
    const std::size_t candidate = (at_ + step) % turns_.size();
    if (turns_[candidate].due > now()) continue;
    at_ = candidate;
    return;
  }
}

SourceRun::Next SourceRun::next() {
  switch (step_) {
    case Step::facts:
      return {*kind_->server_request(facts_attempt_, config_.server, session_), false};
    case Step::login:
      return {*kind_->login_request(config_.server, std::string(identifier_.reveal()), password_), false};
    case Step::refresh:
      return {*kind_->refresh_request(server(), session_), false};
    default:
      break;
  }
  if (!asked_) {
    choose_walk();
    if (auto history = ask_history()) return {std::move(*history), false};
    asked_ = turns_[at_].walk.ask(context_.clock.now());
  }
  const bool paging =
      !asked_->page_token.empty() || !asked_->cursor.newest.empty() || !asked_->cursor.oldest.empty();
  return {kind_->request(*asked_, server(), facts_, session_), paging};
}

SourceRun::Effect SourceRun::take(const Result<net::HttpResponse>& result) {
  switch (step_) {
    case Step::facts:
      return take_facts(result);
    case Step::login:
    case Step::refresh:
      return take_session(result);
    case Step::pages:
      return history_asked_ ? take_history(result) : take_page(result);
    case Step::stopped:
      break;
  }
  return {};
}

// ---- answers
// ----------------------------------------------------------------------------------------------------

SourceRun::Effect SourceRun::take_facts(const Result<net::HttpResponse>& result) {
  if (!result) return failure(0, std::nullopt, result.error().detail, "no_answer");
  const int status = result->status;
  if (status == 429 || status == 408 || status >= 500)
    return failure(status, asked_wait(*result, context_.clock.now()), fmt::format("HTTP {}", status),
                   "error");
  failures_ = 0;
  facts_ = kind_->read_server(*result, facts_);
  ++facts_attempt_;
  const bool understood = status == 200 && !facts_.software.empty();
  if (understood || !kind_->server_request(facts_attempt_, config_.server, session_)) after_facts();
  return {};
}

SourceRun::Effect SourceRun::take_session(const Result<net::HttpResponse>& result) {
  if (!result) return failure(0, std::nullopt, result.error().detail, "no_answer");
  const int status = result->status;
  if (status == 429 || status == 408 || status >= 500)
    return failure(status, asked_wait(*result, context_.clock.now()), fmt::format("HTTP {}", status),
                   "error");
  auto session = kind_->read_session(*result);
  if (session) {
    session_ = std::move(*session);
    logged_in_ = true;
    failures_ = 0;
    step_ = Step::pages;
  } else if (step_ == Step::refresh && !password_.empty()) {
    step_ = Step::login;  // the refresh token is spent too
  } else {
    stop(SourceState::needs_login, "needs_login", session.error().detail);
  }
  return {};
}

SourceRun::Effect SourceRun::take_page(const Result<net::HttpResponse>& result) {
  if (!result) {
    if (result.error().code == Errc::too_large) return smaller_or(result.error().detail, 1, 0);
    return failure(0, std::nullopt, result.error().detail, "no_answer");
  }
  const net::HttpResponse& response = *result;
  const int status = response.status;
  const std::string said = fmt::format("HTTP {}", status);
  const auto wait = asked_wait(response, context_.clock.now());
  switch (kind_->classify(response, facts_)) {
    case Verdict::page:
      return read_page(response);
    case Verdict::no_posts_yet: {
      PreparedPage page = empty_page();
      turns_[at_].walk.take_nothing(page);
      store(std::move(page), response, 0);
      return {};
    }
    case Verdict::ask_local_only:
      if (facts_.local_only) break;
      facts_.local_only = true;
      return {};
    case Verdict::refresh_session:
      return renew_session(said);
    case Verdict::needs_login:
      break;
    case Verdict::refused:
      return failure(status == 451 ? 451 : 403, wait, said, "refused");
    case Verdict::retry:
      return failure(passing_status(status), wait, status == 200 ? "the answer is not a page of posts" : said,
                     "error");
    case Verdict::gone:
      return failure(410, wait, said, "gone");
    case Verdict::smaller_page:
      return smaller_or(said, 10, 403);
  }
  stop(SourceState::needs_login, "needs_login",
       "the server asks for a login or refuses the one it was given");
  return {};
}

// Once a day is enough for a count by days.
std::optional<net::HttpRequest> SourceRun::ask_history() {
  Turn& turn = turns_[at_];
  if (turn.history_at && now() - *turn.history_at < history_every) return std::nullopt;
  turn.history_at = now();
  auto request = kind_->history_request(turn.walk.label(), server(), session_);
  history_asked_ = request.has_value();
  return request;
}

// A gauge only: whatever goes wrong here will be met, and told, by the page that follows.
SourceRun::Effect SourceRun::take_history(const Result<net::HttpResponse>& result) {
  history_asked_ = false;
  if (!result) return {};
  if (result->status == 429)
    return failure(429, asked_wait(*result, context_.clock.now()), "HTTP 429", "rate_limited");
  if (result->status != 200) return {};
  PreparedPage page = empty_page();
  page.tag_history = kind_->read_history(*result);
  page.request = RequestLog{page.read_at, result->status, 0, "tag_history"};
  context_.save(std::move(page));
  return {};
}

SourceRun::Effect SourceRun::read_page(const net::HttpResponse& response) {
  auto answer = kind_->parse(response, *asked_, server(), facts_);
  if (!answer) return smaller_or(answer.error().detail, 1, 0);
  PreparedPage page = context_.intake.prepare(std::move(answer->page), context_.clock.now());
  const PreparedPage place = empty_page();
  page.source = place.source;
  page.tag = place.tag;
  page.vantage = place.vantage;
  page.read_at = place.read_at;
  turns_[at_].walk.take(*answer, page);
  store(std::move(page), response, answer->rows);
  return {};
}

PreparedPage SourceRun::empty_page() const {
  PreparedPage page;
  page.source = config_.name;
  page.tag = turns_[at_].walk.key();
  page.vantage = config_.server;
  page.read_at = context_.clock.now();
  return page;
}

void SourceRun::store(PreparedPage page, const net::HttpResponse& response, int rows) {
  Turn& turn = turns_[at_];
  page.request = RequestLog{page.read_at, response.status, rows,
                            rows > 0 || response.status == 200 ? "ok" : "no_posts_yet"};
  success();
  Event event;
  event.source = config_.name;
  event.tag = turn.walk.key();
  event.pages = turn.walk.pages();
  event.posts = static_cast<std::int64_t>(page.posts.size());
  turn.found = turn.found || !page.posts.empty();
  context_.save(std::move(page));
  context_.tell(event);
  asked_.reset();
  // Is there more to ask of this tag at once?
  if (turn.walk.ask(context_.clock.now())) return;
  event.kind = Event::Kind::finished;
  context_.tell(event);
  idle();
}

// Nothing left to ask of the present tag until its next poll.
void SourceRun::idle() {
  Turn& turn = turns_[at_];
  turn.empty_polls = turn.found ? 0 : turn.empty_polls + 1;
  turn.found = false;
  if (context_.options.once) {
    turn.due = Millis::max();
    return;
  }
  const Millis base = loopback_ ? loopback_poll : kind_->info().poll_every;
  const int doublings = std::clamp(turn.empty_polls - 1, 0, 10);
  const Millis interval = std::max(base, std::min(slowest_poll, loopback_ ? base : base * (1 << doublings)));
  turn.due = now() + interval +
             Millis(static_cast<Millis::rep>(static_cast<double>(interval.count()) *
                                             (context_.random.uniform() * 0.2 - 0.1)));
  turn.walk.poll();
}

// ---- when it does not go well
// -----------------------------------------------------------------------------------

SourceRun::Effect SourceRun::renew_session(const std::string& why) {
  if (!logged_in_ || renewed_) {
    stop(SourceState::needs_login, "needs_login",
         fmt::format("the session ended and could not be renewed ({})", why));
    return {};
  }
  renewed_ = true;
  step_ = kind_->refresh_request(server(), session_) ? Step::refresh : Step::login;
  return {};
}

// The same page with fewer rows; when that cannot be, the failure it is.
SourceRun::Effect SourceRun::smaller_or(const std::string& why, int least, int status) {
  if (!turns_[at_].walk.shrink(kind_->info().page_size, least))
    return failure(status, std::nullopt, why, "bad_answer");
  asked_ = turns_[at_].walk.ask(context_.clock.now());
  storage::SourceNote note;
  note.source = config_.name;
  note.at = context_.clock.now();
  note.detail = short_line(why);
  note.requests = note.errors = 1;
  context_.note(note);
  return {};
}

SourceRun::Effect SourceRun::failure(int status, std::optional<Millis> asked, const std::string& detail,
                                     std::string_view outcome) {
  const Decision decision = decide({status, asked, failures_}, context_.random.uniform());
  ++failures_;
  cause_ = decision.cause;
  storage::SourceNote note;
  note.source = config_.name;
  note.at = context_.clock.now();
  note.requests = note.errors = 1;
  note.detail = short_line(detail);
  note.request = RequestLog{note.at, status, 0, std::string(status == 429 ? "rate_limited" : outcome)};
  const bool limited = decision.state == SourceState::limited;
  if (limited) note.rate_limited_seconds = std::chrono::ceil<std::chrono::seconds>(decision.wait).count();
  context_.note(note);

  const bool patient = decision.wait <= longest_wait_once && failures_ < (limited ? limits_once : tries_once);
  if (!decision.again || (context_.options.once && !patient)) {
    stop(decision.state, decision.cause, detail);
    return {limited, limited ? decision.wait : 0ms};
  }
  set_state(decision.state, detail);
  not_before_ = now() + decision.wait;
  Event event;
  event.kind = Event::Kind::waiting;
  event.source = config_.name;
  event.state = state_;
  event.wait = decision.wait;
  event.detail = note.detail;
  context_.tell(event);
  return {limited, limited || asked ? decision.wait : 0ms};
}

void SourceRun::success() {
  failures_ = 0;
  renewed_ = false;
  cause_.clear();
  if (state_ == SourceState::ok) return;
  set_state(SourceState::ok, "");
}

void SourceRun::stop(SourceState state, std::string_view cause, const std::string& detail) {
  step_ = Step::stopped;
  cause_ = cause;
  asked_.reset();
  set_state(state, detail);
}

void SourceRun::set_state(SourceState state, const std::string& detail) {
  if (state == state_ && state == SourceState::ok) return;
  const bool changed = state != state_;
  state_ = state;
  storage::SourceNote note;
  note.source = config_.name;
  note.at = context_.clock.now();
  note.state = state;
  note.detail = short_line(detail);
  note.success = state == SourceState::ok;
  context_.note(note);
  if (!changed) return;
  Event event;
  event.kind = Event::Kind::state;
  event.source = config_.name;
  event.state = state;
  event.detail = note.detail;
  context_.tell(event);
}

bool SourceRun::failed() const {
  return state_ == SourceState::failing || state_ == SourceState::refused || state_ == SourceState::limited;
}

void SourceRun::close() {
  if (cause_.empty()) return;
  for (at_ = 0; at_ < turns_.size(); ++at_) {
    PreparedPage page = empty_page();
    if (auto gap = turns_[at_].walk.missed(page.read_at, cause_)) {
      page.gaps.push_back(std::move(*gap));
      context_.save(std::move(page));
    }
  }
}

}  // namespace clamor::collector
