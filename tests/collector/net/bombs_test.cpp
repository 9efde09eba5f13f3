// What unpacks to gigabytes takes no memory on its way to being refused.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <fstream>

#include "tests/collector/net/ask.hpp"
#include "tests/collector/net/bombs.hpp"

namespace clamor::net {
namespace {

// A line of /proc/self/status, in KB.
long memory(const std::string& name) {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;)
    if (word == name + ":") {
      long kilobytes = 0;
      status >> kilobytes;
      return kilobytes;
    }
  return 0;
}

void forget_the_peak() {
  std::ofstream("/proc/self/clear_refs") << "5";
}

TEST(Bombs, TakeLessThan64MegabytesEach) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "a sanitizer's own memory is not ours to bound";
#endif
  const std::pair<const char*, std::string> bombs[] = {
      {"gzip", gzip_bomb(400'000)},      // 100 MB
      {"gzip", gzip_bomb(4'000'000)},    // 1 GB
      {"br", brotli_bomb()},             // 16 MB in 14 bytes
      {"zstd", zstd_bomb(80'000)},       // 10 GB
      {"zstd", zstd_wide_bomb(80'000)},  // the same, and asks for a window of 2 GB
  };
  HttpLimits limits;  // the real ones
  limits.headers = limits.total = Millis{20'000};
  for (const auto& [coding, packed] : bombs)
    for (const bool in_chunks : {false, true}) {
      const std::string header = fmt::format("Content-Encoding: {}\r\n", coding);
      Server server({answers(in_chunks ? chunked + header + "\r\n" + chunk(packed) + "0\r\n\r\n"
                                       : whole_answer(packed, header))});
      const long idle = memory("VmRSS");
      forget_the_peak();
      const auto response = ask(server, limits);
      const long peak = memory("VmHWM") - idle;
      ASSERT_FALSE(response) << coding << " " << packed.size();
      EXPECT_LT(peak, 64 * 1024) << coding << " of " << packed.size() << " bytes";
      fmt::print("{:>5} of {:>8} bytes{}: {} KB above idle: {}\n", coding, packed.size(),
                 in_chunks ? " in chunks" : "", peak, response.error().detail);
    }
}

TEST(Bombs, AreDefusedByTheirRatioBeforeTheirSize) {
  for (const auto& [coding, packed] : {std::pair{"br", brotli_bomb()}, std::pair{"zstd", zstd_bomb(100)}}) {
    Server server({answers(whole_answer(packed, fmt::format("Content-Encoding: {}\r\n", coding)))});
    const auto response = ask(server, HttpLimits{});
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().code, Errc::too_large);
    EXPECT_NE(response.error().detail.find("more than 200 times its size"), std::string::npos);
  }
}

}  // namespace
}  // namespace clamor::net
