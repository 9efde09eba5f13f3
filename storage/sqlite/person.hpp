#pragma once
// How addresses and texts name an account: what has to go with it.

#include <functional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "core/post.hpp"

namespace clamor::storage {

class Person {
 public:
  // `handle`, `uri` and `url` may be empty.
  Person(const AuthorKey& key, std::string_view handle, std::string_view uri, std::string_view url);

  // The text with "@…" wherever it names the account; empty: it does not.
  std::string without_name(std::string_view text) const;
  // The same for names that nobody else on its network has: not "@name" where servers have names of their own.
  std::string without_whole_name(std::string_view text) const;

 private:
  friend class Addresses;
  friend class WholeNames;
  void add_names(Network network, const std::string& account);
  static std::string without(const std::vector<std::string>& mentions, std::string_view text);

  std::vector<std::string> addresses_;  // as plain_address() says them; whatever lies below is the account's too
  std::vector<std::string> mentions_;   // "@name@server", "@name": longest first
  std::vector<std::string> whole_;      // those of them that are whole
};

// The text with "@…" for every whole name of somebody whom `keeps_out` knows; empty: there is none. On the fediverse it is
// asked for "name@server", elsewhere for "@name".
std::string without_whole_names(Network network, std::string_view text,
                                const std::function<bool(const AuthorKey&)>& keeps_out);

// The addresses of many at once.
class Addresses {
 public:
  void add(const Person& person);
  // Whether this is an address of one of them, or of something that lies below it.
  bool name(std::string_view url) const;

 private:
  std::unordered_set<std::string> addresses_, steps_;
};

// The whole names of many at once: a list of thousands is not looked for in each text name by name.
class WholeNames {
 public:
  void add(const Person& person);
  bool may_stand_in(std::string_view text) const;  // false: none of them does

 private:
  std::unordered_set<std::string> beginnings_;  // what follows the first "@", in small letters
};

}  // namespace clamor::storage
