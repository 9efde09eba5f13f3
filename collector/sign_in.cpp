#include "collector/sign_in.hpp"

#include <fmt/core.h>

namespace clamor::collector {

SignIn::SignIn(const config::Source& config, const Source& kind) : config_(config), kind_(kind) {
  read_secrets();
  if (!refusal_.empty()) return;
  if (identifier_.empty() != password_.empty())
    refusal_ = "identifier and password belong together: one is missing";
  else if (!kind_.server_request(0, config_.server, session_))
    after_facts();  // without a login the server says whether it answers strangers
}

void SignIn::read_secrets() {
  const auto secret = [&](const config::SecretRef& ref, Secret& into) {
    if (!ref.given() || !refusal_.empty()) return;
    auto value = config::read_secret(ref);
    if (value)
      into = std::move(*value);
    else
      refusal_ = value.error().detail;
  };
  secret(config_.token, session_.token);
  secret(config_.identifier, identifier_);
  secret(config_.password, password_);
}

std::optional<net::HttpRequest> SignIn::login_request() const {
  return kind_.login_request(config_.server, std::string(identifier_.reveal()), password_);
}

void SignIn::after_facts() {
  if (can_login() && login_request())
    step_ = Step::login;
  else if (facts_.login_needed && session_.token.empty())
    refusal_ = "the server shows this feed only to those who sign in";
  else
    step_ = Step::done;
}

net::HttpRequest SignIn::request() const {
  switch (step_) {
    case Step::login:
      return *login_request();
    case Step::refresh:
      return *kind_.refresh_request(config_.server, session_);
    case Step::facts:
    case Step::done:
      break;
  }
  return *kind_.server_request(attempt_, config_.server, session_);
}

std::optional<Trouble> SignIn::take(const Result<net::HttpResponse>& result, UtcTime now) {
  if (!result) return Trouble{0, std::nullopt, result.error().detail, "no_answer"};
  const int status = result->status;
  if (passes(status))
    return Trouble{status, asked_wait(*result, now), fmt::format("HTTP {}", status), "error"};
  if (step_ == Step::facts)
    take_facts(*result);
  else
    take_session(*result);
  return std::nullopt;
}

void SignIn::take_facts(const net::HttpResponse& response) {
  facts_ = kind_.read_server(response, facts_);
  ++attempt_;
  const bool understood = response.status == 200 && !facts_.software.empty();
  if (understood || !kind_.server_request(attempt_, config_.server, session_)) after_facts();
}

void SignIn::take_session(const net::HttpResponse& response) {
  auto session = kind_.read_session(response);
  if (session) {
    session_ = std::move(*session);
    logged_in_ = true;
    step_ = Step::done;
  } else if (step_ == Step::refresh && !password_.empty()) {
    step_ = Step::login;  // the refresh token is spent too
  } else {
    refusal_ = session.error().detail;
  }
}

bool SignIn::renew() {
  if (!logged_in_ || renewed_) return false;
  renewed_ = true;
  step_ = kind_.refresh_request(config_.server, session_) ? Step::refresh : Step::login;
  return true;
}

bool SignIn::only_local() {
  if (facts_.local_only) return false;
  facts_.local_only = true;
  return true;
}

}  // namespace clamor::collector
