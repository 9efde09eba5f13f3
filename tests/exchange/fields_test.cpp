#include "exchange/archives/fields.hpp"

#include <gtest/gtest.h>

namespace clamor::exchange {
namespace {

using Shape = Fields<"id", "id_str", "text", "likes", "user", "flag">;

TEST(Fields, AreFoundByNameWhateverTheirOrder) {
  JsonRecord json;
  const Shape fields(
      *json.read(R"({"flag":true,"user":{"id":1},"text":"hola","likes":"12","id":9007199254740993})"));
  EXPECT_EQ(fields.text<"text">(), "hola");
  EXPECT_EQ(fields.count_of<"likes">(), 12);
  EXPECT_EQ(fields.id<"id">(), "9007199254740993");
  EXPECT_TRUE(fields.flag<"flag">());
  EXPECT_TRUE(fields.object<"user">());
}

TEST(Fields, AreEmptyWhenAbsentNullOrOfAnotherType) {
  JsonRecord json;
  const Shape fields(*json.read(R"({"text":null,"likes":-3,"user":"somebody","flag":"yes"})"));
  EXPECT_EQ(fields.text<"text">(), "");
  EXPECT_FALSE(fields.count_of<"likes">());
  EXPECT_FALSE(fields.object<"user">());
  EXPECT_FALSE(fields.flag<"flag">());
  EXPECT_EQ(fields.id<"id_str">(), "");
}

TEST(Fields, NotesNamesThatNobodyKnowsAndKeepsTheFirstOfTwoAlike) {
  JsonRecord json;
  Findings found;
  const Shape fields(*json.read(R"({"text":"one","":1,"texts":2,"tex":3,"text":"two","texts":4})"), &found);
  EXPECT_EQ(fields.text<"text">(), "one");
  ASSERT_EQ(found.unknown.size(), 3u);
  EXPECT_EQ(found.unknown.at("texts").times, 2);
  EXPECT_EQ(found.unknown.at("").times, 1);
}

TEST(Fields, OfSomethingThatIsNoObjectAreAllEmpty) {
  JsonRecord json;
  const Shape fields(*json.read("[1,2]"));
  EXPECT_FALSE(fields.member<"id">());
}

}  // namespace
}  // namespace clamor::exchange
