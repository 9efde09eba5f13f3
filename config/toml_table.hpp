#pragma once
// A table of the campaign file as the reader asks for it: every question names the key, the type and the
// bounds, every wrong answer becomes a mistake with its line, and keys nobody asked for are unknown keys.
// Only config/*.cpp include this: toml++ stays in this room.

#include <toml++/toml.h>

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.hpp"

namespace clamor::config {

// Marks a pattern for the catalogue of translations; the rooms that face a person look it up
// (Mistake::pattern).
constexpr const char* to_translate(const char* english) {
  return english;
}

class Mistakes {
 public:
  // `pattern` is static English text with numbered places: "{0} must be one of {1}".
  void add(int line, const char* pattern, std::vector<std::string> args = {});
  std::vector<Mistake> sorted() &&;

 private:
  std::vector<Mistake> list_;
};

// Names the closest of `candidates` when it is a likely slip of the pen; else empty.
std::string closest(std::string_view word, const std::vector<std::string>& candidates);
// The names in one line: "mastodon, bluesky".
std::string enumerate(const std::vector<std::string>& names);

class Table {
 public:
  // `title`: as a person finds it in the file, "[campaign]"; empty for the file as a whole.
  Table(const toml::table& table, std::string title, Mistakes& mistakes);

  struct Text {
    std::string value;
    int line = 0;
  };
  // Empty: absent, or a mistake that has been noted.
  std::optional<Text> text(const char* key);
  std::optional<Text> required_text(const char* key);  // absent or "" is a mistake
  std::optional<bool> flag(const char* key);
  std::optional<int> integer(const char* key, int min, int max);
  std::vector<Text> texts(const char* key);
  std::optional<Table> table(const char* key);
  std::vector<Table> tables(const char* key);  // [[key]]
  const toml::node* any(const char* key);      // for values of several types

  int line() const;
  const std::string& title() const { return title_; }
  // Call last: what was never asked for is unknown.
  void refuse_the_rest();

 private:
  const toml::node* find(const char* key);
  void wrong_type(const char* key, const toml::node& node, const char* pattern);

  const toml::table* table_;
  std::string title_;
  Mistakes* mistakes_;
  std::set<std::string, std::less<>> asked_;
};

inline int line_of(const toml::node& node) {
  return static_cast<int>(node.source().begin.line);
}

}  // namespace clamor::config
