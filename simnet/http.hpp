#pragma once
// A request and an answer, free of sockets: every API of the simnet is a function from one to the other.

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/time.hpp"

namespace clamor::simnet {

struct Request {
  std::string method = "GET";
  std::string path;                                        // still percent-encoded
  std::vector<std::pair<std::string, std::string>> query;  // decoded, in order; "id[]" keeps its brackets
  std::map<std::string, std::string> headers;              // names in lower case
  std::string body;

  std::string_view one(std::string_view name) const;  // the last value; empty when absent
  bool has(std::string_view name) const;
  std::vector<std::string> all(std::string_view name) const;
};

struct Response {
  int status = 200;
  std::string content_type = "application/json; charset=utf-8";
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  Millis delay{0};  // the server thinks that long
  // How it comes: as it should, not at all (the connection ends, or nothing more is heard), a few bytes a
  // second, or never to an end, as Server-Sent Events or as messages of a WebSocket.
  enum class Manner { whole, hang_up, silent, dripping, events, messages } manner = Manner::whole;
  // Of an answer without end: what happened since it was last asked, each thing as it is sent. Empty: the
  // connection breaks off.
  using News = std::function<std::optional<std::vector<std::string>>(UtcTime now)>;
  News news{};
};

// "GET", "/api/v1/timelines/tag/x?limit=2" -> a Request without headers and body.
Request make_request(std::string_view method, std::string_view target);

std::string percent_decoded(std::string_view text, bool plus_is_space = false);
std::string percent_encoded(std::string_view text);
std::vector<std::string> path_parts(std::string_view path);  // decoded

}  // namespace clamor::simnet
