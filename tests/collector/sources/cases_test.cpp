// Walks tests/collector/<kind>/<case>/: request.txt is what is asked (a line per field of the Ask, then the
// request that must come out), response.json and headers.txt (status, then headers) what is answered,
// expected.jsonl or expected.err what is made of it. CLAMOR_ACCEPT=1 writes the expectations anew, to be read
// before they are kept.

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/collector/sources/support.hpp"

namespace clamor::collector::test {
namespace {

namespace fs = std::filesystem;

struct Question {
  Ask ask;
  ServerFacts facts;
  std::string server, method, request, body;
};

Question read_question(const fs::path& file) {
  Question question;
  std::istringstream lines(read_file(file));
  for (std::string line; std::getline(lines, line);) {
    const auto space = line.find(' ');
    const auto word = line.substr(0, space), rest = space == line.npos ? "" : line.substr(space + 1);
    if (word == "server")
      question.server = rest;
    else if (word == "tag")
      question.ask.tag = rest;
    else if (word == "direction")
      question.ask.direction = rest == "newer" ? Direction::newer : Direction::older;
    else if (word == "newest")
      question.ask.cursor.newest = rest;
    else if (word == "oldest")
      question.ask.cursor.oldest = rest;
    else if (word == "page")
      question.ask.page_token = rest;
    else if (word == "walk")
      question.ask.walk_newest = rest;
    else if (word == "software")
      question.facts.software = rest;
    else if (word == "domain")
      question.facts.domain = rest;
    else if (word == "local_only")
      question.facts.local_only = true;
    else if (word == "GET" || word == "POST")
      question.method = word, question.request = rest;
    else if (word == "BODY")
      question.body = rest;
    else
      ADD_FAILURE() << file << ": " << line;
  }
  return question;
}

net::HttpResponse read_response(const fs::path& folder) {
  auto response = answer(200, read_file(folder / "response.json"));
  std::istringstream lines(read_file(folder / "headers.txt"));
  for (std::string line; std::getline(lines, line);) {
    const auto colon = line.find(": ");
    if (colon == line.npos)
      response.status = std::stoi(line);
    else
      response.headers.push_back({line.substr(0, colon), line.substr(colon + 2)});
  }
  return response;
}

void compare(const fs::path& file, const std::string& actual) {
  if (std::getenv("CLAMOR_ACCEPT") != nullptr) std::ofstream(file, std::ios::binary) << actual;
  EXPECT_EQ(read_file(file), actual) << file;
}

void check(const Source& source, const fs::path& folder) {
  const auto question = read_question(folder / "request.txt");
  const auto request = source.request(question.ask, question.server, question.facts, {});
  EXPECT_EQ(request.method + " " + request.url, question.method + " " + question.server + question.request);
  EXPECT_EQ(request.body, question.body);
  const auto response = read_response(folder);
  const auto verdict = source.classify(response, question.facts);
  if (verdict != Verdict::page)
    return compare(folder / "expected.err", std::string(verdict_names[static_cast<int>(verdict)]) + "\n");
  const auto parsed = source.parse(response, question.ask, question.server, question.facts);
  if (!parsed)
    compare(folder / "expected.err", parsed.error().detail + "\n");
  else
    compare(folder / "expected.jsonl", lines_of(*parsed));
}

TEST(RecordedCases, AskAndReadAsExpected) {
  for (const auto& kind : kind_names()) {
    const auto source = make_source(kind);
    int cases = 0;
    for (const auto& entry : fs::directory_iterator(fs::path(CLAMOR_SOURCE_DIR) / "tests/collector" / kind)) {
      SCOPED_TRACE(entry.path().string());
      check(*source, entry.path());
      ++cases;
    }
    EXPECT_GT(cases, 0) << kind;
  }
}

// A page cut anywhere is no page: the richest of each kind at every byte, the others at fifty places.
TEST(RecordedCases, AreNotPagesWhenCutAtAnyByte) {
  constexpr std::size_t largest = 10'000;
  struct Recorded {
    fs::path folder;
    Question question;
    net::HttpResponse response;
  };
  for (const auto& kind : kind_names()) {
    const auto source = make_source(kind);
    std::vector<Recorded> pages;
    for (const auto& entry : fs::directory_iterator(fs::path(CLAMOR_SOURCE_DIR) / "tests/collector" / kind)) {
      Recorded page{entry.path(), read_question(entry.path() / "request.txt"), read_response(entry.path())};
      if (source->classify(page.response, page.question.facts) == Verdict::page)
        pages.push_back(std::move(page));
    }
    const auto richest = std::ranges::max_element(pages, {}, [](const Recorded& page) {
      return page.response.body.size() > largest ? 0 : page.response.body.size();
    });
    for (auto& page : pages) {
      auto& body = page.response.body;
      while (!body.empty() && std::isspace(static_cast<unsigned char>(body.back()))) body.pop_back();
      const auto whole = body;
      const std::size_t step = page.folder == richest->folder ? 1 : whole.size() / 50 + 1;
      for (std::size_t size = 0; size < whole.size(); size += step) {
        body = whole.substr(0, size);
        const auto& [ask, facts, server, method, request, sent] = page.question;
        ASSERT_FALSE(source->parse(page.response, ask, server, facts)) << page.folder << " at " << size;
      }
    }
  }
}

}  // namespace
}  // namespace clamor::collector::test
