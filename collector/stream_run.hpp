#pragma once
// One stream during one run: listens, hands on what counts, and after a drop connects again. It takes no
// thread and sleeps nowhere: whoever drives it calls step().

#include <deque>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <unordered_map>
#include <vector>

#include "collector/intake/prepare.hpp"
#include "collector/open_stream.hpp"
#include "collector/stream.hpp"
#include "core/time.hpp"
#include "storage/store.hpp"

namespace clamor::collector {

// What streams need of the run they belong to; safe from any thread.
struct StreamContext {
  const intake::Intake& intake;
  const Clock& clock;
  std::string simulated;  // the simulated network everybody must belong to; empty: the real ones
  OpenStream open;
  std::function<bool()> full;  // no more pages for now
  std::function<void(PreparedPage)> save;
  std::function<void(storage::SourceNote)> note;
};

class StreamRun {
 public:
  // `keys`: of the hashtags that this stream tells.
  StreamRun(StreamAsk ask, std::vector<std::string> keys, std::unique_ptr<StreamKind> kind,
            const StreamContext& context, unsigned seed);

  // How long the next step is not worth taking.
  Millis wait() const;
  // Connects if need be and waits for one message, at most so long.
  void step(Millis at_most);
  // The run ends: what is still to be written, and the gap when it ends in the middle of a drop.
  void close();

 private:
  void greet();
  void take(const net::StreamMessage& message);
  void keep(PreparedPage page, bool edited);
  void remember(const Post& post);
  void drop(const Error& error);
  // What `status` says of this stream; both empty: nobody listens.
  void tell(std::optional<UtcTime> since, std::optional<UtcTime> dropped_at, const std::string& why = {},
            int failed_requests = 0) const;
  void flush();
  void open_gap(UtcTime to);
  PreparedPage empty_page(const std::string& key) const;

  StreamAsk ask_;
  const std::vector<std::string> keys_;
  const std::unique_ptr<StreamKind> kind_;
  const StreamContext& context_;
  std::minstd_rand random_;

  std::unique_ptr<net::MessageStream> stream_;
  bool greeted_ = false;
  bool stopped_ = false;  // the server belongs to another world
  int failures_ = 0;      // in a row
  Millis not_before_{0};

  std::optional<UtcTime> covered_to_;  // what was handed on covers up to here
  std::optional<UtcTime> reached_;     // what was read reaches up to here
  std::optional<UtcTime> lost_since_;  // of the present drop
  std::optional<UtcTime> dropped_at_;  // nobody listens since then

  PreparedPage batch_;
  Millis flushed_{0};
  std::unordered_map<std::string, PostKey> told_;  // posts that counted, by native id
  std::deque<std::string> told_order_;
};

}  // namespace clamor::collector
