#pragma once
// JSON from strangers: whole or not at all, depth and size bounded, one bad post never costs its neighbours.

#include <simdjson.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/post.hpp"
#include "core/result.hpp"
#include "core/time.hpp"

namespace clamor::collector {

using Json = simdjson::dom::element;

inline constexpr std::size_t max_json_depth = 64;

// A document that owns the memory its elements point into.
class JsonDocument {
 public:
  // With simdjson::SIMDJSON_PADDING bytes of `room` behind it that may be read, the text is not copied.
  // std::bad_alloc.
  static Result<JsonDocument> read(std::string_view text, std::size_t room = 0);
  Json root() const { return root_; }

 private:
  // A parser holds ten times the page: it is handed on to the thread's next document.
  struct HandOn {
    void operator()(simdjson::dom::parser* parser) const;
  };
  std::unique_ptr<simdjson::dom::parser, HandOn> parser_;
  Json root_;
};

// The rows of a page. `row[i]` is empty for the one that could not be read, whose id the raw text may still
// tell.
class JsonRows {
 public:
  // `key` empty: the page is an array; else an object that holds the array under `key`, and under `beside`
  // what its kind pages by. Bytes that are not UTF-8 become U+FFFD; when the page still does not parse, each
  // row is read alone. An Error: the page is not complete, not JSON, or has another shape.
  static Result<JsonRows> read(const std::string& body, std::string_view key, std::string_view beside = {});

  struct Row {
    std::optional<Json> json;
    std::string raw_id;  // only of an unreadable row: its "id" or "uri"
  };
  const std::vector<Row>& rows() const { return rows_; }
  std::vector<Issue> issues;  // what had to be repaired or left out
  std::string beside;         // a text, or a number as one; empty: not told

 private:
  Result<void> take(Json root, std::string_view key, std::string_view beside_key);
  Result<void> salvage(std::string_view body, std::string_view key, std::string_view beside_key);
  std::vector<JsonDocument> documents_;
  std::vector<Row> rows_;
};

// Members of an object; absent, null and another type than asked for are all empty.
std::optional<Json> member(Json object, std::string_view key);
std::optional<Json> object_at(Json object, std::string_view key);
std::optional<simdjson::dom::array> array_at(Json object, std::string_view key);
std::optional<std::string_view> text_at(Json object, std::string_view key);
std::optional<bool> flag_at(Json object, std::string_view key);
std::optional<std::int64_t> count_at(Json object, std::string_view key);  // never negative
std::optional<UtcTime> time_at(Json object, std::string_view key);
std::string text_or(Json object, std::string_view key, std::string_view otherwise = {});
// A string, or an integer written as one: some servers give numbers for ids.
std::string id_at(Json object, std::string_view key);

// The same of a value that was found, or was not.
std::optional<Json> object_in(std::optional<Json> value);
std::optional<simdjson::dom::array> array_in(std::optional<Json> value);
std::optional<std::string_view> text_in(std::optional<Json> value);
std::optional<bool> flag_in(std::optional<Json> value);
std::optional<std::int64_t> count_in(std::optional<Json> value);
std::string id_in(std::optional<Json> value);

// The ids of a page's rows in their order, of unreadable ones too.
std::vector<std::string> ids_of(const std::vector<JsonRows::Row>& rows);

// Digits alone, at most 2^53: beyond that nobody's numbers are exact, and ours would overflow.
std::optional<std::int64_t> whole_number(std::string_view text);

std::string json_quoted(std::string_view text);

}  // namespace clamor::collector
