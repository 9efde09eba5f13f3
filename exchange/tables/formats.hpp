#pragma once
// One line per format; only for this room.

#include "exchange/table.hpp"

namespace clamor::exchange {

std::unique_ptr<TableWriter> open_csv(const About& about, const std::filesystem::path& file);
std::unique_ptr<TableWriter> open_jsonl(const About& about, const std::filesystem::path& file);
std::unique_ptr<TableWriter> open_xlsx(const About& about, const std::filesystem::path& file);
std::unique_ptr<TableWriter> open_gexf(const About& about, const std::filesystem::path& file);

}  // namespace clamor::exchange
