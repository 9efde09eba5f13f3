#include <fmt/core.h>

#include <algorithm>
#include <chrono>

#include "collector/net/event_lines.hpp"
#include "collector/net/transfer.hpp"
#include "collector/net/trouble.hpp"

namespace clamor::net {
namespace {

using Clock = std::chrono::steady_clock;

class EventStream final : public MessageStream {
 public:
  EventStream(StreamRequest request, CurlOptions options, StreamLimits limits)
      : limits_(limits), lines_(limits.message_bytes), multi_(curl_multi_init()) {
    transfer_.request.url = std::move(request.url);
    transfer_.request.headers = std::move(request.headers);
    transfer_.request.headers.push_back({"Accept", "text/event-stream"});
    transfer_.request.bearer = std::move(request.bearer);
    transfer_.limits = options.limits;
    transfer_.limits.connect = limits.connect;
    transfer_.limits.headers = limits.headers;
    transfer_.limits.total = Millis{0};  // it is meant to last
    transfer_.started = Clock::now();
    transfer_.take = [this](std::string_view bytes) { return take(bytes); };
    end_ = prepare(transfer_, options);
    if (!end_) curl_multi_add_handle(multi_.get(), transfer_.easy.get());
  }
  ~EventStream() override {
    if (transfer_.easy) curl_multi_remove_handle(multi_.get(), transfer_.easy.get());
  }
  EventStream(const EventStream&) = delete;
  EventStream& operator=(const EventStream&) = delete;

  Result<std::optional<StreamMessage>> next(Millis at_most) override {
    const auto until = Clock::now() + at_most;
    while (true) {
      if (auto message = lines_.next()) return message;
      if (!end_) move_on();
      if (auto message = lines_.next()) return message;
      if (end_) return tl::unexpected(*end_);
      const auto left = std::chrono::ceil<Millis>(std::min(until, patience()) - Clock::now());
      if (Clock::now() >= until) return std::nullopt;
      curl_multi_poll(multi_.get(), nullptr, 0, static_cast<int>(std::max(left, Millis{0}).count()), nullptr);
    }
  }

  const HttpResponse* opened() const override {
    return transfer_.headers_done && transfer_.response.status == 200 ? &transfer_.response : nullptr;
  }

 private:
  void move_on() {
    int still_running = 0, left = 0;
    curl_multi_perform(multi_.get(), &still_running);
    while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left))
      if (message->msg == CURLMSG_DONE) ended(message->data.result);
    if (end_ || Clock::now() < patience()) return;
    if (!transfer_.headers_done)
      end_ = check_pace(transfer_, Clock::now());
    else
      end_ = Error{Errc::network,
                   fmt::format("{} was silent for {}", transfer_.url.host, seconds(limits_.silence))};
  }

  // When it is taken for dead, unless something comes before.
  Instant patience() const {
    if (!transfer_.headers_done) return deadline(transfer_);
    return std::max(*transfer_.headers_done, last_byte_) + limits_.silence;
  }

  bool take(std::string_view bytes) {
    last_byte_ = Clock::now();
    if (transfer_.response.status != 200) return true;  // an error's words
    if (!transfer_.response.header("content-type").starts_with("text/event-stream"))
      return transfer_.stop(Errc::bad_answer, fmt::format("{} answered with something that is no stream",
                                                          transfer_.url.host)) > 0;
    if (lines_.take(bytes)) return true;
    return transfer_.stop(Errc::too_large, fmt::format("{} sent a message of more than {} KB",
                                                       transfer_.url.host, limits_.message_bytes / 1024)) > 0;
  }

  void ended(CURLcode code) {
    if (code != CURLE_OK || transfer_.stopped)
      end_ = explain(transfer_, code);
    else if (transfer_.response.status != 200)
      end_ = refused_stream(transfer_.url.host, transfer_.response.status);
    else
      end_ = Error{Errc::network, fmt::format("{} broke the connection off", transfer_.url.host)};
  }

  const StreamLimits limits_;
  EventLines lines_;
  Multi multi_;
  Transfer transfer_;
  std::optional<Error> end_;
  Instant last_byte_{};
};

}  // namespace

Error refused_stream(const std::string& host, int status) {
  const Errc code = status == 401 || status == 403 ? Errc::needs_login
                    : status == 429                ? Errc::rate_limited
                    : status >= 500                ? Errc::server_trouble
                                                   : Errc::bad_answer;
  return {code, fmt::format("{} refused the stream (HTTP {})", host, status)};
}

std::unique_ptr<MessageStream> open_events(StreamRequest request, CurlOptions options, StreamLimits limits) {
  start_libcurl();
  return std::make_unique<EventStream>(std::move(request), std::move(options), limits);
}

}  // namespace clamor::net
