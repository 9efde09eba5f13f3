#include "collector/retry.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "collector/net/headers.hpp"

namespace clamor::collector {
namespace {

using namespace std::chrono_literals;
using storage::SourceState;

constexpr Millis cap = 15min;
constexpr Millis base = 2s;
constexpr int circuit_opens_after = 10;

Millis part(Millis whole, double chance) {
  return Millis(static_cast<Millis::rep>(std::floor(static_cast<double>(whole.count()) * chance)));
}

}  // namespace

Millis full_jitter(int attempt, double chance) {
  const int doublings = std::clamp(attempt, 0, 20);
  return part(std::min(cap, base * (1 << doublings)), chance);
}

Millis obeyed_wait(Millis asked, double chance) {
  asked = std::clamp(asked, Millis{0}, Millis{24h});
  return asked + part(asked / 10 + 1s, chance);
}

std::optional<Millis> asked_wait(const net::HttpResponse& response, UtcTime now) {
  if (const auto wait = net::retry_after(response, now)) return wait;
  const net::RateLimit limit = net::rate_limit(response, now);
  const bool spent = response.status == 429 || limit.remaining == 0;
  return spent ? limit.reset_in : std::nullopt;
}

Decision decide(const Failure& failure, double chance) {
  const int attempt = failure.attempt;
  const auto later = [&](Millis wait, SourceState state, std::string_view cause) {
    if (failure.asked) wait = std::max(wait, obeyed_wait(*failure.asked, chance));
    return Decision{true, wait, state, cause};
  };
  const auto stop = [](SourceState state, std::string_view cause) {
    return Decision{false, Millis{0}, state, cause};
  };
  const auto trouble = [&](std::string_view cause) {
    Millis wait = attempt < circuit_opens_after ? full_jitter(attempt, chance) : cap;
    if (failure.asked) wait = obeyed_wait(*failure.asked, chance);
    return Decision{true, wait, SourceState::failing, cause, cause != "bad_answer"};
  };

  const int status = failure.status;
  if (status == 0) return trouble("unreachable");
  if (status == 429) {
    const Millis wait = failure.asked ? obeyed_wait(*failure.asked, chance) : full_jitter(attempt, chance);
    return {true, wait, SourceState::limited, "rate_limited"};
  }
  if (status == 401) return stop(SourceState::needs_login, "needs_login");
  if (status == 403) return later(attempt < 3 ? 2h : 24h, SourceState::refused, "refused");
  if (status == 451) return stop(SourceState::refused, "refused");
  if (passes(status)) return trouble("server_trouble");
  if (status < 400) return trouble("bad_answer");
  // 404, 410 and every other "not like this": the question won't get better by itself.
  if (attempt < 3)
    return later(8h, SourceState::failing, status == 404 || status == 410 ? "gone" : "bad_answer");
  return stop(SourceState::failing, "gone");
}

}  // namespace clamor::collector
