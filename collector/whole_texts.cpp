#include "collector/whole_texts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "collector/net/url.hpp"
#include "collector/reread_answers.hpp"
#include "collector/retry.hpp"
#include "collector/sources/fediverse.hpp"

namespace clamor::collector {
namespace {

using namespace std::chrono_literals;

constexpr Millis visits_last = 5min;  // of --once

}  // namespace

WholeTexts::WholeTexts(const config::Source& source, const Rereads* kind,
                       std::function<std::optional<Access>()> access, const RunContext& context)
    : source_(source), kind_(kind), access_(std::move(access)), context_(context), server_(source.server) {}

void WholeTexts::add(const std::string& tag, std::vector<CutPost> posts) {
  for (CutPost& post : posts) {
    if (!known_.emplace(post.name.key, tag).second) continue;
    news_ = true;
    if (may_ask(post.server))
      servers_[post.server].posts.push_back({std::move(post.name), tag});
    else
      unread_.insert(post.name.key);
  }
  choose();
}

bool WholeTexts::take_news() {
  return std::exchange(news_, false);
}

bool WholeTexts::is_guest_at(const std::string& server) const {
  return server != source_.server;
}

bool WholeTexts::may_ask(const std::string& server) const {
  if (!kind_) return false;
  if (!is_guest_at(server)) return true;
  const auto url = net::parse_url(server);
  return context_.guests && url && net::may_visit(*url);
}

std::optional<Access> WholeTexts::access_to(const std::string& server) const {
  return is_guest_at(server) ? std::optional(Access{server, {}, {}}) : access_();
}

// ---- asking

void WholeTexts::choose() {
  if (servers_.empty()) return;
  server_ =
      std::ranges::min_element(servers_, {}, [](const auto& one) { return one.second.not_before; })->first;
  if (!until_ && context_.options.once && is_guest_at(server_)) until_ = context_.monotonic() + visits_last;
}

Wants WholeTexts::wants() const {
  const auto at = servers_.find(server_);
  const bool late = until_ && is_guest_at(server_) && context_.monotonic() > *until_;
  if (late || at == servers_.end()) return {};
  return {.live = {}, .backfill = Want{at->second.not_before, false}};
}

net::HttpRequest WholeTexts::next(Errand) {
  const PostName& post = servers_.at(server_).posts.front().name;
  return kind_->posts_request({&post, 1}, access_to(server_).value_or(Access{server_, {}, {}}));
}

Effect WholeTexts::take(const Result<net::HttpResponse>& result) {
  const auto place = servers_.find(server_);
  if (place == servers_.end()) return {};
  Server& at = place->second;
  at.not_before = context_.monotonic() + (is_guest_at(server_) ? guests_come_every : 0ms);
  const int status = result ? result->status : 0;
  Effect effect;
  if (result && status != 200 && kind_->ends_session(*result)) {
    at.not_before = context_.monotonic() + behind::pause_without_session;
  } else if (status != 200 && behind::may_come(status)) {
    effect = trouble(at, status, result ? asked_wait(*result, context_.now()) : std::nullopt);
  } else {
    at.failures = 0;
    const Waiting post = std::move(at.posts.front());
    at.posts.pop_front();
    unread_.erase(post.name.key);
    if (status == 200) read(post, *result);  // else it is gone, or not for everybody
  }
  if (at.posts.empty()) servers_.erase(place);
  choose();
  return effect;
}

void WholeTexts::read(const Waiting& post, const net::HttpResponse& response) {
  const std::vector<PostName> names{post.name};
  auto page = kind_->read_posts(response, names, access_to(server_).value_or(Access{server_, {}, {}}));
  if (!page) {
    unread_.insert(post.name.key);
    return;
  }
  keep_what_was_asked(names, *page);
  keep_tagged(*page, post.tag);
  PreparedPage made = context_.intake.prepare(std::move(*page), context_.now());
  made.source = source_.name;
  made.tag = post.tag;
  made.vantage = server_;
  made.request = RequestLog{made.read_at, response.status, static_cast<int>(made.posts.size()), "whole_text"};
  context_.save(std::move(made));
}

// ---- when it does not go well

Effect WholeTexts::trouble(Server& at, int status, std::optional<Millis> asked) {
  const bool limited = status == 429;
  const Decision decision = decide({status, asked, at.failures}, context_.random.uniform());
  at.not_before = std::max(at.not_before, context_.monotonic() + decision.wait);
  if (++at.failures >= (limited ? behind::limits : behind::tries)) {
    at.failures = 0;
    if (context_.options.once || is_guest_at(server_))
      give_up(at);
    else
      at.not_before = std::max(at.not_before, context_.monotonic() + behind::pause_after_trouble);
  }
  return {.throttled = limited, .trouble = decision.trouble, .wait = limited || asked ? decision.wait : 0ms};
}

// Those of the last days are found again.
void WholeTexts::give_up(Server& at) {
  for (const Waiting& post : at.posts) {
    known_.erase({post.name.key, post.tag});
    unread_.insert(post.name.key);
  }
  at.posts.clear();
}

void WholeTexts::stop(storage::SourceState, std::string_view, const std::string&) {
  for (auto& [url, at] : servers_) give_up(at);
  servers_.clear();
}

void WholeTexts::close() {
  for (auto& [url, at] : servers_) give_up(at);
  if (unread_.empty()) return;
  PreparedPage page;
  page.source = source_.name;
  page.vantage = source_.server;
  page.read_at = context_.now();
  page.issues.push_back({"the search", fmt::format("{} posts were shown only in part: a hashtag that stands "
                                                   "behind that was not seen",
                                                   unread_.size())});
  context_.save(std::move(page));
}

}  // namespace clamor::collector
