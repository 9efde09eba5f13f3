// GEXF 1.3 for Gephi: a directed graph in time. Two people may be joined by several edges, one per kind.
#include "core/text.hpp"
#include "exchange/tables/formats.hpp"
#include "exchange/tables/output.hpp"

namespace clamor::exchange {
namespace {

// Text of an element or an attribute; characters XML forbids are left out.
std::string escaped(std::string_view text) {
  std::string safe;
  const std::string valid = valid_utf8(text);
  for (std::size_t at = 0; at < valid.size();) {
    const std::size_t from = at;
    const char32_t code = next_letter(valid, at).code;
    if (code == '&')
      safe += "&amp;";
    else if (code == '<')
      safe += "&lt;";
    else if (code == '>')
      safe += "&gt;";
    else if (code == '"')
      safe += "&quot;";
    else if (code == '\t' || code == '\n' || code == '\r')
      safe += ' ';
    else if (code >= 0x20 && code != 0x7F && code != 0xFFFE && code != 0xFFFF)
      safe.append(valid, from, at - from);
  }
  return safe;
}

const char* attribute_type(Type type) {
  switch (type) {
    case Type::integer:
      return "long";
    case Type::number:
      return "double";
    case Type::yes_no:
      return "boolean";
    default:
      return "string";
  }
}

std::string value_of(const Cell& cell, Type type) {
  struct Visitor {
    Type type;
    std::string operator()(std::monostate) const { return {}; }
    std::string operator()(const std::string& text) const { return escaped(text); }
    std::string operator()(std::int64_t value) const { return std::to_string(value); }
    std::string operator()(double value) const { return number_text(value); }
    std::string operator()(bool value) const { return value ? "true" : "false"; }
    std::string operator()(UtcTime value) const {
      return type == Type::date    ? wall_date(value)
             : type == Type::local ? wall_clock(value)
                                   : to_rfc3339(value);
    }
  };
  return std::visit(Visitor{type}, cell);
}

class GexfWriter final : public TableWriter {
 public:
  GexfWriter(const About& about, const std::filesystem::path& file) : out_(file), about_(about) {}

  // Attributes are declared before the first node, so the nodes' table waits for the edges' one: both come by
  // begin() without rows in between only when there is no node.
  void begin(const Table& table) override {
    if (part_ == Part::nothing) {
      head();
      attributes("node", "n", table.columns, node_columns);
      attributes("edge", "e", edge_attributes(), 0);
      out_.write("    <nodes>\n");
      part_ = Part::nodes;
    } else {
      out_.write("    </nodes>\n    <edges>\n");
      part_ = Part::edges;
    }
    columns_ = table.columns;
  }

  void row(std::span<const Cell> cells) override {
    if (part_ == Part::nodes)
      node(cells);
    else
      edge(cells);
  }

  Result<void> finish() override {
    out_.write(part_ == Part::edges ? "    </edges>\n  </graph>\n</gexf>\n"
                                    : "    </nodes>\n  </graph>\n</gexf>\n");
    return out_.close();
  }

 private:
  static std::vector<Column> edge_attributes() {
    return {{"kind", Type::text, {}, {}, {}},
            {"times", Type::integer, {}, {}, {}},
            {"first", Type::time, {}, {}, {}}};
  }

  void head() {
    std::string description = about_.campaign;
    for (const std::string& note : about_.notes) description += "\n" + note;
    out_.write(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<gexf xmlns=\"http://gexf.net/1.3\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
        "xsi:schemaLocation=\"http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd\" version=\"1.3\">\n"
        "  <meta lastmodifieddate=\"" +
        wall_date(about_.made_at) + "\">\n    <creator>Clamor " + escaped(about_.version) +
        "</creator>\n    <description>" + escaped(description) +
        "</description>\n  </meta>\n"
        "  <graph defaultedgetype=\"directed\" mode=\"dynamic\" timeformat=\"dateTime\">\n");
  }

  void attributes(const char* of, const char* prefix, const std::vector<Column>& columns, std::size_t from) {
    if (columns.size() <= from) return;
    out_.write(std::string("    <attributes class=\"") + of + "\">\n");
    for (std::size_t i = from; i < columns.size(); ++i)
      out_.write("      <attribute id=\"" + std::string(prefix) + std::to_string(i) + "\" title=\"" +
                 escaped(columns[i].name) + "\" type=\"" + attribute_type(columns[i].type) + "\"/>\n");
    out_.write("    </attributes>\n");
  }

  void values(const char* prefix, std::span<const Cell> cells, std::size_t from, std::size_t name_shift) {
    std::string lines;
    for (std::size_t i = from; i < cells.size(); ++i) {
      const std::string value = value_of(cells[i], columns_[i].type);
      if (value.empty()) continue;
      lines += "          <attvalue for=\"" + std::string(prefix) + std::to_string(i - name_shift) +
               "\" value=\"" + value + "\"/>\n";
    }
    if (!lines.empty()) out_.write("        <attvalues>\n" + lines + "        </attvalues>\n");
  }

  void node(std::span<const Cell> cells) {
    out_.write("      <node id=\"" + value_of(cells[0], Type::id) + "\" label=\"" +
               value_of(cells[1], Type::text) + "\">\n");
    values("n", cells, node_columns, 0);
    out_.write("      </node>\n");
  }

  // Joined from the first time on; what is not told is left out.
  void edge(std::span<const Cell> cells) {
    out_.write("      <edge id=\"" + std::to_string(++edges_) + "\" source=\"" +
               value_of(cells[0], Type::id) + "\" target=\"" + value_of(cells[1], Type::id) + "\"" +
               given("kind", cells[2], Type::text) + given("weight", cells[3], Type::integer) +
               given("start", cells[4], Type::time) + ">\n");
    values("e", cells.first(edge_columns), 2, 2);
    out_.write("      </edge>\n");
  }

  static std::string given(const std::string& name, const Cell& cell, Type type) {
    const std::string value = value_of(cell, type);
    return value.empty() ? "" : " " + name + "=\"" + value + "\"";
  }

  enum class Part { nothing, nodes, edges };
  Output out_;
  About about_;
  Part part_ = Part::nothing;
  std::vector<Column> columns_;
  std::int64_t edges_ = 0;
};

}  // namespace

std::unique_ptr<TableWriter> open_gexf(const About& about, const std::filesystem::path& file) {
  return std::make_unique<GexfWriter>(about, file);
}

}  // namespace clamor::exchange
