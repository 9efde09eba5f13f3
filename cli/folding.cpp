#include "cli/folding.hpp"

#include <algorithm>

namespace clamor::cli {
namespace {

constexpr std::size_t columns = 79;

std::size_t letters_of(std::string_view utf8) {
  return static_cast<std::size_t>(std::ranges::count_if(utf8, [](char byte) { return (byte & 0xc0) != 0x80; }));
}

}  // namespace

std::string folded(std::string_view text, std::size_t indent) {
  const std::string next_line = '\n' + std::string(indent, ' ');
  std::string lines;
  for (std::size_t at = 0, column = indent; at < text.size();) {
    if (text[at] == '\n') {
      lines += text[at++];
      if (at < text.size() && text[at] != '\n') lines.append(indent, ' ');
      column = indent;
      continue;
    }
    const std::size_t begin = std::min(text.find_first_not_of(' ', at), text.size());
    const std::size_t end = std::min(text.find_first_of(" \n", begin), text.size());
    const std::size_t letters = letters_of(text.substr(at, end - at));
    if (column > indent && column + letters > columns) {
      lines += next_line;
      at = begin;
      column = indent;
    }
    lines += text.substr(at, end - at);
    column += letters_of(text.substr(at, end - at));
    at = end;
  }
  return lines;
}

}  // namespace clamor::cli
