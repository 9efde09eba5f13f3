#pragma once
// One question to the client, answered or refused, with limits no test has to wait for.

#include <optional>
#include <string>
#include <vector>

#include "collector/net/http.hpp"
#include "tests/collector/net/server.hpp"

namespace clamor::net {

inline HttpLimits quick() {
  HttpLimits limits;
  limits.connect = Millis{2000};
  limits.headers = Millis{150};
  limits.total = Millis{600};
  limits.decoded_bytes = 3u << 20;
  return limits;
}

inline HttpRequest get(const std::string& url) {
  HttpRequest request;
  request.url = url;
  return request;
}

inline Result<HttpResponse> ask_with(CurlOptions options, HttpRequest request) {
  const auto client = make_curl_client(std::move(options));
  std::optional<Result<HttpResponse>> answer;
  client->send(std::move(request), [&](Result<HttpResponse> result) { answer = std::move(result); });
  for (int round = 0; round < 1000 && !answer; ++round) client->run(Millis{1000});
  return answer.value_or(fail(Errc::cancelled, "no callback"));
}

inline Result<HttpResponse> ask(HttpRequest request, const std::vector<std::string>& named,
                                const HttpLimits& limits = quick()) {
  return ask_with({"Clamor/test (+nobody@example.org)", limits, named, ""}, std::move(request));
}

inline Result<HttpResponse> ask(const Server& server, const HttpLimits& limits = quick()) {
  return ask(get(server.url()), {server.authority()}, limits);
}

inline std::string chunk(const std::string& bytes) {
  char size[16];
  std::snprintf(size, sizeof size, "%zx\r\n", bytes.size());
  return size + bytes + "\r\n";
}

inline const std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n";

}  // namespace clamor::net
