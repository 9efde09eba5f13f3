#include "collector/intake/html.hpp"

#include <gtest/gtest.h>

#include <array>
#include <random>

#include "collector/intake/html_layout.hpp"
#include "collector/intake/plain_html.hpp"
#include "tests/collector/sources/support.hpp"

using namespace clamor::collector;

namespace {

using clamor::intake::html_to_text;
using clamor::intake::HtmlText;
using clamor::intake::parsed_html_to_text;
using clamor::intake::plain_html_to_text;

void expect_the_parsers_reading(std::string_view html) {
  for (const bool skip_inline_quote : {false, true}) {
    const auto quick = html_to_text(html, skip_inline_quote),
               whole = parsed_html_to_text(html, skip_inline_quote);
    ASSERT_EQ(quick.text, whole.text) << html;
    ASSERT_EQ(quick.links, whole.links) << html;
    ASSERT_EQ(quick.simplified, whole.simplified) << html;
  }
}

void each_text(Json json, const std::function<void(std::string_view)>& take) {
  simdjson::dom::array array;
  simdjson::dom::object object;
  std::string_view text;
  if (json.get_array().get(array) == simdjson::SUCCESS) {
    for (const Json inner : array) each_text(inner, take);
  } else if (json.get_object().get(object) == simdjson::SUCCESS) {
    for (const auto& field : object) each_text(field.value, take);
  } else if (json.get_string().get(text) == simdjson::SUCCESS) {
    take(text);
  }
}

}  // namespace

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

TEST(HtmlText, IsLaidOutTheSameLetterByLetter) {
  const std::string letters = "ab:\xC3 \n\t\r\x01#";
  std::mt19937 random(9);
  for (int i = 0; i < 20'000; ++i) {
    std::string text;
    for (std::size_t n = random() % 40; n > 0; --n) text += letters[random() % (random() % 3 == 0 ? letters.size() : 2)];
    clamor::intake::Layout whole(64), by_letter(64);
    whole.add(text);
    for (const char letter : text) by_letter.add({&letter, 1});
    ASSERT_EQ(whole.take(), by_letter.take()) << text;
  }
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

TEST(PlainHtml, ReadsEveryRecordedTextAsTheParserDoes) {
  const auto shared = test::shared_folder();
  if (!shared) GTEST_SKIP() << "the recorded answers need ../shared";
  std::size_t bodies = 0, plain = 0;
  for (const auto& file : std::filesystem::recursive_directory_iterator(*shared / "fixtures")) {
    if (file.path().extension() != ".json") continue;
    const std::string body = test::read_file(file.path());
    const auto document = JsonDocument::read(body);
    if (!document) continue;
    each_text(document->root(), [&](std::string_view text) {
      expect_the_parsers_reading(text);
      if (!text.starts_with("<p>")) return;
      ++bodies;
      plain += plain_html_to_text(text, false).has_value() ? 1 : 0;
    });
  }
  EXPECT_GT(bodies, 100u);
  EXPECT_GT(plain * 10, bodies * 9) << plain << " of " << bodies;
}

TEST(PlainHtml, ReadsAnyMixtureOfPartsAsTheParserDoes) {
  constexpr std::array<std::string_view, 66> parts{
      "<p>",
      "</p>",
      "<p>",
      "</p>",
      "<br>",
      "<br/>",
      "<br />",
      "<br class='quote-inline'>",
      "</br>",
      "<span>",
      "</span>",
      "<span class=\"invisible\">",
      "<a href=\"https://a.example/?x=1&amp;y=2\">",
      "</a>",
      "</a>",
      "<a href='http://b.example' rel=\"nofollow tag\">",
      "<a class=\"u-url mention\" href=\"https://c.example\">",
      "<a href=\"https://d.example\" href=\"https://e.example\">",
      "<a class='' class='mention' href='https://f.example'>",
      "<a href=https://g.example>",
      "<A HREF='https://h.example'>",
      "<p class=\"quote-inline\">",
      "<p/>",
      "<b>",
      "</b>",
      "<div>",
      "<!-- x -->",
      "<",
      ">",
      "&",
      ";",
      "&amp;",
      "&lt;",
      "&gt;",
      "&quot;",
      "&apos;",
      "&nbsp;",
      "&#39;",
      "&#x27;",
      "&#0;",
      "&#x80;",
      "&#10;",
      "&#x1F54A;",
      "&#xFFFE;",
      "&bogus;",
      "&amp",
      "&ampx",
      " ",
      "  ",
      "\n",
      "\t",
      "\r\n",
      "\f",
      "\v",
      "\x01",
      "a",
      "hola",
      "#uno",
      "@dos",
      "\u00f1",
      "\u0085",
      "\U0001F54A",
      "\uFEFF",
      "\xC3",
      "\xED\xA0\x80",
      "\uFFFE"};
  std::mt19937 random(7);
  std::size_t plain = 0;
  for (int i = 0; i < 40'000; ++i) {
    std::string html;
    // The first parts are those of plain posts: half of the mixtures have no others.
    const std::size_t kinds = i % 2 == 0 ? 17 : parts.size();
    for (std::size_t n = random() % 12; n > 0; --n) {
      html += parts[random() % kinds];
      if (random() % 3 == 0) html += "palabra ";
    }
    ASSERT_NO_FATAL_FAILURE(expect_the_parsers_reading(html));
    plain += plain_html_to_text(html, false).has_value() ? 1 : 0;
  }
  EXPECT_GT(plain, 4'000u);
}

TEST(PlainHtml, LeavesToTheParserWhatItMayMisread) {
  for (const auto* html :
       {"<p>a", "a</p>", "<p><a href='x'>b</p></a>", "<a href='x'><a href='y'>z</a></a>", "<b>a</b>",
        "<p title=\"<b>\">a</p>", "a & b", "\xFF", "a\rb", "<p><span>a</p></span>"})
    EXPECT_FALSE(plain_html_to_text(html, false)) << html;
  EXPECT_FALSE(plain_html_to_text("<p class=\"quote-inline\">RE</p>", true));
}
