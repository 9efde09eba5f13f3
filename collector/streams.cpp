#include "collector/streams.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>

#include "collector/setup.hpp"
#include "core/text.hpp"

namespace clamor::collector {
namespace {

using namespace std::chrono_literals;

constexpr Millis longest_step = 250ms;  // a stop request is noticed at the latest after this

// True: a stop was asked for meanwhile.
bool rest(std::stop_token stop, Millis time) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  return never.wait_for(lock, stop, time, [&] { return stop.stop_requested(); });
}

}  // namespace

OpenStream open_streams_with(net::CurlOptions options) {
  return [options = std::move(options)](Transport transport, net::StreamRequest request) {
    return transport == Transport::websocket ? net::open_websocket(std::move(request), options)
                                             : net::open_events(std::move(request), options);
  };
}

Streams::Streams(const config::Config& config, StreamContext context,
                 std::map<std::string, std::optional<UtcTime>> read_to, RandomSource& random)
    : config_(config), context_(std::move(context)), read_to_(std::move(read_to)), random_(random) {}

void Streams::start(const config::Source& source, const SignIn& sign_in) {
  const auto waiting = read_to_.find(source.name);
  if (waiting == read_to_.end()) return;
  const auto kind = make_stream(source);
  if (kind && kind->needs_sign_in() && !sign_in.done()) return;
  StreamAsk ask{source, sign_in.facts(), sign_in.session().token, "", waiting->second};
  read_to_.erase(waiting);
  if (!kind) return;
  std::vector<std::string> all;
  for (const config::Hashtag& hashtag : config_.hashtags)
    for (const std::string& spelling : spellings_to_ask(hashtag)) {
      all.push_back(hashtag_key(spelling));
      if (!kind->per_tag()) continue;
      ask.tag = spelling;
      listen(ask, {all.back()});
    }
  if (!kind->per_tag()) listen(std::move(ask), std::move(all));
}

void Streams::listen(StreamAsk ask, std::vector<std::string> keys) {
  auto kind = make_stream(ask.config);
  const auto seed = static_cast<unsigned>(random_.uniform() * 1e9);
  StreamRun& run = runs_.emplace_back(std::move(ask), std::move(keys), std::move(kind), context_, seed);
  threads_.emplace_back([&run](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      if (const Millis wait = run.wait(); wait > 0ms)
        rest(stop, std::min(wait, longest_step));
      else
        run.step(longest_step);
    }
    run.close();
  });
}

void Streams::stop() {
  for (std::jthread& thread : threads_) thread.request_stop();
  threads_.clear();  // each is waited for
}

}  // namespace clamor::collector
