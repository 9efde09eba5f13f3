#pragma once
// How a source fares during a run: what went wrong, how often in a row, and what that means. Whatever changes
// is noted in the store and told.

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "collector/retry.hpp"
#include "collector/run_context.hpp"

namespace clamor::collector {

// An answer that brought nothing.
struct Trouble {
  int status = 0;               // HTTP; 0: none that could be used
  std::optional<Millis> asked;  // see asked_wait
  std::string detail;           // English; shown in `status`
  std::string_view outcome;     // a word of the request log
};

// What is left of a text that a person shall read on one line.
std::string short_line(std::string_view text);

class Health {
 public:
  Health(std::string source, const RunContext& context) : source_(std::move(source)), context_(context) {}

  // By tag, what is not read because a poll was missed.
  using Missed = std::vector<std::pair<std::string, Gap>>;
  // Decides what to do; with --once patience ends early. Not `again`: the source has stopped. What it makes
  // us miss is asked for once its cause is known.
  Decision failed(const Trouble& trouble, const std::function<Missed()>& missed);
  // An answer that was good for nothing but costs the source no patience: the next one is asked differently.
  void wasted(const std::string& why);
  void answered();  // not yet a page, but no failure either
  void success();
  void stop(storage::SourceState state, std::string_view cause, const std::string& detail);
  void missed(Missed missed);
  // How far the server's clock is from ours.
  void clock(Millis skew);

  storage::SourceState state() const { return state_; }
  bool stopped() const { return stopped_; }
  const std::string& cause() const { return cause_; }  // of what is missed now; empty: nothing is

 private:
  storage::SourceNote note() const;
  void set_state(storage::SourceNote note, storage::SourceState state, const std::string& detail);
  void alarm(Millis since, const std::string& detail);
  void tell(Event::Kind kind, Millis wait, const std::string& detail) const;

  const std::string source_;
  const RunContext& context_;
  storage::SourceState state_ = storage::SourceState::stopped;
  std::string cause_;
  int failures_ = 0;                 // in a row
  std::optional<Millis> ill_since_;  // of the first of them
  bool stopped_ = false, alarmed_ = false;
  std::optional<std::int64_t> clock_skew_;  // seconds, as told; zero while it does not matter
};

}  // namespace clamor::collector
