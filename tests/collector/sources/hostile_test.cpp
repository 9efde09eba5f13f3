// What a hostile server can put into a page, for every kind: an Error or a page comes out, never a crash, and
// what comes out can be stored.

#include <gtest/gtest.h>

#include <array>

#include "collector/sources/limits.hpp"
#include "tests/collector/sources/support.hpp"

namespace clamor::collector::test {
namespace {

namespace fs = std::filesystem;

struct Kind {
  const char* name;
  const char* page;      // a recorded case that is rich in fields
  const char* software;  // what the server said it is
  const char* open;      // around a list of rows
  const char* close;
};
constexpr std::array kinds{
    Kind{"mastodon", "quote-and-nested-html", "mastodon 4.5.1", "", ""},
    Kind{"bluesky", "quotes-labels-and-no-facet", "", "{\"posts\":", "}"},
    Kind{"misskey", "first-page", "misskey 2025.3.1", "", ""},
    Kind{"lemmy", "first-page", "lemmy 0.19.5", "{\"posts\":", "}"},
    Kind{"peertube", "index", "sepiasearch", "{\"total\":9,\"data\":", "}"},
};

Result<Answer> read(const Kind& kind, const std::string& body, Direction direction) {
  Ask ask{.tag = "FreeThemAll", .direction = direction, .cursor = {"9", "1", false}};
  return make_source(kind.name)->parse(answer(200, body), ask, "https://server.example",
                                       {.software = kind.software});
}

// What is stored of a page must have an identity, and stay within its limits.
void must_be_storable(const Answer& answer, const std::string& why) {
  for (const auto& post : answer.page.posts) {
    ASSERT_FALSE(post.key.uri.empty()) << why;
    ASSERT_FALSE(post.author.id.empty()) << why;
    ASSERT_LE(post.text.size(), max_text_bytes) << why;
    ASSERT_LE(post.declared_tags.size(), max_tags) << why;
    ASSERT_LE(post.links.size(), max_links) << why;
    for (const auto& count : {post.counts.likes, post.counts.boosts, post.counts.replies, post.counts.views})
      ASSERT_GE(count.value_or(0), 0) << why;
  }
  for (const auto& author : answer.page.authors) ASSERT_LE(author.display_name.size(), max_name_bytes) << why;
}

void read_both_ways(const Kind& kind, const std::string& body, const std::string& why) {
  for (const auto direction : {Direction::older, Direction::newer})
    if (const auto answer = read(kind, body, direction)) must_be_storable(*answer, why);
}

std::string page_of(const Kind& kind) {
  return read_file(fs::path(CLAMOR_SOURCE_DIR) / "tests/collector" / kind.name / kind.page / "response.json");
}

// Where the JSON value at `start` ends.
std::size_t end_of_value(const std::string& text, std::size_t start) {
  int depth = 0;
  bool quoted = false;
  for (std::size_t at = start; at < text.size(); ++at) {
    const char letter = text[at];
    if (quoted && letter == '\\')
      ++at;
    else if (letter == '"')
      quoted = !quoted;
    if (quoted) continue;
    if (letter == '[' || letter == '{') ++depth;
    if ((letter == ']' || letter == '}' || letter == ',') && depth == 0) return at;
    if (letter == ']' || letter == '}') --depth;
  }
  return text.size();
}

TEST(Hostile, AnyValueMayBeOfAnyType) {
  for (const auto& kind : kinds) {
    const auto page = page_of(kind);
    ASSERT_TRUE(read(kind, page, Direction::older)) << kind.name;
    int values = 0;
    for (auto colon = page.find("\":"); colon != page.npos; colon = page.find("\":", colon + 2)) {
      ++values;
      const auto end = end_of_value(page, colon + 2);
      for (const char* other : {"null", "true", "-1", "1e308", "18446744073709551615", "\"\"", "\"x\"",
                                "\"\\ud800\"", "\"\\u0000\"", "[]", "{}", "[null]", "[[{}]]"})
        read_both_ways(kind, page.substr(0, colon + 2) + other + page.substr(end),
                       std::string(kind.name) + ": " + page.substr(colon > 20 ? colon - 20 : 0, 22) + other);
    }
    EXPECT_GT(values, 50) << kind.name;
  }
}

TEST(Hostile, NothingComesOutOfWhatIsNoCompletePage) {
  for (const auto& kind : kinds) {
    const auto page = page_of(kind);
    const std::string deep(100'000, '['), deeper = page + "[", twice = page + page;
    for (const std::string& body :
         {std::string(), std::string(" "), std::string("null"), std::string("7"), std::string("\"x\""),
          std::string("{}"), std::string("[1"), std::string("[[]"), deep, deep + std::string(100'000, ']'),
          std::string("\xEF\xBB\xBF"), std::string(1, '\0'), deeper, twice, "x" + page})
      EXPECT_FALSE(read(kind, body, Direction::older)) << kind.name << ": " << body.substr(0, 40);
  }
}

TEST(Hostile, ARowThatIsTooDeepOrTooLargeCostsOnlyItself) {
  for (const auto& kind : kinds) {
    const auto page = page_of(kind);
    const std::string key = "\"FreeThemAll-hostile\":";
    const auto first_row = page.find('{', std::string(kind.open).empty() ? 0 : page.find('['));
    ASSERT_NE(first_row, page.npos);
    const auto whole = read(kind, page, Direction::older);
    for (const std::string& value : {std::string(80, '[') + std::string(80, ']'),
                                     std::string("1") + std::string(400, '0'), std::string("\"\\udc00\"")}) {
      const auto spoiled =
          read(kind, page.substr(0, first_row + 1) + key + value + "," + page.substr(first_row + 1),
               Direction::older);
      ASSERT_TRUE(spoiled) << kind.name << value.substr(0, 20);
      EXPECT_EQ(spoiled->rows, whole->rows) << kind.name;
      EXPECT_GE(spoiled->page.posts.size() + 1, whole->page.posts.size()) << kind.name;
      EXPECT_FALSE(spoiled->page.issues.empty()) << kind.name;
    }
  }
}

TEST(Hostile, LongTextsAreCutAndTold) {
  for (const auto& kind : kinds) {
    auto page = page_of(kind);
    const std::string of(kind.name);
    const std::string name = of == "mastodon" || of == "lemmy" ? "\"content\": \""
                             : of == "peertube"                ? "\"name\": \""
                                                               : "\"text\": \"";
    const auto at = page.find(name);
    ASSERT_NE(at, page.npos) << kind.name;
    page.insert(at + name.size(), "#FreeThemAll " + std::string(2u << 20, 'a') + " ");
    const auto read_page = read(kind, page, Direction::older);
    ASSERT_TRUE(read_page) << kind.name;
    must_be_storable(*read_page, kind.name);
    bool told = false;
    for (const auto& issue : read_page->page.issues)
      told = told || issue.what.find("256 KB") != std::string::npos ||
             issue.what.find("too long") != std::string::npos;
    EXPECT_TRUE(told) << kind.name;
  }
}

TEST(Hostile, ThousandsOfTagsLinksAndNamesAreFewInTheEnd) {
  std::string many = "#FreeThemAll";
  for (int i = 0; i < 3000; ++i)
    many += " #x" + std::to_string(i) + " https://e.example/" + std::to_string(i) + " @a" +
            std::to_string(i) + "@b.example";
  for (const auto& kind : kinds) {
    auto page = page_of(kind);
    for (const char* name : {"\"text\": \"", "\"name\": \"", "\"content\": \"", "\"description\": \""})
      if (const auto at = page.find(name); at != page.npos)
        page.insert(at + std::string(name).size(), many + " ");
    read_both_ways(kind, page, kind.name);
    const auto read_page = read(kind, page, Direction::older);
    if (read_page) {
      EXPECT_LT(read_page->page.edges.size(), 2000U) << kind.name;
    }
  }
}

}  // namespace
}  // namespace clamor::collector::test
