#pragma once
// The streams of a run, each listening on a thread of its own; what they hear goes into the queue of the one
// writer.

#include <deque>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "collector/random.hpp"
#include "collector/sign_in.hpp"
#include "collector/stream_run.hpp"

namespace clamor::collector {

class Streams {
 public:
  // `read_to`: by the name of each source, up to where all its hashtags were read. Nothing is listened to
  // before start().
  Streams(const config::Config& config, StreamContext context,
          std::map<std::string, std::optional<UtcTime>> read_to, RandomSource& random);
  ~Streams() { stop(); }
  Streams(const Streams&) = delete;
  Streams& operator=(const Streams&) = delete;

  // Begins to listen for a source, once, as soon as what its stream needs is known.
  void start(const config::Source& source, const SignIn& sign_in);
  bool any() const { return !threads_.empty(); }
  // Everything heard has been handed on when this returns.
  void stop();

 private:
  void listen(StreamAsk ask, std::vector<std::string> keys);

  const config::Config& config_;
  const StreamContext context_;
  std::map<std::string, std::optional<UtcTime>> read_to_;  // of those that have not begun
  RandomSource& random_;
  std::deque<StreamRun> runs_;
  std::vector<std::jthread> threads_;
};

}  // namespace clamor::collector
