#pragma once
// One Mastodon server: the part of its client API that an observer who is not signed in can use, and the
// streams that open to its one observer with a token. The token opens nothing else.

#include <string>
#include <vector>

#include "simnet/mastodon_entities.hpp"
#include "simnet/server.hpp"

namespace clamor::simnet {

inline constexpr std::string_view mastodon_version = "4.5.3";

class MastodonApi final : public Server {
 public:
  MastodonApi(const Surroundings& around, Habits habits);

  Response handle(const Request& request, UtcTime now) override;
  Response error(int status, std::string_view message) const override;
  bool lists(int post, std::string_view tag, UtcTime now) const override;
  Counts told(int post, UtcTime now) const override {
    return told_counts(around_, habits_.wrong_counts, post, now);
  }

 private:
  bool signed_in(const Request& request) const;
  Response hashtag_stream(const Request& request, UtcTime now) const;
  std::vector<std::string> happened(const std::string& key, UtcTime after, UtcTime now) const;
  Response tag_timeline(const Request& request, const std::string& tag, UtcTime now) const;
  bool shows(const ServerView::Known& known, const std::string& key, UtcTime now) const;
  std::string links(const Request& request, const std::string& tag, const std::string& next,
                    const std::string& previous) const;
  Response tag_facts(const std::string& tag, UtcTime now) const;
  Response statuses(const Request& request, UtcTime now) const;
  Response one_status(const std::string& id, UtcTime now) const;
  enum class Acts { boosts, likes };
  Response acts(const Request& request, const std::string& id, Acts which, UtcTime now) const;
  Response context(const std::string& id, UtcTime now) const;
  Response account_lookup(const Request& request, UtcTime now) const;
  Response one_account(const std::string& id, UtcTime now) const;
  Response instance_v1(UtcTime now) const;
  Response instance_v2(UtcTime now) const;
  Response object(const Request& request, const std::string& id, UtcTime now) const;

  const World& world() const { return around_.world; }
  const ServerView& view() const { return around_.view(); }

  const Surroundings around_;
  Habits habits_;
  MastodonEntities entities_;
};

std::string mastodon_token(const World& world, Home home);  // of the observer's account there
Response mastodon_answer(Json json);
Response mastodon_error(int status, std::string_view message);

}  // namespace clamor::simnet
