#include "collector/sources/html.hpp"

#include <gtest/gtest.h>

using namespace clamor::collector;

TEST(HtmlText, JoinsWhatAClientHidesOfALink) {
  const auto read = html_to_text(
      R"(<p>Lee <a href="https://example.org/a/b"><span class="invisible">https://</span><span class="ellipsis">example.org/a</span><span class="invisible">/b</span></a></p>)");
  EXPECT_EQ(read.text, "Lee https://example.org/a/b");
  EXPECT_EQ(read.links, std::vector<std::string>{"https://example.org/a/b"});
}

TEST(HtmlText, KeepsLinesAndEntities) {
  EXPECT_EQ(html_to_text("<p>uno<br />dos &amp; &lt;tres&gt;</p><p>cuatro\n  cinco</p>").text,
            "uno\ndos & <tres>\n\ncuatro cinco");
}

TEST(HtmlText, TakesHashtagsAndNamesForNoLinks) {
  const std::string html =
      "<a href='https://a.example/tags/x' class='mention hashtag' rel='tag'>#<span>x</span></a>"
      "<a href='https://a.example/@y' class='u-url mention'>@y</a>"
      "<a href='https://a.example/tag/z'>#z</a> <a href='javascript:alert(1)'>q</a>";
  EXPECT_TRUE(html_to_text(html).links.empty());
}

TEST(HtmlText, LeavesScriptsOut) {
  EXPECT_EQ(html_to_text("a<script>alert(1)</script><style>x</style>b").text, "ab");
}

TEST(HtmlText, CutsTagsPlainlyWhereNestingWouldCostSeconds) {
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "<b>";
  const auto read = html_to_text(deep + "hondo &amp; &bogus; fin");
  EXPECT_TRUE(read.simplified);
  EXPECT_EQ(read.text, "hondo & &bogus; fin");
}
