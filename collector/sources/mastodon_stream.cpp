// The hashtag streams of Mastodon (Server-Sent Events): one connection for each hashtag, with the token of a
// user. They do not go back: what happens during a drop is found by the next poll.

#include <fmt/format.h>

#include "collector/net/url.hpp"
#include "collector/sources/fediverse.hpp"
#include "collector/sources/json.hpp"
#include "collector/sources/kinds.hpp"
#include "collector/sources/mastodon_status.hpp"
#include "collector/stream.hpp"

namespace clamor::collector {
namespace {

// Where the server says its streams are, as long as that is the same site: the token goes there.
std::string streaming_base(const StreamAsk& ask) {
  std::string told = ask.facts.streaming;
  if (told.starts_with("wss://") || told.starts_with("ws://")) told.replace(0, 2, "http");
  const auto home = net::parse_url(ask.config.server), there = net::parse_url(told);
  if (!home || !there || there->scheme != home->scheme || !net::same_site(*home, *there))
    return ask.config.server;
  return fmt::format("{}://{}", there->scheme, there->authority());
}

class MastodonStream final : public StreamKind {
 public:
  Transport transport() const override { return Transport::events; }
  bool per_tag() const override { return true; }
  bool needs_sign_in() const override { return true; }
  Millis replays() const override { return Millis{0}; }

  net::StreamRequest request(const StreamAsk& ask) const override {
    net::StreamRequest request;
    request.url =
        fmt::format("{}/api/v1/streaming/hashtag?tag={}", streaming_base(ask), net::percent_encode(ask.tag));
    request.bearer = ask.token;
    return request;
  }

  Result<StreamNews> read(const net::StreamMessage& message, const StreamAsk& ask) const override {
    StreamNews news;
    if (message.event == "delete") {
      const bool whole = !message.data.empty() && message.data.size() <= 64;
      if (!whole) return fail(Errc::bad_answer, "a deletion that names no post");
      news.deleted_ids.push_back(message.data);
    }
    news.edited = message.event == "status.update";
    if (message.event != "update" && !news.edited) return news;
    auto rows = JsonRows::read("[" + message.data + "]", "");
    if (!rows) return tl::unexpected(rows.error());
    news.page.issues = std::move(rows->issues);
    const std::string& server = ask.config.server;
    read_statuses(rows->rows(), server, ask.facts.domain.empty() ? host_of(server) : ask.facts.domain,
                  news.page);
    return news;
  }
};

}  // namespace

std::unique_ptr<StreamKind> make_mastodon_stream() {
  return std::make_unique<MastodonStream>();
}

}  // namespace clamor::collector
