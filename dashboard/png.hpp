#pragma once
// Pictures of the window.

#include <cstdint>
#include <string>
#include <vector>

#include "core/result.hpp"

namespace clamor::dashboard {

struct Image {
  int width = 0, height = 0;
  std::vector<std::uint8_t> rgba;  // rows from the top
};

Result<Image> read_png(const std::string& path);
Result<bool> write_png(const std::string& path, const Image& image);

}  // namespace clamor::dashboard
