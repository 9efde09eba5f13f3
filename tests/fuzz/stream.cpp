#include <cassert>
#include <cstdint>

#include "collector/net/event_lines.hpp"
#include "collector/stream.hpp"

// What a stream says: the lines of an event stream, and a message of each kind. The first line names the
// event.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace clamor;
  const std::string text(reinterpret_cast<const char*>(bytes), size);
  net::EventLines lines(1000);
  if (lines.take(text))
    while (const auto message = lines.next()) assert(message->data.size() <= 1000);

  static const auto sources = [] {
    std::vector<config::Source> all(2);
    all[0].kind = "mastodon";
    all[0].server = "https://servidor.example";
    all[0].stream = true;
    all[1].kind = "bluesky";
    all[1].jetstream = "wss://jetstream.example";
    return all;
  }();
  const auto end = std::min(text.find('\n'), text.size());
  const net::StreamMessage message{text.substr(0, end), end < text.size() ? text.substr(end + 1) : ""};
  for (const config::Source& source : sources) {
    const auto news = collector::make_stream(source)->read(message, {source, {}, {}, "", {}});
    if (!news) assert(!news.error().detail.empty());
  }
  return 0;
}
