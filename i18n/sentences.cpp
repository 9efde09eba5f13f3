#include "i18n/sentences.hpp"

#include <fmt/args.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "i18n/tr.hpp"

namespace clamor::i18n {
namespace {

constexpr std::size_t hole = 3;  // "{0}": no sentence has ten holes

using Filling = std::vector<std::string_view>;

// What stands in the holes, in the order of the pattern, which is the order of their numbers.
bool matches(std::string_view pattern, std::string_view text, Filling& filling) {
  const auto open = pattern.find('{');
  if (open == std::string_view::npos) return pattern == text;
  if (!text.starts_with(pattern.substr(0, open))) return false;
  text.remove_prefix(open);
  pattern.remove_prefix(open + hole);
  const std::string_view literal = pattern.substr(0, pattern.find('{'));
  if (pattern.empty()) {
    filling.push_back(text);
    return true;
  }
  for (std::size_t end = 0; (end = text.find(literal, end)) != std::string_view::npos; ++end) {
    filling.push_back(text.substr(0, end));
    const std::size_t holes = filling.size();
    if (matches(pattern, text.substr(end), filling)) return true;
    filling.resize(holes - 1);
  }
  return false;
}

std::size_t letters(std::string_view pattern) {
  return pattern.size() - hole * static_cast<std::size_t>(std::count(pattern.begin(), pattern.end(), '{'));
}

struct Recognised {
  const char* pattern;
  Filling filling;
};

// Of several patterns the one that says most.
std::optional<Recognised> recognise(std::string_view english) {
  std::optional<Recognised> best;
  for (const char* pattern : sentence_patterns()) {
    if (best && letters(pattern) <= letters(best->pattern)) continue;
    Filling filling;
    if (matches(pattern, english, filling)) best = Recognised{pattern, std::move(filling)};
  }
  return best;
}

}  // namespace

std::string translated(std::string_view english) {
  const auto known = language() == Language::en ? std::nullopt : recognise(english);
  if (!known) return std::string(english);
  fmt::dynamic_format_arg_store<fmt::format_context> args;
  for (const std::string_view part : known->filling) args.push_back(translated(part));
  return fmt::vformat(tr(known->pattern), args);
}

}  // namespace clamor::i18n
