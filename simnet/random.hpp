#pragma once
// Chance that is the same on every machine: the standard distributions are not.

#include <cmath>
#include <cstdint>
#include <iterator>

namespace clamor::simnet {

// A well mixed number from a few others: for facts that must not depend on the order they are asked in.
constexpr std::uint64_t mixed(std::uint64_t a, std::uint64_t b = 0, std::uint64_t c = 0) {
  std::uint64_t x = 0;
  for (std::uint64_t part : {a, b, c}) {
    x += 0x9e3779b97f4a7c15 + part;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
    x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
    x ^= x >> 31;
  }
  return x;
}

// [0, 1)
constexpr double unit(std::uint64_t bits) {
  return static_cast<double>(bits >> 11) * 0x1p-53;
}

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(mixed(seed)) {}

  double uniform() { return unit(next()); }
  bool chance(double probability) { return uniform() < probability; }
  std::uint64_t below(std::uint64_t limit) { return next() % limit; }
  double exponential(double mean) { return -mean * std::log1p(-uniform()); }
  // Heavy tail from 1 upwards: P(X > x) = x^-alpha.
  double pareto(double alpha) { return std::pow(1.0 - uniform(), -1.0 / alpha); }
  int poisson(double mean) {
    if (mean > 30) return static_cast<int>(std::lround(std::fmax(0.0, mean + std::sqrt(mean) * normal())));
    int count = 0;
    for (double left = uniform(), floor = std::exp(-mean); left > floor; left *= uniform()) ++count;
    return count;
  }
  double normal() {
    const double radius = std::sqrt(exponential(2.0));
    return radius * std::cos(6.283185307179586 * uniform());
  }
  template <class Options>
  const auto& pick(const Options& options) {
    return options[below(std::size(options))];
  }

 private:
  std::uint64_t next() { return mixed(state_ += 0x9e3779b97f4a7c15); }
  std::uint64_t state_;
};

}  // namespace clamor::simnet
