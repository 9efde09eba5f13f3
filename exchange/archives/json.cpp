#include "exchange/archives/json.hpp"

#include <algorithm>

#include "core/text.hpp"
#include "exchange/archives/values.hpp"

namespace clamor::exchange {
namespace {

constexpr std::size_t max_depth = 64;
constexpr std::size_t max_unknown = 200;  // names; an archive of random keys is not worth more

// "\ud800" without its other half is no character, but some servers wrote it where a text was cut.
std::string without_lone_surrogates(std::string_view text) {
  std::string whole;
  whole.reserve(text.size());
  const auto half_at = [&](std::size_t at) -> int {  // 1: first half, 2: second half, 0: something else
    if (at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u') return 0;
    if (text[at + 2] != 'd' && text[at + 2] != 'D') return 0;
    const char digit = static_cast<char>(text[at + 3] | 0x20);
    if (digit == '8' || digit == '9' || digit == 'a' || digit == 'b') return 1;
    return digit >= 'c' && digit <= 'f' ? 2 : 0;
  };
  for (std::size_t at = 0; at < text.size();) {
    const int half = half_at(at);
    if (half == 1 && half_at(at + 6) == 2) {
      whole += text.substr(at, 12);
      at += 12;
    } else if (half != 0) {
      whole += "\\ufffd";
      at += 6;
    } else {
      const std::size_t length = text[at] == '\\' && at + 1 < text.size() ? 2 : 1;
      whole += text.substr(at, length);
      at += length;
    }
  }
  return whole;
}

}  // namespace

JsonRecord::JsonRecord() {
  // What it can't allocate now it asks for again at the first record.
  [[maybe_unused]] const auto error = parser_.allocate(0, max_depth);
}

simdjson::error_code JsonRecord::parse(std::string_view text, Json& root) {
  // What lies behind the text may change the verdict on a broken one, so it is always zero.
  padded_.assign(text);
  padded_.append(simdjson::SIMDJSON_PADDING, '\0');
  if (parser_.capacity() < text.size())
    if (const auto error = parser_.allocate(text.size() * 2, max_depth)) return error;
  return parser_.parse(padded_.data(), text.size(), false).get(root);
}

Result<Json> JsonRecord::read(std::string_view text) {
  Json root;
  auto error = parse(text, root);
  if (error == simdjson::UTF8_ERROR) error = parse(valid_utf8(text), root);
  if (error == simdjson::STRING_ERROR) error = parse(without_lone_surrogates(valid_utf8(text)), root);
  if (!error) return root;
  if (error == simdjson::MEMALLOC) throw std::bad_alloc();  // which says nothing of the record
  if (error == simdjson::NUMBER_ERROR) return fail(Errc::bad_answer, "a number that is too long");
  if (error == simdjson::DEPTH_ERROR) return fail(Errc::bad_answer, "nested too deeply");
  return fail(Errc::bad_answer, "no valid JSON");
}

std::optional<Json> member(Json object, std::string_view key) {
  Json value;
  if (object.at_key(key).get(value) || value.is_null()) return {};
  return value;
}

std::optional<Json> object_at(Json object, std::string_view key) {
  const auto value = member(object, key);
  return value && value->is_object() ? value : std::nullopt;
}

std::optional<simdjson::dom::array> array_at(Json object, std::string_view key) {
  simdjson::dom::array value;
  if (object.at_key(key).get(value)) return {};
  return value;
}

std::string_view text_at(Json object, std::string_view key) {
  std::string_view value;
  if (object.at_key(key).get(value)) return {};
  return value;
}

bool flag_at(Json object, std::string_view key) {
  bool value = false;
  return !object.at_key(key).get(value) && value;
}

std::string_view text_in(Json value) {
  std::string_view text;
  return value.get(text) ? std::string_view{} : text;
}

std::optional<std::int64_t> count_in(Json value) {
  std::int64_t number = 0;
  if (!value.get(number)) return number < 0 ? std::nullopt : std::optional(number);
  std::string_view text;
  return value.get(text) ? std::nullopt : count_of(text);
}

std::string id_in(Json value) {
  std::string_view text;
  if (!value.get(text)) return std::string(text);
  std::uint64_t number = 0;
  return value.get(number) ? std::string() : std::to_string(number);
}

std::optional<std::int64_t> count_at(Json object, std::string_view key) {
  const auto value = member(object, key);
  return value ? count_in(*value) : std::nullopt;
}

std::optional<UtcTime> time_at(Json object, std::string_view key) {
  return parse_rfc3339(text_at(object, key));
}

std::string id_at(Json object, std::string_view key) {
  const auto value = member(object, key);
  return value ? id_in(*value) : std::string();
}

void note_unknown(std::string_view name, Findings& into) {
  auto found = into.unknown.find(name);
  if (found == into.unknown.end()) {
    if (into.unknown.size() >= max_unknown) return;
    found = into.unknown.emplace(std::string(name), Told{0, into.records}).first;
  }
  ++found->second.times;
}

void note_unknown(Json object, std::span<const std::string_view> known, Findings& into) {
  simdjson::dom::object members;
  if (object.get(members)) return;
  for (const auto& [key, value] : members)
    if (!std::ranges::binary_search(known, key)) note_unknown(key, into);
}

}  // namespace clamor::exchange
