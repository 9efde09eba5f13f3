#include "exchange/archives/records.hpp"

#include <csv.h>

#include <algorithm>
#include <utility>

namespace clamor::exchange {
namespace {

bool is_space(char letter) {
  return letter == ' ' || letter == '\t' || letter == '\n' || letter == '\r';
}

}  // namespace

Records::Records(Bytes& bytes, std::string head, Framing framing)
    : bytes_(bytes), buffer_(std::move(head)), framing_(framing) {
  if (buffer_.starts_with("\xEF\xBB\xBF")) at_ = 3;
  if (framing == Framing::items)
    if (const auto list = buffer_.find("\"orderedItems\""); list != buffer_.npos) at_ = list;
  if (framing != Framing::rows) return;
  csv_ = std::make_unique<csv_parser>();
  csv_init(csv_.get(), 0);
  const std::string_view titles = std::string_view(buffer_).substr(0, buffer_.find('\n'));
  if (std::ranges::count(titles, '\t') > std::ranges::count(titles, ',')) csv_set_delim(csv_.get(), '\t');
  csv_set_space_func(csv_.get(), [](unsigned char) { return 0; });  // spaces are part of a cell
}

Records::~Records() {
  if (csv_) csv_free(csv_.get());
}

Result<bool> Records::more() {
  if (ended_) return false;
  const auto block = bytes_.read();
  if (!block) return tl::unexpected(block.error());
  if (block->empty()) {
    ended_ = true;
    return false;
  }
  if (at_ > 0) buffer_.erase(0, std::exchange(at_, 0));
  buffer_ += *block;
  return true;
}

Result<std::optional<Records::Record>> Records::next() {
  switch (framing_) {
    case Framing::lines:
      return next_line();
    case Framing::values:
    case Framing::items:
      return next_value();
    case Framing::rows:
      break;
  }
  return next_row();
}

Result<std::optional<Records::Record>> Records::next_line() {
  std::size_t looked = 0;
  bool too_large = false;
  while (true) {
    const std::size_t end = buffer_.find('\n', at_ + looked);
    if (end == std::string::npos) {
      looked = buffer_.size() - at_;
      if (looked > max_record_bytes) {
        too_large = true;
        at_ = buffer_.size();
        looked = 0;
      }
      const auto again = more();
      if (!again) return tl::unexpected(again.error());
      if (*again) continue;
    }
    std::string_view line(buffer_.data() + at_, std::min(end, buffer_.size()) - at_);
    const bool last = end == std::string::npos;
    at_ = last ? buffer_.size() : end + 1;
    if (too_large) return Record{{}, true};
    while (!line.empty() && is_space(line.back())) line.remove_suffix(1);
    if (!line.empty()) return Record{{line, {}}, false};
    if (last) return std::optional<Record>{};
    looked = 0;
  }
}

// The commas and brackets between values are passed over: the items of an array are values too.
Result<std::optional<Records::Record>> Records::next_value() {
  std::size_t depth = 0, at = at_;
  bool in_text = false, started = false, too_large = false;
  while (true) {
    for (; at < buffer_.size(); ++at) {
      const char letter = buffer_[at];
      if (!started) {
        // Whatever stands before the first bracket is a script's assignment.
        if (letter != '{') {
          at_ = at + 1;
          continue;
        }
        started = true;
      }
      if (in_text) {
        if (letter == '\\')
          ++at;
        else if (letter == '"')
          in_text = false;
      } else if (letter == '"') {
        in_text = true;
      } else if (letter == '{' || letter == '[') {
        ++depth;
      } else if ((letter == '}' || letter == ']') && --depth == 0) {
        const std::string_view value(buffer_.data() + at_, at + 1 - at_);
        at_ = at + 1;
        if (too_large) return Record{{}, true};
        return Record{{value, {}}, false};
      }
    }
    if (started && at - at_ > max_record_bytes) {
      too_large = true;
      at_ = std::min(at, buffer_.size());
    }
    const std::size_t into = at - at_;
    const auto again = more();
    if (!again) return tl::unexpected(again.error());
    if (!*again) {
      const std::string_view rest(buffer_.data() + at_, buffer_.size() - at_);
      at_ = buffer_.size();
      if (!started) return std::optional<Record>{};
      return Record{{rest, {}}, too_large};
    }
    at = at_ + into;
  }
}

void Records::take_cell(void* text, std::size_t size, void* self) {
  auto& records = *static_cast<Records*>(self);
  records.row_.text.append(static_cast<const char*>(text), size);
  records.row_.ends.push_back(records.row_.text.size());
}

void Records::take_row(int, void* self) {
  auto& records = *static_cast<Records*>(self);
  records.rows_.push_back(std::exchange(records.row_, {}));
}

Result<std::optional<Records::Record>> Records::next_row() {
  while (rows_.empty()) {
    if (at_ == buffer_.size()) {
      if (ended_) return std::optional<Record>{};
      const auto again = more();
      if (!again) return tl::unexpected(again.error());
      if (!*again) {
        csv_fini(csv_.get(), take_cell, take_row, this);
        continue;
      }
    }
    const std::size_t size = buffer_.size() - at_;
    if (csv_parse(csv_.get(), buffer_.data() + at_, size, take_cell, take_row, this) != size)
      return fail(Errc::bad_answer, csv_strerror(csv_error(csv_.get())));
    at_ = buffer_.size();
    if (csv_get_buffer_size(csv_.get()) > max_record_bytes || row_.text.size() > max_record_bytes)
      return fail(Errc::too_large, "a cell without end: a quote is opened and never closed");
  }
  given_ = std::move(rows_.front());
  rows_.pop_front();
  cells_.clear();
  std::size_t from = 0;
  for (const std::size_t end : given_.ends) {
    cells_.emplace_back(given_.text.data() + from, end - from);
    from = end;
  }
  return Record{{given_.text, cells_}, false};
}

}  // namespace clamor::exchange
