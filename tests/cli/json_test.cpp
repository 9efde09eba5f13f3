#include "cli/json.hpp"

#include <gtest/gtest.h>

namespace clamor::cli {
namespace {

TEST(Json, WritesObjectsListsAndNumbersOnOneLine) {
  Json json;
  json.open().text("a", "b").number("n", std::int64_t{3}).boolean("yes", true).open_list("list");
  json.item("x").open().number("none", std::optional<std::int64_t>{}).close().close_list().close();
  EXPECT_EQ(json.line(), R"({"a":"b","n":3,"yes":true,"list":["x",{"none":null}]})");
}

TEST(Json, EscapesWhatWouldBreakALineOrAString) {
  Json json;
  json.open().text("k", "quote \" slash \\ line \n bell \x07 bad \xff").close();
  EXPECT_EQ(json.line(), "{\"k\":\"quote \\\" slash \\\\ line \\u000a bell \\u0007 bad \xEF\xBF\xBD\"}");
}

TEST(Json, WritesTimesInUtcAndAbsentOnesAsNull) {
  Json json;
  json.open().time("at", UtcTime{Millis{0}}).time("never", std::nullopt).close();
  EXPECT_EQ(json.line(), R"({"at":"1970-01-01T00:00:00Z","never":null})");
}

}  // namespace
}  // namespace clamor::cli
