// `dash`: a script of choices in a window on the null back end, while a collector writes: from the event to the prepared
// frame, and where figures must be found out first, until they are there.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <random>
#include <stdexcept>

#include "bench/database.hpp"
#include "bench/looking.hpp"
#include "bench/report.hpp"
#include "bench/setup.hpp"
#include "bench/subcommands.hpp"

namespace clamor::bench {
namespace {

using namespace std::chrono_literals;
using analysis::Measure;
using analysis::RangePreset;
using dashboard::UiState;

// Ten pages a second, as ten servers give them at the limits they ask for; one commit a second.
class Collector {
 public:
  Collector(const Options& options, const std::string& database) : process_(::fork()) {
    if (process_ != 0) return;
    const auto writer = storage::open_writer(database);
    writer->set_campaign(setup_of(campaign_config()), UtcTime{Millis{1'600'000'000'000}});
    const Generator generator(options.seed, options.posts);
    for (std::int64_t number = 0;;) {
      std::vector<PreparedPage> pages;
      for (int i = 0; i < 10; ++i) pages.push_back(later_page(generator, options.posts, number++));
      writer->save(pages);
      ::usleep(1'000'000);
    }
  }
  ~Collector() {
    ::kill(process_, SIGTERM);
    ::waitpid(process_, nullptr, 0);
  }
  Collector(const Collector&) = delete;
  Collector& operator=(const Collector&) = delete;

 private:
  const pid_t process_;
};

struct Interaction {
  const char* name;
  std::function<void(UiState&, const analysis::Snapshot&)> make;
};

std::vector<Interaction> script() {
  const auto choose = [](RangePreset preset) {
    return [preset](UiState& state, const analysis::Snapshot&) { state.choose(preset); };
  };
  const auto measure = [](Measure wanted, bool cumulative) {
    return [=](UiState& state, const analysis::Snapshot&) {
      state.measure = wanted;
      state.cumulative = cumulative;
    };
  };
  const auto tag = [](std::size_t which) {
    return [which](UiState& state, const analysis::Snapshot&) { state.toggle_tag(which); };
  };
  static std::mt19937 random(1);
  return {
      {"24 hours", choose(RangePreset::day)},
      {"7 days", choose(RangePreset::week)},
      {"accounts", measure(Measure::authors, false)},
      {"30 days", choose(RangePreset::month)},
      {"one hashtag", tag(0)},
      {"engagement", measure(Measure::engagement, false)},
      {"90 days", choose(RangePreset::quarter)},
      {"ceiling so far", measure(Measure::audience_ceiling, true)},
      {"all hashtags", tag(0)},
      {"everything", choose(RangePreset::all)},
      {"accounts so far", measure(Measure::authors, true)},
      {"one network", [](UiState& state, const analysis::Snapshot&) { state.isolate_network(0); }},
      {"all networks", [](UiState& state, const analysis::Snapshot&) { state.isolate_network(0); }},
      {"posts of a day",
       [](UiState& state, const analysis::Snapshot& snapshot) {
         state.select_bucket(snapshot.days()[random() % snapshot.days().size()]->time());
       }},
      {"nothing new", [](UiState&, const analysis::Snapshot&) {}},
      {"posts", measure(Measure::mentions, false)},
      {"free: six weeks",
       [](UiState& state, const analysis::Snapshot& snapshot) {
         const Interval all = *snapshot.data_span();
         const UtcTime from = all.from + (all.length() / 3) + Millis{static_cast<std::int64_t>(random() % 86'400'000)};
         state.zoom({from, from + std::chrono::weeks{6}});
       }},
      {"free: the weeks before",
       [](UiState& state, const analysis::Snapshot& snapshot) { state.step(snapshot, -1); }},
      {"back", [](UiState& state, const analysis::Snapshot&) {
         state.zoom_back();
         state.zoom_back();
       }},
  };
}

double share(std::vector<double> values, double part) {
  if (values.empty()) return 0;
  std::ranges::sort(values);
  return values[static_cast<std::size_t>(part * static_cast<double>(values.size() - 1) + 0.5)];
}

}  // namespace

int dash(const Options& options) {
  const FilledDatabase database(options);
  {  // without a cache the first look takes a while
    const auto reader = storage::open_reader(database.file());
    analysis::ReadModel(analysis::cache_of(database.file())).take(*reader, database.now());
  }
  const Collector collector(options, database.file());
  Looking looking(database.file(), database.now());
  double longest_while_waiting = 0, ignored = 0;
  looking.until_settled(ignored);
  std::this_thread::sleep_for(3s);  // the figures of the presets are being kept

  const auto interactions = script();
  struct Spent {
    std::vector<double> frame, settled;
  };
  std::vector<Spent> spent(interactions.size());
  const int rounds = 20 * options.pairs;
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t i = 0; i < interactions.size(); ++i) {
      interactions[i].make(looking.window().state(), *looking.snapshot());
      spent[i].frame.push_back(looking.frame());
      const double waited = looking.until_settled(longest_while_waiting);
      spent[i].settled.push_back(spent[i].frame.back() + waited);
      std::this_thread::sleep_for(10ms);
    }
  }
  const Memory memory = own_memory();
  Report report("dash");
  report.fact("posts", static_cast<double>(options.posts));
  report.fact("rounds", static_cast<double>(rounds));
  report.fact("snapshots while looking", static_cast<double>(looking.snapshots()));
  report.fact("longest look at the database, ms", looking.longest_take_ms());
  report.fact("longest frame while something was being found out, ms", longest_while_waiting);
  report.fact("RSS, MiB", memory.now_mib);
  report.fact("peak RSS, MiB", memory.peak_mib);
  Spent all;
  const auto row = [&](const char* name, const Spent& s) {
    report.row(name, {{"p50 ms", share(s.frame, 0.5)},
                      {"p99 ms", share(s.frame, 0.99)},
                      {"max ms", share(s.frame, 1)},
                      {"there p50", share(s.settled, 0.5)},
                      {"there p99", share(s.settled, 0.99)},
                      {"there max", share(s.settled, 1)}});
  };
  for (std::size_t i = 0; i < interactions.size(); ++i) {
    row(interactions[i].name, spent[i]);
    all.frame.insert(all.frame.end(), spent[i].frame.begin(), spent[i].frame.end());
    all.settled.insert(all.settled.end(), spent[i].settled.begin(), spent[i].settled.end());
  }
  row("all", all);
  report.print();
  return 0;
}

}  // namespace clamor::bench
