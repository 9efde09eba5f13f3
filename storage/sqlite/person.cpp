#include "storage/sqlite/person.hpp"

#include <algorithm>

#include "core/account.hpp"
#include "core/text.hpp"

namespace clamor::storage {

namespace {

bool in_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

// A dot may end a sentence; one with a letter behind it belongs to a longer name.
bool ends_name(std::string_view text, std::size_t at) {
  if (at >= text.size()) return true;
  if (text[at] == '.') return at + 1 >= text.size() || !in_name(text[at + 1]);
  return !in_name(text[at]);
}

constexpr std::string_view instead = "@…";

// Of a name, or of a server's, that begins there.
std::size_t end_of_name(std::string_view small, std::size_t from) {
  while (from < small.size() && !ends_name(small, from)) ++from;
  return from;
}

// Where `part` stands in `text` as a whole name; npos: nowhere.
std::size_t find_name(std::string_view text, std::string_view part, std::size_t from = 0) {
  for (std::size_t at = text.find(part, from); at != std::string_view::npos; at = text.find(part, at + 1))
    if (ends_name(text, at + part.size())) return at;
  return std::string_view::npos;
}

}  // namespace

Person::Person(const AuthorKey& key, std::string_view handle, std::string_view uri, std::string_view url) {
  for (const std::string_view given : {uri, url})
    if (std::string address = plain_address(given); !address.empty())
      addresses_.push_back(std::move(address));
  add_names(key.network, ascii_lower(key.id));
  add_names(key.network, ascii_lower(handle));
  std::ranges::sort(mentions_, [](const auto& a, const auto& b) { return a.size() > b.size(); });
}

void Person::add_names(Network network, const std::string& account) {
  if (account.empty()) return;
  const std::string bare = account.front() == '@' ? account.substr(1) : account;
  mentions_.push_back("@" + bare);
  if (network != Network::fediverse || bare.find('@') != std::string::npos) whole_.push_back("@" + bare);
  if (const auto at = bare.find('@'); at != std::string::npos) {
    const std::string user = bare.substr(0, at), host = bare.substr(at + 1);
    for (const std::string_view folder : profile_folders()) {
      std::string address = host;
      addresses_.push_back(address.append(folder).append(user));
    }
    mentions_.push_back("@" + user);
  } else if (network == Network::bluesky) {
    addresses_.push_back("bsky.app/profile/" + bare);
    if (bare.starts_with("did:")) addresses_.push_back(bare);  // at://did:...
  } else if (network == Network::x) {
    for (const char* host : {"x.com/", "twitter.com/", "mobile.twitter.com/"})
      addresses_.push_back(host + bare);
  }
}

std::string Person::without_name(std::string_view text) const {
  return without(mentions_, text);
}

std::string Person::without_whole_name(std::string_view text) const {
  return without(whole_, text);
}

std::string Person::without(const std::vector<std::string>& mentions, std::string_view text) {
  std::string now(text), small = ascii_lower(text);
  bool found = false;
  for (const std::string& mention : mentions) {
    for (auto at = find_name(small, mention); at != std::string::npos;
         at = find_name(small, mention, at + instead.size())) {
      now.replace(at, mention.size(), instead);
      small.replace(at, mention.size(), instead);
      found = true;
    }
  }
  return found ? now : std::string();
}

std::string without_whole_names(Network network, std::string_view text,
                                const std::function<bool(const AuthorKey&)>& keeps_out) {
  std::string now(text), small = ascii_lower(text);
  bool found = false;
  for (auto at = small.find('@'); at != std::string::npos; at = small.find('@', at)) {
    const auto name = at + 1;
    auto end = end_of_name(small, name);
    const bool of_server = network == Network::fediverse && end > name && end < small.size() && small[end] == '@';
    if (of_server) end = end_of_name(small, end + 1);
    const auto begin = network == Network::fediverse ? name : at;
    const bool whole = end > name && of_server == (network == Network::fediverse);
    if (whole && keeps_out({network, small.substr(begin, end - begin)})) {
      now.replace(at, end - at, instead);
      small.replace(at, end - at, instead);
      end = at + instead.size();
      found = true;
    }
    at = end;
  }
  return found ? now : std::string();
}

namespace {

// The letters of a name behind the "@" at `at`.
std::string_view beginning(std::string_view small, std::size_t at) {
  std::size_t end = at + 1;
  while (end < small.size() && in_name(small[end])) ++end;
  return small.substr(at + 1, end - at - 1);
}

}  // namespace

void WholeNames::add(const Person& person) {
  for (const std::string& name : person.whole_) beginnings_.emplace(beginning(name, 0));
}

bool WholeNames::may_stand_in(std::string_view text) const {
  const std::string small = ascii_lower(text);
  for (auto at = small.find('@'); at != std::string::npos; at = small.find('@', at + 1))
    if (beginnings_.contains(std::string(beginning(small, at)))) return true;
  return false;
}

void Addresses::add(const Person& person) {
  addresses_.insert(person.addresses_.begin(), person.addresses_.end());
  steps_.insert(person.mentions_.front());  // "/@name@server" on the pages of other servers
}

bool Addresses::name(std::string_view url) const {
  const std::string address = plain_address(url);
  for (std::size_t from = 0, end = 0; from < address.size(); from = end + 1) {
    end = std::min(address.find('/', from), address.size());
    if (addresses_.contains(address.substr(0, end))) return true;
    if (from > 0 && steps_.contains(address.substr(from, end - from))) return true;
  }
  return false;
}

}  // namespace clamor::storage
