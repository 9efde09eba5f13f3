#pragma once
// Cuts the bytes of one file into records, in memory bounded by the largest record that is read.

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "exchange/archive.hpp"
#include "exchange/archives/bytes.hpp"

struct csv_parser;

namespace clamor::exchange {

inline constexpr std::size_t max_record_bytes = 16u << 20;

class Records {
 public:
  // `head` was read from `bytes` already.
  Records(Bytes& bytes, std::string head, Framing framing);
  ~Records();

  struct Record {
    Raw raw;                 // valid until the next call
    bool too_large = false;  // nothing of it is kept
  };
  Result<std::optional<Record>> next();

 private:
  struct Row {
    std::string text;
    std::vector<std::size_t> ends;
  };
  Result<bool> more();  // false: the file's end
  Result<std::optional<Record>> next_line();
  Result<std::optional<Record>> next_value();
  Result<std::optional<Record>> next_row();
  static void take_cell(void* text, std::size_t size, void* self);
  static void take_row(int, void* self);

  Bytes& bytes_;
  std::string buffer_;
  std::size_t at_ = 0;
  bool ended_ = false, begun_ = false;
  Framing framing_;
  std::unique_ptr<csv_parser> csv_;
  Row row_, given_;
  std::deque<Row> rows_;
  std::vector<std::string_view> cells_;
};

}  // namespace clamor::exchange
