#pragma once
// Collecting: asks every configured source for every tracked hashtag, politely, and hands the pages to the
// store. One event loop on the calling thread and one writer thread; clock, chance and HTTP come from
// outside.

#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "collector/net/http.hpp"
#include "collector/open_stream.hpp"
#include "collector/random.hpp"
#include "config/config.hpp"
#include "core/result.hpp"
#include "storage/store.hpp"

namespace clamor::collector {

struct Options {
  bool once = false;                 // until nothing is left to ask for
  std::optional<Millis> run_for{};   // at most so long
  std::optional<Millis> backfill{};  // first contact reads back so far; empty: to the server's end
  int pages_a_run = 400;             // per (source, tag)
  OpenStream open_stream{};          // see streams.hpp; empty, or with `once`: none is listened to
};

// What happened, for a log or a progress display. Sent from the calling thread.
struct Event {
  enum class Kind {
    page,      // `posts` rows came; `new_posts` is set on `stored` only
    finished,  // nothing is left to ask of (source, tag) now
    waiting,   // the source is left alone for `wait`, because of `detail`
    state,     // the source's state changed to `state`, because of `detail`
    stored,    // a group of pages was committed
    reread,    // `posts` known posts were read again, `gone` of them are no more; `source` may be a server's URL
    alarm,     // somebody should look: the source stopped until something changes (`wait` is zero), or could not
               // be read for `wait` so far, because of `detail`. Once until it is well again
    all_clear, // after an alarm: the source was read again
  };
  Kind kind = Kind::page;
  std::string source, tag;  // empty on `stored`
  int pages = 0;            // of this (source, tag) in this run
  std::int64_t posts = 0, new_posts = 0, gone = 0;
  storage::SourceState state = storage::SourceState::ok;
  Millis wait{0};
  std::string detail;  // English, sanitised; may be empty
};
using Tell = std::function<void(const Event&)>;

enum class Outcome { ok, some_failed, all_failed };  // a source that needs a login has not failed

// Before any request: an Error when the configuration does not allow collecting (no contact for a host beyond
// loopback, or data of another simulated network). Throws StorageError when the store fails; what was
// committed stays. A stop request ends the run within two seconds, everything received is committed first.
// `writer` is used by no one else meanwhile; set_campaign() has been called.
Result<Outcome> collect(const config::Config& config, storage::Writer& writer, net::HttpClient& client,
                        const Clock& clock, RandomSource& random, const Options& options,
                        std::stop_token stop, const Tell& tell);

// The client's options that a config asks for: User-Agent with the contact, named hosts.
net::CurlOptions http_options(const config::Config& config);

// The campaign as the store records it.
storage::CampaignSetup campaign_setup(const config::Config& config);

}  // namespace clamor::collector
