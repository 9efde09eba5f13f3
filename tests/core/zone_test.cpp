#include "core/zone.hpp"

#include <gtest/gtest.h>

using namespace clamor;
using namespace std::chrono_literals;

namespace {
UtcTime at(const char* text) { return *parse_rfc3339(text); }
const Zone mexico = *Zone::find("America/Mexico_City");
}  // namespace

TEST(Zone, KnowsThatMexicoCityLeftSummerTimeIn2022) {
  EXPECT_EQ(mexico.offset_at(at("2020-04-20T12:00:00Z")), Millis{-5h});
  EXPECT_EQ(mexico.offset_at(at("2022-07-01T12:00:00Z")), Millis{-5h});
  EXPECT_EQ(mexico.offset_at(at("2023-07-01T12:00:00Z")), Millis{-6h});
  EXPECT_EQ(mexico.offset_at(at("2026-07-01T12:00:00Z")), Millis{-6h});
}

TEST(Zone, HasDaysOf23And25Hours) {
  EXPECT_EQ(mexico.day_of(at("2020-04-05T18:00:00Z")).length(), Millis{23h});
  EXPECT_EQ(mexico.day_of(at("2020-10-25T18:00:00Z")).length(), Millis{25h});
  EXPECT_EQ(mexico.day_of(at("2026-11-23T03:00:00Z")).from, at("2026-11-22T06:00:00Z"));
}

TEST(Zone, DoesNotInventNames) { EXPECT_FALSE(Zone::find("America/Ciudad_Inventada")); }
