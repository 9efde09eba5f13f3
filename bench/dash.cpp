// `dash`: a script of choices in a window on the null back end, while a collector writes: from the event to the prepared
// frame, and where figures must be found out first, until they are there.
#include <chrono>
#include <functional>
#include <random>
#include <thread>

#include "bench/collecting.hpp"
#include "bench/database.hpp"
#include "bench/looking.hpp"
#include "bench/measure.hpp"
#include "bench/report.hpp"
#include "bench/subcommands.hpp"

namespace clamor::bench {
namespace {

using namespace std::chrono_literals;
using analysis::Measure;
using analysis::RangePreset;
using dashboard::UiState;

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

struct Spent {
  std::vector<double> frame, settled;
};

void tell_looks(Report& report, const std::vector<Looking::Look>& looks) {
  std::vector<double> take, shown, posts, days;
  std::size_t rebuilt = 0;
  for (const auto& look : looks) {
    if (look.report.work == analysis::ReadModel::Report::Work::rebuilt) ++rebuilt;
    if (look.report.work != analysis::ReadModel::Report::Work::refreshed) continue;
    take.push_back(look.take_ms);
    shown.push_back(look.shown_ms);
    posts.push_back(static_cast<double>(look.report.posts));
    days.push_back(static_cast<double>(look.report.days));
  }
  report.fact("refreshes", static_cast<double>(take.size()));
  report.fact("all read anew", static_cast<double>(rebuilt));
  report.fact("refresh, ms", median(take));
  report.fact("longest refresh, ms", quantile(take, 1));
  report.fact("refresh and figures of the presets, ms", median(shown));
  report.fact("posts looked at in a refresh", median(posts));
  report.fact("days made anew in a refresh", median(days));
}

}  // namespace

int dash(const Options& options) {
  const FilledDatabase database(options);
  run([&] {  // makes the cache, in a process of its own: the memory of this one is to be that of a window
    const auto reader = storage::open_reader(database.file());
    analysis::ReadModel(analysis::cache_of(database.file())).take(*reader, database.now());
    return std::string();
  });
  const Collecting collecting(options, database.file());
  Looking looking(database.file(), database.now());
  double longest_while_waiting = 0, ignored = 0;
  looking.until_settled(ignored);
  std::this_thread::sleep_for(3s);  // the figures of the presets are being kept

  const auto interactions = script();
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
  tell_looks(report, looking.looks());
  report.fact("longest frame while something was being found out, ms", longest_while_waiting);
  report.fact("RSS, MiB", memory.now_mib);
  report.fact("peak RSS, MiB", memory.peak_mib);
  report.fact("RSS without mapped files, MiB", memory.own_mib);
  Spent all;
  const auto row = [&](const char* name, const Spent& s) {
    report.row(name, {{"p50 ms", quantile(s.frame, 0.5)},
                      {"p99 ms", quantile(s.frame, 0.99)},
                      {"max ms", quantile(s.frame, 1)},
                      {"there p50", quantile(s.settled, 0.5)},
                      {"there p99", quantile(s.settled, 0.99)},
                      {"there max", quantile(s.settled, 1)}});
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
