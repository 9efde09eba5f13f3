#include "collector/net/url.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <new>

#include "collector/net/address.hpp"
#include "core/text.hpp"

namespace clamor::net {
namespace {

struct FreeUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using Handle = std::unique_ptr<CURLU, FreeUrl>;

// Memory that has run out says nothing of the address.
bool well(CURLUcode code) {
  if (code == CURLUE_OUT_OF_MEMORY) throw std::bad_alloc();
  return code == CURLUE_OK;
}

Handle new_handle() {
  Handle handle(curl_url());
  if (!handle) throw std::bad_alloc();
  return handle;
}

std::string part(const Handle& url, CURLUPart which, unsigned flags = 0) {
  char* text = nullptr;
  if (!well(curl_url_get(url.get(), which, &text, flags))) return {};
  const std::unique_ptr<char, decltype(&curl_free)> owned(text, &curl_free);
  return text;
}

Result<Url> read(const Handle& handle) {
  Url url;
  url.scheme = ascii_lower(part(handle, CURLUPART_SCHEME));
  url.host = ascii_lower(part(handle, CURLUPART_HOST));
  if (!url.host.empty() && url.host.back() == '.') url.host.pop_back();
  if (url.host.empty()) return fail(Errc::invalid_input, "the address names no host");
  if (!part(handle, CURLUPART_USER).empty() || !part(handle, CURLUPART_PASSWORD).empty())
    return fail(Errc::invalid_input, "an address must not carry a user or password");
  const std::string port = part(handle, CURLUPART_PORT, CURLU_DEFAULT_PORT);
  std::from_chars(port.data(), port.data() + port.size(), url.port);
  curl_url_set(handle.get(), CURLUPART_FRAGMENT, nullptr, 0);
  url.text = part(handle, CURLUPART_URL);
  return url;
}

std::string_view last_two_labels(std::string_view host) {
  const auto last = host.rfind('.');
  if (last == std::string_view::npos || last == 0) return host;
  const auto before = host.rfind('.', last - 1);
  return before == std::string_view::npos ? host : host.substr(before + 1);
}

bool below(std::string_view host, std::string_view domain) {
  return host.size() > domain.size() && host.ends_with(domain) &&
         host[host.size() - domain.size() - 1] == '.';
}

// "localhost" or a name without a dot belongs to nobody's domain.
bool has_domain(std::string_view host) {
  return !is_ip_literal(host) && host.find('.') != std::string_view::npos && !below(host, "localhost");
}

int hex_digit(char letter) {
  if (letter >= '0' && letter <= '9') return letter - '0';
  if (letter >= 'a' && letter <= 'f') return letter - 'a' + 10;
  if (letter >= 'A' && letter <= 'F') return letter - 'A' + 10;
  return -1;
}

std::string percent_decode(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0) {
      decoded += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
      i += 2;
    } else {
      decoded += text[i] == '+' ? ' ' : text[i];
    }
  }
  return decoded;
}

}  // namespace

std::string Url::authority() const {
  return host + ":" + std::to_string(port);
}

Result<Url> parse_url(std::string_view text) {
  const Handle handle = new_handle();
  if (!well(curl_url_set(handle.get(), CURLUPART_URL, std::string(text).c_str(), CURLU_NON_SUPPORT_SCHEME)))
    return fail(Errc::invalid_input, "not an address: it needs a scheme and a host");
  return read(handle);
}

Result<Url> resolve(const Url& base, std::string_view reference) {
  const Handle handle = new_handle();
  if (!well(curl_url_set(handle.get(), CURLUPART_URL, base.text.c_str(), 0)) ||
      !well(curl_url_set(handle.get(), CURLUPART_URL, std::string(reference).c_str(), CURLU_NON_SUPPORT_SCHEME)))
    return fail(Errc::invalid_input, "not an address");
  return read(handle);
}

std::map<std::string, std::string> query_parameters(std::string_view url) {
  std::map<std::string, std::string> found;
  const auto start = url.find('?');
  if (start == std::string_view::npos) return found;
  std::string_view query = url.substr(start + 1);
  query = query.substr(0, query.find('#'));
  while (!query.empty()) {
    const auto end = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, end);
    const auto equals = std::min(pair.find('='), pair.size());
    if (!pair.empty())
      found.emplace(percent_decode(pair.substr(0, equals)),
                    equals < pair.size() ? percent_decode(pair.substr(equals + 1)) : std::string());
    query.remove_prefix(std::min(end + 1, query.size()));
  }
  return found;
}

std::string percent_encode(std::string_view text) {
  static constexpr char digits[] = "0123456789ABCDEF";
  std::string encoded;
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    const bool plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                       (byte >= '0' && byte <= '9') || byte == '-' || byte == '.' || byte == '_' ||
                       byte == '~';
    if (plain) {
      encoded += letter;
    } else {
      encoded += '%';
      encoded += digits[byte >> 4];
      encoded += digits[byte & 15];
    }
  }
  return encoded;
}

bool is_ip_literal(std::string_view host) {
  return parse_address(host).has_value();
}

bool is_loopback(const Url& url) {
  if (url.host == "localhost") return true;
  const auto address = parse_address(url.host);
  return address && place_of(*address) == Place::loopback;
}

bool may_visit(const Url& url) {
  return url.scheme == "https" && !is_loopback(url) && !is_ip_literal(url.host);
}

bool same_site(const Url& from, const Url& to) {
  if (!has_domain(from.host) || !has_domain(to.host)) return from.authority() == to.authority();
  return from.host == to.host || below(from.host, to.host) || below(to.host, from.host) ||
         last_two_labels(from.host) == last_two_labels(to.host);
}

bool same_host(const Url& from, const Url& to) {
  if (from.host != to.host) return false;
  return from.port == to.port || (from.port == 80 && to.port == 443);
}

}  // namespace clamor::net
