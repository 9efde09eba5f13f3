// Finding posts by words.
#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"
#include "storage/search.hpp"
#include "storage/sqlite/search_index.hpp"

namespace clamor::storage {

namespace {

// All words, each in quotes: nothing a person writes is taken for an operator.
std::string match_of(std::string_view words) {
  std::string match, word;
  const auto end_word = [&] {
    if (!word.empty()) match += (match.empty() ? "\"" : " \"") + word + "\"";
    word.clear();
  };
  for (std::size_t at = 0; at < words.size();) {
    const std::size_t begin = at;
    if (next_letter(words, at).in_word)
      word += words.substr(begin, at - begin);
    else
      end_word();
  }
  end_word();
  return match;
}

class SqliteSearch final : public Search {
 public:
  explicit SqliteSearch(const std::filesystem::path& database)
      : file_(search_of(database)),
        posts_(open_for_reading(database)),
        index_(nobody_writes_to(file_.parent_path()) ? open_search_index_as_it_is(file_) : open_search_index(file_)),
        searchable_(posts_, searchable_posts("p.id = ?").c_str()),
        holds_words_(":memory:", SQLite::OPEN_READWRITE) {
    holds_words_.exec(fmt::format("CREATE VIRTUAL TABLE text USING {}", words_table));
  }

  std::vector<std::int64_t> newest(std::string_view words, std::size_t at_most) override {
    const std::string match = match_of(words);
    if (match.empty() || at_most == 0) return {};
    return guarded(file_, [&] {
      // More are asked for when some of those found are gone.
      for (std::size_t limit = at_most;; limit *= 2) {
        const auto found = rows_of(match, limit);
        auto posts = still_there(found, match, at_most);
        if (posts.size() == at_most || found.size() < limit) return posts;
      }
    });
  }

 private:
  struct Found {
    std::int64_t row, block;
    bool operator>(const Found& other) const { return std::pair(row, block) > std::pair(other.row, other.block); }
  };

  // The newest `limit` of all blocks; a block whose newest post is older than all of them need not be asked.
  std::vector<Found> rows_of(const std::string& match, std::size_t limit) {
    std::vector<Found> found;
    Query blocks(index_, "SELECT number, newest FROM block ORDER BY newest DESC");
    for (auto block = blocks.rows(); block.next();) {
      const std::int64_t number = block.integer(0);
      if (found.size() == limit && row_of(first_of(number), block.integer(1) + 1) < found.back().row) break;
      Query query(index_, fmt::format("SELECT rowid FROM {0} WHERE {0} MATCH ? ORDER BY rowid DESC LIMIT ?",
                                      table_of(number)).c_str());
      for (auto rows = query.rows(match, static_cast<std::int64_t>(limit)); rows.next();)
        found.push_back({rows.integer(0), number});
      std::ranges::sort(found, std::greater{});
      if (found.size() > limit) found.resize(limit);
    }
    return found;
  }

  // The index is behind at times, and a bit of it may have turned: the text decides.
  std::vector<std::int64_t> still_there(const std::vector<Found>& found, const std::string& match, std::size_t at_most) {
    holds_words_.exec("INSERT INTO text (text) VALUES ('delete-all')");
    Query look_at(holds_words_, "INSERT INTO text (rowid, words) VALUES (?, ?)");
    Query holds(holds_words_, "SELECT 1 FROM text WHERE text MATCH ? AND rowid = ?");
    std::vector<std::int64_t> posts;
    for (const Found& each : found) {
      if (posts.size() == at_most) break;
      const std::int64_t post = post_of(each.block, each.row);
      if (std::ranges::find(posts, post) != posts.end()) continue;
      auto there = searchable_.rows(post);
      if (!there.next()) continue;
      look_at.run(post, there.view(2));
      if (holds.rows(match, post).next()) posts.push_back(post);
    }
    return posts;
  }

  const std::filesystem::path file_;
  SQLite::Database posts_, index_;
  Query searchable_;
  SQLite::Database holds_words_;  // an index of the texts just found
};

}  // namespace

std::unique_ptr<Search> open_search(std::string_view url) {
  const auto database = path_of(url);
  return guarded(search_of(database), [&] { return std::make_unique<SqliteSearch>(database); });
}

}  // namespace clamor::storage
