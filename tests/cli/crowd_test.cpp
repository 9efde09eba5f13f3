// No row is told apart from those of four other accounts, whatever the rows are.
#include "cli/crowd.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

namespace clamor::cli {
namespace {

using exchange::Cell;
using Row = std::vector<Cell>;

constexpr std::int64_t smallest = 5;

AuthorKey account(unsigned number) {
  return {Network::fediverse, std::to_string(number)};
}

// As the rows are written: what is not told is empty.
std::vector<Row> told(const std::vector<std::pair<unsigned, Row>>& rows) {
  Crowd crowd(rows.front().second.size(), smallest);
  for (const auto& [author, cells] : rows) crowd.add(account(author), cells);
  crowd.settle();
  std::vector<Row> written;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    written.push_back(rows[i].second);
    for (std::size_t cell = crowd.told(i); cell < written.back().size(); ++cell) written.back()[cell] = {};
  }
  return written;
}

TEST(Crowd, TellsAllOfRowsThatFiveAccountsShare) {
  std::vector<std::pair<unsigned, Row>> rows;
  for (unsigned i = 0; i < 5; ++i) rows.push_back({i, {std::string("es"), std::int64_t{3}}});
  EXPECT_EQ(told(rows), std::vector<Row>(5, rows[0].second));
}

TEST(Crowd, OfOneAccountIsNoCrowd) {
  const std::vector<std::pair<unsigned, Row>> rows(9, {7, {std::string("es")}});
  EXPECT_EQ(told(rows), std::vector<Row>(9, Row{Cell{}}));
}

// One row of its own would stand out by what it lacks: four others stay untold with it.
TEST(Crowd, LeavesNobodyUntoldAlone) {
  std::vector<std::pair<unsigned, Row>> rows{{100, {std::string("en")}}};
  for (unsigned i = 0; i < 20; ++i) rows.push_back({i, {std::string("es")}});
  const auto written = told(rows);
  EXPECT_EQ(std::ranges::count(written, Row{Cell{}}), 5);
  EXPECT_EQ(written.front(), Row{Cell{}});
}

TEST(Crowd, LetsEveryWrittenRowLookLikeThoseOfFiveAccounts) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    std::mt19937 random(seed);
    std::vector<std::pair<unsigned, Row>> rows;
    const auto below = [&](unsigned most) { return static_cast<unsigned>(random() % most); };
    const unsigned accounts = 5 + below(60), values = 1 + below(6), many = 20 + below(200);
    for (unsigned i = 0; i < many; ++i) {
      const auto value = [&] { return Cell(std::int64_t{below(values)}); };
      rows.push_back({std::min(below(accounts), below(accounts)), {value(), value(), value()}});
    }
    for (unsigned i = 0; i < smallest; ++i) rows.push_back({i, rows.front().second});
    std::map<std::string, std::set<unsigned>> alike;
    const auto written = told(rows);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      std::string look;
      for (const Cell& cell : written[i])
        look += std::holds_alternative<std::int64_t>(cell)
                    ? std::to_string(std::get<std::int64_t>(cell)) + ","
                    : "-,";
      alike[look].insert(rows[i].first);
    }
    for (const auto& [look, who] : alike) EXPECT_GE(who.size(), smallest) << look << " seed " << seed;
  }
}

}  // namespace
}  // namespace clamor::cli
