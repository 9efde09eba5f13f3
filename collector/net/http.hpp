#pragma once
// How bytes travel: requests out, whole answers in, under limits. Knows no network and no kind.
// One client lives on one thread; callbacks run on that thread, inside run().

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.hpp"
#include "core/secret.hpp"
#include "core/time.hpp"

namespace clamor::net {

struct Header {
  std::string name;   // lower case in responses
  std::string value;  // no line breaks
};

struct HttpRequest {
  std::string method = "GET";
  std::string url;  // absolute
  std::vector<Header> headers;
  std::string body;
  Secret bearer;       // sent as Authorization, to the request's own host only; dropped at any redirect elsewhere
  Secret secret_body;  // instead of `body` when it holds a password
};

struct HttpResponse {
  int status = 0;
  std::vector<Header> headers;
  std::string body;       // decoded
  std::string final_url;  // after redirects
  // First value of that name (lower case), or empty. `header_count` tells a repeated one.
  std::string_view header(std::string_view name) const;
  std::vector<std::string_view> all(std::string_view name) const;
};

// reliability.md 10, 12, 14, 17: the whole transfer fails beyond them, nothing is handed on half read.
struct HttpLimits {
  Millis connect{10'000}, headers{15'000}, total{60'000};
  long slow_bytes_per_second = 200;
  Millis slow_for{15'000};
  std::size_t decoded_bytes = 16u << 20;
  double decoded_ratio = 200;  // above 1 MB decoded
  std::size_t header_bytes = 64u << 10;
  int header_count = 200;
  int redirects = 3;
};

using HttpCallback = std::function<void(Result<HttpResponse>)>;

class HttpClient {
 public:
  virtual ~HttpClient() = default;
  // Starts a transfer; the callback comes exactly once, from run(), unless cancel_all() comes first.
  // Refuses (through the callback) every scheme but https, and http for hosts the user named.
  virtual void send(HttpRequest request, HttpCallback callback) = 0;
  // Moves transfers on and calls back; returns after one round of events or at the latest after `at_most`.
  virtual void run(Millis at_most) = 0;
  // Makes a run() in progress return early. The one call that is safe from any thread and from a signal's thread.
  virtual void wake() = 0;
  virtual void cancel_all() = 0;
};

struct CurlOptions {
  std::string user_agent;
  HttpLimits limits;
  std::vector<std::string> named_hosts;  // "host:port" the user wrote: plain http and private addresses allowed
  std::string ca_file;                   // added to the system's; empty: none
};
std::unique_ptr<HttpClient> make_curl_client(CurlOptions options);

}  // namespace clamor::net
