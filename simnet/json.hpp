#pragma once
// Writes JSON text, nothing else: commas and escapes are right by construction.

#include <concepts>
#include <optional>
#include <string>
#include <string_view>

namespace clamor::simnet {

class Json {
 public:
  Json& open_object() { return open('{'); }
  Json& close_object() { return close('}'); }
  Json& open_array() { return open('['); }
  Json& close_array() { return close(']'); }
  Json& key(std::string_view name);
  Json& value(std::string_view text);
  Json& value(const char* text) { return value(std::string_view(text)); }
  Json& value(const std::string& text) { return value(std::string_view(text)); }
  Json& value(bool yes) { return raw(yes ? "true" : "false"); }
  template <std::integral Number>
  requires(!std::same_as<Number, bool>) Json& value(Number number) { return raw(std::to_string(number)); }
  Json& value(std::nullptr_t) { return raw("null"); }
  Json& raw(std::string_view json);  // a finished JSON value

  template <class Value>
  Json& field(std::string_view name, const Value& content) {
    return key(name).value(content);
  }

  std::string take() { return std::move(text_); }

 private:
  Json& open(char bracket);
  Json& close(char bracket);
  void comma();
  std::string text_;
  bool first_ = true;  // nothing yet in the innermost container, or a key was just written
};

}  // namespace clamor::simnet
