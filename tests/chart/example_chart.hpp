#pragma once
// A small chart whose every number is known: ten days, two networks, a gap, an event, a day that is not over.

#include "chart/time_chart.hpp"

namespace clamor::chart {

inline TimeChart example_chart() {
  TimeChart chart;
  chart.zone = *Zone::find("America/Mexico_City");
  UtcTime day = *parse_rfc3339("2026-11-14T00:00:00-06:00");
  for (int i = 0; i < 10; ++i) {
    chart.buckets.push_back(chart.zone.day_of(day));
    day = chart.buckets.back().to;
  }
  const Style& style = style_of(Theme::dark);
  chart.layers = {{"Fediverse", style.fediverse, {10, 12, 20, 100, 60, 40, 30, 20, 15, 8}},
                  {"Bluesky", style.bluesky, {5, 6, 10, 90, 50, {}, 20, 15, 10, 4}}};
  for (std::size_t b = 0; b < 10; ++b)
    chart.total.push_back(*chart.layers[0].values[b] + chart.layers[1].values[b].value_or(0));
  chart.notes.resize(10);
  chart.notes[5] = "50% of the time observed: lower bounds";
  chart.gaps = {{chart.buckets[5], "12 h gap", "lower bounds"}};
  chart.partly = {{chart.buckets[7].from, chart.buckets[8].to}};
  chart.events = {{chart.buckets[3].from + std::chrono::hours{9}, "Press conference"},
                  {chart.buckets[3].from + std::chrono::hours{12}, "Too near"}};
  chart.last_incomplete = true;
  chart.now_title = "today";
  chart.now_note = "13:20";
  chart.total_label = "Total";
  chart.no_data = "no data";
  chart.click_hint = "Click: the posts of this day";
  return chart;
}

}  // namespace clamor::chart
