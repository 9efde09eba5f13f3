// An archive from its bytes to the facts of its records.
#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "core/text.hpp"
#include "exchange/archives/bytes.hpp"
#include "exchange/archives/formats.hpp"
#include "exchange/archives/records.hpp"

namespace clamor::exchange {
namespace {

constexpr std::size_t head_bytes = 64u << 10;

class Reader final : public Archive {
 public:
  Reader(std::string path, std::unique_ptr<Bytes> bytes, const Format* wanted, const config::Columns* columns)
      : path_(std::move(path)),
        bytes_(std::move(bytes)),
        wanted_(columns != nullptr ? &table_format : wanted) {
    if (columns != nullptr) columns_ = *columns;
  }

  Result<bool> next(Findings& into) override {
    while (true) {
      if (!file_) {
        const auto opened = next_file();
        if (!opened || !*opened) return opened;
      }
      const auto record = file_->next();
      if (!record) return tl::unexpected(record.error());
      if (*record) {
        take(**record, into);
        return true;
      }
      file_.reset();
    }
  }

  // What earlier records said counts for later ones, so they are decoded all the same.
  Result<bool> skip(std::int64_t records) override {
    Findings passed;
    for (; records > 0; --records) {
      const auto there = next(passed);
      if (!there || !*there) return there;
      passed = {};
    }
    return true;
  }

  std::int64_t records() const override { return records_; }
  std::string digest() const override { return fmt::format("{:016x}", digest_); }
  std::string content() const override { return bytes_->content(); }
  const Format* format() const override { return format_; }
  std::int64_t bytes_read() const override { return bytes_->taken(); }
  std::int64_t bytes() const override { return bytes_->size(); }

 private:
  // Files nobody knows (pictures, letters) are passed over, but one at least has to be known.
  Result<bool> next_file() {
    while (true) {
      const auto there = bytes_->next_file();
      if (!there) return there;
      if (!*there) {
        if (format_ != nullptr) return false;
        return fail(Errc::invalid_input, empty_ ? "it is empty" : "its format is not known");
      }
      auto begun = begin_of(*bytes_);
      if (!begun) return tl::unexpected(begun.error());
      std::string head = std::move(*begun);
      if (!head.empty()) empty_ = false;
      const Format* format = recognise(head);
      if (format == nullptr) continue;
      if (format != format_ || !format->spans_files) {
        decoder_ = columns_ ? open_table(*columns_) : format->open();
        if (format->needed_first != nullptr && bytes_->size() > 0) foresee(*format);
      }
      format_ = format;
      const Framing framing = format->framing(head_of(head, bytes_->file()));
      file_ = std::make_unique<Records>(*bytes_, std::move(head), framing);
      return true;
    }
  }

  static Result<std::string> begin_of(Bytes& bytes) {
    std::string head;
    while (head.size() < head_bytes) {
      const auto block = bytes.read();
      if (!block && head.empty()) return tl::unexpected(block.error());
      if (!block || block->empty()) break;  // what came before the damage is read all the same
      head += *block;
    }
    return head;
  }

  // Trouble on the way is met again, and told, when the archive is read.
  void foresee(const Format& format) {
    const auto bytes = Bytes::open(path_);
    while (bytes && (*bytes)->next_file().value_or(false)) {
      auto head = begin_of(**bytes);
      if (!head) return;
      const Head about = head_of(*head, (*bytes)->file());
      if (!format.needed_first(about)) continue;
      const Framing framing = format.framing(about);
      Records records(**bytes, std::move(*head), framing);
      for (auto record = records.next(); record && *record; record = records.next())
        if (!(*record)->too_large) decoder_->foresee((*record)->raw);
    }
  }

  static Head head_of(std::string_view bytes, std::string_view file) {
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
    const auto first = bytes.find_first_not_of(" \t\r\n");
    return {bytes.substr(first == bytes.npos ? bytes.size() : first).substr(0, head_bytes), file};
  }

  const Format* recognise(std::string_view bytes) const {
    const Head head = head_of(bytes, bytes_->file());
    if (head.bytes.empty()) return nullptr;
    if (wanted_ != nullptr && !wanted_->spans_files) return wanted_;
    for (const Format* format : formats())
      if ((wanted_ == nullptr || format == wanted_) && format->recognise(head)) return format;
    return nullptr;
  }

  void take(const Records::Record& record, Findings& into) {
    ++records_;
    // Its length and ends tell another file's record well enough.
    const std::string_view text = record.raw.text;
    for (const auto part :
         {text.substr(0, 64), text.substr(text.size() - std::min<std::size_t>(text.size(), 64))})
      digest_ = (digest_ ^ std::hash<std::string_view>{}(part) ^ text.size()) * 0x9E3779B97F4A7C15u;
    const auto before = into.records + into.passed;
    const auto read = record.too_large ? fail(Errc::too_large, "a record of more than 16 MB")
                                       : decoder_->read(record.raw, into);
    if (into.records + into.passed == before) ++into.records;
    if (read) return;
    ++into.unread;
    auto& told = into.reasons[read.error().detail];
    if (told.times++ == 0) told.first = records_;
  }

  const std::string path_;
  std::unique_ptr<Bytes> bytes_;
  const Format* wanted_;
  std::optional<config::Columns> columns_;
  const Format* format_ = nullptr;
  std::unique_ptr<Decoder> decoder_;
  std::unique_ptr<Records> file_;
  bool empty_ = true;
  std::int64_t records_ = 0;
  std::uint64_t digest_ = 0;
};

}  // namespace

Result<std::unique_ptr<Archive>> Archive::open(const std::string& path, const Format* format,
                                               const config::Columns* columns) {
  auto bytes = Bytes::open(path);
  if (!bytes) return tl::unexpected(bytes.error());
  return std::make_unique<Reader>(path, std::move(*bytes), format, columns);
}

namespace {

std::vector<std::string> titles(const std::string& path, bool of_unknown) {
  if (path == "-") return {};  // what is read of a pipe is gone
  const auto bytes = Bytes::open(path);
  if (!bytes || !(*bytes)->next_file().value_or(false)) return {};
  const auto block = (*bytes)->read();
  const Head head{block ? *block : std::string_view{}, path};
  if (!looks_like_table(head)) return {};
  if (of_unknown &&
      std::ranges::any_of(formats(), [&](const Format* known) { return known->recognise(head); }))
    return {};
  Records records(**bytes, std::string(*block), Framing::rows);
  const auto row = records.next();
  if (!row || !*row) return {};
  return {(*row)->raw.cells.begin(), (*row)->raw.cells.end()};
}

}  // namespace

std::vector<std::string> titles_of(const std::string& path) {
  return titles(path, false);
}

std::vector<std::string> unknown_titles_of(const std::string& path) {
  return titles(path, true);
}

}  // namespace clamor::exchange
