#pragma once
// One look at a server: does it answer, what does it run, may we read there? Asks at most a handful of times.

#include <stop_token>
#include <string>

#include "collector/net/http.hpp"
#include "collector/open_stream.hpp"
#include "config/config.hpp"
#include "core/time.hpp"

namespace clamor::cli {

struct Probe {
  enum class State { open, local_only, needs_login, refused, trouble } state = State::trouble;
  std::string software;  // as told; may be empty
  std::string detail;    // trouble: English, sanitised
  // Of a source that asks for a stream. `untried`: what it needs is not known, as nobody could sign in.
  enum class Stream { none, untried, open, trouble } stream = Stream::none;
  std::string stream_detail{};  // trouble: English, sanitised
};

// `tag`: the hashtag asked for, once, with the smallest page. A stream is opened and closed again.
Probe probe(const config::Source& source, const std::string& tag, net::HttpClient& client,
            const collector::OpenStream& open_stream, const Clock& clock, std::stop_token stop);
// "mastodon 4.5.1: open", translated.
std::string probe_for_people(const Probe& probe);

}  // namespace clamor::cli
