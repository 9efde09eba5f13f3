#pragma once
// Databases as three partners might have collected them, and what must be the same however they are united.

#include <set>
#include <sstream>

#include "storage/merge.hpp"
#include "storage/records.hpp"
#include "tests/storage/world.hpp"

namespace clamor::storage::test {

// Everything that a merge must unite, ids aside.
inline std::string united_state(const std::string& url) {
  const auto reader = open_record_reader(url);
  std::ostringstream all;
  all << dump(*reader);
  for (const RollupRow& row : reader->rollups())
    all << row.tag << ' ' << to_rfc3339(row.bucket) << ' ' << row.posts << ' ' << row.boosts << ' '
        << row.engagement << '\n';
  std::set<std::string> lines;
  for (const CoverageRow& row : reader->coverage())
    lines.insert("covered " + row.source + ' ' + row.tag + ' ' + to_rfc3339(row.time.from) + ' ' +
                 to_rfc3339(row.time.to));
  for (const GapRow& row : reader->gaps())
    lines.insert("gap " + row.source + ' ' + row.tag + ' ' + to_rfc3339(row.gap.time.from) + ' ' +
                 row.gap.cause + ' ' + std::to_string(static_cast<int>(row.gap.state)) + ' ' +
                 std::to_string(row.gap.recovered));
  for (const SourceTotal& source : reader->sources())
    lines.insert("source " + source.name + ' ' + source.kind + ' ' + source.server + ' ' +
                 std::to_string(source.posts) + ' ' + std::to_string(source.requests) + ' ' +
                 std::to_string(source.issues));
  for (const std::string& line : lines) all << line << '\n';
  const Totals t = reader->totals();
  all << t.posts << ' ' << t.mentions << ' ' << t.authors << ' ' << t.boosters << ' ' << t.deleted << ' '
      << t.edited_away << ' ' << t.vetoed << '\n';
  for (const std::string& violation : reader->verify()) all << "VIOLATION " << violation << '\n';
  return all.str();
}

// A partner's collection: some pages of one world, seen through some of its servers, with posts that are
// gone, gaps and cursors of its own.
inline void collect_apart(const std::string& url, unsigned world, unsigned seed) {
  std::mt19937 random(seed);
  auto pages = ledger(world, 14, 25, 6);
  std::ranges::shuffle(pages, random);
  pages.resize(3 + random() % 6);
  const auto writer = open_writer(url);
  writer->set_campaign(campaign(), start);
  for (PreparedPage& one : pages) {
    one.cursor =
        Cursor{std::to_string(100 + random() % 50), std::to_string(random() % 50), random() % 3 == 0};
    if (random() % 2 == 0) {
      const auto from = 40 * static_cast<std::int64_t>(random() % 5);
      one.gaps = {{{at_minute(from), at_minute(from + 30)},
                   random() % 2 == 0 ? "unreachable" : "page_limit",
                   random() % 3 == 0 ? GapState::unrecoverable : GapState::open,
                   static_cast<std::int64_t>(random() % 3)}};
    }
    one.issues = {{"post " + std::to_string(random() % 3), "the date is not a date"}};
    one.request = RequestLog{one.read_at, 200, 6, "ok"};
    save(*writer, one);
  }
  for (int gone = 0; gone < 3; ++gone) {
    const int number = static_cast<int>(random() % 25);
    PostKey key = post(number).post.key;
    if (number % 3 == 0) key.uri = "https://dos.example/posts/" + std::to_string(number);
    writer->mark_deleted(key, at_minute(600 + static_cast<std::int64_t>(random() % 50)));
  }
}

inline Merged merge_into(const std::string& into, const std::string& from) {
  return merge(into, from, campaign(), start);
}

class Three {
 public:
  Three(unsigned world, unsigned seed) {
    for (const char* name : {"a", "b", "c"}) collect_apart(db(name), world, seed++);
  }
  std::string db(const std::string& name) const { return folder_.database(name); }
  // A fresh copy of a file, into which the others come in this order.
  std::string merged(const std::vector<std::string>& names) {
    const std::string into = copy_of(names.front());
    for (std::size_t i = 1; i < names.size(); ++i) merge_into(into, db(names[i]));
    return united_state(into);
  }
  std::string copy_of(const std::string& name) {
    const std::string into = db(name + "-" + std::to_string(++copies_));
    back_up(db(name), into);
    return into;
  }

 private:
  TempFolder folder_;
  int copies_ = 0;
};

inline void expect_one_result(unsigned seed) {
  Three files(seed % 7, seed * 3);
  const std::string ab = files.merged({"a", "b"});
  ASSERT_EQ(ab.find("VIOLATION"), std::string::npos) << ab.substr(ab.find("VIOLATION"));
  ASSERT_EQ(files.merged({"b", "a"}), ab) << "commutative, seed " << seed;
  const std::string abc = files.merged({"a", "b", "c"});
  ASSERT_EQ(abc.find("VIOLATION"), std::string::npos) << abc.substr(abc.find("VIOLATION"));
  ASSERT_EQ(files.merged({"c", "a", "b"}), abc) << "commutative, seed " << seed;
  const std::string bc = files.copy_of("b"), a_bc = files.copy_of("a");
  merge_into(bc, files.db("c"));
  merge_into(a_bc, bc);
  ASSERT_EQ(united_state(a_bc), abc) << "associative, seed " << seed;
  merge_into(a_bc, files.db("c"));
  merge_into(a_bc, bc);
  ASSERT_EQ(united_state(a_bc), abc) << "idempotent, seed " << seed;
}

}  // namespace clamor::storage::test
