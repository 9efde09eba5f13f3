#pragma once
// Results as a table for people (stderr) and as one JSON object (stdout).

#include <string>
#include <utility>
#include <vector>

namespace clamor::bench {

class Report {
 public:
  explicit Report(std::string subject) : subject_(std::move(subject)) {}

  void fact(const std::string& name, const std::string& value) { facts_.emplace_back(name, value); }
  void fact(const std::string& name, double value);
  // One line of the table; every row has the same columns.
  void row(const std::string& name, std::vector<std::pair<std::string, double>> values);
  void skipped(const std::string& name, const std::string& why);
  void print() const;

 private:
  struct Row {
    std::string name;
    std::vector<std::pair<std::string, double>> values;
    std::string skipped;
  };
  std::string subject_;
  std::vector<std::pair<std::string, std::string>> facts_;
  std::vector<Row> rows_;
};

}  // namespace clamor::bench
