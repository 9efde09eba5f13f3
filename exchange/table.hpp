#pragma once
// Tables out: rows of named columns for people who live in spreadsheets and for programs. A format is one
// file of tables/ and one line of table_formats(). A writer takes rows one by one and keeps none of them.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/result.hpp"
#include "core/time.hpp"

namespace clamor::exchange {

// text: anything a stranger may have written. id: letters, digits or an address that must never become a
// number. time: an instant, UTC. local: the same on the campaign's clock, as if it were UTC. date: a day, at
// its midnight.
enum class Type { text, id, integer, number, yes_no, time, local, date };

struct Column {
  std::string name;  // stable, English, [a-z0-9_]; of a hashtag's column also its letters
  Type type = Type::text;
  std::string definition;  // one sentence, in the language of the person
  std::string unit;        // "posts", "accounts"; empty: none
  std::string source;      // where the value comes from: "observed", "counted", "derived"
};

// Empty, text or id, integer, number, yes_no, time or local or date: as its column says.
using Cell = std::variant<std::monostate, std::string, std::int64_t, double, bool, UtcTime>;

template <class Value>
Cell cell(const std::optional<Value>& value) {
  return value ? Cell(*value) : Cell();
}

struct Table {
  std::string name;  // "posts"
  std::vector<Column> columns;
};

// What stands on every file: whose numbers, when, and what was done to them.
struct About {
  std::string campaign, timezone, version;
  UtcTime made_at;
  std::string simulated;        // id of the simulated network; empty: real data
  bool identified = false;      // names and texts are in it
  std::string language = "en";  // of definitions and notes
  std::vector<std::string>
      notes;  // sentences for people: the mark of simulated data, the rules of this export
  std::string definitions_title;              // of the sheet of definitions: "definitions"
  std::vector<std::string> definition_heads;  // "table", "column", "definition", "unit", "source"
};

class TableWriter {
 public:
  virtual ~TableWriter() = default;
  // Begins a table; the one before is complete. Only formats with `many` take more than one.
  virtual void begin(const Table& table) = 0;
  // As many cells as columns, each fit for its column.
  virtual void row(std::span<const Cell> cells) = 0;
  // Writes what is left and closes. Without it the file is worth nothing. The error says why the disk
  // refused.
  virtual Result<void> finish() = 0;
  // What had to be changed to fit the format, sentences for a person are made of it: cells cut to the longest
  // text a sheet takes, sheets a table was divided into.
  struct Fitted {
    std::int64_t cut_cells = 0;
    int sheets = 1;
  };
  virtual Fitted fitted() const { return {}; }
};

struct TableFormat {
  const char* name;  // of --format and of the file's ending
  bool many;         // tables in one file
  bool graph;        // takes nodes and edges: the tables node_table and edge_table, in this order
  std::unique_ptr<TableWriter> (*open)(const About& about, const std::filesystem::path& file);
};
std::span<const TableFormat> table_formats();
const TableFormat* find_table_format(std::string_view name);

// CSV for machines: no byte order mark, and no apostrophe before what a spreadsheet would calculate.
std::unique_ptr<TableWriter> open_raw_csv(const About& about, const std::filesystem::path& file);

// A text that a spreadsheet would take for a formula, made harmless by an apostrophe before it.
std::string harmless(std::string_view text);

// What the first columns of a graph's tables must be; others become attributes.
// Nodes: id (id), label (text). Edges: from (id), to (id), kind (text), times (integer), first (time).
inline constexpr std::size_t node_columns = 2, edge_columns = 5;

}  // namespace clamor::exchange
