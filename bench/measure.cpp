#include "bench/measure.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <stdexcept>

namespace clamor::bench {
namespace {

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

// A child that is dead but not yet waited for still tells what it wrote.
std::int64_t written_by(pid_t child) {
  std::ifstream io("/proc/" + std::to_string(child) + "/io");
  std::string name;
  std::int64_t bytes = 0;
  while (io >> name >> bytes)
    if (name == "write_bytes:") return bytes;
  return 0;
}

Cost follow(const std::function<void(int out)>& in_child) {
  ::sync();  // what was written before is not for this run to wait for
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error(std::strerror(errno));
  const auto start = std::chrono::steady_clock::now();
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error(std::strerror(errno));
  if (child == 0) {
    ::close(ends[0]);
    in_child(ends[1]);
    ::_exit(127);
  }
  ::close(ends[1]);
  Cost cost;
  std::array<char, 4096> part{};
  for (ssize_t got = 0; (got = ::read(ends[0], part.data(), part.size())) > 0;)
    cost.output.append(part.data(), static_cast<std::size_t>(got));
  ::close(ends[0]);
  siginfo_t ended{};
  ::waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOWAIT);
  cost.wall_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  cost.written_bytes = written_by(child);
  int status = 0;
  rusage used{};
  ::wait4(child, &status, 0, &used);
  cost.cpu_s = seconds(used.ru_utime) + seconds(used.ru_stime);
  cost.peak_mib = static_cast<double>(used.ru_maxrss) / 1024;
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    throw std::runtime_error("a measured run failed: " + cost.output);
  return cost;
}

}  // namespace

Cost run(const std::vector<std::string>& command) {
  return follow([&](int out) {
    ::dup2(out, STDOUT_FILENO);
    ::dup2(out, STDERR_FILENO);
    std::vector<char*> words;
    for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    ::execvp(words[0], words.data());
  });
}

Cost run(const std::function<std::string()>& work) {
  return follow([&](int out) {
    std::string said;
    int status = 0;
    try {
      said = work();
    } catch (const std::exception& error) {
      said = error.what();
      status = 1;
    }
    for (std::size_t at = 0; at < said.size();) {
      const ssize_t put = ::write(out, said.data() + at, said.size() - at);
      if (put <= 0) break;
      at += static_cast<std::size_t>(put);
    }
    ::_exit(status);
  });
}

bool on_path(const std::string& program) {
  const char* const path = std::getenv("PATH");
  std::string_view rest = path ? path : "";
  while (!rest.empty()) {
    const auto end = std::min(rest.find(':'), rest.size());
    if (::access((std::string(rest.substr(0, end)) + "/" + program).c_str(), X_OK) == 0) return true;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return false;
}

Scratch::Scratch(const std::filesystem::path& near) {
  std::string name = (near / "clamor-bench-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error(name + ": " + std::strerror(errno));
  path_ = name;
}

Scratch::~Scratch() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  std::ranges::sort(values);
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

double quantile(std::vector<double> values, double part) {
  if (values.empty()) return 0;
  std::ranges::sort(values);
  return values[static_cast<std::size_t>(part * static_cast<double>(values.size() - 1) + 0.5)];
}

}  // namespace clamor::bench
