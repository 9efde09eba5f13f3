#include <algorithm>
#include <chrono>
#include <list>

#include "collector/net/redirect.hpp"
#include "collector/net/transfer.hpp"

namespace clamor::net {
namespace {

class CurlClient final : public HttpClient {
 public:
  explicit CurlClient(CurlOptions options) : options_(std::move(options)), multi_(curl_multi_init()) {}
  ~CurlClient() override { CurlClient::cancel_all(); }

  void send(HttpRequest request, HttpCallback callback) override {
    auto asked = std::make_unique<Asked>();
    asked->callback = std::move(callback);
    asked->transfer.request = std::move(request);
    asked->transfer.limits = options_.limits;
    asked->transfer.started = std::chrono::steady_clock::now();
    if (auto refused = start(asked->transfer)) {
      finished_.push_back({std::move(asked->callback), tl::unexpected(std::move(*refused))});
      return;
    }
    running_.push_back(std::move(asked));
  }

  void run(Millis at_most) override {
    int still_running = 0;
    curl_multi_perform(multi_.get(), &still_running);
    collect();
    if (finished_.empty()) {
      const auto wait = std::clamp(std::min(at_most, nearest_deadline()), Millis{0}, Millis{3'600'000});
      curl_multi_poll(multi_.get(), nullptr, 0, static_cast<int>(wait.count()), nullptr);
      curl_multi_perform(multi_.get(), &still_running);
      collect();
    }
    while (!finished_.empty()) {
      Finished done = std::move(finished_.front());
      finished_.pop_front();
      done.callback(std::move(done.result));
    }
  }

  void wake() override { curl_multi_wakeup(multi_.get()); }

  void cancel_all() override {
    for (const auto& asked : running_) curl_multi_remove_handle(multi_.get(), asked->transfer.easy.get());
    running_.clear();
    finished_.clear();
  }

 private:
  struct Asked {  // lives from send() to its callback
    Transfer transfer;
    HttpCallback callback;
  };
  struct Finished {
    HttpCallback callback;
    Result<HttpResponse> result;
  };

  // Begins the present hop; an Error when it must not be made.
  std::optional<Error> start(Transfer& transfer) {
    if (auto refused = prepare(transfer, options_)) return refused;
    curl_multi_add_handle(multi_.get(), transfer.easy.get());
    return std::nullopt;
  }

  Millis nearest_deadline() const {
    Instant nearest = Instant::max();
    for (const auto& asked : running_) nearest = std::min(nearest, deadline(asked->transfer));
    if (nearest == Instant::max()) return Millis::max();
    const auto left = std::chrono::duration_cast<Millis>(nearest - std::chrono::steady_clock::now());
    return std::max(left, Millis{0}) + Millis{1};
  }

  // Moves what ended into finished_, or on to its next hop.
  void collect() {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      const CURLcode code = message->data.result;
      char* owner = nullptr;
      curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &owner);
      end_hop(*reinterpret_cast<Transfer*>(owner), code);
    }
    const Instant now = std::chrono::steady_clock::now();
    for (auto next = running_.begin(); next != running_.end();) {
      Transfer& transfer = (**next++).transfer;
      if (auto too_slow = check_pace(transfer, now)) finish(transfer, tl::unexpected(std::move(*too_slow)));
    }
  }

  void end_hop(Transfer& transfer, CURLcode code) {
    if (code != CURLE_OK || transfer.stopped)
      return finish(transfer, tl::unexpected(explain(transfer, code)));
    if (auto refused = check_whole(transfer)) return finish(transfer, tl::unexpected(std::move(*refused)));
    transfer.response.final_url = transfer.url.text;
    if (!is_redirect(transfer.response.status)) return finish(transfer, std::move(transfer.response));

    auto next = follow(transfer.request, transfer.response, transfer.visited, options_.named_hosts,
                       transfer.limits.redirects);
    if (!next) return finish(transfer, tl::unexpected(next.error()));
    curl_multi_remove_handle(multi_.get(), transfer.easy.get());
    transfer.request = std::move(*next);
    if (auto refused = start(transfer)) finish(transfer, tl::unexpected(std::move(*refused)));
  }

  void finish(Transfer& transfer, Result<HttpResponse> result) {
    const auto ended = std::find_if(running_.begin(), running_.end(),
                                    [&](const auto& asked) { return &asked->transfer == &transfer; });
    curl_multi_remove_handle(multi_.get(), transfer.easy.get());
    finished_.push_back({std::move((*ended)->callback), std::move(result)});
    running_.erase(ended);
  }

  CurlOptions options_;
  Multi multi_;
  std::list<std::unique_ptr<Asked>> running_;
  std::list<Finished> finished_;
};

}  // namespace

std::unique_ptr<HttpClient> make_curl_client(CurlOptions options) {
  start_libcurl();
  return std::make_unique<CurlClient>(std::move(options));
}

}  // namespace clamor::net
