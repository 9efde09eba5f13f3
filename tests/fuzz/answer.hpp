#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace clamor::fuzz {

// Hands the bytes to a kind as the answer of a server, in both directions. What it makes of them must be an
// Error or a page; anything else is for the sanitizers to tell.
void read_as_answer(std::string_view kind, const std::uint8_t* bytes, std::size_t size);

// The same for what is read again: `kind` empty for the ActivityPub object of a post.
void read_again(std::string_view kind, const std::uint8_t* bytes, std::size_t size);

}  // namespace clamor::fuzz
