// XLSX through libxlsxwriter in its constant memory mode: a row is on the disk before the next one begins.
// Every text is an inline string, so that nothing in it can be a formula or a link.
#include <xlsxwriter.h>

#include <algorithm>
#include <cctype>
#include <map>

#include "core/text.hpp"
#include "exchange/tables/formats.hpp"

namespace clamor::exchange {
namespace {

constexpr lxw_row_t rows_on_a_sheet = LXW_ROW_MAX;
constexpr std::size_t longest_text = 32767;  // UTF-16 units of one cell
constexpr double epoch_serial = 25569;       // 1 January 1970 in days of a spreadsheet
constexpr double day = 86'400'000;

// Without what XML forbids; at most as long as a cell takes. "_x0041_" would be read as "A": its first
// underscore is written as such an escape itself.
std::string fit(std::string_view text, bool& cut) {
  std::string fitted;
  std::size_t units = 0;
  const std::string valid = valid_utf8(text);
  const auto is_escape = [&](std::size_t at) {
    const auto hex = [&](std::size_t i) { return std::isxdigit(static_cast<unsigned char>(valid[i])) != 0; };
    return at + 6 < valid.size() && valid[at + 1] == 'x' && hex(at + 2) && hex(at + 3) && hex(at + 4) &&
           hex(at + 5) && valid[at + 6] == '_';
  };
  for (std::size_t at = 0; at < valid.size();) {
    const std::size_t from = at;
    const char32_t code = next_letter(valid, at).code;
    if ((code < 0x20 && code != '\t' && code != '\n') || code == 0x7F || code == 0xFFFE || code == 0xFFFF)
      continue;
    const bool escape = code == '_' && is_escape(from);
    const std::size_t size = escape ? 7 : code > 0xFFFF ? 2 : 1;
    if (units + size > longest_text) {
      cut = true;
      break;
    }
    units += size;
    if (escape) fitted += "_x005F";
    fitted.append(valid, from, at - from);
  }
  return fitted;
}

// In characters: as wide as what stands there, as far as a screen can show it.
constexpr std::size_t narrowest = 9, widest = 60;

std::size_t shown_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t at = 0; at < text.size() && width < widest; ++width)
    if (next_letter(text, at).code == U'\n') break;
  return width;
}

class XlsxWriter final : public TableWriter {
 public:
  XlsxWriter(const About& about, const std::filesystem::path& file)
      : about_(about), folder_(file.parent_path().string()) {
    lxw_workbook_options options{};
    options.constant_memory = LXW_TRUE;
    options.use_zip64 = LXW_TRUE;
    if (!folder_.empty()) options.tmpdir = folder_.data();
    book_ = workbook_new_opt(file.c_str(), &options);
    workbook_unset_default_url_format(book_);
    lxw_doc_properties properties{};
    std::string title = about_.campaign, comments = mark();
    properties.title = title.data();
    properties.comments = comments.data();
    workbook_set_properties(book_, &properties);
    heading_ = format(nullptr);
    format_set_bold(heading_);
    format_set_bottom(heading_, LXW_BORDER_THIN);
    heading_of_numbers_ = format(nullptr);
    format_set_bold(heading_of_numbers_);
    format_set_bottom(heading_of_numbers_, LXW_BORDER_THIN);
    format_set_align(heading_of_numbers_, LXW_ALIGN_RIGHT);
    text_ = format("@");
    time_ = format("yyyy-mm-dd hh:mm:ss");
    date_ = format("yyyy-mm-dd");
    format_set_align(time_, LXW_ALIGN_LEFT);
    format_set_align(date_, LXW_ALIGN_LEFT);
    plain_ = format("@");
    wrapped_ = format("@");
    format_set_text_wrap(wrapped_);
    format_set_align(wrapped_, LXW_ALIGN_VERTICAL_TOP);
  }
  ~XlsxWriter() override {
    if (book_) lxw_workbook_free(book_);
  }
  XlsxWriter(const XlsxWriter&) = delete;
  XlsxWriter& operator=(const XlsxWriter&) = delete;

  void begin(const Table& table) override {
    complete_sheet();
    tables_.push_back(table);
    next_sheet(table.name);
    sheets_of_table_ = 1;
  }

  void row(std::span<const Cell> cells) override {
    const Table& table = tables_.back();
    if (row_ == rows_on_a_sheet) next_sheet(table.name + " " + std::to_string(++sheets_of_table_));
    fitted_.sheets = std::max(fitted_.sheets, sheets_of_table_);
    for (std::size_t i = 0; i < cells.size(); ++i)
      write(static_cast<lxw_col_t>(i), cells[i], table.columns[i].type);
    ++row_;
  }

  Result<void> finish() override {
    write_definitions();
    const lxw_error error = workbook_close(std::exchange(book_, nullptr));
    if (error != LXW_NO_ERROR) return fail(Errc::invalid_input, lxw_strerror(error));
    return {};
  }

  Fitted fitted() const override { return fitted_; }

 private:
  lxw_format* format(const char* number) {
    lxw_format* made = workbook_add_format(book_);
    if (number) format_set_num_format(made, number);
    return made;
  }

  std::string mark() const {
    std::string text;
    for (const std::string& note : about_.notes) text += (text.empty() ? "" : "\n") + note;
    return truncate_utf8(text, 255);
  }

  void next_sheet(const std::string& name) {
    complete_sheet();
    sheet_ = workbook_add_worksheet(book_, name.c_str());
    widths_.clear();
    worksheet_freeze_panes(sheet_, 1, 0);
    print_nicely();
    row_ = 0;
    for (const Column& column : tables_.back().columns) {
      bool cut = false;
      const std::string title = fit(column.name, cut);
      const bool right = column.type == Type::integer || column.type == Type::number;
      worksheet_write_string(sheet_, row_, static_cast<lxw_col_t>(widths_.size()), title.c_str(),
                             right ? heading_of_numbers_ : heading_);
      widths_.push_back(std::max(narrowest, shown_width(title) + 4));  // room for the arrow of the filter
    }
    ++row_;
  }

  // Widths are known when the rows are written.
  void complete_sheet() {
    if (!sheet_ || widths_.empty()) return;
    const auto& columns = tables_.back().columns;
    for (std::size_t i = 0; i < widths_.size(); ++i) {
      const auto at = static_cast<lxw_col_t>(i);
      const bool text = columns[i].type == Type::id || columns[i].type == Type::text;
      worksheet_set_column(sheet_, at, at, static_cast<double>(widths_[i]), text ? text_ : nullptr);
    }
    worksheet_autofilter(sheet_, 0, 0, std::max<lxw_row_t>(row_, 1) - 1,
                         static_cast<lxw_col_t>(widths_.size() - 1));
    widths_.clear();
  }

  // The mark of simulated data stands on every printed page too.
  void print_nicely() {
    worksheet_set_landscape(sheet_);
    worksheet_set_paper(sheet_, 1);  // letter, as in Mexico
    worksheet_fit_to_pages(sheet_, 1, 0);
    if (!about_.simulated.empty())
      worksheet_set_header(sheet_, ("&C&\"Bold\"SIMULATED " + sheet_text(about_.simulated)).c_str());
  }

  // '&' begins a command in headers of pages.
  static std::string sheet_text(std::string text) {
    std::erase(text, '&');
    return text.substr(0, 100);
  }

  void write_text(lxw_col_t column, std::string_view text, lxw_format* look) {
    if (text.empty()) return;
    bool cut = false;
    const std::string fitted = fit(text, cut);
    fitted_.cut_cells += cut;
    worksheet_write_string(sheet_, row_, column, fitted.c_str(), look);
    widen(column, shown_width(fitted) + 1);
  }

  void widen(lxw_col_t column, std::size_t width) {
    if (column < widths_.size()) widths_[column] = std::max(widths_[column], width);
  }

  void write(lxw_col_t column, const Cell& cell, Type type) {
    if (const auto* text = std::get_if<std::string>(&cell)) {
      write_text(column, *text, text_);
    } else if (const auto* integer = std::get_if<std::int64_t>(&cell)) {
      worksheet_write_number(sheet_, row_, column, static_cast<double>(*integer), nullptr);
    } else if (const auto* number = std::get_if<double>(&cell)) {
      worksheet_write_number(sheet_, row_, column, *number, nullptr);
    } else if (const auto* yes = std::get_if<bool>(&cell)) {
      write_text(column, *yes ? "true" : "false", text_);  // LibreOffice shows the bare values as 0 and TRUE
    } else if (const auto* time = std::get_if<UtcTime>(&cell)) {
      write_time(column, *time, type);
    }
  }

  // Spreadsheets count days from 1900 and believe in a 29 February of that year: earlier moments stay text.
  void write_time(lxw_col_t column, UtcTime time, Type type) {
    const double serial = epoch_serial + static_cast<double>(time.time_since_epoch().count()) / day;
    if (serial < 61)
      write_text(column, to_rfc3339(time), text_);
    else
      worksheet_write_number(sheet_, row_, column, serial, type == Type::date ? date_ : time_);
    widen(column, type == Type::date ? 11 : 20);
  }

  void write_definitions() {
    complete_sheet();
    sheet_ = workbook_add_worksheet(book_, about_.definitions_title.c_str());
    print_nicely();
    worksheet_set_column(sheet_, 0, 0, 12, wrapped_);
    worksheet_set_column(sheet_, 1, 1, 38, wrapped_);
    worksheet_set_column(sheet_, 2, 2, 80, wrapped_);
    worksheet_set_column(sheet_, 3, 4, 14, wrapped_);
    row_ = 0;
    write_text(0, about_.campaign, heading_);
    ++row_;
    write_text(0, "Clamor " + about_.version + " · " + to_rfc3339(about_.made_at) + " · " + about_.timezone,
               plain_);
    ++row_;
    for (const std::string& note : about_.notes) {
      make_room_for(note, 110);
      write_text(0, "•", wrapped_);
      bool cut = false;
      worksheet_merge_range(sheet_, row_, 1, row_, 4, fit(note, cut).c_str(), wrapped_);
      ++row_;
    }
    ++row_;
    for (std::size_t i = 0; i < about_.definition_heads.size(); ++i)
      write_text(static_cast<lxw_col_t>(i), about_.definition_heads[i], heading_);
    ++row_;
    for (const Table& table : tables_)
      for (const Column& column : table.columns) {
        make_room_for(column.definition, 75);
        write_text(0, table.name, wrapped_);
        write_text(1, column.name, wrapped_);
        write_text(2, column.definition, wrapped_);
        write_text(3, column.unit, wrapped_);
        write_text(4, column.source, wrapped_);
        ++row_;
      }
  }

  // Nobody measures letters here: so many fit on a line, roughly.
  void make_room_for(std::string_view text, std::size_t letters_on_a_line) {
    const std::size_t lines = 1 + text.size() / letters_on_a_line;
    worksheet_set_row(sheet_, row_, 15.0 * static_cast<double>(lines), nullptr);
  }

  About about_;
  std::string folder_;
  lxw_workbook* book_ = nullptr;
  lxw_worksheet* sheet_ = nullptr;
  lxw_format *heading_ = nullptr, *heading_of_numbers_ = nullptr, *text_ = nullptr, *time_ = nullptr,
             *date_ = nullptr, *wrapped_ = nullptr, *plain_ = nullptr;
  std::vector<Table> tables_;
  lxw_row_t row_ = 0;
  int sheets_of_table_ = 1;
  Fitted fitted_;
  std::vector<std::size_t> widths_;  // of the sheet being written
};

}  // namespace

std::unique_ptr<TableWriter> open_xlsx(const About& about, const std::filesystem::path& file) {
  return std::make_unique<XlsxWriter>(about, file);
}

}  // namespace clamor::exchange
