#include "collector/sources/json.hpp"

#include <gtest/gtest.h>

using namespace clamor::collector;

TEST(JsonRows, LoseOnlyThePostThatCannotBeRead) {
  const auto rows = JsonRows::read(R"([{"id":"3"},{"id":"2","text":"\ud800"},{"id":"1","n":1e999}])", {});
  ASSERT_TRUE(rows);
  ASSERT_EQ(rows->rows().size(), 3U);
  EXPECT_TRUE(rows->rows()[0].json);
  EXPECT_EQ(rows->rows()[1].raw_id, "2");
  EXPECT_EQ(rows->rows()[2].raw_id, "1");
  EXPECT_EQ(rows->issues.size(), 2U);
}

TEST(JsonRows, RefuseAPostNestedBeyondTheLimitAlone) {
  const std::string deep = std::string(70, '[') + std::string(70, ']');
  const auto rows = JsonRows::read(R"([{"id":"2","x":)" + deep + R"(},{"id":"1"}])", {});
  ASSERT_TRUE(rows);
  EXPECT_FALSE(rows->rows()[0].json);
  EXPECT_TRUE(rows->rows()[1].json);
}

TEST(JsonRows, RefuseWhatIsNoWholePage) {
  for (const std::string body : {"", " ", "{}", "[", "[{}", "[{}{}]", "[]x", "[][]", "null", "7", "\"[]\"",
                                 "[{\"a\":}]", "<html>", "\xFE\xFF\0[\0]", "[{\"id\":\"1\"},]"})
    EXPECT_FALSE(JsonRows::read(body, {})) << body;
  EXPECT_FALSE(JsonRows::read("[]", "posts"));
  EXPECT_FALSE(JsonRows::read(R"({"posts":{}})", "posts"));
}

TEST(JsonRows, KeepTheCursorOfAPageThatHadToBeCut) {
  const auto rows =
      JsonRows::read(R"({"cursor":"a\"b","posts":[{"uri":"u","t":"\udc00"}]})", "posts", "cursor");
  ASSERT_TRUE(rows);
  EXPECT_EQ(rows->beside, "a\"b");
  EXPECT_EQ(rows->rows()[0].raw_id, "u");
}

TEST(JsonRows, DoNotTakeAMemberWithoutANameForACursorNobodyAskedFor) {
  for (const std::string row : {"", R"({"uri":"u","t":"\udc00"})"}) {
    const auto rows = JsonRows::read(R"({"":5,"posts":[)" + row + "]}", "posts");
    ASSERT_TRUE(rows) << row;
    EXPECT_EQ(rows->beside, "") << row;
  }
}

TEST(WholeNumber, IsAllDigitsAndNoLargerThanOneCanReckonWith) {
  EXPECT_EQ(whole_number("0"), 0);
  EXPECT_EQ(whole_number("9007199254740992"), 9'007'199'254'740'992);
  for (const auto* none :
       {"", "-1", "+1", " 1", "1x", "1.0", "9007199254740993", "9223372036854775807", "99999999999999999999"})
    EXPECT_FALSE(whole_number(none)) << none;
}

TEST(JsonQuoted, IsReadBackAsWritten) {
  const std::string odd = "a\"b\\c\n\x01ñ";
  const auto document = JsonDocument::read("[" + json_quoted(odd) + "]");
  ASSERT_TRUE(document);
  EXPECT_EQ(document->root().at(0).get_string().value(), odd);
}
