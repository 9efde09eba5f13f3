#pragma once
// The little HTML that nearly every post is written in, read without building a tree. Only for this room.

#include <optional>

#include "collector/intake/html.hpp"

namespace clamor::intake {

// Properly nested p, span, a and br with quoted attributes and common entities; the text and links are what
// the whole parser would give. Empty: there is more in it, the parser must read it.
std::optional<HtmlText> plain_html_to_text(std::string_view html, bool skip_inline_quote);

}  // namespace clamor::intake
