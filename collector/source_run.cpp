#include "collector/source_run.hpp"

#include <fmt/core.h>

#include <chrono>
#include <functional>

namespace clamor::collector {
namespace {

using namespace std::chrono_literals;
using storage::SourceState;

constexpr Millis loopback_poll = 15s;
constexpr Millis slowest_poll = 30min;
constexpr Millis history_every = 20h;

std::optional<Millis> polls_every(const KindInfo& kind, bool loopback, const Options& options) {
  if (options.once) return std::nullopt;
  return loopback ? loopback_poll : kind.poll_every;
}

}  // namespace

SourceRun::SourceRun(const config::Source& config, std::unique_ptr<Source> kind, std::vector<Walk> walks,
                     bool loopback, const RunContext& context)
    : config_(config),
      kind_(std::move(kind)),
      context_(context),
      health_(config.name, context),
      sign_in_(config, *kind_),
      turns_(std::move(walks), polls_every(kind_->info(), loopback, context.options),
             loopback ? loopback_poll : slowest_poll) {
  // A fixed place within the interval for each source, so that many users do not strike a server at once.
  const Millis interval = loopback ? 0ms : 2s;
  const auto place = static_cast<double>(std::hash<std::string>{}(config.server) % 1000) / 1000.0;
  not_before_ =
      context_.monotonic() + Millis(static_cast<Millis::rep>(static_cast<double>(interval.count()) * place));
  stop_if_shut_out();
}

void SourceRun::stop_if_shut_out() {
  if (!sign_in_.refusal().empty()) stop(SourceState::needs_login, "needs_login", sign_in_.refusal());
}

bool SourceRun::failed() const {
  return state() == SourceState::failing || state() == SourceState::refused ||
         state() == SourceState::limited;
}

std::optional<Access> SourceRun::access() const {
  if (health_.stopped() || !sign_in_.done()) return std::nullopt;
  return Access{server(), sign_in_.facts(), sign_in_.session()};
}

// ---- what is next
// -------------------------------------------------------------------------------------------

Wants SourceRun::wants() const {
  if (health_.stopped()) return {};
  if (!sign_in_.done()) return {Want{not_before_, false}, {}};
  const auto due = turns_.due();
  if (!due) return {};
  return {Want{std::max(*due, not_before_), pages_next()}, {}};
}

// Conservative where the next turn is not known yet.
bool SourceRun::pages_next() const {
  return !asked_ || !asked_->page_token.empty() || !asked_->cursor.newest.empty() ||
         !asked_->cursor.oldest.empty();
}

net::HttpRequest SourceRun::next(Errand) {
  if (!sign_in_.done()) return sign_in_.request();
  if (!asked_) {
    turns_.next(context_.monotonic());
    if (auto history = ask_history()) return std::move(*history);
    asked_ = turns_.present().walk.ask(context_.now());
  }
  return kind_->request(*asked_, server(), sign_in_.facts(), sign_in_.session());
}

// Once a day is enough for a count by days.
std::optional<net::HttpRequest> SourceRun::ask_history() {
  Turn& turn = turns_.present();
  const Millis now = context_.monotonic();
  if (turn.history_at && now - *turn.history_at < history_every) return std::nullopt;
  turn.history_at = now;
  auto request = kind_->history_request(turn.walk.label(), server(), sign_in_.session());
  history_asked_ = request.has_value();
  return request;
}

// ---- answers
// ------------------------------------------------------------------------------------------------

Effect SourceRun::take(const Result<net::HttpResponse>& result) {
  if (health_.stopped()) return {};
  if (!sign_in_.done()) return take_sign_in(result);
  return history_asked_ ? take_history(result) : take_page(result);
}

Effect SourceRun::take_sign_in(const Result<net::HttpResponse>& result) {
  if (const auto trouble = sign_in_.take(result, context_.now())) return failure(*trouble);
  health_.answered();
  stop_if_shut_out();
  return {.announced = sign_in_.facts().announced};
}

// A gauge only: whatever goes wrong here will be met, and told, by the page that follows.
Effect SourceRun::take_history(const Result<net::HttpResponse>& result) {
  history_asked_ = false;
  if (!result) return {};
  if (result->status == 429)
    return failure({429, asked_wait(*result, context_.now()), "HTTP 429", "rate_limited"});
  if (result->status != 200) return {};
  PreparedPage page;
  label(page, turns_.present().walk.key());
  page.tag_history = kind_->read_history(*result);
  page.request = RequestLog{page.read_at, result->status, 0, "tag_history"};
  context_.save(std::move(page));
  return {};
}

Effect SourceRun::take_page(const Result<net::HttpResponse>& result) {
  if (!result) {
    if (result.error().code == Errc::too_large) return smaller_or(result.error().detail, 1, 0);
    return failure({0, std::nullopt, result.error().detail, "no_answer"});
  }
  const net::HttpResponse& response = *result;
  const int status = response.status;
  const std::string said = fmt::format("HTTP {}", status);
  const auto wait = asked_wait(response, context_.now());
  switch (kind_->classify(response, sign_in_.facts())) {
    case Verdict::page:
      return read_page(response);
    case Verdict::no_posts_yet: {
      PreparedPage page;
      label(page, turns_.present().walk.key());
      turns_.present().walk.take_nothing(page);
      store(std::move(page), response, 0);
      return {};
    }
    case Verdict::ask_local_only:
      if (sign_in_.only_local()) return {};
      break;
    case Verdict::refresh_session:
      return renew_session(said);
    case Verdict::needs_login:
      break;
    case Verdict::refused:
      return failure({status == 451 ? 451 : 403, wait, said, "refused"});
    case Verdict::retry:
      return failure({passing_status(status), wait,
                      status == 200 ? "the answer is not a page of posts" : said, "error"});
    case Verdict::slow_down:
      return failure({429, wait, said, "rate_limited"});
    case Verdict::gone:
      return failure({410, wait, said, "gone"});
    case Verdict::smaller_page:
      return smaller_or(said, 10, 403);
  }
  stop(SourceState::needs_login, "needs_login",
       "the server asks for a login or refuses the one it was given");
  return {};
}

Effect SourceRun::read_page(const net::HttpResponse& response) {
  auto answer = kind_->parse(response, *asked_, server(), sign_in_.facts());
  if (!answer) return smaller_or(answer.error().detail, 1, 0);
  PreparedPage page = context_.intake.prepare(std::move(answer->page), context_.now());
  label(page, turns_.present().walk.key());
  turns_.present().walk.take(*answer, page);
  store(std::move(page), response, answer->rows);
  return {};
}

// Which source read it, for which hashtag and when.
void SourceRun::label(PreparedPage& page, const std::string& tag) const {
  page.source = config_.name;
  page.tag = tag;
  page.vantage = config_.server;
  page.read_at = context_.now();
}

void SourceRun::store(PreparedPage page, const net::HttpResponse& response, int rows) {
  Turn& turn = turns_.present();
  page.request = RequestLog{page.read_at, response.status, rows,
                            rows > 0 || response.status == 200 ? "ok" : "no_posts_yet"};
  health_.success();
  sign_in_.works();
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
  if (turn.walk.ask(context_.now())) return;
  event.kind = Event::Kind::finished;
  context_.tell(event);
  turns_.rest(context_.monotonic(), context_.random.uniform());
}

// ---- when it does not go well
// -------------------------------------------------------------------------------

Effect SourceRun::renew_session(const std::string& why) {
  if (!sign_in_.renew())
    stop(SourceState::needs_login, "needs_login",
         fmt::format("the session ended and could not be renewed ({})", why));
  return {};
}

// The same page with fewer rows; when that cannot be, the failure it is.
Effect SourceRun::smaller_or(const std::string& why, int least, int status) {
  Walk& walk = turns_.present().walk;
  if (!walk.shrink(kind_->info().page_size, least)) return failure({status, std::nullopt, why, "bad_answer"});
  asked_ = walk.ask(context_.now());
  health_.wasted(why);
  return {};
}

Effect SourceRun::failure(const Trouble& trouble) {
  const Decision decision = health_.failed(trouble);
  const bool limited = decision.state == SourceState::limited;
  if (!decision.again) {
    asked_.reset();
    return {limited, limited ? decision.wait : 0ms};
  }
  not_before_ = context_.monotonic() + decision.wait;
  return {limited, limited || trouble.asked ? decision.wait : 0ms};
}

void SourceRun::refuse(const std::string& why) {
  stop(SourceState::refused, "refused", why);
}

void SourceRun::stop(SourceState state, std::string_view cause, const std::string& detail) {
  asked_.reset();
  health_.stop(state, cause, detail);
}

void SourceRun::close() {
  if (health_.cause().empty()) return;
  const UtcTime now = context_.now();
  for (const Turn& turn : turns_.all()) {
    auto gap = turn.walk.missed(now, health_.cause());
    if (!gap) continue;
    PreparedPage page;
    label(page, turn.walk.key());
    page.gaps.push_back(std::move(*gap));
    context_.save(std::move(page));
  }
}

}  // namespace clamor::collector
