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
