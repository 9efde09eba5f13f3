#include "cli/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <cstring>
#include <mutex>

namespace clamor::cli {
namespace {

Millis now() {
  return SystemClock().monotonic();
}

int code_of(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

sigset_t stop_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&set, signal);
  return set;
}

// Between fork and exec: only what is allowed there.
[[noreturn]] void become(const Child::Start& start, char* const* argv, char* const* environment, int pipe_end,
                         pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (getppid() != parent) _exit(127);  // it ended before the line above
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  signal(SIGPIPE, SIG_DFL);
  if (start.quiet) {
    const int nowhere = open("/dev/null", O_RDWR);
    if (!start.read_stdout) dup2(nowhere, STDOUT_FILENO);
    dup2(nowhere, STDERR_FILENO);
  }
  if (pipe_end >= 0) {
    const int target = start.pass_stdout_as_3 ? 3 : STDOUT_FILENO;
    if (pipe_end == target)
      fcntl(pipe_end, F_SETFD, 0);
    else
      dup2(pipe_end, target);
  }
  const int nothing = open("/dev/null", O_RDONLY);
  dup2(nothing, STDIN_FILENO);
  execvpe(argv[0], argv, environment);
  _exit(127);
}

}  // namespace

std::filesystem::path own_program() {
  std::error_code ignored;
  return std::filesystem::read_symlink("/proc/self/exe", ignored);
}

Result<Child> Child::start(const Start& start) {
  std::array<int, 2> ends{-1, -1};
  const bool piped = start.read_stdout || start.pass_stdout_as_3;
  if (piped && pipe2(ends.data(), O_CLOEXEC) != 0) return fail(Errc::invalid_input, std::strerror(errno));
  std::vector<char*> argv;
  for (const std::string& word : start.command) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  std::vector<char*> environment;
  for (const std::string& entry : start.extra_environment)
    environment.push_back(const_cast<char*>(entry.c_str()));
  for (char** entry = environ; *entry; ++entry) environment.push_back(*entry);
  environment.push_back(nullptr);
  const pid_t parent = getpid();
  const pid_t pid = fork();
  if (pid == 0) become(start, argv.data(), environment.data(), ends[1], parent);
  if (ends[1] >= 0) close(ends[1]);
  if (pid < 0) {
    if (ends[0] >= 0) close(ends[0]);
    return fail(Errc::invalid_input, std::strerror(errno));
  }
  Child child;
  child.pid_ = pid;
  child.out_ = ends[0];
  return child;
}

Child::Child(Child&& other) noexcept {
  *this = std::move(other);
}

Child& Child::operator=(Child&& other) noexcept {
  std::swap(pid_, other.pid_);
  std::swap(out_, other.out_);
  std::swap(buffer_, other.buffer_);
  std::swap(code_, other.code_);
  return *this;
}

Child::~Child() {
  if (pid_ > 0) stop(Millis{5000});
  if (out_ >= 0) close(out_);
}

std::optional<std::string> Child::line(Millis patience) {
  const Millis until = now() + patience;
  while (true) {
    if (const auto end = buffer_.find('\n'); end != std::string::npos) {
      std::string found = buffer_.substr(0, end);
      buffer_.erase(0, end + 1);
      return found;
    }
    const Millis left = until - now();
    pollfd ready{out_, POLLIN, 0};
    if (left <= Millis{0} || poll(&ready, 1, static_cast<int>(left.count())) <= 0) return std::nullopt;
    std::array<char, 4096> bytes;
    const ssize_t got = read(out_, bytes.data(), bytes.size());
    if (got <= 0) return std::nullopt;
    buffer_.append(bytes.data(), static_cast<std::size_t>(got));
  }
}

std::optional<int> Child::ended() {
  int status = 0;
  if (!code_ && pid_ > 0 && waitpid(pid_, &status, WNOHANG) == pid_) code_ = code_of(status);
  return code_;
}

int Child::wait() {
  int status = 0;
  if (!code_) {
    while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    code_ = code_of(status);
  }
  return *code_;
}

void Child::ask_to_stop() {
  if (pid_ > 0 && !ended()) kill(pid_, SIGTERM);
}

int Child::stop(Millis patience) {
  ask_to_stop();
  const Millis until = now() + patience;
  while (!ended() && now() < until) poll(nullptr, 0, 10);
  if (!ended()) kill(pid_, SIGKILL);
  return wait();
}

StopOnSignal::StopOnSignal() {
  const sigset_t set = stop_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  signals_ = signalfd(-1, &set, SFD_CLOEXEC);
  over_ = eventfd(0, EFD_CLOEXEC);
  thread_ = std::thread([this] {
    std::array<pollfd, 2> waiting{pollfd{signals_, POLLIN, 0}, pollfd{over_, POLLIN, 0}};
    while (poll(waiting.data(), waiting.size(), -1) < 0 && errno == EINTR) {
    }
    if (!(waiting[0].revents & POLLIN)) return;
    signalfd_siginfo info{};
    [[maybe_unused]] const ssize_t got = read(signals_, &info, sizeof info);
    source_.request_stop();
    // A second Ctrl-C ends the process at once: somebody who presses it twice means it.
    const sigset_t all = stop_signals();
    pthread_sigmask(SIG_UNBLOCK, &all, nullptr);
    pollfd over{over_, POLLIN, 0};
    while (poll(&over, 1, -1) < 0 && errno == EINTR) {
    }
  });
}

StopOnSignal::~StopOnSignal() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t put = write(over_, &one, sizeof one);
  thread_.join();
  close(signals_);
  close(over_);
  const sigset_t set = stop_signals();
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

bool StopOnSignal::wait(Millis at_most) const {
  std::mutex mutex;
  std::condition_variable_any changed;
  std::unique_lock lock(mutex);
  const std::stop_token token = source_.get_token();
  changed.wait_for(lock, token, at_most, [] { return false; });
  return token.stop_requested();
}

}  // namespace clamor::cli
