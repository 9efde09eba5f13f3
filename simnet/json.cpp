#include "simnet/json.hpp"

namespace clamor::simnet {

void Json::comma() {
  if (!first_) text_ += ',';
  first_ = false;
}

Json& Json::open(char bracket) {
  comma();
  text_ += bracket;
  first_ = true;
  return *this;
}

Json& Json::close(char bracket) {
  text_ += bracket;
  first_ = false;
  return *this;
}

Json& Json::key(std::string_view name) {
  value(name);
  text_ += ':';
  first_ = true;
  return *this;
}

Json& Json::raw(std::string_view json) {
  comma();
  text_ += json;
  return *this;
}

Json& Json::value(std::string_view text) {
  comma();
  text_ += '"';
  for (const char letter : text) {
    switch (letter) {
      case '"':
        text_ += "\\\"";
        break;
      case '\\':
        text_ += "\\\\";
        break;
      case '\n':
        text_ += "\\n";
        break;
      default:
        if (static_cast<unsigned char>(letter) < 0x20) {
          static constexpr char hex[] = "0123456789abcdef";
          text_ += "\\u00";
          text_ += hex[letter >> 4];
          text_ += hex[letter & 15];
        } else {
          text_ += letter;
        }
    }
  }
  text_ += '"';
  return *this;
}

}  // namespace clamor::simnet
