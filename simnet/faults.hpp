#pragma once
// The troubles a network can be told to have: which, how much of each, and where.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace clamor::simnet {

// "outages:5@masto-2.sim": a name, an amount (what it counts: known_faults), one server instead of all.
struct Fault {
  std::string name;
  std::optional<int> amount;
  std::string server;  // as the config calls it; empty: all of them
};

class Faults {
 public:
  Faults() = default;
  // Throws std::runtime_error naming the fault it does not know and those there are.
  explicit Faults(const std::vector<std::string>& words);

  bool on(std::string_view name, std::string_view server = {}) const { return find(name, server); }
  // The amount asked for, else the usual one; 0 without the fault.
  int amount(std::string_view name, std::string_view server = {}) const;
  // A server that is named and is not among these; empty: all are.
  std::string stranger(const std::vector<std::string>& servers) const;

 private:
  const Fault* find(std::string_view name, std::string_view server) const;
  std::vector<Fault> faults_;
};

}  // namespace clamor::simnet
