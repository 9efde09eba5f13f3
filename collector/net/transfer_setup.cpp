#include <fmt/core.h>

#include <algorithm>

#include "collector/net/redirect.hpp"
#include "collector/net/transfer.hpp"

namespace clamor::net {
namespace {

void set_request(Transfer& transfer) {
  CURL* easy = transfer.easy.get();
  const HttpRequest& request = transfer.request;
  curl_slist* list = nullptr;
  for (const Header& header : request.headers)
    list = curl_slist_append(list, (header.name + ": " + header.value).c_str());
  if (!request.bearer.empty())
    list = curl_slist_append(list, fmt::format("Authorization: Bearer {}", request.bearer.reveal()).c_str());
  const std::string_view body = request.secret_body.empty() ? request.body : request.secret_body.reveal();
  if (!body.empty() || request.method == "POST") {
    curl_easy_setopt(easy, CURLOPT_POST, 1L);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body.data());  // not copied: `request` outlives the hop
    list = curl_slist_append(list, "Expect:");
  }
  if (request.method != "GET" && request.method != "POST")
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  transfer.header_list.reset(list);
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, list);
}

void set_options(Transfer& transfer, const CurlOptions& options) {
  CURL* easy = transfer.easy.get();
  const HttpLimits& limits = transfer.limits;
  const auto set = [easy](CURLoption option, auto value) { curl_easy_setopt(easy, option, value); };
  set(CURLOPT_URL, transfer.url.text.c_str());
  set(CURLOPT_PRIVATE, &transfer);
  set(CURLOPT_ERRORBUFFER, transfer.words);
  set(CURLOPT_USERAGENT, options.user_agent.c_str());
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_HTTP09_ALLOWED, 0L);
  set(CURLOPT_ACCEPT_ENCODING, "");  // all that libcurl can decode: gzip, br, zstd
  // A proxy of the environment would be the address that is checked in place of the server's: none is used.
  set(CURLOPT_PROXY, "");
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
  set(CURLOPT_PIPEWAIT, 1L);  // share one HTTP/2 connection rather than open a second
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(limits.connect.count()));
  if (limits.total > Millis{0}) {
    const auto gone = std::chrono::duration_cast<Millis>(std::chrono::steady_clock::now() - transfer.started);
    set(CURLOPT_TIMEOUT_MS, std::max(1L, static_cast<long>((limits.total - gone).count())));
  }
  set_tls(easy, options);
  set_request(transfer);
  guard(transfer);
}

}  // namespace

void set_tls(CURL* easy, const CurlOptions& options) {
  curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
  // The system's folder of certificates stays in force beside this file.
  if (!options.ca_file.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, options.ca_file.c_str());
}

void start_libcurl() {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  static_cast<void>(ready);
}

std::optional<Error> prepare(Transfer& transfer, const CurlOptions& options) {
  Result<Url> url = check_url(transfer.request.url, options.named_hosts);
  if (!url) return url.error();
  transfer.url = std::move(*url);
  const auto& named = options.named_hosts;
  transfer.private_allowed = std::find(named.begin(), named.end(), transfer.url.authority()) != named.end();
  transfer.visited.push_back(transfer.url.text);
  transfer.response = {};
  transfer.asked.reset();
  transfer.headers_done.reset();
  transfer.in_body = false;
  transfer.header_bytes = 0;
  transfer.header_lines = 0;
  transfer.easy.reset(curl_easy_init());
  set_options(transfer, options);
  return std::nullopt;
}

}  // namespace clamor::net
