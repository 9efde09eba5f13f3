#pragma once
// Writes our own JSON lines (own_jsonl.hpp) from records: everything that `import` needs to make the same
// database.

#include "core/record.hpp"
#include "exchange/own_jsonl.hpp"
#include "exchange/table.hpp"

namespace clamor::exchange {

class OwnJsonlWriter {
 public:
  OwnJsonlWriter(const About& about, const std::filesystem::path& file);
  ~OwnJsonlWriter();

  void source(std::string_view name, std::string_view kind, std::string_view server, Network network);
  void author(const AuthorRecord& record);
  void post(const PostRecord& record);
  void edge(const Edge& edge);
  void coverage(std::string_view source, std::string_view tag, Interval time);
  void gap(std::string_view source, std::string_view tag, const Gap& gap);
  void cursor(std::string_view source, std::string_view tag, const Cursor& cursor);
  Result<void> finish();

 private:
  struct Lines;
  std::unique_ptr<Lines> lines_;
};

}  // namespace clamor::exchange
