#pragma once
// When to try again: a pure function of what happened, how often, and chance. The table is reliability's; a
// source has had its say (Source::classify) before it is asked.

#include <chrono>
#include <optional>
#include <string_view>

#include "collector/net/http.hpp"
#include "storage/store.hpp"

namespace clamor::collector {

// uniform(0, min(15 min, 2 s * 2^attempt)); `chance` in [0, 1), attempts count from 0.
Millis full_jitter(int attempt, double chance);

// What the server asked for, kept within a day, and up to a tenth and a second more.
Millis obeyed_wait(Millis asked, double chance);

// The wait an answer asks for: Retry-After; else, when it says that a limit is spent, the limit's reset.
std::optional<Millis> asked_wait(const net::HttpResponse& response, UtcTime now);

// The status as which an answer counts that its source knows for trouble that passes, whatever the number
// says (Sharkey hides an inner error behind 401).
constexpr int passing_status(int status) {
  return status == 401 ? 500 : status;
}

// Trouble of the moment, whatever was asked: too slow, too often, the server's own.
constexpr bool passes(int status) {
  return status == 408 || status == 429 || status >= 500;
}

// For questions behind the live ones: posts that are known, texts of which the beginning is.
namespace behind {
inline constexpr int tries = 3, limits = 20;  // in a row; then whoever asks rests or gives up
inline constexpr Millis pause_after_trouble = std::chrono::minutes{15};
inline constexpr Millis pause_without_session = std::chrono::minutes{5};  // the walks renew it
// No answer (0), or one of 200 that cannot be read, is asked for again too.
constexpr bool may_come(int status) {
  return status == 0 || status == 200 || passes(status);
}
}  // namespace behind

struct Failure {
  int status = 0;               // HTTP; 0: no answer that could be used
  std::optional<Millis> asked;  // see asked_wait
  int attempt = 0;              // failures in a row before this one
};

struct Decision {
  bool again = false;  // else: stop asking until the user changes something
  Millis wait{0};
  storage::SourceState state = storage::SourceState::failing;
  std::string_view cause;  // a word of the log and of gaps
  bool trouble = false;    // of the server or on the way to it, not with the question
};

// A person who waits for the end of a run waits no longer than this for one host.
inline constexpr Millis longest_wait_once = std::chrono::minutes{15};
Decision decide(const Failure& failure, double chance);

}  // namespace clamor::collector
