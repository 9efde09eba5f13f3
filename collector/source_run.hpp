#pragma once
// One configured source during one run: which request is next, and what an answer leads to. It sends nothing:
// the engine carries requests, keeps budgets and waits.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "collector/engine.hpp"
#include "collector/intake/prepare.hpp"
#include "collector/retry.hpp"
#include "collector/source.hpp"
#include "collector/walk.hpp"

namespace clamor::collector {

// What all sources of a run share.
struct RunContext {
  const intake::Intake& intake;
  const Clock& clock;
  RandomSource& random;
  const Options& options;
  const Tell& tell;
  std::function<void(PreparedPage)> save;
  std::function<void(storage::SourceNote)> note;
};

class SourceRun {
 public:
  SourceRun(const config::Source& config, std::unique_ptr<Source> kind, std::vector<Walk> walks,
            bool loopback, const RunContext& context);

  struct Next {
    net::HttpRequest request;
    bool paging = false;
  };
  // When the next request is wanted, in monotonic time; empty: never again in this run.
  std::optional<Millis> wanted_at() const;
  Next next();  // only when wanted_at() has come
  // The answer to the last next(). A wait of the whole host is returned, when the host asked for one.
  struct Effect {
    bool throttled = false;
    Millis wait{0};
  };
  Effect take(const Result<net::HttpResponse>& result);

  // Stops asking, for a reason that lies outside of the answers.
  void stop(storage::SourceState state, std::string_view cause, const std::string& detail);
  // At the end of the run: gaps for what could not be read.
  void close();

  const std::string& name() const { return config_.name; }
  storage::SourceState state() const { return state_; }
  bool failed() const;

 private:
  enum class Step { facts, login, refresh, pages, stopped };

  void sign_in();
  void after_facts();
  Effect take_facts(const Result<net::HttpResponse>& result);
  Effect take_session(const Result<net::HttpResponse>& result);
  Effect take_page(const Result<net::HttpResponse>& result);
  Effect read_page(const net::HttpResponse& response);
  std::optional<net::HttpRequest> ask_history();
  Effect take_history(const Result<net::HttpResponse>& result);
  Effect renew_session(const std::string& why);
  Effect smaller_or(const std::string& why, int least, int status);
  Effect failure(int status, std::optional<Millis> asked, const std::string& detail,
                 std::string_view outcome);
  void success();
  void store(PreparedPage page, const net::HttpResponse& response, int rows);
  PreparedPage empty_page() const;
  void set_state(storage::SourceState state, const std::string& detail);
  void choose_walk();
  void idle();
  Millis now() const { return context_.clock.monotonic(); }
  const std::string& server() const { return session_.base_url.empty() ? config_.server : session_.base_url; }

  const config::Source& config_;
  std::unique_ptr<Source> kind_;
  const RunContext& context_;
  bool loopback_;

  Step step_ = Step::facts;
  int facts_attempt_ = 0;
  ServerFacts facts_;
  Session session_;
  Secret identifier_, password_;
  bool renewed_ = false;    // a session was bought since the last success
  bool logged_in_ = false;  // the session came from a login

  struct Turn {
    Walk walk;
    Millis due{0};
    int empty_polls = 0;
    bool found = false;  // the present poll brought rows
    std::optional<Millis> history_at = {};  // the server's own count was asked for
  };
  std::vector<Turn> turns_;
  std::size_t at_ = 0;
  std::optional<Ask> asked_;
  bool history_asked_ = false;  // the request under way is the present tag's history

  Millis not_before_{0};
  int failures_ = 0;
  std::string cause_;
  storage::SourceState state_ = storage::SourceState::stopped;
};

}  // namespace clamor::collector
