#pragma once
// What the simulated people write, in parts that combine: an opening, a demand, a closing. All of it
// invented.

#include <span>
#include <string_view>

namespace clamor::simnet {

struct Phrasebook {
  std::span<const std::string_view> openings;  // may be left out of a post
  std::span<const std::string_view> release;   // the three demands
  std::span<const std::string_view> raids;
  std::span<const std::string_view> information;
  std::span<const std::string_view> closings;  // may be left out of a post
  std::span<const std::string_view> petition;  // stands before the link
  std::span<const std::string_view> answers;   // what a reply says
  std::span<const std::string_view> quotes;    // what a quote adds
  std::span<const std::string_view> aside;     // everyday posts without a tag
  std::span<const std::string_view> warnings;  // content warnings
};

const Phrasebook& spanish_texts();
const Phrasebook& english_texts();

}  // namespace clamor::simnet
