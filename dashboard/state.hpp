#pragma once
// What the person chose, and what of it is newest: Escape takes back the newest filter first.

#include <optional>
#include <string>
#include <vector>

#include "analysis/measures.hpp"
#include "dashboard/dashboard.hpp"
#include "dashboard/ui.hpp"

namespace clamor::dashboard {

struct UiState {
  enum class Narrowed { range, tags, networks, bucket };

  Theme theme = Theme::dark;
  std::optional<analysis::RangePreset> preset;  // empty until the first snapshot says where data are
  Interval custom;                              // when preset is custom
  std::vector<std::size_t> tags, networks;      // empty: all
  analysis::Measure measure = analysis::Measure::mentions;
  bool cumulative = false;
  std::optional<Interval> bucket;  // whose posts are listed
  bool links = false;              // listed where else hashtags are

  struct Range {
    analysis::RangePreset preset;
    Interval custom;
  };
  std::vector<Range> ranges_before;  // for going back from a zoom
  std::vector<Narrowed> newest;      // filters in the order they were made

  UiMemory ui;

  Interval window(const analysis::Snapshot& snapshot) const;
  analysis::Filter filter(const analysis::Snapshot& snapshot) const;

  void choose(analysis::RangePreset preset);
  void zoom(Interval window);  // remembers where it came from
  bool zoom_back();
  void step(const analysis::Snapshot& snapshot, int periods);  // the neighbouring window of equal length
  void toggle_tag(std::size_t tag);
  void toggle_network(std::size_t network);
  void isolate_network(std::size_t network);  // again: all
  void select_bucket(std::optional<Interval> bucket);
  bool undo_newest();  // Escape

 private:
  void note(Narrowed what);
  void forget(Narrowed what);
};

}  // namespace clamor::dashboard
