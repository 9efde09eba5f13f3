#pragma once
// Writes one JSON object on one line. Keys come in the order they are written; the writer sees to commas,
// quotes and valid UTF-8.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/time.hpp"

namespace clamor::cli {

class Json {
 public:
  Json& open(std::string_view key = {});       // {
  Json& close();                               // }
  Json& open_list(std::string_view key = {});  // [
  Json& close_list();                          // ]
  Json& text(std::string_view key, std::string_view value);
  Json& item(std::string_view value);  // text in a list
  Json& number(std::string_view key, std::int64_t value);
  Json& number(std::string_view key, std::optional<std::int64_t> value);  // empty: null
  Json& boolean(std::string_view key, bool value);
  Json& time(std::string_view key, std::optional<UtcTime> value);  // empty: null
  const std::string& line() const { return text_; }

 private:
  void place(std::string_view key);
  void quote(std::string_view value);
  std::string text_;
  bool first_ = true;
};

}  // namespace clamor::cli
