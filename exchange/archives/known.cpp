#include <algorithm>
#include <array>

#include "exchange/archives/formats.hpp"

namespace clamor::exchange {

std::span<const Format* const> formats() {
  static constexpr std::array all{&clamor_format,    &zeeschuimer_format, &outbox_format,
                                  &x_archive_format, &twarc_format,       &tags_format,
                                  &fourcat_format,   &crowdtangle_format, &table_format};
  return all;
}

const Format* find_format(std::string_view name) {
  const auto found =
      std::ranges::find_if(formats(), [&](const Format* format) { return format->name == name; });
  return found == formats().end() ? nullptr : *found;
}

}  // namespace clamor::exchange
