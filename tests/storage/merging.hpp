#pragma once
// Databases as three partners might have collected them, and what must be the same however they are united.

#include <map>
#include <set>
#include <sstream>

#include "storage/merge.hpp"
#include "storage/records.hpp"
#include "storage/sqlite/tombstones.hpp"
#include "tests/storage/all_rows.hpp"
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
                 std::to_string(source.errors) + ' ' + std::to_string(source.rate_limited_seconds) + ' ' +
                 std::to_string(source.issues));
  for (const std::string& line : lines) all << line << '\n';
  const Totals t = reader->totals();
  all << t.posts << ' ' << t.mentions << ' ' << t.authors << ' ' << t.boosters << ' ' << t.deleted << ' '
      << t.edited_away << ' ' << t.vetoed << ' ' << t.forgotten << ' ' << t.expired << ' ' << t.opted_out
      << '\n';
  for (const std::string& violation : reader->verify()) all << "VIOLATION " << violation << '\n';
  return all.str() + all_rows(url);
}

// As servers of the fediverse write addresses: some have the name of the account in them.
inline void name_in_address(PostKey& key) {
  const auto slash = key.uri.rfind('/');
  const int number = std::stoi(key.uri.substr(slash + 1));
  if (number % 5 == 2 && key.uri.starts_with("https://uno.example/posts/"))
    key.uri = "https://uno.example/users/cuenta_simulada_" + std::to_string(number % 7) + "/statuses/" +
              std::to_string(number);
}

// As pages of an account tell them, whose posts are not there.
inline void tell_numbers_alone(PreparedPage& page, std::mt19937& random) {
  for (const int number : {0, 1, 2, 3, 4, 5, 6}) {
    Author author;
    author.key = author_key(number);
    const bool has_a_post = std::ranges::any_of(
        page.posts, [&](const PreparedPost& each) { return each.post.author == author.key; });
    if (has_a_post || random() % 3 > 0) continue;
    author.followers = 10 + static_cast<std::int64_t>(random() % 3);
    if (random() % 2 == 0) author.display_name = "cuenta simulada " + std::to_string(number);
    page.authors.push_back(author);
  }
}

// Who is addressed is named in the text, and an address may stand in a link.
inline void address_people(PreparedPage& page) {
  for (PreparedPost& copy : page.posts) {
    const int number = std::stoi(copy.post.key.uri.substr(copy.post.key.uri.rfind('/') + 1));
    if (number % 4 == 3) {
      const AuthorKey other = author_key((number + 2) % 7);
      copy.post.text += " para @" + other.id;
      page.edges.push_back({EdgeKind::address, copy.post.author, other, copy.post.key, {}, {}, {}});
    }
    if (number % 8 == 5) copy.post.text += " de @" + author_key((number + 4) % 7).id;  // nobody says who that is
    if (number % 6 == 1)
      copy.links.push_back("https://uno.example/@cuenta_simulada_" + std::to_string((number + 3) % 7));
  }
  for (PreparedPost& copy : page.posts) {
    name_in_address(copy.post.key);
    if (copy.post.reply_to) name_in_address(*copy.post.reply_to);
  }
  for (Edge& edge : page.edges) {
    name_in_address(edge.post);
    if (edge.to_post) name_in_address(*edge.to_post);
  }
}

// People who must not be in it: on request, by a list, by their profile; and what is too old.
inline void take_care(Writer& writer, PreparedPage& next, std::mt19937& random) {
  const auto somebody = [&] { return author_key(static_cast<int>(random() % 7)); };
  switch (random() % 12) {
    case 0:
      writer.forget({somebody()}, next.read_at);
      break;
    case 1: {
      OptOut list;
      list.accounts = {*read_account("@" + somebody().id)};
      writer.keep_out(list, next.read_at);
      break;
    }
    case 2:
      next.opted_out = {somebody()};
      break;
    case 3: {
      Retention retention;
      retention.text_days = 100'000;
      retention.post_days = 1;
      const auto age = std::chrono::days{1} + std::chrono::minutes{random() % 10};
      writer.prune(retention, start + age, [] { return true; });
      break;
    }
    default:
      break;
  }
}

// A partner's collection: some pages of one world, seen through some of its servers, with posts that are
// gone, people who are not to be kept, gaps, cursors and counts of requests of its own.
inline void collect_apart(const std::string& url, unsigned world, unsigned seed) {
  std::mt19937 random(seed);
  auto pages = ledger(world, 14, 25, 6);
  std::ranges::shuffle(pages, random);
  pages.resize(3 + random() % 6);
  const auto writer = open_writer(url);
  writer->set_campaign(campaign(), start);
  for (PreparedPage& one : pages) {
    one.cursor =  // marks that are no posts: whether one went may be known to one of both alone
        Cursor{std::to_string(200 + random() % 50), std::to_string(300 + random() % 50), random() % 3 == 0};
    if (random() % 2 == 0) {
      const auto from = 40 * static_cast<std::int64_t>(random() % 5);
      one.gaps = {{{at_minute(from), at_minute(from + 30)},
                   random() % 2 == 0 ? "unreachable" : "page_limit",
                   random() % 3 == 0 ? GapState::unrecoverable : GapState::open,
                   static_cast<std::int64_t>(random() % 3)}};
      if (random() % 2 == 0) {
        one.gaps.front().mark = std::to_string(400 + random() % 50);
        one.gaps.front().resume = random() % 2 == 0 ? std::to_string(300 + random() % 50) : std::string();
      }
    }
    one.issues = {{"post " + std::to_string(random() % 3), "the date is not a date"}};
    one.request = RequestLog{one.read_at, 200, 6, "ok"};
    one.lookback = Lookback{std::chrono::hours{1 + random() % 2}, one.read_at};
    one.tag_history = {{start + std::chrono::days{random() % 2}, static_cast<std::int64_t>(random() % 9), 1}};
    one.boosters_read = {{one.posts.front().post.key, one.read_at, static_cast<std::int64_t>(random() % 3)}};
    tell_numbers_alone(one, random);
    address_people(one);
    take_care(*writer, one, random);
    save(*writer, one);
    SourceNote trouble{one.source, one.read_at, {}, "", 0, 0, 0};
    trouble.requests = trouble.errors = static_cast<std::int64_t>(random() % 3);
    trouble.rate_limited_seconds = static_cast<std::int64_t>(random() % 20);
    trouble.request = one.request;
    for (auto alike = random() % 3; alike > 0; --alike) writer->note(trouble);
  }
  for (int gone = 0; gone < 3; ++gone) {
    const int number = static_cast<int>(random() % 25);
    PostKey key = post(number).post.key;
    if (number % 3 == 0) key.uri = "https://dos.example/posts/" + std::to_string(number);
    name_in_address(key);
    writer->mark_deleted(key, at_minute(600 + static_cast<std::int64_t>(random() % 50)));
  }
}

// Lines of one of both states alone; empty: they are the same.
inline std::string difference(const std::string& a, const std::string& b) {
  const auto lines_of = [](const std::string& text) {
    std::multiset<std::string> lines;
    std::istringstream all(text);
    for (std::string line; std::getline(all, line);) lines.insert(line);
    return lines;
  };
  const auto ours = lines_of(a), theirs = lines_of(b);
  std::string found;
  std::vector<std::string> only;
  std::ranges::set_difference(ours, theirs, std::back_inserter(only));
  for (const std::string& line : std::exchange(only, {})) found += "- " + line + '\n';
  std::ranges::set_difference(theirs, ours, std::back_inserter(only));
  for (const std::string& line : only) found += "+ " + line + '\n';
  return found;
}

inline Merged merge_into(const std::string& into, const std::string& from, const OptOut& opt_out = {}) {
  return merge(into, from, campaign(), opt_out, start + std::chrono::days{900});
}

class Three {
 public:
  Three(unsigned world, unsigned seed, OptOut opt_out) : opt_out_(std::move(opt_out)) {
    for (const char* name : {"a", "b", "c"}) collect_apart(db(name), world, seed++);
  }
  std::string db(const std::string& name) const { return folder_.database(name); }
  // A fresh copy of a file, into which the others come in this order.
  std::string merged(const std::vector<std::string>& names) {
    const std::string into = copy_of(names.front());
    for (std::size_t i = 1; i < names.size(); ++i) merge_into(into, db(names[i]), opt_out_);
    return united_state(into);
  }
  std::string copy_of(const std::string& name) {
    const std::string into = db(name + "-" + std::to_string(++copies_));
    back_up(db(name), into);
    return into;
  }

 private:
  TempFolder folder_;
  OptOut opt_out_;
  int copies_ = 0;
};

// The posts of several databases by the names they would have if they were gone: whoever knows one counts it.
inline std::set<std::string> posts_of_all(const std::vector<std::string>& urls) {
  std::set<std::string> names;
  for (const std::string& url : urls)
    open_record_reader(url)->each_kept_post([&](const PostRecord& record) {
      if (!record.mentions.empty()) names.insert(gone_name(record.post.key));
    });
  return names;
}

inline std::map<std::string, std::int64_t> requests_of(const std::vector<std::string>& urls) {
  std::map<std::string, std::int64_t> sums;
  for (const std::string& url : urls)
    for (const SourceTotal& source : open_reader(url)->sources())
      sums[source.name] += source.requests + source.errors + source.rate_limited_seconds;
  return sums;
}

inline void expect_nothing_lost(const std::string& united, const std::vector<std::string>& parts,
                                unsigned seed) {
  ASSERT_EQ(posts_of_all({united}), posts_of_all(parts)) << "a post was lost, seed " << seed;
  ASSERT_EQ(requests_of({united}), requests_of(parts)) << "requests were lost or doubled, seed " << seed;
}

inline OptOut two_opted_out() {
  OptOut list;
  for (const int number : {2, 4}) list.accounts.push_back(*read_account("@" + author_key(number).id));
  return list;
}

inline void expect_one_result(unsigned seed, const OptOut& opt_out = {}) {
  Three files(seed % 7, seed * 3, opt_out);
  const std::string ab = files.merged({"a", "b"});
  ASSERT_EQ(ab.find("VIOLATION"), std::string::npos) << ab.substr(ab.find("VIOLATION"));
  ASSERT_EQ(difference(files.merged({"b", "a"}), ab), "") << "commutative, seed " << seed;
  const std::string abc = files.merged({"a", "b", "c"});
  ASSERT_EQ(abc.find("VIOLATION"), std::string::npos) << abc.substr(abc.find("VIOLATION"));
  ASSERT_EQ(difference(files.merged({"c", "a", "b"}), abc), "") << "commutative, seed " << seed;
  const std::string bc = files.copy_of("b"), a_bc = files.copy_of("a");
  merge_into(bc, files.db("c"), opt_out);
  merge_into(a_bc, bc, opt_out);
  ASSERT_EQ(difference(united_state(a_bc), abc), "") << "associative, seed " << seed;
  expect_nothing_lost(a_bc, {files.db("a"), files.db("b"), files.db("c")}, seed);
  merge_into(a_bc, files.db("c"), opt_out);
  merge_into(a_bc, bc, opt_out);
  ASSERT_EQ(difference(united_state(a_bc), abc), "") << "idempotent, seed " << seed;
}

}  // namespace clamor::storage::test
