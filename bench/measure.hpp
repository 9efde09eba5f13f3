#pragma once
// What a whole process costs: it is run as a child, so that its peak memory is its own.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace clamor::bench {

struct Cost {
  double wall_s = 0, cpu_s = 0;    // cpu: user and system, children included
  double peak_mib = 0;             // of the largest process
  std::int64_t written_bytes = 0;  // handed to the disk; 0 where the system does not say
  std::string output;              // stdout
};

// Throws std::runtime_error with the child's last words when it fails.
Cost run(const std::vector<std::string>& command);
// The same for work of our own, in a child of this process; what `work` returns is the output.
Cost run(const std::function<std::string()>& work);

bool on_path(const std::string& program);

// A folder beside `near`, gone at the end.
class Scratch {
 public:
  explicit Scratch(const std::filesystem::path& near);
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

double median(std::vector<double> values);
double quantile(std::vector<double> values, double part);  // 0.99: of a hundred values one is larger

}  // namespace clamor::bench
