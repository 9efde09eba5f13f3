#include <algorithm>
#include <array>
#include <cmath>

#include "dashboard/overview.hpp"
#include "dashboard/readable.hpp"
#include "dashboard/words.hpp"
#include "i18n/format.hpp"
#include "i18n/names.hpp"
#include "i18n/tr.hpp"

namespace clamor::dashboard {
namespace {

using analysis::RangePreset;
constexpr float space = 8, ranges_width = 220, dates_width = 226, networks_width = 140, tags_width = 150;
constexpr float language_width = 76, theme_width = 36, list_row = 32;
constexpr std::array presets{RangePreset::day, RangePreset::week, RangePreset::month, RangePreset::quarter,
                             RangePreset::all};

// A list of ticks: everything on top, then each; what is ticked narrows.
void draw_choices(Ui& ui, const std::string& name, Rect below, float width, const std::string& all,
                  const std::vector<std::string>& labels, const std::vector<Color>& colors,
                  std::vector<std::size_t> chosen,
                  const std::function<void(std::optional<std::size_t>)>& choose) {
  const float height = list_row * static_cast<float>(labels.size() + 1) + 12;
  ui.popup(name, {below.x, below.bottom() + 4, width, height}, [&](Rect box) {
    const Style& style = ui.style();
    for (std::size_t i = 0; i <= labels.size(); ++i) {
      const Rect row{box.x + 6, box.y + 6 + list_row * static_cast<float>(i), box.w - 12, list_row};
      const Touch touched = ui.touch(name + "/" + (i == 0 ? "all" : std::to_string(i - 1)), row);
      if (touched.hovered) ui.canvas().fill(row, style.hover, 4);
      const bool on =
          i == 0 ? chosen.empty() : std::find(chosen.begin(), chosen.end(), i - 1) != chosen.end();
      const float y = row.y + row.h / 2;
      if (on) ui.text({row.x + 8, y}, icon::check, style.accent, {12});
      float x = row.x + 32;
      if (i > 0 && i - 1 < colors.size()) {
        ui.canvas().fill({x, y - 5, 10, 10}, colors[i - 1], 3);
        x += 18;
      }
      ui.text({x, y}, i == 0 ? all : labels[i - 1], style.text, {12, on ? Weight::semibold : Weight::regular},
              row.right() - x - 8);
      if (touched.clicked) choose(i == 0 ? std::optional<std::size_t>{} : i - 1);
    }
  });
}

// FontAwesome's sun reads as a cog wheel.
void draw_sun(Ui& ui, Point at) {
  const Color color = ui.style().text2;
  ui.canvas().circle(at, 3.5f, color.with_alpha(0), color, 1.4f);
  for (int i = 0; i < 8; ++i) {
    const float angle = static_cast<float>(i) * 0.785398f, x = std::cos(angle), y = std::sin(angle);
    ui.canvas().polyline(std::vector<Point>{{at.x + x * 5.8f, at.y + y * 5.8f}, {at.x + x * 8, at.y + y * 8}},
                         color, 1.4f);
  }
}

void draw_ranges(UiState& state, Ui& ui, Rect area) {
  const std::vector<std::string> labels{i18n::tr("24 h"), i18n::tr("7 d"), i18n::tr("30 d"), i18n::tr("90 d"),
                                        i18n::tr("All")};
  std::optional<std::size_t> chosen;
  for (std::size_t i = 0; i < presets.size(); ++i)
    if (state.preset == presets[i]) chosen = i;
  if (const auto pressed = ui.segments("range", area, labels, chosen)) state.choose(presets[*pressed]);
}

void draw_dates(const View& view, UiState& state, Ui& ui, Rect area) {
  const Style& style = ui.style();
  ui.canvas().fill(area, style.card, chart::control_radius);
  ui.canvas().outline(area, style.border, chart::control_radius);
  const float y = area.y + area.h / 2;
  ui.text({area.x + 12, y}, icon::calendar, style.text2, {11});
  const Interval window = view.model.filter.window;
  ui.text({area.x + 32, y}, i18n::date_range(window, view.snapshot.zone()), style.text, {12, Weight::medium},
          area.w - 32 - 50);
  const auto span = view.snapshot.data_span();
  const bool older = span && window.from > span->from, newer = window.to < view.snapshot.taken_at();
  if (ui.icon_button("dates/before", {area.right() - 48, area.y + 6, 22, 22}, icon::left, false, older))
    state.step(view.snapshot, -1);
  if (ui.icon_button("dates/after", {area.right() - 26, area.y + 6, 22, 22}, icon::right, false, newer))
    state.step(view.snapshot, +1);
}

void draw_networks(const View& view, UiState& state, Ui& ui, Rect area) {
  const auto& networks = view.snapshot.networks();
  std::vector<std::string> labels;
  std::vector<Color> colors;
  for (const Network network : networks) {
    labels.push_back(i18n::network_title(network));
    colors.push_back(ui.style().of(network));
  }
  std::string label = i18n::tr("All networks");
  if (state.networks.size() == 1 && state.networks[0] < labels.size()) label = labels[state.networks[0]];
  if (state.networks.size() > 1) label = i18n::tr_format("{0} networks", state.networks.size());
  ui.dropdown("networks", area, label, !state.networks.empty());
  draw_choices(ui, "networks", area, 200, i18n::tr("All networks"), labels, colors, state.networks,
               [&](std::optional<std::size_t> one) {
                 if (one) return state.toggle_network(*one);
                 while (!state.networks.empty()) state.toggle_network(state.networks.back());
               });
}

void draw_tag_choice(const View& view, UiState& state, Ui& ui, Rect area) {
  std::vector<std::string> labels;
  for (const auto& tag : view.snapshot.tags()) labels.push_back("#" + readable(tag.label));
  std::string label = i18n::tr("All hashtags");
  if (state.tags.size() == 1 && state.tags[0] < labels.size()) label = labels[state.tags[0]];
  if (state.tags.size() > 1) label = i18n::tr_format("{0} hashtags", state.tags.size());
  ui.dropdown("hashtags", area, label, !state.tags.empty());
  draw_choices(ui, "hashtags", area, 280, i18n::tr("All hashtags"), labels, {}, state.tags,
               [&](std::optional<std::size_t> one) {
                 if (one) return state.toggle_tag(*one);
                 while (!state.tags.empty()) state.toggle_tag(state.tags.back());
               });
}

}  // namespace

Action draw_top_bar(const View& view, UiState& state, Ui& ui, Rect area, bool with_filters) {
  Action action;
  ui.text({area.x, area.y + area.h / 2}, i18n::tr("Overview"), ui.style().text, chart::title_text);
  float right = area.right();
  const auto place = [&](float width) {
    right -= width;
    const Rect rect{right, area.y, width, area.h};
    right -= space;
    return rect;
  };
  const Rect theme = place(theme_width), language = place(language_width);
  if (with_filters) {
    const Rect tags = place(tags_width), networks = place(networks_width), dates = place(dates_width),
               ranges = place(ranges_width);
    draw_ranges(state, ui, ranges);
    draw_dates(view, state, ui, dates);
    draw_networks(view, state, ui, networks);
    draw_tag_choice(view, state, ui, tags);
  }
  const bool spanish = i18n::language() == i18n::Language::es;
  if (const auto pressed = ui.segments("language", language, {"es", "en"}, spanish ? 0 : 1)) {
    action.kind = Action::Kind::language_changed;
    action.language = *pressed == 0 ? i18n::Language::es : i18n::Language::en;
  }
  const bool dark = state.theme == Theme::dark;
  const bool pressed = ui.icon_button("theme", theme, dark ? "" : icon::moon);
  if (dark) draw_sun(ui, {theme.x + theme.w / 2, theme.y + theme.h / 2});
  if (pressed) {
    action.kind = Action::Kind::theme_changed;
    action.theme = dark ? Theme::light : Theme::dark;
  }
  return action;
}

}  // namespace clamor::dashboard
