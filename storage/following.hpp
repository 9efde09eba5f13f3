#pragma once
// What is followed over time, as the schedule of re-reading asks for it: bounded questions about what is
// recent, answered from the rows that are there anyway. One thread, never writes.

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/interval.hpp"
#include "core/post.hpp"

namespace clamor::storage {

// A post and what is known of its counts. `id` is the store's own.
struct FollowedPost {
  std::int64_t id = 0;
  PostKey key;
  AuthorKey author;
  UtcTime at;  // charted
  struct Seen {
    std::string source, native_id;
  };
  std::vector<Seen> seen;
  // The same counts from `at` to `until`.
  struct Run {
    UtcTime at, until;
    Counts counts;
  };
  struct Vantage {
    std::string server;
    bool home = false;
    Run newest;
    std::optional<Run> before;
    // When those who boosted it were last listed here, and how many boosts it had then.
    std::optional<UtcTime> boosters_at;
    std::int64_t boosters = 0;
  };
  std::vector<Vantage> vantages;  // that gave counts
};

// Since and until when a post had its newest counts, as its home server told them, else whoever was asked last.
struct CountsAge {
  Network network = Network::fediverse;
  UtcTime at;  // charted
  std::optional<UtcTime> since, until;  // empty: nobody gave counts
};

// An author of counted posts.
struct FollowedAuthor {
  AuthorKey key;
  UtcTime newest_post;
  std::optional<std::int64_t> followers;  // the most that was told
  std::optional<UtcTime> read_at;         // of any reading of followers
};

class Following {
 public:
  virtual ~Following() = default;
  // Posts charted in the interval, in order of time, each once: all that may still change, also those that do
  // not count; not the deleted ones and not those of people who opted out.
  virtual std::vector<std::int64_t> charted(Interval time) = 0;
  // Fediverse posts charted before, met for the first time since and never read at their home server, the
  // newest met first; of the last 20,000 that were stored.
  virtual std::vector<std::int64_t> met_late(UtcTime since, UtcTime before) = 0;
  // Of those that are charted in the interval, in one go.
  virtual void each_age(Interval time, const std::function<void(const CountsAge&)>& take) = 0;
  // In the order asked; deleted and unknown ones left out.
  virtual std::vector<FollowedPost> posts(std::span<const std::int64_t> ids) = 0;
  // Who has a counted post charted since then.
  virtual std::vector<FollowedAuthor> authors(UtcTime since) = 0;
};

// As open_reader.
std::unique_ptr<Following> open_following(std::string_view url);

}  // namespace clamor::storage
