// Addresses as people write them, judged before any request.
#include <algorithm>
#include <charconv>

#include "config/config.hpp"
#include "core/text.hpp"

namespace clamor::config {
namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_host(std::string_view host) {
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {  // IPv6
    host = host.substr(1, host.size() - 2);
    return std::all_of(host.begin(), host.end(), [](char c) {
      return is_digit(c) || c == ':' || c == '.' || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    });
  }
  if (host.empty() || host.size() > 253 || host.front() == '.' || host.front() == '-') return false;
  if (host.find("..") != std::string_view::npos) return false;
  return std::all_of(host.begin(), host.end(),
                     [](char c) { return is_letter(c) || is_digit(c) || c == '-' || c == '.'; });
}

bool is_port(std::string_view text) {
  int port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc{} && end == text.data() + text.size() && port > 0 && port < 65536;
}

}  // namespace

std::string server_address(std::string_view text) {
  return address_with({"https", "http"}, text);
}

std::string address_with(const std::vector<std::string_view>& schemes, std::string_view text) {
  std::string address = ascii_lower(text);
  while (!address.empty() && address.back() == '/') address.pop_back();
  const auto end_of_scheme = address.find("://");
  if (end_of_scheme == std::string::npos) return {};
  std::string_view rest = address;
  if (std::find(schemes.begin(), schemes.end(), rest.substr(0, end_of_scheme)) == schemes.end()) return {};
  rest.remove_prefix(end_of_scheme + 3);
  const auto colon = rest.rfind(':');
  if (colon != std::string_view::npos && rest.find(']', colon) == std::string_view::npos) {
    if (!is_port(rest.substr(colon + 1))) return {};
    rest = rest.substr(0, colon);
  }
  return is_host(rest) ? address : std::string{};
}

bool is_contact(std::string_view text) {
  if (text.empty() || text.size() > 200) return false;
  const bool clean =
      std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f && c != '('; });
  if (!clean || text.find(')') != std::string_view::npos)
    return false;  // it stands in a comment of User-Agent
  if (text.starts_with("https://") || text.starts_with("http://")) return text.size() > 10;
  const auto at = text.find('@');
  return at != std::string_view::npos && at > 0 && at + 1 < text.size();
}

}  // namespace clamor::config
