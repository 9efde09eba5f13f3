#pragma once
// The collector and the simulated network in one process, on a clock that moves only when somebody waits:
// days pass in seconds, and the servers have names, so that they get the manners of real ones.

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "collector/engine.hpp"
#include "simnet/fleet.hpp"
#include "storage/store.hpp"

namespace clamor::e2e {

class SimulatedClock final : public Clock {
 public:
  explicit SimulatedClock(UtcTime start) : start_(start) {}
  UtcTime now() const override { return start_ + passed_; }
  Millis monotonic() const override { return passed_; }
  void move(Millis by) { passed_ += by; }

 private:
  UtcTime start_;
  Millis passed_{0};
};

// Carries requests to the fleet. Every transfer takes its time on the clock; nothing else does.
class SimulatedClient final : public net::HttpClient {
 public:
  SimulatedClient(SimulatedClock& clock, simnet::Fleet& fleet, std::string mark)
      : clock_(clock), fleet_(fleet), mark_(std::move(mark)) {}

  // Moments at which something was asked, a quarter of an hour apart or more.
  const std::vector<UtcTime>& moments() const { return moments_; }

  void send(net::HttpRequest request, net::HttpCallback callback) override;
  void run(Millis at_most) override;
  void wake() override {}
  void cancel_all() override { transfers_.clear(); }

 private:
  struct Transfer {
    Millis due;
    Result<net::HttpResponse> answer;
    net::HttpCallback callback;
  };
  Result<net::HttpResponse> answer(const net::HttpRequest& request, Millis& takes);

  SimulatedClock& clock_;
  simnet::Fleet& fleet_;
  std::string mark_;
  std::vector<Transfer> transfers_;
  std::vector<UtcTime> moments_;
};

// A campaign that follows all servers of one design.
class SimulatedCampaign {
 public:
  explicit SimulatedCampaign(const simnet::Design& design);
  ~SimulatedCampaign();
  SimulatedCampaign(const SimulatedCampaign&) = delete;
  SimulatedCampaign& operator=(const SimulatedCampaign&) = delete;

  collector::Outcome collect(const collector::Options& options);
  std::unique_ptr<storage::Reader> reader() const { return storage::open_reader(database_); }
  std::string truth() const;  // as of now, for who read whenever this campaign did
  simnet::Fleet& fleet() { return fleet_; }
  SimulatedClock& clock() { return clock_; }

 private:
  simnet::Fleet fleet_;
  SimulatedClock clock_;
  SimulatedClient client_;
  std::filesystem::path folder_;
  std::string database_;
  config::Config config_;
};

}  // namespace clamor::e2e
