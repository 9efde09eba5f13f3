#include "core/account.hpp"

#include <algorithm>
#include <array>

#include "core/text.hpp"

namespace clamor {
namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view space = " \t\r\n";
  const auto first = text.find_first_not_of(space);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(space) - first + 1);
}

AuthorKey fediverse(const std::string& account) {
  return {Network::fediverse, account};
}

// Archives of X know some accounts by number, others by name, whose key begins with '@'.
AuthorKey on_x(std::string_view account) {
  const bool number = std::ranges::all_of(account, [](char c) { return c >= '0' && c <= '9'; });
  if (number) return {Network::x, std::string(account)};
  if (account.starts_with('@')) account.remove_prefix(1);
  return {Network::x, '@' + ascii_lower(account)};
}

constexpr std::array<std::string_view, 6> folders{"/@", "/users/", "/u/", "/a/", "/accounts/", "/profile/"};

void read_address(std::string_view address, AccountName& name) {
  const auto slash = address.find('/');
  if (slash == std::string_view::npos) return;
  const std::string host(address.substr(0, slash));
  const std::string_view path = address.substr(slash);
  const auto first_step = [](std::string_view rest) { return std::string(rest.substr(0, rest.find('/'))); };
  if (host == "bsky.app" && path.starts_with("/profile/")) {
    const std::string who = first_step(path.substr(9));
    if (who.starts_with("did:"))
      name.keys.push_back({Network::bluesky, who});
    else
      name.handle = who;
    return;
  }
  if (host == "x.com" || host == "twitter.com" || host == "mobile.twitter.com") {
    name.handle = first_step(path.substr(1));
    name.keys.push_back({Network::x, "@" + name.handle});
    return;
  }
  for (const std::string_view folder : folders) {
    if (!path.starts_with(folder)) continue;
    const std::string who = first_step(path.substr(folder.size()));
    if (who.empty()) return;
    name.keys.push_back(fediverse(who.find('@') == std::string::npos ? who + "@" + host : who));
    return;
  }
}

}  // namespace

std::span<const std::string_view> profile_folders() {
  return folders;
}

std::string plain_address(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme == std::string_view::npos) return {};
  std::string address = ascii_lower(url.substr(scheme + 3));
  address.resize(std::min(address.find_first_of("?#"), address.size()));
  while (address.ends_with('/')) address.pop_back();
  if (address.starts_with("www.")) address.erase(0, 4);
  return address;
}

std::optional<AccountName> read_account(std::string_view text) {
  text = trimmed(text);
  if (text.empty() || text.find_first_of(" \t\r\n") != std::string_view::npos) return std::nullopt;
  AccountName name;
  if (text.starts_with("acct:")) text.remove_prefix(5);
  if (text.starts_with("at://")) {
    text.remove_prefix(5);
    text = text.substr(0, text.find('/'));
  }
  if (text.starts_with("did:")) {
    name.keys.push_back({Network::bluesky, std::string(text)});
    return name;
  }
  if (const std::string low = ascii_lower(text); low.starts_with("http://") || low.starts_with("https://")) {
    name.address = plain_address(text);
    if (name.address.find('/') == std::string::npos) return std::nullopt;  // a server, not an account
    read_address(name.address, name);
    return name;
  }
  if (const auto colon = text.find(':'); colon != std::string_view::npos)
    if (const auto network = parse_network(text.substr(0, colon))) {
      if (colon + 1 == text.size()) return std::nullopt;
      const std::string_view account = text.substr(colon + 1);
      name.keys.push_back(*network == Network::x ? on_x(account) : AuthorKey{*network, std::string(account)});
      return name;
    }
  if (text.starts_with('@')) text.remove_prefix(1);
  const auto at = text.find('@');
  if (text.empty() || at == 0 || at + 1 == text.size()) return std::nullopt;
  name.handle = ascii_lower(text);
  if (at != std::string_view::npos) name.keys.push_back(fediverse(name.handle));
  return name;
}

}  // namespace clamor
