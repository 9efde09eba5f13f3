#pragma once
// A campaign on disk and the command run on it. Everybody in it is made up and says so.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "cli/command.hpp"
#include "core/text.hpp"
#include "storage/records.hpp"

namespace clamor::cli::test {

namespace fs = std::filesystem;

struct Said {
  int code = 0;
  std::string out, err;
};

inline const UtcTime campaign_start = *parse_rfc3339("2020-05-01T12:00:00Z");

inline AuthorKey account(int number) {
  return {Network::fediverse, "cuenta_simulada_" + std::to_string(number) + "@uno.example"};
}

inline PreparedPost post_of(int number, int author, Millis after, const std::string& text = "") {
  PreparedPost p;
  p.post.key = {Network::fediverse, "https://uno.example/users/cuenta_simulada_" + std::to_string(author) +
                                        "/statuses/" + std::to_string(104'000'000'000 + number)};
  p.post.author = account(author);
  p.post.native_id = std::to_string(104'000'000'000 + number);
  p.post.url = "https://uno.example/@cuenta_simulada_" + std::to_string(author) + "/" + p.post.native_id;
  p.post.text = text.empty() ? "texto simulado número " + std::to_string(number) : text;
  p.post.created_at = p.charted_at = campaign_start + after;
  p.post.counts.likes = number % 7;
  if (number % 3 != 0) p.post.counts.boosts = number % 4;
  p.hashtags = {"FreeThemAll"};
  p.mentions = {{"freethemall", "FreeThemAll"}};
  if (number % 2 == 0) {
    p.hashtags.push_back("Viralicemos");
    p.mentions.push_back({"viralicemos", "Viralicemos"});
  }
  return p;
}

inline Author profile(int number) {
  Author author;
  author.key = account(number);
  author.handle = account(number).id;
  author.display_name = "Cuenta Simulada Nº " + std::to_string(number);
  author.uri = "https://uno.example/users/cuenta_simulada_" + std::to_string(number);
  author.url = "https://uno.example/@cuenta_simulada_" + std::to_string(number);
  author.followers = 1234 + number;
  return author;
}

inline PreparedPage page_of(std::vector<PreparedPost> posts) {
  PreparedPage page;
  page.source = "uno";
  page.tag = "freethemall";
  page.vantage = "https://uno.example";
  page.read_at = campaign_start + std::chrono::days{20};
  page.posts = std::move(posts);
  return page;
}

// Rows of a raw CSV whose cells hold neither quotes nor line ends, by column.
inline std::vector<std::map<std::string, std::string>> rows_of(const std::string& csv) {
  std::vector<std::map<std::string, std::string>> rows;
  std::vector<std::string> names;
  std::istringstream lines(csv);
  for (std::string line; std::getline(lines, line);) {
    if (line.ends_with('\r')) line.pop_back();
    std::vector<std::string> cells{""};
    for (const char c : line) {
      if (c == ',')
        cells.emplace_back();
      else if (c != '"')
        cells.back() += c;
    }
    if (names.empty()) {
      names = cells;
      continue;
    }
    EXPECT_EQ(cells.size(), names.size()) << line;
    auto& row = rows.emplace_back();
    for (std::size_t i = 0; i < std::min(cells.size(), names.size()); ++i) row[names[i]] = cells[i];
  }
  return rows;
}

inline std::int64_t sum(const std::vector<std::map<std::string, std::string>>& rows,
                        const std::string& column) {
  std::int64_t all = 0;
  for (const auto& row : rows)
    if (!row.at(column).empty()) all += std::stoll(row.at(column));
  return all;
}

class Export : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "clamor-export-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    for (const char* name : {"XDG_CONFIG_HOME", "XDG_DATA_HOME"}) ::setenv(name, (folder_ / name).c_str(), 1);
    ::setenv("LC_ALL", "en_US.UTF-8", 1);
    write_config("");
  }
  void TearDown() override {
    writer_.reset();
    fs::remove_all(folder_);
  }

  void write_config(const std::string& more) {
    std::ofstream(folder_ / "clamor.toml")
        << "[campaign]\nname = \"Campaña simulada\"\nhashtags = [\"FreeThemAll\", \"Viralicemos\"]\n"
           "timezone = \"America/Mexico_City\"\nlanguage = \"en\"\n[storage]\nurl = \"sqlite:x.db\"\n"
           "[[source]]\nkind = \"mastodon\"\nname = \"uno\"\nserver = \"https://uno.example\"\n" +
               more;
  }
  storage::Writer& writer(const std::string& simulated = "") {
    if (!writer_) {
      writer_ = storage::open_writer((folder_ / "x.db").string(), simulated);
      writer_->set_campaign({"Campaña simulada",
                             "America/Mexico_City",
                             {{"freethemall", "FreeThemAll", {}, {}}, {"viralicemos", "Viralicemos", {}, {}}},
                             {{"uno", "mastodon", "https://uno.example", Network::fediverse}},
                             {}},
                            campaign_start);
    }
    return *writer_;
  }
  void save(const PreparedPage& page) { writer().save(std::span(&page, 1)); }

  // Thirty days of posts of twenty accounts, ties among them, links to people and to the petition.
  void save_campaign() {
    PreparedPage page = page_of({});
    for (int author = 0; author < 20; ++author) {
      page.authors.push_back(profile(author));
      if (author % 5 == 4) page.authors.back().consent.noindex = true;
    }
    for (int i = 0; i < 200; ++i) {
      const int author = i % 20;
      const auto late = std::chrono::days{i < 190 ? 0 : i - 187};  // the last days: one account each
      PreparedPost post = post_of(i, author, std::chrono::minutes{i * 97} + late);
      if (i % 4 == 0) post.links = {"https://example.org/peticion"};
      if (i % 4 == 1)
        post.links = {profile(author).url, "https://example.org/casi-nadie/" + std::to_string(author)};
      page.posts.push_back(post);
      const AuthorKey other = account((author + 7) % 20);
      page.edges.push_back({EdgeKind::boost,
                            other,
                            post.post.author,
                            post.post.key,
                            {},
                            post.post.created_at,
                            *post.post.created_at + std::chrono::hours{5}});
      page.edges.push_back({EdgeKind::address, post.post.author, other, post.post.key, {}, {}, {}});
    }
    page.covered = {{campaign_start - std::chrono::days{1}, campaign_start + std::chrono::days{20}}};
    page.gaps = {
        {{campaign_start + std::chrono::days{15}, campaign_start + std::chrono::days{16}}, "rate_limited"}};
    save(page);
    writer().mark_deleted(post_of(5, 5, {}).post.key, campaign_start + std::chrono::days{21});
  }

  Said clamor(std::vector<std::string> args, const std::string& input = "", bool live = false) {
    args.insert(args.begin(), {"--config", (folder_ / "clamor.toml").string()});
    std::istringstream in(input);
    std::ostringstream out, err;
    const int code = run(args, in, out, err, live);
    return {code, out.str(), err.str()};
  }
  // Exports into the folder; gives the file.
  fs::path exported(const std::string& what, const std::string& name, std::vector<std::string> more = {}) {
    const fs::path file = folder_ / name;
    more.insert(more.begin(), {"export", "--what", what, "--out", file.string()});
    const Said said = clamor(more);
    EXPECT_EQ(said.code, exit_ok) << said.err;
    return file;
  }
  static std::string text_of(const fs::path& file) {
    std::ostringstream all;
    all << std::ifstream(file, std::ios::binary).rdbuf();
    return all.str();
  }

  fs::path folder_;
  std::unique_ptr<storage::Writer> writer_;
};

}  // namespace clamor::cli::test
