#pragma once
// One request on its way through libcurl, with the redirects it is led through. Private to this room: the
// client and the event stream drive it, its three files say how it is set up, watched and explained.

#include <curl/curl.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collector/net/http.hpp"
#include "collector/net/url.hpp"

namespace clamor::net {

using Instant = std::chrono::steady_clock::time_point;

struct FreeEasy {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct FreeMulti {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};
struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Easy = std::unique_ptr<CURL, FreeEasy>;
using Multi = std::unique_ptr<CURLM, FreeMulti>;

void start_libcurl();  // once, before any thread of ours asks; cheap to repeat

void set_tls(CURL* easy, const CurlOptions& options);  // verified, 1.2 or newer: there is no other way

struct Transfer {
  HttpRequest request;
  HttpLimits limits;
  Url url;
  bool private_allowed = false;  // the user named this host
  std::vector<std::string> visited;
  Instant started;

  // of the present hop
  Easy easy;
  std::unique_ptr<curl_slist, FreeList> header_list;
  HttpResponse response;
  std::optional<Instant> asked;  // when the connection stood
  std::optional<Instant> headers_done;
  bool in_body = false;
  std::size_t header_bytes = 0;
  int header_lines = 0;
  Instant slow_since{};  // the window over which the pace of the body is measured
  curl_off_t slow_from = 0;
  std::optional<Error> stopped;  // why we ended it ourselves
  std::string blocked_address;
  char words[CURL_ERROR_SIZE] = {};

  // Takes the body as it comes, in place of response.body and its limits; false ends the transfer.
  std::function<bool(std::string_view)> take;

  std::size_t stop(Errc code, std::string detail) {
    if (!stopped) stopped = Error{code, std::move(detail)};
    return 0;
  }
};

// Checks the address of `request` and makes a fresh handle for the hop; an Error when it must not be made.
std::optional<Error> prepare(Transfer& transfer, const CurlOptions& options);

// Has libcurl ask us before it connects, and hand us what comes: limits are kept while it flows.
void guard(Transfer& transfer);
// The next instant at which check_pace() may have something to say.
Instant deadline(const Transfer& transfer);
// libcurl has no limit for the time to the last header, and measures a slow body by the second: both are kept
// here.
std::optional<Error> check_pace(Transfer& transfer, Instant now);
// The whole body has come: does it hold what it was allowed to?
std::optional<Error> check_whole(const Transfer& transfer);

// Why a transfer failed, in words for the person who configured the server.
Error explain(const Transfer& transfer, CURLcode code);

}  // namespace clamor::net
