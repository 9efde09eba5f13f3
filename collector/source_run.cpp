#include "collector/source_run.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <new>
#include <utility>

namespace clamor::collector {
namespace {

using namespace std::chrono_literals;
using storage::SourceState;

constexpr Millis loopback_poll = 15s;
constexpr Millis slowest_poll = 30min;
constexpr Millis history_every = 20h;
constexpr Millis page_limits_hold = 24h;

// In [0, 1), always the same for one installation and one server.
double place_of(const std::string& installation, const std::string& server) {
  return static_cast<double>(std::hash<std::string>{}(installation + '\n' + server) % 10'000) / 10'000.0;
}

Pace pace_of(const KindInfo& kind, bool loopback, double place, bool once) {
  if (loopback) return {loopback_poll, loopback_poll, 0, once};
  return {kind.poll_every, std::max(kind.poll_every, slowest_poll), place, once};
}

int profiles_at_once(const Source& kind) {
  return kind.rereads() && kind.rereads()->profiles_first() ? kind.rereads()->most_profiles() : 0;
}

// Once a day is enough for a count by days.
bool history_due(const Turn& turn, Millis now) {
  return !turn.history_at || now - *turn.history_at >= history_every;
}

}  // namespace

SourceRun::SourceRun(const config::Source& config, std::unique_ptr<Source> kind, std::vector<Turn> turns,
                     bool loopback, const RunContext& context)
    : config_(config),
      kind_(std::move(kind)),
      context_(context),
      health_(config.name, context),
      sign_in_(config, *kind_),
      introductions_(kind_->info().network, profiles_at_once(*kind_), context.introduced, context.save),
      whole_texts_(
          config, kind_->rereads(), [this] { return access(); }, context),
      turns_(std::move(turns), pace_of(kind_->info(), loopback, place_of(context.installation, config.server),
                                       context.options.once)),
      renewed_at_(context.monotonic()) {
  const Millis at_most = loopback ? 0ms : 2s;
  not_before_ =
      context_.monotonic() + Millis(static_cast<Millis::rep>(static_cast<double>(at_most.count()) *
                                                             place_of(context.installation, config.server)));
  // After more than the longest wait between two polls one was missed.
  const Pace pace = pace_of(kind_->info(), loopback, 0, context.options.once);
  for (Turn& turn : turns_.all()) {
    const auto read_until = turn.walk.covered_until();
    if (!pace.once && read_until && context.now() - *read_until > pace.slowest + 2 * pace.base)
      turn.walk.not_running();
  }
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

// ---- what is next ----

Wants SourceRun::wants() const {
  if (health_.stopped()) return {};
  if (!sign_in_.done() || !introductions_.strangers().empty()) return {Want{not_before_, false}, {}};
  const Millis now = context_.monotonic();
  const UtcTime calendar = context_.now();
  const auto want = [&](Errand errand) -> std::optional<Want> {
    const auto due = turns_.due(errand, now, calendar);
    return due ? std::optional(Want{std::max(*due, not_before_), pages_on(errand)}) : std::nullopt;
  };
  return {want(Errand::live), want(Errand::backfill)};
}

bool SourceRun::pages_on(Errand errand) const {
  const Millis now = context_.monotonic();
  const std::size_t last = errand == Errand::live ? last_live_ : last_backfill_;
  const Turn& turn = turns_.all()[turns_.next(errand, last, now, context_.now())];
  if (errand == Errand::live && history_due(turn, now)) return false;
  return turn.walk.pages_on(errand);
}

net::HttpRequest SourceRun::next(Errand errand) {
  if (!sign_in_.done()) return sign_in_.request();
  asked_ = {.people = introductions_.strangers()};
  if (!asked_.people.empty()) return kind_->rereads()->profiles_request(asked_.people, *access());
  const UtcTime calendar = context_.now();
  std::size_t& last = errand == Errand::live ? last_live_ : last_backfill_;
  last = turns_.next(errand, last, context_.monotonic(), calendar);
  asked_ = {.turn = last, .errand = errand};
  Turn& turn = present();
  if (errand == Errand::backfill)
    turns_.plan(turn, calendar);
  else if (auto history = ask_history(turn))
    return std::move(*history);
  asked_.ask = *turn.walk.ask(errand, calendar);
  return kind_->request(asked_.ask, server(), sign_in_.facts(), sign_in_.session());
}

std::optional<net::HttpRequest> SourceRun::ask_history(Turn& turn) {
  const Millis now = context_.monotonic();
  if (!history_due(turn, now)) return std::nullopt;
  turn.history_at = now;
  auto request = kind_->history_request(turn.walk.label(), server(), sign_in_.session());
  asked_.history = request.has_value();
  return request;
}

// ---- answers ----

Effect SourceRun::take(const Result<net::HttpResponse>& result) {
  if (health_.stopped()) return {};
  if (result)
    if (const auto date = time_there(*result)) health_.clock(*date - context_.now());
  if (context_.monotonic() - renewed_at_ >= page_limits_hold) {
    renewed_at_ = context_.monotonic();
    for (Turn& turn : turns_.all()) turn.walk.renew();
  }
  if (!sign_in_.done()) return take_sign_in(result);
  if (!asked_.people.empty()) return take_profiles(result);
  return asked_.history ? take_history(result) : take_page(result);
}

Effect SourceRun::take_sign_in(const Result<net::HttpResponse>& result) {
  if (const auto trouble = sign_in_.take(result, context_.now())) return failure(*trouble);
  health_.answered();
  stop_if_shut_out();
  return {.announced = sign_in_.facts().announced};
}

// A gauge only: whatever goes wrong here will be met, and told, by the page that follows.
Effect SourceRun::take_history(const Result<net::HttpResponse>& result) {
  if (!result) return {};
  if (result->status == 429)
    return failure({429, asked_wait(*result, context_.now()), "HTTP 429", "rate_limited"});
  if (result->status != 200) return {};
  PreparedPage page;
  label(page);
  page.tag_history = kind_->read_history(*result);
  page.request = RequestLog{page.read_at, result->status, 0, "tag_history"};
  context_.save(std::move(page));
  return {};
}

// What cannot be learned of somebody keeps nobody waiting: only who can be read can say anything.
Effect SourceRun::take_profiles(const Result<net::HttpResponse>& result) {
  if (!result) return failure({0, std::nullopt, result.error().detail, "no_answer"});
  const int status = result->status;
  const std::string said = fmt::format("HTTP {}", status);
  if (status == 401 || kind_->rereads()->ends_session(*result)) return renew_session(said);
  if (passes(status)) return failure({status, asked_wait(*result, context_.now()), said, "error"});
  auto profiles = kind_->rereads()->read_profiles(*result, *access());
  if (status != 200 || !profiles) {
    health_.wasted(said);
    if (!introductions_.ask_fewer()) introductions_.met(asked_.people);
    return {};
  }
  health_.success();
  introductions_.close();
  PreparedPage page = context_.intake.prepare(std::move(*profiles), context_.now());
  label(page);
  page.tag.clear();
  page.reread = true;
  page.request = RequestLog{page.read_at, status, static_cast<int>(page.authors.size()), "profiles"};
  context_.save(std::move(page));
  introductions_.met(asked_.people);
  return {};
}

Effect SourceRun::take_page(const Result<net::HttpResponse>& result) {
  if (!result) {
    if (result.error().code == Errc::too_large) return smaller_or(result.error().detail, 1, 200);
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
      label(page);
      present().walk.take_nothing(asked_.errand, page);
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
  auto read = answer_and_page(response);
  if (!read) return smaller_or(read.error().detail, 1, 200);
  auto& [answer, page] = *read;
  label(page);
  present().walk.take(asked_.errand, answer, page);
  whole_texts_.add(present().walk.key(), std::move(answer.cut));
  store(std::move(page), response, answer.rows);
  return {};
}

// A page that memory does not suffice for is not read, and nothing else ends with it.
Result<std::pair<Answer, PreparedPage>> SourceRun::answer_and_page(const net::HttpResponse& response) try {
  auto answer = kind_->parse(response, asked_.ask, server(), sign_in_.facts());
  if (!answer) return tl::unexpected(answer.error());
  PreparedPage page = context_.intake.prepare(std::move(answer->page), context_.now());
  return std::pair{std::move(*answer), std::move(page)};
} catch (const std::bad_alloc&) {
  return fail(Errc::too_large, "there is not enough memory to read this answer");
}

// Which source read it, for which hashtag and when.
void SourceRun::label(PreparedPage& page) {
  page.source = config_.name;
  page.tag = present().walk.key();
  page.vantage = config_.server;
  page.read_at = context_.now();
}

void SourceRun::store(PreparedPage page, const net::HttpResponse& response, int rows) {
  Turn& turn = present();
  page.request = RequestLog{page.read_at, response.status, rows,
                            rows > 0 || response.status == 200 ? "ok" : "no_posts_yet"};
  health_.success();
  sign_in_.works();
  if (const auto since = turn.walk.first_contact()) turn.lookbacks.read(LookbackPlan::all, *since);
  Event event;
  event.source = config_.name;
  event.tag = turn.walk.key();
  event.pages = turn.walk.pages();
  event.posts = static_cast<std::int64_t>(page.posts.size());
  const bool live = asked_.errand == Errand::live;
  turn.found = turn.found || (live && !page.posts.empty());
  introductions_.close();
  introductions_.add(std::move(page));
  context_.tell(event);
  if (!turn.walk.wants(Errand::live) && turn.due <= context_.monotonic())
    turns_.rest(turn, context_.monotonic(), context_.random.uniform());
  // Is there more to ask of this tag at once?
  if (turn.due <= context_.monotonic() || turn.walk.wants(Errand::backfill)) return;
  event.kind = Event::Kind::finished;
  context_.tell(event);
}

// ---- when it does not go well ----

Effect SourceRun::renew_session(const std::string& why) {
  if (!sign_in_.renew())
    stop(SourceState::needs_login, "needs_login",
         fmt::format("the session ended and could not be renewed ({})", why));
  return {};
}

// The same page with fewer rows; when that cannot be, the failure it is.
Effect SourceRun::smaller_or(const std::string& why, int least, int status) {
  if (!present().walk.shrink(asked_.errand, kind_->info().page_size, least))
    return failure({status, std::nullopt, why, "bad_answer"});
  health_.wasted(why);
  return {};
}

Effect SourceRun::failure(const Trouble& trouble) {
  const Decision decision = health_.failed(trouble, [this] { return missed_polls(); });
  const bool limited = decision.state == SourceState::limited;
  if (decision.again) not_before_ = context_.monotonic() + decision.wait;
  if (!limited || !decision.again) introductions_.open();  // who knows until when
  return {limited, decision.trouble, limited || trouble.asked ? decision.wait : 0ms};
}

// Of every tag whose poll is due and cannot be made.
Health::Missed SourceRun::missed_polls() {
  Health::Missed missed;
  for (Turn& turn : turns_.all()) {
    if (turn.due > context_.monotonic()) continue;
    if (auto gap = turn.walk.miss(context_.now(), health_.cause()))
      missed.emplace_back(turn.walk.key(), std::move(*gap));
  }
  return missed;
}

void SourceRun::stop(SourceState state, std::string_view cause, const std::string& why) {
  health_.stop(state, cause, why);
  introductions_.open();
  health_.missed(missed_polls());
}

void SourceRun::close() {
  if (!health_.cause().empty()) health_.missed(missed_polls());
}

}  // namespace clamor::collector
