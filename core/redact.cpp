#include "core/redact.hpp"

#include <algorithm>
#include <array>

#include "core/text.hpp"

namespace clamor {
namespace {

constexpr std::string_view hidden = "***";

// Headers: everything behind the colon goes, to the end of the line.
constexpr std::array<std::string_view, 5> headers{"authorization", "proxy-authorization", "cookie",
                                                  "set-cookie", "x-api-key"};
// Fields of addresses, forms and JSON.
constexpr std::array<std::string_view, 13> fields{
    "access_token", "refresh_token", "client_secret", "app_password", "password", "token", "accessjwt",
    "refreshjwt",   "api_key",       "secret",        "api_secret",   "auth",     "key"};

bool in_word(char c) {
  c = ascii_lower(c);
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

// The word that ends before `at`, in lower case.
std::string word_before(std::string_view text, std::size_t at) {
  std::size_t begin = at;
  while (begin > 0 && in_word(text[begin - 1])) --begin;
  std::string word(text.substr(begin, at - begin));
  std::ranges::transform(word, word.begin(), [](char letter) { return ascii_lower(letter); });
  return word;
}

bool is_one_of(std::string_view word, const auto& list) {
  return std::ranges::find(list, word) != list.end();
}

std::size_t skip(std::string_view text, std::size_t at, std::string_view letters) {
  return std::min(text.find_first_not_of(letters, at), text.size());
}

// Where the secret behind the sign at `at` begins and ends; empty: there is none.
std::string_view secret_behind(std::string_view text, std::size_t at) {
  if (text[at] != ':' && text[at] != '=') return {};
  std::size_t end_of_word = at;
  while (end_of_word > 0 && (text[end_of_word - 1] == '"' || text[end_of_word - 1] == ' ')) --end_of_word;
  const std::string word = word_before(text, end_of_word);
  const std::size_t begin = skip(text, at + 1, " \"'");
  if (text[at] == ':' && is_one_of(word, headers))
    return text.substr(begin, std::min(text.find_first_of("\r\n", begin), text.size()) - begin);
  if (!is_one_of(word, fields)) return {};
  return text.substr(begin, std::min(text.find_first_of(" \t\r\n&;,\"'<>)}", begin), text.size()) - begin);
}

// "user:password" of "scheme://user:password@host".
std::string_view login_in_address(std::string_view text, std::size_t at) {
  if (text.substr(at, 3) != "://") return {};
  const std::size_t begin = at + 3;
  const std::string_view authority =
      text.substr(begin, std::min(text.find_first_of("/?# \t\r\n\"'<>", begin), text.size()) - begin);
  const auto host = authority.rfind('@');
  if (host == std::string_view::npos || authority.substr(0, host).find(':') == std::string_view::npos)
    return {};
  return authority.substr(0, host);
}

}  // namespace

std::string redacted(std::string_view line) {
  std::string now;
  std::size_t done = 0;
  for (std::size_t at = 0; at < line.size(); ++at) {
    std::string_view secret = login_in_address(line, at);
    if (secret.empty()) secret = secret_behind(line, at);
    if (secret.empty()) continue;
    const auto begin = static_cast<std::size_t>(secret.data() - line.data());
    now.append(line.substr(done, begin - done)).append(hidden);
    done = at = begin + secret.size();
    if (at > 0) --at;
  }
  return now.append(line.substr(done));
}

}  // namespace clamor
