// CSV by RFC 4180: commas, CRLF, quotes doubled. For people a byte order mark (without it Excel garbles
// accents; LibreOffice takes either) and no cell that a spreadsheet would calculate.
#include "core/text.hpp"
#include "exchange/tables/formats.hpp"
#include "exchange/tables/output.hpp"

namespace clamor::exchange {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// = + - @ as themselves and full-width: spreadsheets of East Asia calculate those too.
bool begins_formula(char32_t letter) {
  constexpr std::u32string_view starts = U"=+-@\uFF1D\uFF0B\uFF0D\uFF20";
  return starts.find(letter) != std::u32string_view::npos;
}

// Spreadsheets differ in what they pass over before they look for a formula.
bool passed_over(char32_t letter) {
  return letter <= U' ' || letter == 0x7F || letter == 0xA0 || letter == 0x1680 || letter == 0x2028 ||
         letter == 0x2029 || (letter >= 0x2000 && letter <= 0x200F) || letter == 0x202F || letter == 0x205F ||
         letter == 0x2060 || letter == 0x3000 || letter == 0xFEFF;
}

class CsvWriter final : public TableWriter {
 public:
  CsvWriter(const std::filesystem::path& file, bool raw) : out_(file), raw_(raw) {}

  void begin(const Table& table) override {
    columns_ = table.columns;
    if (!raw_) out_.write(byte_order_mark);
    line_.clear();
    for (const Column& column : columns_) add(column.name);
    end_line();
  }

  void row(std::span<const Cell> cells) override {
    line_.clear();
    for (std::size_t i = 0; i < cells.size(); ++i) add(cells[i], columns_[i].type);
    end_line();
  }

  Result<void> finish() override { return out_.close(); }

 private:
  void add(const Cell& cell, Type type) {
    struct Visitor {
      Type type;
      bool raw;
      std::string operator()(std::monostate) const { return {}; }
      std::string operator()(const std::string& text) const { return raw ? text : harmless(text); }
      std::string operator()(std::int64_t value) const { return std::to_string(value); }
      std::string operator()(double value) const { return number_text(value); }
      std::string operator()(bool value) const { return value ? "true" : "false"; }
      std::string operator()(UtcTime value) const {
        return type == Type::date    ? wall_date(value)
               : type == Type::local ? wall_clock(value)
                                     : to_rfc3339(value);
      }
    };
    add(std::visit(Visitor{type, raw_}, cell));
  }

  void add(std::string_view field) {
    if (!line_.empty()) line_ += ',';
    // An empty first field is quoted: alone it would be no line at all.
    const bool plain = field.find_first_of("\",\r\n") == std::string_view::npos;
    if (plain && !(line_.empty() && field.empty())) {
      line_ += field;
      return;
    }
    line_ += '"';
    for (const char letter : field) {
      if (letter == '"') line_ += '"';
      line_ += letter;
    }
    line_ += '"';
  }

  void end_line() {
    line_ += "\r\n";
    out_.write(line_);
  }

  Output out_;
  bool raw_;
  std::vector<Column> columns_;
  std::string line_;
};

}  // namespace

std::string harmless(std::string_view text) {
  if (text.empty()) return {};
  const char first = text.front();
  bool guard = first == '\t' || first == '\r' || first == '\n';
  for (std::size_t at = 0; !guard && at < text.size();) {
    const char32_t letter = next_letter(text, at).code;
    if (passed_over(letter)) continue;
    guard = begins_formula(letter);
    break;
  }
  return (guard ? "'" : "") + std::string(text);
}

std::unique_ptr<TableWriter> open_csv(const About&, const std::filesystem::path& file) {
  return std::make_unique<CsvWriter>(file, false);
}

std::unique_ptr<TableWriter> open_raw_csv(const About&, const std::filesystem::path& file) {
  return std::make_unique<CsvWriter>(file, true);
}

}  // namespace clamor::exchange
