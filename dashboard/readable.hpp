#pragma once
// A stranger's text as far as our fonts go: one line, safe, without characters that would come out as boxes.

#include <string>
#include <string_view>

namespace clamor::dashboard {

std::string readable(std::string_view text);

}  // namespace clamor::dashboard
