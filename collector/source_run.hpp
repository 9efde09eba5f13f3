#pragma once
// One configured source during one run: which question is next, and what an answer leads to.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "collector/asker.hpp"
#include "collector/health.hpp"
#include "collector/rereads.hpp"
#include "collector/sign_in.hpp"
#include "collector/source.hpp"
#include "collector/turns.hpp"

namespace clamor::collector {

class SourceRun final : public Asker {
 public:
  SourceRun(const config::Source& config, std::unique_ptr<Source> kind, std::vector<Walk> walks,
            bool loopback, const RunContext& context);

  const std::string& server() const override { return config_.server; }
  Wants wants() const override;
  net::HttpRequest next(Errand errand) override;
  Effect take(const Result<net::HttpResponse>& result) override;
  void refuse(const std::string& why) override;
  void close() override;  // gaps for what could not be read

  storage::SourceState state() const { return health_.state(); }
  bool failed() const;
  const SignIn& sign_in() const { return sign_in_; }

  const Source& kind() const { return *kind_; }
  // How to ask this server something else; empty: nobody may ask it anything now.
  std::optional<Access> access() const;

 private:
  void stop_if_shut_out();
  Effect take_sign_in(const Result<net::HttpResponse>& result);
  Effect take_page(const Result<net::HttpResponse>& result);
  Effect read_page(const net::HttpResponse& response);
  std::optional<net::HttpRequest> ask_history();
  Effect take_history(const Result<net::HttpResponse>& result);
  Effect renew_session(const std::string& why);
  Effect smaller_or(const std::string& why, int least, int status);
  Effect failure(const Trouble& trouble);
  void stop(storage::SourceState state, std::string_view cause, const std::string& detail);
  void store(PreparedPage page, const net::HttpResponse& response, int rows);
  void label(PreparedPage& page, const std::string& tag) const;
  bool pages_next() const;

  const config::Source& config_;
  const std::unique_ptr<Source> kind_;
  const RunContext& context_;
  Health health_;
  SignIn sign_in_;
  Turns turns_;
  std::optional<Ask> asked_;
  bool history_asked_ = false;  // the request under way is the present tag's history
  Millis not_before_{0};
};

}  // namespace clamor::collector
