// One table row, one JSON object: keys are the columns, what is not known is left out. The first line says
// whose numbers these are, as in our own JSON lines (own_jsonl.hpp); a second kind of line says what each
// column means.
#include "exchange/own_jsonl.hpp"
#include "exchange/tables/formats.hpp"
#include "exchange/tables/output.hpp"

namespace clamor::exchange {
namespace {

class JsonlWriter final : public TableWriter {
 public:
  JsonlWriter(const About& about, const std::filesystem::path& file) : out_(file) {
    line_ = "{\"type\":\"clamor\",\"format\":" + std::to_string(own_jsonl_format);
    field("version", about.version);
    line_ += about.identified ? ",\"identified\":true" : ",\"identified\":false";
    if (!about.simulated.empty()) field("simulated", about.simulated);
    field("campaign", about.campaign);
    field("timezone", about.timezone);
    field("made_at", to_rfc3339(about.made_at));
    end_line();
    for (const std::string& note : about.notes) {
      line_ = "{\"type\":\"note\"";
      field("text", note);
      end_line();
    }
  }

  void begin(const Table& table) override {
    table_ = table;
    for (const Column& column : table.columns) {
      line_ = "{\"type\":\"column\"";
      field("table", table.name);
      field("name", column.name);
      field("definition", column.definition);
      if (!column.unit.empty()) field("unit", column.unit);
      end_line();
    }
  }

  void row(std::span<const Cell> cells) override {
    line_ = "{\"type\":";
    append_json(line_, table_.name);
    for (std::size_t i = 0; i < cells.size(); ++i) add(table_.columns[i], cells[i]);
    end_line();
  }

  Result<void> finish() override { return out_.close(); }

 private:
  void key(std::string_view name) {
    line_ += ',';
    append_json(line_, name);
    line_ += ':';
  }
  void field(std::string_view name, std::string_view value) {
    key(name);
    append_json(line_, value);
  }
  void add(const Column& column, const Cell& cell) {
    if (const auto* text = std::get_if<std::string>(&cell)) {
      if (!text->empty()) field(column.name, *text);
    } else if (const auto* integer = std::get_if<std::int64_t>(&cell)) {
      key(column.name);
      line_ += std::to_string(*integer);
    } else if (const auto* number = std::get_if<double>(&cell)) {
      key(column.name);
      line_ += number_text(*number);
    } else if (const auto* yes = std::get_if<bool>(&cell)) {
      key(column.name);
      line_ += *yes ? "true" : "false";
    } else if (const auto* time = std::get_if<UtcTime>(&cell)) {
      field(column.name, column.type == Type::date    ? wall_date(*time)
                         : column.type == Type::local ? wall_clock(*time)
                                                      : to_rfc3339(*time));
    }
  }
  void end_line() {
    line_ += "}\n";
    out_.write(line_);
  }

  Output out_;
  Table table_;
  std::string line_;
};

}  // namespace

std::unique_ptr<TableWriter> open_jsonl(const About& about, const std::filesystem::path& file) {
  return std::make_unique<JsonlWriter>(about, file);
}

}  // namespace clamor::exchange
