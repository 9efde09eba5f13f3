#include <algorithm>
#include <cmath>

#include "dashboard/overview.hpp"
#include "dashboard/readable.hpp"
#include "i18n/format.hpp"
#include "i18n/tr.hpp"

namespace clamor::dashboard {
namespace {

using namespace std::chrono_literals;
constexpr Millis stale_after = 30min;
constexpr float tag_row = 24;

void draw_page_row(Ui& ui, Rect row, const char* icon, const char* label) {
  const Style& style = ui.style();
  ui.canvas().fill(row, style.selection, chart::control_radius);
  ui.text({row.x + 13, row.y + row.h / 2}, icon, style.accent, {13});
  ui.text({row.x + 40, row.y + row.h / 2}, label, style.text, {13, Weight::medium});
}

void draw_tags(const View& view, UiState& state, Ui& ui, Rect area, float y) {
  const Style& style = ui.style();
  const auto& tags = view.snapshot.tags();
  if (tags.empty() || !view.model.has_data) return;
  ui.text({area.x + 24, y}, i18n::tr("Tracked hashtags"), style.text3, chart::axis_text);
  y += 12;
  const float room = area.bottom() - 84 - y;
  ui.scroll("tags", {area.x, y, area.w - 12, room}, tag_row * static_cast<float>(tags.size()),
            [&](float top) {
              for (std::size_t i = 0; i < tags.size(); ++i) {
                const Rect row{area.x + 12, top + tag_row * static_cast<float>(i), area.w - 24, tag_row};
                const bool chosen = std::find(state.tags.begin(), state.tags.end(), i) != state.tags.end();
                const Touch touched = ui.touch("tag/" + std::to_string(i), row);
                if (chosen || touched.hovered)
                  ui.canvas().fill(row, chosen ? style.selection : style.hover.with_alpha(0.6f), 4);
                if (touched.hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
                // Of the chosen time, like every other number on the page.
                const std::string count = i18n::number(view.model.tags[i].mentions);
                const float y_middle = row.y + row.h / 2;
                const float used = ui.width(count, {12}) + 10;
                ui.canvas().text({row.right() - 8, y_middle}, count, style.text2,
                                 {12, Weight::regular, Align::right});
                ui.text({row.x + 12, y_middle}, "#" + readable(tags[i].label),
                        chosen ? style.accent : style.text, {12, Weight::medium}, row.w - 20 - used);
                if (touched.clicked) state.toggle_tag(i);
              }
            });
}

struct Status {
  Color color;
  std::string first, second;
};

std::optional<UtcTime> last_reading(const analysis::Snapshot& snapshot) {
  std::optional<UtcTime> last;
  for (const auto& source : snapshot.sources())
    if (!source.archive() && source.last_success && (!last || *source.last_success > *last)) last = source.last_success;
  return last;
}

Status status_of(const View& view, const Style& style) {
  const auto& snapshot = view.snapshot;
  const auto last = last_reading(snapshot);
  const SourceCount count = answered_since(snapshot, view.now - stale_after);
  std::string reading;
  if (last) {
    const bool today = snapshot.zone().day_of(view.now) == snapshot.zone().day_of(*last);
    const std::string when =
        i18n::date(*last, snapshot.zone(), today ? i18n::DateStyle::time : i18n::DateStyle::moment);
    reading = view.now - *last >= stale_after ? i18n::tr_format("stale: last reading {0}", when)
                                              : i18n::tr_format("last reading {0}", when);
  }
  switch (view.collection.state) {
    case Collection::State::starting:
      return {style.warn, i18n::tr("Starting to collect…"), reading};
    case Collection::State::on:
      return {count.answered ? style.good : style.warn,
              i18n::tr_format("Collecting · {0} of {1} sources", count.answered, count.all), reading};
    case Collection::State::failed:
      return {style.bad, i18n::tr("Collecting failed"), view.collection.problem};
    case Collection::State::off:
      break;
  }
  return {style.text3, last ? i18n::tr("Not collecting") : i18n::tr("Not collecting yet"), reading};
}

}  // namespace

std::optional<UtcTime> stale_at(const analysis::Snapshot& snapshot) {
  const auto last = last_reading(snapshot);
  return last ? std::optional(*last + stale_after) : std::nullopt;
}

void draw_brand(Ui& ui, Point at, bool simulated) {
  const Style& style = ui.style();
  ui.canvas().fill({at.x, at.y - 14, 28, 28}, style.button, 7);
  ui.canvas().text({at.x + 14, at.y}, "#", style.on_button, {15, Weight::semibold, Align::center});
  const float x = at.x + 40;
  ui.text({x, at.y}, "Clamor", style.text, chart::title_text);
  if (!simulated) return;
  const char* word = i18n::tr("SIMULATED");
  const float width = ui.width(word, {11, Weight::semibold}) + 14;
  const Rect mark{std::round(x + ui.width("Clamor", chart::title_text) + 12), at.y - 10, std::round(width),
                  20};
  ui.canvas().outline(mark, style.warn, 4);
  ui.canvas().text({mark.x + mark.w / 2, at.y}, word, style.warn, {11, Weight::semibold, Align::center});
}

Action draw_sidebar(const View& view, UiState& state, Ui& ui, Rect area) {
  const Style& style = ui.style();
  ui.canvas().fill(area, style.sidebar);
  ui.canvas().line({area.right() - 1, area.y}, {area.right() - 1, area.bottom()}, style.border);
  draw_brand(ui, {area.x + 20, area.y + 34}, !view.snapshot.simulated().empty());
  ui.text({area.x + 24, area.y + 92}, i18n::tr("What is happening"), style.text3, chart::axis_text);
  draw_page_row(ui, {area.x + 12, area.y + 104, area.w - 24, 36}, icon::overview, i18n::tr("Overview"));
  draw_tags(view, state, ui, area, area.y + 168);

  const Status status = status_of(view, style);
  Action action;
  const float y = area.bottom() - 48;
  ui.canvas().circle({area.x + 28, y}, 4, status.color, status.color);
  const bool can_start = view.model.has_data && (view.collection.state == Collection::State::off ||
                                                 view.collection.state == Collection::State::failed);
  const bool can_stop = view.collection.state == Collection::State::on;
  ui.text({area.x + 40, y}, status.first, style.text2, chart::axis_text, area.w - 48);
  ui.text({area.x + 40, y + 16}, status.second, style.text3, chart::axis_text,
          area.w - 48 - (can_start || can_stop ? 28 : 0));
  if (can_start || can_stop) {
    const Rect button{area.right() - 36, y + 6, 22, 20};
    if (ui.icon_button(can_stop ? "collect/stop" : "collect/start", button,
                       can_stop ? icon::stop : icon::play, false))
      action.kind = can_stop ? Action::Kind::stop_collecting : Action::Kind::start_collecting;
  }
  return action;
}

}  // namespace clamor::dashboard
