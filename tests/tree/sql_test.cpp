// All SQL is a text of ours with values bound to it. Where a statement is put together at run time all the same it stands
// below, with what goes into it: never anything that was read.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

#include "tests/tree/tree.hpp"

namespace {

using clamor::tree::files;
using clamor::tree::text_of;

struct Allowed {
  std::string_view file, text;  // the beginning of the statement
  std::string_view reason;
};

const std::vector<Allowed> allowed{
    {"bulk.cpp", "CREATE TABLE x({})", "columns c0, c1, c2..."},
    {"bulk.cpp", "INSERT OR FAIL INTO {} SELECT", "a table and a rule for conflicts that the caller has as a literal"},
    {"connection.cpp", "PRAGMA page_size = {}", "a constant; nothing can be bound to a PRAGMA"},
    {"connection.cpp", "PRAGMA cache_size = {}", "a constant; nothing can be bound to a PRAGMA"},
    {"migrations.cpp", "PRAGMA {}", "the name of a number of the file, a literal"},
    {"migrations.cpp", "PRAGMA application_id = {}", "a constant; nothing can be bound to a PRAGMA"},
    {"migrations.cpp", "PRAGMA user_version = {}", "the number of a migration; nothing can be bound to a PRAGMA"},
    {"reader_posts.cpp", "SELECT k.network, k.uri, p.url", "not_listable, a constant of several statements"},
    {"reader_posts.cpp", ", a.key FROM post p", "not_listable, a constant of several statements"},
    {"reader_records.cpp", "SELECT k.network, k.uri, a.key", "not_listable, a constant of several statements"},
    {"reader_records.cpp", " FROM post p JOIN post_key k", "not_listable, a constant of several statements"},
    {"reader_records.cpp", "SELECT a.id, a.network, a.key", "not_listable, a constant of several statements"},
    {"reader_records.cpp", " FROM author a LEFT JOIN", "not_listable, a constant of several statements"},
    {"reader_records.cpp", "SELECT e.actor, count(*) FROM edge e", "counted, a constant of several statements"},
    {"reader_records.cpp", "SELECT e.kind, f.network, f.key", "counted, a constant of several statements"},
    {"reader_records.cpp", " FROM edge e JOIN author f", "counted, a constant of several statements"},
    {"reader_records.cpp", "SELECT f.network, f.key, g.network", "counted, a constant of several statements"},
    {"reader_records.cpp", " GROUP BY 1, 2, 3) s JOIN author f", "counted, a constant of several statements"},
    {"rollups.cpp", "INSERT INTO rollup ", "a constant that verify uses too"},
    {"rollups.cpp", "INSERT INTO source_posts ", "a constant that verify uses too"},
    {"rollups.cpp", "INSERT INTO erasure ", "a constant that verify uses too"},
    {"salvage_rows.cpp", "INSERT OR IGNORE INTO {}", "a table of the new database, and ?, ?, ?..."},
    {"salvage_rows.cpp", "SELECT {} FROM {}", "a table and its columns, as the new database has them"},
    {"salvage_rows.cpp", "SELECT {0} FROM {1}", "a table and its columns, as the new database has them"},
    {"search.cpp", "CREATE VIRTUAL TABLE text", "a constant that the index uses too"},
    {"search.cpp", "SELECT rowid FROM {0}", "the table of a numbered block"},
    {"search_index.cpp", "PRAGMA user_version = {}", "a constant; nothing can be bound to a PRAGMA"},
    {"search_index.cpp", "SELECT p.id, p.at, p.text", "a condition that the caller has as a literal"},
    {"search_update.cpp", "DROP TABLE IF EXISTS ", "the table of a numbered block"},
    {"search_update.cpp", "CREATE VIRTUAL TABLE IF NOT EXISTS {}", "the table of a numbered block"},
    {"search_update.cpp", "INSERT INTO ", "the table of a numbered block"},
    {"search_update.cpp", " (rowid, words) VALUES", "the table of a numbered block"},
    {"verify.cpp", "SELECT * FROM (", "two of the constants of rollups.cpp"},
    {"verify.cpp", ") EXCEPT SELECT * FROM (", "two of the constants of rollups.cpp"},
    {"verify.cpp", "SELECT * FROM ", "the name of a table, a literal"},
};

// The literals of a source that are SQL and do not stand alone: with a hole for fmt, or joined to something by + or <<.
class Built {
 public:
  explicit Built(std::string_view code) : code_(code) {
    while (at_ < code_.size()) step();
  }
  std::vector<std::string> statements;

 private:
  bool on(std::string_view text) const { return code_.substr(at_).starts_with(text); }

  void step() {
    if (on("//"))
      at_ = std::min(code_.find('\n', at_), code_.size());
    else if (on("/*"))
      at_ = std::min(code_.find("*/", at_), code_.size() - 2) + 2;
    else if (on("'") && (at_ == 0 || !std::isalnum(static_cast<unsigned char>(code_[at_ - 1]))))  // no 1'000
      skip_quoted('\'');
    else if (on("\"") || on("R\"("))
      take_literals();
    else
      ++at_;
  }

  // What stands between two quotes; `at_` is behind them.
  std::string_view skip_quoted(char quote) {
    const std::size_t begin = ++at_;
    while (at_ < code_.size() && code_[at_] != quote) at_ += code_[at_] == '\\' ? 2 : 1;
    const std::size_t end = std::min(at_, code_.size());
    at_ = end + 1;
    return code_.substr(begin, end - begin);
  }

  std::string_view literal() {
    if (code_[at_] == '"') return skip_quoted('"');
    const std::size_t begin = at_ + 3, end = std::min(code_.find(")\"", begin), code_.size());
    at_ = end + 2;
    return code_.substr(begin, end - begin);
  }

  // Several that stand behind one another are one.
  void take_literals() {
    const std::size_t begin = at_;
    std::string text;
    while (on("\"") || on("R\"(")) {
      text += literal();
      at_ = std::min(code_.find_first_not_of(" \n\\", at_), code_.size());
    }
    static const std::regex sql(
        R"(\b(SELECT|INSERT|UPDATE|DELETE|CREATE|DROP|ALTER|ATTACH|PRAGMA|FROM|WHERE|VALUES|SET|ORDER BY|MATCH)\b)");
    static const std::regex hole(R"(\{[^}]*\})");
    if (!std::regex_search(text, sql)) return;
    const std::string_view before = code_.substr(0, code_.find_last_not_of(" \n", begin - 1) + 1);
    const std::string_view after = code_.substr(std::min(code_.find_first_not_of(" \n)", at_), code_.size()));
    const bool joined = before.ends_with("+") || before.ends_with("+=") || before.ends_with("<<") ||
                        after.starts_with("+") || after.starts_with("<<");
    if (joined || std::regex_search(text, hole)) statements.push_back(text);
  }

  std::string_view code_;
  std::size_t at_ = 0;
};

TEST(Sql, WhatIsPutTogetherIsSeen) {
  const auto built = [](std::string_view code) { return Built(code).statements; };
  using All = std::vector<std::string>;
  EXPECT_EQ(built(R"(db.exec("DELETE FROM post WHERE id = " + id);)"), (All{"DELETE FROM post WHERE id = "}));
  EXPECT_EQ(built(R"(x = std::string("SELECT a ") + "FROM b";)"), (All{"SELECT a ", "FROM b"}));
  EXPECT_EQ(built(R"(sql += " WHERE tag = 1";)"), (All{" WHERE tag = 1"}));
  EXPECT_EQ(built(R"(out << "INSERT INTO " << table;)"), (All{"INSERT INTO "}));
  EXPECT_EQ(built("fmt::format(\"SELECT * FROM post \"\n \"WHERE uri = '{}'\", uri)"),
            (All{"SELECT * FROM post WHERE uri = '{}'"}));
  EXPECT_EQ(built("f(R\"(UPDATE post SET text = {0})\", text)"), (All{"UPDATE post SET text = {0}"}));
  EXPECT_EQ(built(R"(db.exec("DELETE FROM post"); i = 1'000 + 1; // "SELECT " + x)"), All{});
  EXPECT_EQ(built(R"(fmt::format("{}: the disk is full", file) + "'")"), All{});
}

bool is_allowed(const std::string& file, const std::string& statement, std::vector<bool>& used) {
  // The longest that fits: one may begin like another.
  std::size_t best = allowed.size();
  for (std::size_t i = 0; i < allowed.size(); ++i) {
    const bool fits = file.ends_with("/" + std::string(allowed[i].file)) && statement.starts_with(allowed[i].text);
    if (fits && (best == allowed.size() || allowed[i].text.size() > allowed[best].text.size())) best = i;
  }
  if (best == allowed.size()) return false;
  used[best] = true;
  return true;
}

TEST(Sql, IsPreparedWithBoundValuesButForNamesOfOurs) {
  std::vector<bool> used(allowed.size());
  int seen = 0;
  for (const auto& file : files()) {
    const std::string name = file.string(), code = text_of(file);
    if (!name.starts_with("storage/") || !(name.ends_with(".cpp") || name.ends_with(".hpp"))) continue;
    ++seen;
    EXPECT_EQ(code.find("printf("), std::string::npos) << name << ": printf() may put a statement together";
    for (const std::string& statement : Built(code).statements)
      EXPECT_TRUE(is_allowed(name, statement, used)) << name << ": " << statement;
  }
  EXPECT_GT(seen, 50) << "storage was not read";
  for (std::size_t i = 0; i < allowed.size(); ++i)
    EXPECT_TRUE(used[i]) << allowed[i].file << " has no \"" << allowed[i].text << "\" any more: take it off the list";
}

}  // namespace
