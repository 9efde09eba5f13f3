#pragma once
// Whoever has questions for one server during a run: the walks of a source, the re-reading of counts. The
// engine carries its requests, one at a time, when the host's budget allows it; an asker sends nothing
// itself.

#include <optional>
#include <string>

#include "collector/net/headers.hpp"
#include "collector/net/http.hpp"
#include "core/time.hpp"
#include "storage/store.hpp"

namespace clamor::collector {

// Live requests go first; what catches up with the past takes at most half of a host's budget.
enum class Errand { live, backfill };

struct Want {
  Millis at{0};         // monotonic, not before
  bool paging = false;  // counts against the host's limit on paging
};
struct Wants {
  std::optional<Want> live, backfill;  // both empty: nothing will ever be asked again in this run
};

// What an answer means for everybody who asks the same host.
struct Effect {
  bool throttled = false;  // "too many requests"
  bool trouble = false;    // no answer, or one that says that the server itself is in trouble
  Millis wait{0};          // leave the host alone for so long
  net::RateLimit announced = {};  // told in a body instead of in headers
};

class Asker {
 public:
  virtual ~Asker() = default;
  virtual const std::string& server() const = 0;  // URL; its host's budget pays. May change with an answer
  virtual Wants wants() const = 0;                // may change with time and with answers, never in between
  virtual net::HttpRequest next(Errand errand) = 0;                  // only what wants() allows now
  virtual Effect take(const Result<net::HttpResponse>& result) = 0;  // the answer to the last next()
  // Asks nothing more in this run, for a reason that lies outside of its answers.
  virtual void stop(storage::SourceState state, std::string_view cause, const std::string& why) = 0;
  virtual void close() = 0;  // the run ends: what is still to be written
};

}  // namespace clamor::collector
