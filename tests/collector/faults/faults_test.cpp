// One case for each cell of fault x place x kind. The table is printed: what became of the answer, and, where
// a cell is empty, why nothing can strike there.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "tests/collector/faults/faults.hpp"
#include "tests/collector/net/ask.hpp"
#include "tests/collector/net/tls_server.hpp"
#include "tests/collector/sources/support.hpp"

namespace clamor::collector::faults {
namespace {

namespace fs = std::filesystem;

struct Kind {
  std::string name;
  std::unique_ptr<Source> source;
  std::string page;  // as its recorded cases have it
};

std::optional<Answer> read_page(const Source& source, const net::HttpResponse& response) {
  Ask asked;
  asked.tag = "FreeThemAll";
  if (source.classify(response, {}) != Verdict::page) return std::nullopt;
  auto answer = source.parse(response, asked, "https://simulado.example", {});
  if (!answer) return std::nullopt;
  return std::move(*answer);
}

// The kind's recorded page with the most posts.
std::string good_page(const Source& source, const std::string& name) {
  std::string best;
  std::size_t most = 0;
  for (const auto& entry :
       fs::recursive_directory_iterator(fs::path(CLAMOR_SOURCE_DIR) / "tests/collector" / name)) {
    if (entry.path().extension() != ".json") continue;
    const std::string body = test::read_file(entry.path());
    const auto answer = read_page(source, test::answer(200, body));
    if (!answer || !answer->page.issues.empty() || answer->page.posts.size() <= most) continue;
    most = answer->page.posts.size();
    best = body.substr(0, body.find_last_not_of(" \r\n") + 1);  // whoever cuts the last byte cuts the page
  }
  EXPECT_GT(most, 0u) << name;
  return best;
}

std::vector<Kind> all_kinds() {
  std::vector<Kind> kinds;
  for (const std::string& name : kind_names()) {
    auto source = make_source(name);
    std::string page = good_page(*source, name);
    kinds.push_back({name, std::move(source), std::move(page)});
  }
  return kinds;
}

net::HttpLimits limits_for(const Fault& fault) {
  net::HttpLimits limits;
  if (!fault.silent) return limits;
  limits.headers = limits.slow_for = Millis{60};
  limits.total = Millis{500};
  limits.slow_bytes_per_second = 2'000;
  return limits;
}

Result<net::HttpResponse> play(const Fault& fault, const net::Script& script) {
  static const net::Identity nobody = net::make_identity({});
  auto server = std::make_unique<net::Server>(std::vector<net::Script>{script},
                                              fault.over_tls ? net::behind_tls(nobody) : net::plain);
  const std::string authority = server->authority();
  if (!script) server.reset();
  return net::ask(net::get((fault.over_tls ? "https://" : "http://") + authority + "/"), {authority},
                  limits_for(fault));
}

// What became of it, in a word for the table.
std::string outcome(const Kind& kind, const Result<net::HttpResponse>& response) {
  if (!response) return "no answer";
  const auto answer = read_page(*kind.source, *response);
  if (answer && answer->page.posts.empty()) return "no posts";
  return answer ? "taken" : response->status == 200 ? "no page" : "not taken";
}

std::string cell(const Fault& fault, Place place, const std::vector<Kind>& kinds) {
  std::set<std::string> seen;
  for (const Kind& kind : kinds) {
    const auto script = fault.play(kind.page, place);
    if (!script) return ".";
    const auto response = play(fault, *script);
    const std::string became = outcome(kind, response);
    EXPECT_EQ(became == "taken", fault.harmless)
        << fault.name << ", " << place_names[static_cast<std::size_t>(place)] << ", " << kind.name;
    if (!response) {
      EXPECT_NE(response.error().detail, "") << fault.name;
    }
    seen.insert(became);
  }
  std::string words;
  for (const std::string& became : seen) words += (words.empty() ? "" : " / ") + became;
  return words;
}

TEST(Faults, NeverLetHalfAPageInWhereverTheyStrike) {
  const std::vector<Kind> kinds = all_kinds();
  std::string names;
  for (const Kind& kind : kinds) names += " " + kind.name;
  std::map<std::string, std::vector<std::string>> empty;  // why: which faults
  fmt::print("every cell for each of:{}\n{:<24}{:<22}{:<22}{:<22}{}\n", names, "fault", place_names[0],
             place_names[1], place_names[2], place_names[3]);
  for (const Fault& fault : all_faults()) {
    std::string line = fmt::format("{:<24}", fault.name);
    for (const Place place : places) {
      const std::string became = cell(fault, place, kinds);
      line += fmt::format("{:<22}", became);
      if (became == "." && (empty[fault.why_empty].empty() || empty[fault.why_empty].back() != fault.name))
        empty[fault.why_empty].push_back(fault.name);
    }
    fmt::print("{}\n", line.substr(0, line.find_last_not_of(' ') + 1));
  }
  for (const auto& [why, which] : empty) {
    EXPECT_NE(why, "") << which.front();
    fmt::print(". {}: {}\n", why, fmt::join(which, ", "));
  }
  fmt::print(". not played: HTTP/2's own faults (GOAWAY, its floods); the scripted server speaks HTTP/1.1\n");
}

}  // namespace
}  // namespace clamor::collector::faults
