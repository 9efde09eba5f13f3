#include "exchange/tables/output.hpp"

#include <cerrno>
#include <charconv>
#include <cstring>

#include "core/text.hpp"

namespace clamor::exchange {

Output::Output(const std::filesystem::path& file) : file_(std::fopen(file.c_str(), "wb")) {
  if (!file_) trouble_ = errno;
}

void Output::write(std::string_view bytes) {
  if (trouble_ != 0 || bytes.empty()) return;
  if (std::fwrite(bytes.data(), 1, bytes.size(), file_.get()) != bytes.size()) trouble_ = errno;
}

Result<void> Output::close() {
  if (trouble_ == 0 && (std::fflush(file_.get()) != 0 || ::fsync(::fileno(file_.get())) != 0))
    trouble_ = errno;
  file_.reset();
  if (trouble_ != 0) return fail(Errc::invalid_input, std::strerror(trouble_));
  return {};
}

void append_json(std::string& line, std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  line += '"';
  for (const char letter : valid_utf8(text)) {
    const auto byte = static_cast<unsigned char>(letter);
    if (letter == '"' || letter == '\\') {
      (line += '\\') += letter;
    } else if (letter == '\n') {
      line += "\\n";
    } else if (byte < 0x20 || byte == 0x7f) {
      ((line += "\\u00") += digits[byte >> 4]) += digits[byte & 15];
    } else {
      line += letter;
    }
  }
  line += '"';
}

std::string wall_date(UtcTime local) {
  return to_rfc3339(local).substr(0, 10);
}

std::string wall_clock(UtcTime local) {
  std::string text = to_rfc3339(local).substr(0, 19);
  text[10] = ' ';
  return text;
}

std::string number_text(double value) {
  char digits[32];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  return {digits, end};
}

}  // namespace clamor::exchange
