#include "collector/net/mail.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstring>

#include "collector/net/transfer.hpp"
#include "collector/net/trouble.hpp"

namespace clamor::net {
namespace {

std::size_t read_text(char* into, std::size_t, std::size_t most, void* context) {
  auto& rest = *static_cast<std::string_view*>(context);
  const std::size_t size = std::min(rest.size(), most);
  std::memcpy(into, rest.data(), size);
  rest.remove_prefix(size);
  return size;
}

int asked_to_stop(void* context, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<const std::stop_token*>(context)->stop_requested() ? 1 : 0;
}

// By the name alone: only the user's own machine may be spoken to in the open.
bool may_be_plain(const Url& url, const CurlOptions& options) {
  const auto& named = options.named_hosts;
  return is_loopback(url) && std::find(named.begin(), named.end(), url.authority()) != named.end();
}

Error explain_mail(const std::string& host, CURL* easy, CURLcode code, const char* words) {
  long result = 0, reply = 0;
  curl_easy_getinfo(easy, CURLINFO_SSL_VERIFYRESULT, &result);
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &reply);
  switch (code) {
    case CURLE_PEER_FAILED_VERIFICATION:
      return {Errc::network, certificate_trouble(host, result, words)};
    case CURLE_USE_SSL_FAILED:
      return {Errc::network, fmt::format("{} takes mail without TLS only: nothing was sent", host)};
    case CURLE_LOGIN_DENIED:
      return {Errc::needs_login, fmt::format("{} refuses the login for mail", host)};
    case CURLE_COULDNT_RESOLVE_HOST:
      return {Errc::network, fmt::format("no address was found for the name {}", host)};
    case CURLE_COULDNT_CONNECT:
      return {Errc::network, fmt::format("{} refused the connection", host)};
    case CURLE_ABORTED_BY_CALLBACK:
      return {Errc::cancelled, fmt::format("the mail to {} was given up", host)};
    default:
      return {Errc::network, reply >= 400 ? fmt::format("{} refused the mail (SMTP {})", host, reply)
                                          : fmt::format("the mail did not reach {}", host)};
  }
}

}  // namespace

Result<void> post_letter(const Letter& letter, const CurlOptions& options, Millis at_most,
                         std::stop_token stop) {
  const auto url = parse_url(letter.server);
  if (!url) return tl::unexpected(url.error());
  start_libcurl();
  const Easy easy(curl_easy_init());
  const auto set = [&](CURLoption option, auto value) { curl_easy_setopt(easy.get(), option, value); };
  char words[CURL_ERROR_SIZE] = {};
  std::string_view text = letter.text;
  const std::unique_ptr<curl_slist, FreeList> to(curl_slist_append(nullptr, letter.to.c_str()));
  set(CURLOPT_URL, url->text.c_str());
  set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  set(CURLOPT_ERRORBUFFER, words);
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_PROXY, "");
  set_tls(easy.get(), options);
  set(CURLOPT_USE_SSL, static_cast<long>(may_be_plain(*url, options) ? CURLUSESSL_TRY : CURLUSESSL_ALL));
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(at_most.count()));
  set(CURLOPT_MAIL_FROM, letter.from.c_str());
  set(CURLOPT_MAIL_RCPT, to.get());
  set(CURLOPT_UPLOAD, 1L);
  set(CURLOPT_READFUNCTION, read_text);
  set(CURLOPT_READDATA, &text);
  set(CURLOPT_NOPROGRESS, 0L);
  set(CURLOPT_XFERINFOFUNCTION, asked_to_stop);
  set(CURLOPT_XFERINFODATA, &stop);
  if (!letter.user.empty()) {
    set(CURLOPT_USERNAME, std::string(letter.user.reveal()).c_str());
    set(CURLOPT_PASSWORD, std::string(letter.password.reveal()).c_str());
  }
  const CURLcode code = curl_easy_perform(easy.get());
  if (code != CURLE_OK) return tl::unexpected(explain_mail(url->host, easy.get(), code, words));
  return {};
}

}  // namespace clamor::net
