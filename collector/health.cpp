#include "collector/health.hpp"

#include <chrono>
#include <cstdlib>
#include <utility>

#include "core/text.hpp"

namespace clamor::collector {
namespace {

using namespace std::chrono_literals;
using storage::SourceState;

// With --once a person waits: three tries where nobody answers, patience with a server that says when to come
// back, and some with one that answers but is not ready yet, as one that is starting up.
constexpr int tries_once = 3;
constexpr int starts_once = 6;  // half a minute in the mean
constexpr int limits_once = 20;

int tries_once_for(const Trouble& trouble) {
  if (trouble.asked || trouble.status == 429) return limits_once;
  return trouble.status >= 500 ? starts_once : tries_once;
}

constexpr Millis worth_an_alarm = 1h;
// A server that asks for a short pause makes a poll late, not missed: that is so when the next one comes.
constexpr Millis worth_a_gap = 5min;
constexpr std::chrono::seconds worth_telling{60};  // of two clocks that differ

}  // namespace

std::string short_line(std::string_view text) {
  return truncate_utf8(printable(text), 200);
}

Decision Health::failed(const Trouble& trouble, const std::function<Missed()>& missed) {
  Decision decision = decide({trouble.status, trouble.asked, failures_}, context_.random.uniform());
  ++failures_;
  cause_ = decision.cause;
  const bool limited = decision.state == SourceState::limited;
  const bool patient = decision.wait <= longest_wait_once && failures_ < tries_once_for(trouble);
  if (context_.options.once && !patient) decision.again = false;
  const Millis now = context_.monotonic();

  storage::SourceNote wrong = note();
  wrong.requests = wrong.errors = 1;
  if (!ill_since_) ill_since_ = now;
  const bool late = limited && decision.again && now + decision.wait - *ill_since_ < worth_a_gap;
  if (!late) wrong.missed = missed();
  wrong.request = RequestLog{wrong.at, trouble.status, 0,
                             std::string(trouble.status == 429 ? "rate_limited" : trouble.outcome)};
  if (limited) wrong.rate_limited_seconds = std::chrono::ceil<std::chrono::seconds>(decision.wait).count();
  if (decision.again) wrong.next_try = wrong.at + decision.wait;
  set_state(std::move(wrong), decision.state, trouble.detail);

  const std::string detail = short_line(trouble.detail);
  if (!decision.again) {
    stopped_ = true;
    alarm(Millis{0}, detail);
    return decision;
  }
  tell(Event::Kind::waiting, decision.wait, detail);
  if (now - *ill_since_ >= worth_an_alarm) alarm(now - *ill_since_, detail);
  return decision;
}

void Health::wasted(const std::string& why) {
  storage::SourceNote wasted = note();
  wasted.detail = short_line(why);
  wasted.requests = wasted.errors = 1;
  context_.note(wasted);
}

void Health::answered() {
  failures_ = 0;
}

void Health::success() {
  failures_ = 0;
  ill_since_.reset();
  cause_.clear();
  if (std::exchange(alarmed_, false)) tell(Event::Kind::all_clear, Millis{0}, "");
  if (state_ != SourceState::ok) set_state(note(), SourceState::ok, "");
}

void Health::stop(SourceState state, std::string_view cause, const std::string& detail) {
  stopped_ = true;
  cause_ = cause;
  set_state(note(), state, detail);
  alarm(Millis{0}, short_line(detail));
}

void Health::missed(Missed missed) {
  if (missed.empty()) return;
  storage::SourceNote told = note();
  told.missed = std::move(missed);
  context_.note(told);
}

void Health::clock(Millis skew) {
  const std::int64_t seconds =
      std::chrono::abs(skew) > worth_telling ? std::chrono::round<std::chrono::seconds>(skew).count() : 0;
  const bool first = !clock_skew_;
  if (!first && std::abs(seconds - *clock_skew_) <= worth_telling.count() / 2) return;
  clock_skew_ = seconds;
  if (!first) context_.note(note());  // else with the first state
}

storage::SourceNote Health::note() const {
  storage::SourceNote note;
  note.source = source_;
  note.at = context_.now();
  note.clock_skew_seconds = clock_skew_;
  return note;
}

void Health::set_state(storage::SourceNote told, SourceState state, const std::string& detail) {
  const bool changed = state != state_;
  state_ = state;
  told.state = state;
  told.detail = short_line(detail);
  told.success = state == SourceState::ok;
  context_.note(told);
  if (changed) tell(Event::Kind::state, Millis{0}, told.detail);
}

void Health::alarm(Millis since, const std::string& detail) {
  if (!std::exchange(alarmed_, true)) tell(Event::Kind::alarm, since, detail);
}

void Health::tell(Event::Kind kind, Millis wait, const std::string& detail) const {
  Event event;
  event.kind = kind;
  event.source = source_;
  event.state = state_;
  event.wait = wait;
  event.detail = detail;
  context_.tell(event);
}

}  // namespace clamor::collector
