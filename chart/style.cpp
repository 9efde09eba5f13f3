#include "chart/style.hpp"

namespace clamor::chart {
namespace {

constexpr Color rgb(std::uint32_t hex) {
  return {static_cast<std::uint8_t>(hex >> 16), static_cast<std::uint8_t>(hex >> 8 & 0xff),
          static_cast<std::uint8_t>(hex & 0xff), 255};
}

constexpr Style dark{
    .theme = Theme::dark,
    .page = rgb(0x0E1117),
    .sidebar = rgb(0x0A0D12),
    .card = rgb(0x161B23),
    .border = rgb(0x242B36),
    .text = rgb(0xE8ECF2),
    .text2 = rgb(0xA3AEBD),
    .text3 = rgb(0x8390A2),
    .grid = rgb(0x222935),
    .axis = rgb(0x3A4453),
    .hover = rgb(0x1F2631),
    .selection = rgb(0x14243A),
    .field = rgb(0x0E1117),
    .accent = rgb(0x4C9BFF),
    .button = rgb(0x2870D2),
    .on_button = rgb(0xFFFFFF),
    .good = rgb(0x3CCB9B),
    .bad = rgb(0xFF7D66),
    .warn = rgb(0xF0B84A),
    .fediverse = rgb(0xD77BC8),
    .bluesky = rgb(0x4C9BFF),
    .x = rgb(0x2BC4A4),
    .youtube = rgb(0xF59E3D),
    .other = rgb(0x9AA5B4),
    .fill_top = 0.52f,
    .fill_bottom = 0.24f,
};

constexpr Style light{
    .theme = Theme::light,
    .page = rgb(0xF4F6F9),
    .sidebar = rgb(0xFFFFFF),
    .card = rgb(0xFFFFFF),
    .border = rgb(0xE1E6ED),
    .text = rgb(0x17202C),
    .text2 = rgb(0x4D5A6A),
    .text3 = rgb(0x5F6B7B),
    .grid = rgb(0xEBEEF3),
    .axis = rgb(0xC3CBD6),
    .hover = rgb(0xEEF2F8),
    .selection = rgb(0xE5EFFC),
    .field = rgb(0xF4F6F9),
    .accent = rgb(0x1F6FE0),
    .button = rgb(0x1F6FE0),
    .on_button = rgb(0xFFFFFF),
    .good = rgb(0x087552),
    .bad = rgb(0xB93722),
    .warn = rgb(0x8A5C00),
    .fediverse = rgb(0xB4489F),
    .bluesky = rgb(0x1F6FE0),
    .x = rgb(0x0F9D83),
    .youtube = rgb(0xE07A10),
    .other = rgb(0x697687),
    .fill_top = 0.62f,
    .fill_bottom = 0.34f,
};

}  // namespace

Color Style::of(Network network) const {
  switch (network) {
    case Network::fediverse:
      return fediverse;
    case Network::bluesky:
      return bluesky;
    case Network::x:
      return x;
    case Network::youtube:
      return youtube;
    default:
      return other;
  }
}

const Style& style_of(Theme theme) {
  return theme == Theme::dark ? dark : light;
}

}  // namespace clamor::chart
