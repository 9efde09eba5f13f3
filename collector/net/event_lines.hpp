#pragma once
// The lines of Server-Sent Events (HTML standard, 9.2) put together to messages. Pure; never throws on what a
// server wrote.

#include <deque>
#include <optional>
#include <string_view>

#include "collector/net/message_stream.hpp"

namespace clamor::net {

class EventLines {
 public:
  explicit EventLines(std::size_t message_bytes) : most_(message_bytes) {}

  // False: a message grew beyond its limit.
  bool take(std::string_view bytes);
  std::optional<StreamMessage> next();

 private:
  void line(std::string_view text);
  std::size_t most_;
  std::string rest_;  // of a line that has not ended
  bool after_return_ = false;
  StreamMessage message_;
  bool any_data_ = false;
  std::deque<StreamMessage> ready_;
};

}  // namespace clamor::net
