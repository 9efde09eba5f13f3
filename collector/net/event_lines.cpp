#include "collector/net/event_lines.hpp"

#include <algorithm>
#include <utility>

namespace clamor::net {

bool EventLines::take(std::string_view bytes) {
  for (const char byte : bytes) {
    const bool second_half = std::exchange(after_return_, byte == '\r') && byte == '\n';
    if (second_half) continue;  // of a line's end "\r\n"
    if (byte == '\r' || byte == '\n') {
      line(rest_);
      rest_.clear();
    } else {
      rest_ += byte;
    }
    if (rest_.size() + message_.data.size() > most_) return false;
  }
  return true;
}

void EventLines::line(std::string_view text) {
  if (text.empty()) {
    StreamMessage whole = std::exchange(message_, {});
    if (std::exchange(any_data_, false)) ready_.push_back(std::move(whole));
    return;
  }
  const auto colon = std::min(text.find(':'), text.size());
  const std::string_view field = text.substr(0, colon);
  std::string_view value = colon < text.size() ? text.substr(colon + 1) : std::string_view();
  if (value.starts_with(' ')) value.remove_prefix(1);
  if (field == "event") message_.event = value;
  if (field != "data") return;  // a comment (":thump"), an id, a wish when to come back
  if (std::exchange(any_data_, true)) message_.data += '\n';
  message_.data += value;
}

std::optional<StreamMessage> EventLines::next() {
  if (ready_.empty()) return std::nullopt;
  StreamMessage message = std::move(ready_.front());
  ready_.pop_front();
  return message;
}

}  // namespace clamor::net
