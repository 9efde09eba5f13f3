#pragma once
// JSON of archives, one record at a time: depth bounded, bytes that are not UTF-8 and lone surrogates become
// U+FFFD.

#include <simdjson.h>

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "core/time.hpp"
#include "exchange/archive.hpp"

namespace clamor::exchange {

using Json = simdjson::dom::element;

class JsonRecord {
 public:
  JsonRecord();
  // The element lives until the next call.
  Result<Json> read(std::string_view text);

 private:
  simdjson::error_code parse(std::string_view text, Json& root);
  simdjson::dom::parser parser_;
  std::string padded_;
};

// Members of an object; absent, null and another type than asked for are all empty.
std::optional<Json> member(Json object, std::string_view key);
std::optional<Json> object_at(Json object, std::string_view key);
std::optional<simdjson::dom::array> array_at(Json object, std::string_view key);
std::string_view text_at(Json object, std::string_view key);
bool flag_at(Json object, std::string_view key);
// A number or one written as text; never negative.
std::optional<std::int64_t> count_at(Json object, std::string_view key);
std::optional<UtcTime> time_at(Json object, std::string_view key);  // RFC 3339
// Ids are text: `id_str` first, where `id` is a number that others may have rounded.
std::string id_at(Json object, std::string_view key);

// The same of a value that was found.
std::string_view text_in(Json value);
std::optional<std::int64_t> count_in(Json value);
std::string id_in(Json value);

void note_unknown(std::string_view name, Findings& into);
// Counts the members of `object` that are not in `known` (sorted).
void note_unknown(Json object, std::span<const std::string_view> known, Findings& into);

}  // namespace clamor::exchange
