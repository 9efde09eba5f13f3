#include "collector/sources/json.hpp"

#include <fmt/format.h>

#include <charconv>

#include "core/text.hpp"

namespace clamor::collector {
namespace {

// Structure only: where values begin and end. Whether a value is good JSON is simdjson's to say.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  void space() {
    while (at_ < text_.size() &&
           (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r'))
      ++at_;
  }
  bool take(char wanted) {
    space();
    if (at_ >= text_.size() || text_[at_] != wanted) return false;
    ++at_;
    return true;
  }
  bool at_end() {
    space();
    return at_ == text_.size();
  }
  // The raw text of the next value, quotes and brackets included; empty when it does not end.
  std::string_view value() {
    space();
    const std::size_t start = at_;
    std::string open;
    while (at_ < text_.size()) {
      const char letter = text_[at_];
      if (letter == '"') {
        if (!string()) return {};
      } else if (letter == '[' || letter == '{') {
        open += letter == '[' ? ']' : '}';
        ++at_;
      } else if (letter == ']' || letter == '}') {
        if (open.empty()) break;
        if (open.back() != letter) return {};
        open.pop_back();
        ++at_;
      } else if (open.empty() && (letter == ',' || letter == ':')) {
        break;
      } else {
        ++at_;
      }
      if (open.empty() && (letter == '"' || letter == ']' || letter == '}')) break;
    }
    return open.empty() ? text_.substr(start, at_ - start) : std::string_view{};
  }

 private:
  bool string() {
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\\')
        ++at_;
      else if (text_[at_] == '"')
        return ++at_, true;
    }
    return false;
  }
  std::string_view text_;
  std::size_t at_ = 0;
};

std::optional<std::vector<std::string_view>> elements_of(std::string_view array) {
  Scanner scan(array);
  std::vector<std::string_view> elements;
  if (!scan.take('[')) return {};
  if (scan.take(']')) return scan.at_end() ? std::optional(elements) : std::nullopt;
  while (true) {
    const auto value = scan.value();
    if (value.empty()) return {};
    elements.push_back(value);
    if (scan.take(']')) return scan.at_end() ? std::optional(elements) : std::nullopt;
    if (!scan.take(',')) return {};
  }
}

using RawMember = std::pair<std::string_view, std::string_view>;  // both raw; the key with its quotes

std::optional<std::vector<RawMember>> members_of(std::string_view object) {
  Scanner scan(object);
  std::vector<RawMember> members;
  if (!scan.take('{')) return {};
  if (scan.take('}')) return scan.at_end() ? std::optional(members) : std::nullopt;
  while (true) {
    const auto key = scan.value();
    if (key.size() < 2 || key.front() != '"' || !scan.take(':')) return {};
    const auto value = scan.value();
    if (value.empty()) return {};
    members.emplace_back(key, value);
    if (scan.take('}')) return scan.at_end() ? std::optional(members) : std::nullopt;
    if (!scan.take(',')) return {};
  }
}

std::string_view raw_member(const std::vector<RawMember>& members, std::string_view key) {
  for (const auto& [name, value] : members)
    if (name.substr(1, name.size() - 2) == key) return value;
  return {};
}

// Ids are plain; one with an escape is no id we could ask with.
std::string raw_id_of(std::string_view element) {
  const auto members = members_of(element);
  if (!members) return {};
  for (const auto* key : {"id", "uri"}) {
    auto value = raw_member(*members, key);
    if (value.size() > 2 && value.front() == '"' && value.find('\\') == value.npos)
      return std::string(value.substr(1, value.size() - 2));
  }
  return {};
}

thread_local std::unique_ptr<simdjson::dom::parser> spare_parser;

std::string first_bytes(std::string_view body) {
  return printable(valid_utf8(body.substr(0, std::min<std::size_t>(body.size(), 60))));
}

}  // namespace

void JsonDocument::HandOn::operator()(simdjson::dom::parser* parser) const {
  std::unique_ptr<simdjson::dom::parser> mine(parser);
  constexpr std::size_t most_kept = 1u << 20;  // an unusually long page is not paid for ever after
  if (!spare_parser && mine->capacity() <= most_kept) spare_parser = std::move(mine);
}

Result<JsonDocument> JsonDocument::read(std::string_view text, std::size_t room) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  auto parser = spare_parser ? std::move(spare_parser) : std::make_unique<simdjson::dom::parser>();
  const std::size_t needed = std::max<std::size_t>(text.size(), 64);
  if (parser->capacity() < needed && parser->allocate(needed + needed / 4, max_json_depth))
    throw std::bad_alloc();
  JsonDocument document;
  const auto error =
      parser->parse(text.data(), text.size(), room < simdjson::SIMDJSON_PADDING).get(document.root_);
  if (error == simdjson::MEMALLOC) throw std::bad_alloc();  // which says nothing of the text
  document.parser_.reset(parser.release());
  if (error) return fail(Errc::bad_answer, simdjson::error_message(error));
  return document;
}

Result<JsonRows> JsonRows::read(const std::string& body, std::string_view key, std::string_view beside) {
  JsonRows rows;
  auto document = JsonDocument::read(body, body.capacity() - body.size());
  std::string repaired;
  if (!document) {
    repaired = valid_utf8(body);
    if (repaired != body) {
      rows.issues.push_back({"the page", "bytes that are not UTF-8 were replaced"});
      document = JsonDocument::read(repaired);
    }
  }
  if (!document) {
    const std::string why = document.error().detail;
    if (!rows.salvage(repaired, key, beside))
      return fail(Errc::bad_answer, fmt::format("not a complete JSON page ({}): {}", why, first_bytes(body)));
    return rows;
  }
  rows.documents_.push_back(std::move(*document));
  if (const auto taken = rows.take(rows.documents_.back().root(), key, beside); !taken)
    return tl::unexpected(taken.error());
  return rows;
}

Result<void> JsonRows::take(Json root, std::string_view key, std::string_view beside_key) {
  auto list = root;
  if (!key.empty()) {
    const auto found = member(root, key);
    if (!found) return fail(Errc::bad_answer, fmt::format("the page has no \"{}\"", key));
    list = *found;
    if (!beside_key.empty()) beside = id_at(root, beside_key);
  }
  simdjson::dom::array array;
  if (list.get_array().get(array)) return fail(Errc::bad_answer, "the page is not a list of posts");
  for (const Json row : array) rows_.push_back({row, {}});
  return {};
}

// One bad escape or number makes simdjson refuse the page; cut at the seams, only the bad row is lost.
Result<void> JsonRows::salvage(std::string_view body, std::string_view key, std::string_view beside_key) {
  const auto broken = [] { return fail(Errc::bad_answer, "not a complete page"); };
  if (body.starts_with("\xEF\xBB\xBF")) body.remove_prefix(3);
  std::string_view list = body;
  if (!key.empty()) {
    const auto members = members_of(body);
    if (!members) return broken();
    list = raw_member(*members, key);
    if (const auto told = beside_key.empty() ? "" : raw_member(*members, beside_key); !told.empty()) {
      const auto document = JsonDocument::read(fmt::format("{{\"told\":{}}}", told));
      if (!document) return broken();
      beside = id_at(document->root(), "told");
    }
  }
  const auto elements = elements_of(list);
  if (!elements) return broken();
  bool any_read = false;
  for (const auto element : *elements) {
    auto document = JsonDocument::read(element);
    if (document) {
      documents_.push_back(std::move(*document));
      rows_.push_back({documents_.back().root(), {}});
      any_read = true;
      continue;
    }
    if (!element.starts_with('{')) return broken();
    issues.push_back({fmt::format("post {} of the page", rows_.size() + 1),
                      fmt::format("could not be read: {}", document.error().detail)});
    rows_.push_back({std::nullopt, raw_id_of(element)});
  }
  // A page of which nothing can be read may be no page at all; with an id it is a post that went bad.
  for (const auto& row : rows_) any_read = any_read || !row.raw_id.empty();
  return any_read || rows_.empty() ? Result<void>{} : broken();
}

std::optional<Json> member(Json object, std::string_view key) {
  Json value;
  if (!object.is_object() || object.at_key(key).get(value) || value.is_null()) return {};
  return value;
}

std::optional<Json> object_in(std::optional<Json> value) {
  return value && value->is_object() ? value : std::nullopt;
}

std::optional<simdjson::dom::array> array_in(std::optional<Json> value) {
  simdjson::dom::array array;
  if (!value || value->get_array().get(array)) return {};
  return array;
}

std::optional<std::string_view> text_in(std::optional<Json> value) {
  std::string_view text;
  if (!value || value->get_string().get(text)) return {};
  return text;
}

std::optional<bool> flag_in(std::optional<Json> value) {
  bool flag = false;
  if (!value || value->get_bool().get(flag)) return {};
  return flag;
}

std::optional<std::int64_t> count_in(std::optional<Json> value) {
  std::int64_t count = 0;
  if (!value || value->get_int64().get(count) || count < 0) return {};
  return count;
}

std::string id_in(std::optional<Json> value) {
  if (const auto text = text_in(value)) return std::string(*text);
  const auto number = count_in(value);
  return number ? std::to_string(*number) : std::string{};
}

std::optional<Json> object_at(Json object, std::string_view key) {
  return object_in(member(object, key));
}

std::optional<simdjson::dom::array> array_at(Json object, std::string_view key) {
  return array_in(member(object, key));
}

std::optional<std::string_view> text_at(Json object, std::string_view key) {
  return text_in(member(object, key));
}

std::optional<bool> flag_at(Json object, std::string_view key) {
  return flag_in(member(object, key));
}

std::optional<std::int64_t> count_at(Json object, std::string_view key) {
  return count_in(member(object, key));
}

std::optional<UtcTime> time_at(Json object, std::string_view key) {
  const auto text = text_at(object, key);
  return text ? parse_rfc3339(*text) : std::nullopt;
}

std::string text_or(Json object, std::string_view key, std::string_view otherwise) {
  return std::string(text_at(object, key).value_or(otherwise));
}

std::string id_at(Json object, std::string_view key) {
  return id_in(member(object, key));
}

std::vector<std::string> ids_of(const std::vector<JsonRows::Row>& rows) {
  std::vector<std::string> ids;
  for (const auto& row : rows)
    if (auto id = row.json ? id_at(*row.json, "id") : row.raw_id; !id.empty()) ids.push_back(std::move(id));
  return ids;
}

std::optional<std::int64_t> whole_number(std::string_view text) {
  constexpr std::int64_t most = std::int64_t{1} << 53;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  return whole && number >= 0 && number <= most ? std::optional(number) : std::nullopt;
}

std::string json_quoted(std::string_view text) {
  std::string quoted = "\"";
  for (const char letter : text) {
    if (letter == '"' || letter == '\\')
      (quoted += '\\') += letter;
    else if (static_cast<unsigned char>(letter) < 0x20)
      quoted += fmt::format("\\u{:04x}", static_cast<unsigned>(static_cast<unsigned char>(letter)));
    else
      quoted += letter;
  }
  return quoted + '"';
}

}  // namespace clamor::collector
