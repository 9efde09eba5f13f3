#include "cli/json.hpp"

#include <fmt/format.h>

#include "core/text.hpp"

namespace clamor::cli {

void Json::quote(std::string_view value) {
  text_ += '"';
  for (const char c : valid_utf8(value)) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\')
      (text_ += '\\') += c;
    else if (byte < 0x20 || byte == 0x7f)
      text_ += fmt::format("\\u{:04x}", byte);
    else
      text_ += c;
  }
  text_ += '"';
}

void Json::place(std::string_view key) {
  if (!first_) text_ += ',';
  first_ = false;
  if (key.empty()) return;
  quote(key);
  text_ += ':';
}

Json& Json::open(std::string_view key) {
  place(key);
  text_ += '{';
  first_ = true;
  return *this;
}

Json& Json::close() {
  text_ += '}';
  first_ = false;
  return *this;
}

Json& Json::open_list(std::string_view key) {
  place(key);
  text_ += '[';
  first_ = true;
  return *this;
}

Json& Json::close_list() {
  text_ += ']';
  first_ = false;
  return *this;
}

Json& Json::text(std::string_view key, std::string_view value) {
  place(key);
  quote(value);
  return *this;
}

Json& Json::item(std::string_view value) {
  return text({}, value);
}

Json& Json::number(std::string_view key, std::int64_t value) {
  place(key);
  text_ += std::to_string(value);
  return *this;
}

Json& Json::number(std::string_view key, std::optional<std::int64_t> value) {
  if (value) return number(key, *value);
  place(key);
  text_ += "null";
  return *this;
}

Json& Json::boolean(std::string_view key, bool value) {
  place(key);
  text_ += value ? "true" : "false";
  return *this;
}

Json& Json::time(std::string_view key, std::optional<UtcTime> value) {
  if (value) return text(key, to_rfc3339(*value));
  place(key);
  text_ += "null";
  return *this;
}

}  // namespace clamor::cli
