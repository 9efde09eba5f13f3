#pragma once
// Child processes that never outlive us, and the signals that ask us to stop.

#include <sys/types.h>

#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "core/result.hpp"
#include "core/time.hpp"

namespace clamor::cli {

std::filesystem::path own_program();  // what /proc/self/exe says

// A running program. It gets SIGTERM when this object goes, or when our process does, whatever ends it.
class Child {
 public:
  struct Start {
    std::vector<std::string> command;              // path or name, arguments
    bool read_stdout = false;                      // else it shares ours
    bool quiet = false;                            // stdout (unless read) and stderr go nowhere
    std::vector<std::string> extra_environment{};  // "NAME=value"
    bool pass_stdout_as_3 = false;  // descriptor 3 of the child is the pipe instead of its stdout
  };
  // Call it on a thread that lives as long as the child may: the kernel ends the child with that thread.
  static Result<Child> start(const Start& start);
  Child(Child&& other) noexcept;
  Child& operator=(Child&& other) noexcept;
  ~Child();

  // The next line of its stdout; empty: it closed it, or nothing came in time.
  std::optional<std::string> line(Millis patience);
  // Exit code when it has ended (128 + signal when one ended it).
  std::optional<int> ended();
  int wait();
  void ask_to_stop();         // SIGTERM
  int stop(Millis patience);  // SIGTERM, then SIGKILL
  pid_t pid() const { return pid_; }

 private:
  Child() = default;
  pid_t pid_ = -1;
  int out_ = -1;
  std::string buffer_;
  std::optional<int> code_;
};

// From its making to its end SIGINT, SIGTERM and SIGHUP ask for a stop instead of ending the process. Make it
// before any other thread: threads inherit the mask.
class StopOnSignal {
 public:
  StopOnSignal();
  ~StopOnSignal();
  StopOnSignal(const StopOnSignal&) = delete;
  StopOnSignal& operator=(const StopOnSignal&) = delete;
  std::stop_token token() const { return source_.get_token(); }
  void request_stop() { source_.request_stop(); }
  // Until a stop was asked for or the time is over; true: stop.
  bool wait(Millis at_most) const;

 private:
  std::stop_source source_;
  int signals_ = -1, over_ = -1;
  std::thread thread_;
};

}  // namespace clamor::cli
