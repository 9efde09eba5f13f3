#pragma once
// Chance, injected so that tests own it. One thread.

#include <random>

namespace clamor::collector {

class RandomSource {
 public:
  virtual ~RandomSource() = default;
  virtual double uniform() = 0;  // in [0, 1)
};

class SystemRandom final : public RandomSource {
 public:
  double uniform() override { return std::uniform_real_distribution<double>(0.0, 1.0)(engine_); }

 private:
  std::mt19937_64 engine_{std::random_device{}()};
};

}  // namespace clamor::collector
