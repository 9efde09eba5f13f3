#pragma once
// The pages: functions of a view and the person's choices that paint a frame and answer with an action.
// No database, no network, no waiting in here. Each card is one file.

#include "dashboard/dashboard.hpp"
#include "dashboard/details.hpp"
#include "dashboard/overview_model.hpp"
#include "dashboard/state.hpp"
#include "dashboard/ui.hpp"

namespace clamor::dashboard {

// What a frame is made of; lives as long as the frame.
struct View {
  const analysis::Snapshot& snapshot;
  const OverviewModel& model;
  const chart::TimeChartLayout& layout;  // of model.chart in chart_area()
  const Details& details;
  const config::Config& config;
  const Collection& collection;
  UtcTime now;
  bool outdated = false;  // the model is of choices before these, whose own is still being found out
};

// From here on a last reading is called stale.
std::optional<UtcTime> stale_at(const analysis::Snapshot& snapshot);

// Where the chart stands on a screen of this size: what the kept layout is made for.
Rect chart_area(Rect screen);

Action draw_overview(const View& view, UiState& state, Ui& ui);
// Before the first snapshot, or when the database can't be read.
void draw_waiting(Ui& ui, const std::string& trouble);

// The cards.
Action draw_sidebar(const View& view, UiState& state, Ui& ui, Rect area);
Action draw_top_bar(const View& view, UiState& state, Ui& ui, Rect area, bool with_filters);
void draw_answer_line(const View& view, Ui& ui, Rect area);
void draw_tiles(const View& view, UiState& state, Ui& ui, Rect area);
void draw_chart_card(const View& view, UiState& state, Ui& ui, Rect area);
Action draw_posts_card(const View& view, UiState& state, Ui& ui, Rect area);
Action draw_tags_card(const View& view, UiState& state, Ui& ui, Rect area);
void draw_coverage_card(const View& view, Ui& ui, Rect area);
Action draw_links(const View& view, Ui& ui, Rect list);
Action draw_first_run(const View& view, UiState& state, Ui& ui, Rect area);

// Parts that several cards share.
void draw_brand(Ui& ui, Point at, bool simulated);
void card_title(Ui& ui, Rect card, std::string_view title, std::string_view subtitle, float right_used = 0);
void definition_popup(const View& view, Ui& ui, const std::string& name, Point below, std::string_view title,
                      std::string_view definition, std::string_view unit);

}  // namespace clamor::dashboard
