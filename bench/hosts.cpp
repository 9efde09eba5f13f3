// `hosts`: what collecting costs the processor, from a simulated network over sockets: at ten requests a second, and from
// five hundred servers of which fifty drip. Long enough ago that nothing new comes: it is the asking that is measured.
#include <fmt/format.h>

#include <string>
#include <thread>

#include "bench/measure.hpp"
#include "bench/report.hpp"
#include "bench/subcommands.hpp"
#include "simnet/fleet.hpp"
#include "simnet/simnet.hpp"
#include "storage/store.hpp"

namespace clamor::bench {
namespace {

constexpr int seconds = 60;

struct Town {
  std::string name;
  int servers = 0, dripping = 0;
};

simnet::Options network_of(const Town& town, const std::string& folder, const Options& options) {
  simnet::Options network;
  network.seed = options.seed;
  network.days = 8;
  network.end = parse_rfc3339("2026-01-20T00:00:00Z");
  network.servers = town.servers;
  network.posts = 2'000;
  network.folder = folder;
  const auto kinds = simnet::kinds_of(town.servers);
  for (int home = 0; home < town.dripping; ++home)
    network.faults.push_back("drip:1@" + simnet::server_name(kinds[static_cast<std::size_t>(home)], home));
  return network;
}

// The servers live in this process, the collector in one of its own, which alone is measured.
void measure(const Town& town, const Options& options, Report& report) {
  const Scratch scratch(options.folder);
  const std::string folder = (scratch / "net").string(), database = (scratch / "clamor.db").string();
  simnet::Network network(network_of(town, folder, options));
  const std::jthread serving([&](const std::stop_token& stop) { network.serve(stop); });
  const auto collect = [&](const std::string& how) {
    // 3: some sources failed, as those that drip do.
    return run({"sh", "-c",
                fmt::format("'{}' --config '{}/clamor.toml' --db '{}' collect {} || [ $? = 3 ]", CLAMOR_PROGRAM,
                            folder, database, how)});
  };
  const auto requests = [&] {
    std::int64_t sum = 0;
    for (const auto& source : storage::open_reader(database)->sources()) sum += source.requests;
    return sum;
  };
  collect("--once");
  const auto before = requests();
  const Cost cost = collect(fmt::format("--for {}s", seconds));
  const auto made = static_cast<double>(requests() - before);
  report.row(town.name, {{"requests/s", made / cost.wall_s},
                         {"cpu, % of a core", 100 * cost.cpu_s / cost.wall_s},
                         {"cpu ms/request", 1000 * cost.cpu_s / made},
                         {"peak MiB", cost.peak_mib}});
}

}  // namespace

int hosts(const Options& options) {
  Report report("hosts");
  report.fact("seconds", seconds);
  measure({"75 servers", 75, 0}, options, report);
  measure({"500 servers, 50 drip", 500, 50}, options, report);
  report.print();
  return 0;
}

}  // namespace clamor::bench
