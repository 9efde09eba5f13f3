#pragma once
// What comes before the first page: facts about the server, and a session where one is wanted.

#include <optional>
#include <string>

#include "collector/health.hpp"
#include "collector/source.hpp"
#include "config/config.hpp"

namespace clamor::collector {

class SignIn {
 public:
  // Reads the secrets that the configuration names.
  SignIn(const config::Source& config, const Source& kind);

  bool done() const { return step_ == Step::done; }
  // Why there is no way in; empty while there may be one.
  const std::string& refusal() const { return refusal_; }

  net::HttpRequest request() const;  // while neither done nor refused
  // The answer to request(). Trouble: the same is to be asked again later.
  std::optional<Trouble> take(const Result<net::HttpResponse>& result, UtcTime now);

  // A session has ended: gets a new one. False: there is none to be had.
  bool renew();
  void works() { renewed_ = false; }  // the session was good for a page
  // Remote posts are closed to us. False: that was known.
  bool only_local();

  const ServerFacts& facts() const { return facts_; }
  const Session& session() const { return session_; }

 private:
  enum class Step { facts, login, refresh, done };
  void read_secrets();
  void after_facts();
  void take_facts(const net::HttpResponse& response);
  void take_session(const net::HttpResponse& response);
  bool can_login() const { return !identifier_.empty() && !password_.empty(); }
  std::optional<net::HttpRequest> login_request() const;

  const config::Source& config_;
  const Source& kind_;
  Step step_ = Step::facts;
  std::string refusal_;
  int attempt_ = 0;  // questions about the server that were answered
  ServerFacts facts_;
  Session session_;
  Secret identifier_, password_;
  bool logged_in_ = false;  // the session came from a login
  bool renewed_ = false;    // it was renewed since the last page
};

}  // namespace clamor::collector
