#pragma once
// What a search showed only the beginning of is read whole, once in a run, as the hashtag may stand behind
// it: a post a request, behind the live questions, where all of it is shown.

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "collector/asker.hpp"
#include "collector/rereads.hpp"
#include "collector/run_context.hpp"

namespace clamor::collector {

class WholeTexts final : public Asker {
 public:
  // `kind`: how one post is asked for; null: no search of this source cuts texts. `access`: how to ask the
  // source's own server now; others are asked as a guest.
  WholeTexts(const config::Source& source, const Rereads* kind, std::function<std::optional<Access>()> access,
             const RunContext& context);

  // `tag`: the key of the hashtag that was searched for. What was asked for before is left out.
  void add(const std::string& tag, std::vector<CutPost> posts);
  // Something has come to wait since the last call.
  bool take_news();

  const std::string& server() const override { return server_; }
  Wants wants() const override;
  net::HttpRequest next(Errand errand) override;
  Effect take(const Result<net::HttpResponse>& result) override;
  void stop(storage::SourceState state, std::string_view cause, const std::string& why) override;
  void close() override;  // tells how many were not read

 private:
  struct Waiting {
    PostName name;
    std::string tag;
  };
  struct Server {
    std::deque<Waiting> posts;
    Millis not_before{0};
    int failures = 0;  // in a row
  };

  bool is_guest_at(const std::string& server) const;
  bool may_ask(const std::string& server) const;
  std::optional<Access> access_to(const std::string& server) const;
  void choose();  // whom to ask next
  void read(const Waiting& post, const net::HttpResponse& response);
  Effect trouble(Server& at, int status, std::optional<Millis> asked);
  void give_up(Server& at);

  const config::Source& source_;
  const Rereads* const kind_;
  const std::function<std::optional<Access>()> access_;
  const RunContext& context_;
  std::set<std::pair<PostKey, std::string>> known_;  // and for which hashtag
  std::map<std::string, Server> servers_;            // that have something to be asked for
  std::string server_;                               // of the next question
  std::optional<Millis> until_;                      // of visits, with --once: somebody waits
  std::set<PostKey> unread_;
  bool news_ = false;
};

}  // namespace clamor::collector
