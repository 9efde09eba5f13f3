#pragma once
// One configured source during one run: which question is next, and what an answer leads to.

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "collector/asker.hpp"
#include "collector/health.hpp"
#include "collector/introductions.hpp"
#include "collector/rereads.hpp"
#include "collector/sign_in.hpp"
#include "collector/source.hpp"
#include "collector/turns.hpp"
#include "collector/whole_texts.hpp"

namespace clamor::collector {

class SourceRun final : public Asker {
 public:
  SourceRun(const config::Source& config, std::unique_ptr<Source> kind, std::vector<Turn> turns,
            bool loopback, const RunContext& context);

  const std::string& name() const { return config_.name; }
  const std::string& server() const override { return config_.server; }
  Wants wants() const override;
  net::HttpRequest next(Errand errand) override;
  Effect take(const Result<net::HttpResponse>& result) override;
  void stop(storage::SourceState state, std::string_view cause, const std::string& why) override;
  void close() override;  // gaps for what could not be read

  storage::SourceState state() const { return health_.state(); }
  bool failed() const;
  const SignIn& sign_in() const { return sign_in_; }

  const Source& kind() const { return *kind_; }
  // Every page of posts of this source goes through it, also those of its stream.
  Introductions& introductions() { return introductions_; }
  WholeTexts& whole_texts() { return whole_texts_; }
  // How to ask this server something else; empty: nobody may ask it anything now.
  std::optional<Access> access() const;

 private:
  // A question under way.
  struct Asked {
    std::size_t turn = 0;
    Errand errand = Errand::live;
    Ask ask = {};
    bool history = false;  // not a page, but the server's own count
    std::vector<AuthorKey> people = {};  // not a page, but their profiles
  };

  void stop_if_shut_out();
  bool pages_on(Errand errand) const;
  Effect take_sign_in(const Result<net::HttpResponse>& result);
  Effect take_page(const Result<net::HttpResponse>& result);
  Effect read_page(const net::HttpResponse& response);
  Result<std::pair<Answer, PreparedPage>> answer_and_page(const net::HttpResponse& response);
  std::optional<net::HttpRequest> ask_history(Turn& turn);
  Effect take_history(const Result<net::HttpResponse>& result);
  Effect take_profiles(const Result<net::HttpResponse>& result);
  Effect renew_session(const std::string& why);
  Effect smaller_or(const std::string& why, int least, int status);
  Effect failure(const Trouble& trouble);
  Health::Missed missed_polls();
  void store(PreparedPage page, const net::HttpResponse& response, int rows);
  void label(PreparedPage& page);
  Turn& present() { return turns_.all()[asked_.turn]; }

  const config::Source& config_;
  const std::unique_ptr<Source> kind_;
  const RunContext& context_;
  Health health_;
  SignIn sign_in_;
  Introductions introductions_;
  WholeTexts whole_texts_;
  Turns turns_;
  Asked asked_;
  std::size_t last_live_ = 0, last_backfill_ = 0;  // turns
  Millis not_before_{0};
  Millis renewed_at_;  // page limits, once a day
};

}  // namespace clamor::collector
