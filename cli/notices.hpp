#pragma once
// Tells somebody who is not looking that a source stopped, could not be read for long, or is read again: on
// the desktop, to a web address, by mail. A notice holds the names of campaign and source and one of our own
// sentences, never a word that a server wrote. What is on its way never holds up collecting.

#include <condition_variable>
#include <deque>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "cli/process.hpp"
#include "collector/engine.hpp"
#include "config/config.hpp"

namespace clamor::cli {

// In the language of the person; empty for an event that is no news to anybody.
std::string notice_sentence(const std::string& campaign, const collector::Event& event);

class Notices {
 public:
  // `options`: who asks, certificates. `desktop_program`: takes a title and a text.
  Notices(const config::Config& config, net::CurlOptions options,
          std::string desktop_program = "notify-send");
  ~Notices() { finish(Millis{0}); }
  Notices(const Notices&) = delete;
  Notices& operator=(const Notices&) = delete;

  void tell(const collector::Event& event);  // returns at once
  // Waits for what is on its way, at most so long; what could not be delivered, and why, without any secret.
  std::vector<std::string> finish(Millis patience);

 private:
  void work(const std::stop_token& stop);
  void deliver(const std::string& sentence, const std::stop_token& stop);
  void on_desktop(const std::string& sentence);
  Result<void> to_webhook(const std::string& sentence, const std::stop_token& stop) const;
  Result<void> by_mail(const std::string& sentence, const std::stop_token& stop) const;
  void failed(const std::string& why);

  const config::Config& config_;
  const net::CurlOptions options_;
  const std::string desktop_program_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<std::string> waiting_;
  bool busy_ = false;
  std::vector<std::string> failures_;
  std::jthread thread_;
};

}  // namespace clamor::cli
