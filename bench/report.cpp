#include "bench/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace clamor::bench {
namespace {

std::string number(double value) {
  return std::abs(value) >= 1000 ? fmt::format("{:.0f}", value) : fmt::format("{:.4g}", value);
}

// Names and facts are our own words; quotes and backslashes may still come with a path.
std::string quoted(const std::string& text) {
  std::string all = "\"";
  for (const char letter : text) {
    if (letter == '"' || letter == '\\') all += '\\';
    all += letter;
  }
  return all + '"';
}

}  // namespace

void Report::fact(const std::string& name, double value) {
  facts_.emplace_back(name, number(value));
}

void Report::row(const std::string& name, std::vector<std::pair<std::string, double>> values) {
  rows_.push_back({name, std::move(values), {}});
}

void Report::skipped(const std::string& name, const std::string& why) {
  rows_.push_back({name, {}, why});
}

void Report::print() const {
  fmt::print(stderr, "{}\n", subject_);
  for (const auto& [name, value] : facts_) fmt::print(stderr, "  {}: {}\n", name, value);
  std::size_t width = 0;
  for (const Row& row : rows_) width = std::max(width, row.name.size());
  const auto titled = std::ranges::find_if(rows_, [](const Row& row) { return !row.values.empty(); });
  if (titled != rows_.end()) {
    fmt::print(stderr, "{:{}}", "", width);
    for (const auto& [column, value] : titled->values) fmt::print(stderr, "  {:>12}", column);
    fmt::print(stderr, "\n");
  }
  for (const Row& row : rows_) {
    fmt::print(stderr, "{:{}}", row.name, width);
    if (!row.skipped.empty()) fmt::print(stderr, "  skipped: {}", row.skipped);
    for (const auto& [column, value] : row.values) fmt::print(stderr, "  {:>12}", number(value));
    fmt::print(stderr, "\n");
  }

  std::string json = "{\"bench\":" + quoted(subject_);
  for (const auto& [name, value] : facts_) json += "," + quoted(name) + ":" + quoted(value);
  json += ",\"rows\":[";
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    json += (i > 0 ? ",{\"name\":" : "{\"name\":") + quoted(rows_[i].name);
    if (!rows_[i].skipped.empty()) json += ",\"skipped\":" + quoted(rows_[i].skipped);
    for (const auto& [column, value] : rows_[i].values)
      json += fmt::format(",{}:{:.6g}", quoted(column), value);
    json += "}";
  }
  fmt::print("{}]}}\n", json);
}

}  // namespace clamor::bench
