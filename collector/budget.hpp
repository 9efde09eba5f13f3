#pragma once
// How often one host may be asked. Token buckets for all requests, for those that page, and for the half of
// them that the past may take; what a host announces can only slow us down. Pure: time comes in, a wait comes
// out.

#include <optional>
#include <string>

#include "collector/net/headers.hpp"
#include "storage/store.hpp"

namespace clamor::collector {

// What a request counts against.
struct Cost {
  bool paging = false;
  bool backfill = false;
};

class Budget {
 public:
  // A loopback host has no default rate: it goes by what it announces alone.
  explicit Budget(bool loopback);

  // How long the next request has to wait; zero: it may go.
  Millis ready_in(Millis now, Cost cost);
  void spend(Millis now, Cost cost);
  // How long the host itself is to be left alone, whatever the buckets hold.
  Millis held_for(Millis now) const;

  // An announced limit. Never more than half of it is used in any window.
  void learn(const net::RateLimit& limit, Millis now);
  // The host said "too many": half the rate for an hour, nothing before `wait` is over.
  void throttled(Millis wait, Millis now);
  void hold(Millis wait, Millis now);  // nothing before `wait` is over

  // Survives restarts: a crash loop is no way around a limit. What was saved for a moment to come brings no
  // token before that.
  storage::HostBudget save(std::string host, Millis now, UtcTime calendar);
  void restore(const storage::HostBudget& saved, Millis now, UtcTime calendar);

 private:
  struct Bucket {
    double tokens = 0, capacity = 0;
    Millis interval{0};  // time for one token; zero: unlimited
    Millis ready_in(bool halved) const;
  };
  void refill(Millis now);
  void narrow(Bucket& bucket, double limit, Millis window);
  void share();

  bool loopback_;
  Bucket all_, paging_, backfill_;
  std::optional<Millis> updated_;
  std::optional<Millis> wait_until_, halved_until_;
};

}  // namespace clamor::collector
