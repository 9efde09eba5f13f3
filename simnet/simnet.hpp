#pragma once
// A simulated social network that speaks the real APIs: federating servers of the fediverse and one Bluesky
// network on loopback, with ground truth. Everything in it is a pure function of the options, save the port
// numbers, which are part of the addresses. Everyone in it is plainly simulated.
//
// One thread: construct, `serve`, destroy. `truth_json` and `announcement` may be asked before `serve` only.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/time.hpp"

namespace clamor::simnet {

struct Options {
  std::uint64_t seed = 1;
  int days = 30;               // 1 to 366
  std::optional<UtcTime> end;  // empty: now
  int servers = 4;             // 2 to 512, the one Bluesky network among them; five kinds from 7 on
  int posts = 0;               // about so many with a tracked hashtag; 0: as a campaign of that length has
  bool live = false;           // posts go on arriving after `end`, in real time, for two days
  int pace = 60;         // at so many times the natural pace; the faster, the sooner the live time is over
  bool streams = false;  // the config asks for streams too
  std::vector<std::string> faults;  // "name", "name:amount", "name@server"; see known_faults()
  std::uint16_t port_base = 0;      // servers, then Bluesky, then the truth; 0: any free ports
  std::filesystem::path folder;     // made 0700 when missing; the config and its secrets go there
};

// Names of what can go wrong, in the world, before a server and in it.
const std::vector<std::string>& known_faults();

struct Endpoint {
  std::string kind;  // as a campaign file names it
  std::string url;   // "http://127.0.0.1:40001"
};

class Network {
 public:
  // Makes the world, binds its ports on 127.0.0.1 and writes `clamor.toml`. Throws std::runtime_error with
  // one sentence: an option out of range, an unknown fault, a port in use, a folder that cannot be written.
  explicit Network(const Options& options);
  ~Network();
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;

  // One JSON line: {"config", "truth", "servers": [{"kind", "url"}], "tags", "end"}.
  std::string announcement() const;
  // What a perfect observer of all servers would know now: keys as in `status --json` where they apply.
  std::string truth_json() const;
  std::vector<Endpoint> endpoints() const;

  // Answers until asked to stop, then returns within a second.
  void serve(std::stop_token stop);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace clamor::simnet
