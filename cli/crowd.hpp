#pragma once
// How much of each row can be told without telling whose it is: a row's cells are told from the first on, as
// long as rows of at least `smallest` accounts are alike up to there. So every row that is written looks
// like those of four other accounts at least, also to who knows this rule and everything else: what is left
// untold in a group of rows is never of fewer accounts either (k-anonymity with local suppression: Sweeney
// 2002; the second half closes what Wong et al. 2007 call minimality attacks).

#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/post.hpp"
#include "exchange/table.hpp"

namespace clamor::cli {

class Crowd {
 public:
  Crowd(std::size_t cells, std::int64_t smallest) : cells_(cells), smallest_(smallest) {}

  // A row of this account, as many cells as said. It costs 5 bytes and 4 for each cell until the end.
  void add(const AuthorKey& account, std::span<const exchange::Cell> cells);
  // Once, after the last row.
  void settle();
  // How many cells of the n-th row may be told.
  std::size_t told(std::size_t row) const { return told_[row]; }

 private:
  using Rows = std::vector<std::uint32_t>;  // by number
  std::int64_t accounts_of(const Rows& rows) const;
  std::vector<Rows> alike(const Rows& rows, std::size_t cell) const;
  void hide_more(Rows& hidden, std::vector<Rows>& groups) const;
  void tell(const Rows& rows, std::size_t cell);

  const std::size_t cells_;
  const std::int64_t smallest_;
  std::unordered_map<std::string, std::uint32_t> words_;  // a number for each value, and for each account
  std::vector<std::uint32_t> account_, value_;
  std::vector<std::uint8_t> told_;
};

}  // namespace clamor::cli
