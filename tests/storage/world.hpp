#pragma once
// Small pages for the store's tests. Every name in them is made up and says so.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/text.hpp"
#include "storage/store.hpp"

namespace clamor::storage::test {

inline const UtcTime start{Millis{1'700'000'000'000}};  // 14 November 2023, 22:13:20
inline UtcTime at_minute(std::int64_t minute) {
  return start + Millis{minute * 60'000};
}

// A folder of its own, in memory where the system offers it, gone at the end.
class TempFolder {
 public:
  TempFolder() {
    const std::filesystem::path memory = "/dev/shm";
    const auto base = std::filesystem::is_directory(memory) ? memory : std::filesystem::temp_directory_path();
    std::string name = base / "clamor-test-XXXXXX";  // new, whatever a test that was killed has left
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder can be made for the tests");
    path_ = name;
  }
  ~TempFolder() { std::filesystem::remove_all(path_); }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }
  std::string database(const std::string& name = "clamor.db") const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

inline CampaignSetup campaign() {
  return {"Campaña simulada",
          "America/Mexico_City",
          {{"freethemall", "FreeThemAll", {}, {}}, {"viralicemos", "Viralicemos", {}, {}}},
          {{"uno", "mastodon", "https://uno.example", Network::fediverse},
           {"dos", "mastodon", "https://dos.example", Network::fediverse},
           {"cielo", "bluesky", "https://cielo.example", Network::bluesky}},
          {"release", "raids"}};
}

inline AuthorKey author_key(int number, const std::string& host = "uno.example") {
  return {Network::fediverse, "cuenta_simulada_" + std::to_string(number) + "@" + host};
}

// A post of cuenta simulada `author` at uno.example, matched as intake would match it.
inline PreparedPost post(int number, std::vector<std::string> hashtags = {"FreeThemAll"}, int author = 1,
                         std::int64_t minute = 0) {
  PreparedPost p;
  p.post.key = {Network::fediverse, "https://uno.example/posts/" + std::to_string(number)};
  p.post.author = author_key(author);
  p.post.native_id = "1" + std::to_string(number);
  p.post.url = p.post.key.uri + ".html";
  p.post.text = "texto simulado " + std::to_string(number);
  p.post.language = "es";
  p.post.created_at = p.charted_at = at_minute(minute);
  p.hashtags = std::move(hashtags);
  for (const TagSetup& tag : campaign().tags) {
    for (const std::string& hashtag : p.hashtags) {
      if (hashtag_key(hashtag) != tag.key) continue;
      p.mentions.push_back({tag.key, hashtag});
      break;
    }
  }
  return p;
}

inline PreparedPost with_counts(PreparedPost p, std::int64_t likes, std::int64_t boosts) {
  p.post.counts.likes = likes;
  p.post.counts.boosts = boosts;
  return p;
}

inline PreparedPage page(std::vector<PreparedPost> posts, const std::string& source = "uno",
                         std::int64_t read_minute = 100) {
  PreparedPage p;
  p.source = source;
  p.tag = "freethemall";
  p.vantage = "https://" + source + ".example";
  p.read_at = at_minute(read_minute);
  p.posts = std::move(posts);
  return p;
}

inline Saved save(Writer& writer, const PreparedPage& one) {
  return writer.save(std::span(&one, 1));
}

inline std::string dump(Reader& reader) {
  std::string all;
  reader.canonical_dump([&](std::string_view line) { all.append(line).append("\n"); });
  return all;
}

inline std::vector<PostRow> posts_of(Reader& reader) {
  std::vector<PostRow> rows;
  reader.each_post([&](const PostRow& row) { rows.push_back(row); });
  return rows;
}

inline PostDetail detail_of(Reader& reader, std::int64_t id) {
  const auto details = reader.details(std::span(&id, 1));
  return details.empty() ? PostDetail{} : details.front();
}

// A campaign's pages as servers might have given them: copies that disagree, edits, boosts, broken clocks.
inline std::vector<PreparedPage> ledger(unsigned seed, int pages, int posts_known, int per_page) {
  std::mt19937 random(seed);
  const auto up_to = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  const std::vector<std::vector<std::string>> spellings = {
      {"FreeThemAll"}, {"freethemall", "otra"}, {"Viralicemos"}, {"FREETHEMALL", "viralicemos"}, {"nada"}};
  std::vector<PreparedPage> all;
  for (int i = 0; i < pages; ++i) {
    const std::string source = up_to(2) == 0 ? "uno" : "dos";
    PreparedPage p = page({}, source, 200 + up_to(300));
    p.tag = up_to(2) == 0 ? "freethemall" : "viralicemos";
    for (int j = 0; j < per_page; ++j) {
      const int number = up_to(posts_known);
      const int edit = up_to(4) == 0 ? up_to(3) : 0;
      PreparedPost copy =
          post(number, spellings[static_cast<std::size_t>((number + edit) % 5)], number % 7, number);
      if (number % 3 == 0) copy.post.key.uri = "https://dos.example/posts/" + std::to_string(number);
      if (edit > 0) {
        copy.post.edited_at = at_minute(number + edit);
        copy.post.text += " corregido " + std::to_string(edit);
      }
      if (number % 5 == 4) copy.hashtags.push_back("de_" + source);  // one server reads more than the other
      if (number % 11 == 5) {  // a claim from the future gives way to first sight
        copy.post.created_at = at_minute(100'000);
        copy.charted_at = p.read_at;
        copy.repair = TimeRepair::claim_in_future;
      }
      if (number % 13 == 7) {
        copy.post.created_at.reset();
        copy.charted_at = p.read_at;
        copy.repair = TimeRepair::claim_missing;
      }
      if (up_to(3) > 0) copy = with_counts(copy, up_to(4), up_to(3));
      if (up_to(4) == 0) copy.post.counts.replies = up_to(3);
      if (number % 4 == 1 && up_to(2) == 0) copy.post.reply_to = post(number / 2).post.key;
      if (number % 4 == 2) copy.links = {"https://example.org/peticion", "https://example.org/" + source};
      if (number % 6 == 2) copy.themes = {"release"};
      Author author;
      author.key = copy.post.author;
      author.handle = author.key.id;
      author.display_name = "cuenta simulada " + std::to_string(number % 7) + (up_to(9) == 0 ? " nueva" : "");
      author.followers = 10 + up_to(3);
      author.created_at = start - Millis{1'000'000};
      p.authors.push_back(author);
      if (number % 4 == 1) {
        p.edges.push_back({EdgeKind::boost, author_key(20 + up_to(5)), author.key, copy.post.key,
                           std::nullopt, at_minute(number), p.read_at});
      }
      p.posts.push_back(std::move(copy));
    }
    p.covered = {{at_minute(up_to(200)), at_minute(200)}};
    all.push_back(std::move(p));
  }
  return all;
}

}  // namespace clamor::storage::test
