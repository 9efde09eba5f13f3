#include "exchange/tables/formats.hpp"

#include <algorithm>
#include <array>

namespace clamor::exchange {
namespace {

constexpr std::array formats{
    TableFormat{"csv", false, false, open_csv},
    TableFormat{"jsonl", true, false, open_jsonl},
    TableFormat{"xlsx", true, false, open_xlsx},
    TableFormat{"gexf", false, true, open_gexf},
};

}  // namespace

std::span<const TableFormat> table_formats() {
  return formats;
}

const TableFormat* find_table_format(std::string_view name) {
  const auto found = std::ranges::find(formats, name, &TableFormat::name);
  return found == formats.end() ? nullptr : &*found;
}

}  // namespace clamor::exchange
