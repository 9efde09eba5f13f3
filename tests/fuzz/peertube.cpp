#include "tests/fuzz/answer.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  clamor::fuzz::read_as_answer("peertube", bytes, size);
  clamor::fuzz::read_again("peertube", bytes, size);
  return 0;
}
