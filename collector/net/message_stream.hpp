#pragma once
// Connections that stay open and bring one message after another: a WebSocket, or Server-Sent Events over
// HTTP. Knows no network and no kind. One stream lives on one thread and does its work inside next().

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "collector/net/http.hpp"

namespace clamor::net {

struct StreamRequest {
  std::string url;  // wss:// or https://; ws:// and http:// only for a host the user named
  std::vector<Header> headers;
  Secret bearer;  // sent as Authorization; no redirect is followed
};

struct StreamLimits {
  Millis connect{10'000}, headers{15'000};
  Millis silence{90'000};  // without a byte for so long the connection is taken for dead
  std::size_t message_bytes = 1u << 20;
};

struct StreamMessage {
  std::string event;  // of Server-Sent Events; empty on a WebSocket
  std::string data;   // text, not checked for anything
};

class MessageStream {
 public:
  virtual ~MessageStream() = default;
  // Connects when that is still to be done, then waits for the next message; empty: none came within
  // `at_most`. An Error is the end of this stream: it could not be opened, was refused, broke off or sent
  // rubbish.
  virtual Result<std::optional<StreamMessage>> next(Millis at_most) = 0;
  // The answer that opened it, without a body; null before.
  virtual const HttpResponse* opened() const = 0;
};

// `options` as for the client: who asks, which hosts were named, certificates. Its limits are for answers.
std::unique_ptr<MessageStream> open_websocket(StreamRequest request, CurlOptions options,
                                              StreamLimits limits = {});
std::unique_ptr<MessageStream> open_events(StreamRequest request, CurlOptions options,
                                           StreamLimits limits = {});

// The end of a stream that the server refused to open, by its status.
Error refused_stream(const std::string& host, int status);

}  // namespace clamor::net
