#pragma once
// How a run comes by its streams: from outside, as it comes by clock, chance and HTTP.

#include <functional>
#include <memory>

#include "collector/net/message_stream.hpp"

namespace clamor::collector {

enum class Transport { websocket, events };

// Opens nothing yet: that happens inside next(). Called on the stream's own thread.
using OpenStream = std::function<std::unique_ptr<net::MessageStream>(Transport, net::StreamRequest)>;

// The real one.
OpenStream open_streams_with(net::CurlOptions options);

}  // namespace clamor::collector
