#include "collector/sources/ids.hpp"

#include <algorithm>

namespace clamor::collector {
namespace {

// Several marks, because one of those posts may be deleted before we come back.
constexpr std::size_t mark_ids = 8;
constexpr std::size_t digest_length = 32;

bool is_digit(char letter) {
  return letter >= '0' && letter <= '9';
}
bool is_hex(char letter) {
  return is_digit(letter) || (letter >= 'a' && letter <= 'f');
}

bool is_time_and_digest(std::string_view id) {
  return id.size() == 10 + digest_length && std::ranges::all_of(id.substr(0, 10), is_digit) &&
         std::ranges::all_of(id.substr(10), is_hex);
}

// snac looks at the digest alone, and the time before it changes when a post is edited.
std::string_view lasting_part(std::string_view id) {
  return is_time_and_digest(id) ? id.substr(10) : id;
}

bool all_sort(const std::vector<std::string>& ids) {
  return std::ranges::all_of(ids, sorts_by_age);
}

}  // namespace

bool sorts_by_age(std::string_view id) {
  const auto plain = [](char letter) {
    return is_digit(letter) || (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
  };
  return !id.empty() && std::ranges::all_of(id, plain) && !is_time_and_digest(id);
}

bool is_newer(std::string_view id, std::string_view than) {
  return id.size() != than.size() ? id.size() > than.size() : id > than;
}

std::string newest_mark(const std::vector<std::string>& ids) {
  if (ids.empty()) return {};
  if (all_sort(ids))
    return *std::ranges::max_element(ids, [](const auto& a, const auto& b) { return is_newer(b, a); });
  std::string marks;
  for (std::size_t i = 0; i < std::min(ids.size(), mark_ids); ++i) (marks += i == 0 ? "" : " ") += ids[i];
  return marks;
}

std::string oldest_id(const std::vector<std::string>& ids) {
  if (ids.empty()) return {};
  if (!all_sort(ids)) return ids.back();
  return *std::ranges::min_element(ids, [](const auto& a, const auto& b) { return is_newer(b, a); });
}

bool meets(const std::vector<std::string>& ids, std::string_view mark) {
  if (mark.empty()) return false;
  if (sorts_by_age(mark) && all_sort(ids))
    return std::ranges::any_of(ids, [&](const auto& id) { return !is_newer(id, mark); });
  while (!mark.empty()) {
    const auto end = std::min(mark.find(' '), mark.size());
    const auto known = lasting_part(mark.substr(0, end));
    if (std::ranges::any_of(ids, [&](const auto& id) { return lasting_part(id) == known; })) return true;
    mark.remove_prefix(std::min(end + 1, mark.size()));
  }
  return false;
}

}  // namespace clamor::collector
