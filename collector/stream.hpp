#pragma once
// A family beside source.hpp: kinds that tell posts as they happen, one file per kind in collector/sources/.
// A stream kind says where to connect and how to read a message; it does no I/O, knows no clock and keeps no
// state. Its posts go through the same intake and the same transaction as pages do, and a post has one key
// however it came: told by the stream and found by the search it is one post.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collector/net/message_stream.hpp"
#include "collector/open_stream.hpp"
#include "collector/source.hpp"
#include "config/config.hpp"

namespace clamor::collector {

// What is listened to. References live as long as the run.
struct StreamAsk {
  const config::Source& config;
  ServerFacts facts;
  Secret token;
  std::string tag;               // label without '#'; empty where one connection tells all
  std::optional<UtcTime> since;  // all before it was read; empty: from now on
};

// What one message says.
struct StreamNews {
  Page page;
  bool edited = false;                   // the page's post was told before and is another now
  std::vector<PostKey> deleted;          // by their author or server
  std::vector<std::string> deleted_ids;  // the same by native id, where the stream tells no more
  std::optional<UtcTime> at;  // the server's clock at this message; all that happened before it has been told
};

class StreamKind {
 public:
  virtual ~StreamKind() = default;
  virtual Transport transport() const = 0;
  virtual bool per_tag() const = 0;        // a connection for each hashtag, or one for all
  virtual bool needs_sign_in() const = 0;  // facts and token have to be known first
  // How far back it goes on after a drop; what such a stream told it told completely. Zero: it does not go
  // back, and what was missed is left to polling.
  virtual Millis replays() const = 0;
  virtual net::StreamRequest request(const StreamAsk& ask) const = 0;
  // An Error: this is no message of such a stream. One unreadable post is an Issue.
  virtual Result<StreamNews> read(const net::StreamMessage& message, const StreamAsk& ask) const = 0;
};

// The explicit list: the stream a source asks for, or none.
std::unique_ptr<StreamKind> make_stream(const config::Source& source);

}  // namespace clamor::collector
