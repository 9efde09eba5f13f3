#include "dashboard/overview.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "i18n/tr.hpp"

namespace clamor::dashboard {
namespace {

constexpr float sidebar_width = 220, outer = 20, gap = 12;
constexpr float top_bar_height = 34, answer_y = 66, answer_height = 64, tiles_y = 142, tiles_height = 104;
constexpr float chart_y = tiles_y + tiles_height + gap;
constexpr float chart_share = 0.597f;  // of what is left below the tiles
constexpr float smallest_width = 1100, smallest_height = 700;

struct Places {
  Rect sidebar, content, top_bar, answer, tiles, chart;
  std::array<Rect, 3> cards;
};

Places places(Rect screen) {
  Places p;
  const float w = std::max(screen.w, smallest_width), h = std::max(screen.h, smallest_height);
  p.sidebar = {0, 0, sidebar_width, h};
  const float x = sidebar_width + outer, width = w - x - outer;
  p.content = {x, answer_y, width, h - answer_y - outer};
  p.top_bar = {x, outer, width, top_bar_height};
  p.answer = {x, answer_y, width, answer_height};
  p.tiles = {x, tiles_y, width, tiles_height};
  const float rest = h - outer - chart_y - gap;
  p.chart = {x, chart_y, width, std::round(rest * chart_share)};
  const float y = p.chart.bottom() + gap, third = std::round((width - 2 * gap) / 3) - 1;
  for (std::size_t i = 0; i < 3; ++i)
    p.cards[i] = {x + static_cast<float>(i) * (third + gap), y, third, h - outer - y};
  p.cards[2].w = p.content.right() - p.cards[2].x;
  return p;
}

void keys(UiState& state, Ui& ui) {
  if (ui.key(ImGuiKey_Escape)) state.undo_newest();
  if (ui.shortcut('1')) {  // the one page there is, as it opens
    ui.close_popup();
    state.select_bucket({});
  }
}

}  // namespace

Rect chart_area(Rect screen) {
  const Rect card = places(screen).chart;
  return {card.x + 20, card.y + 62, card.w - 40, card.h - 62 - 10};
}

void card_title(Ui& ui, Rect card, std::string_view title, std::string_view subtitle, float right_used) {
  ui.text({card.x + 20, card.y + 25}, title, ui.style().text, chart::title_text, card.w - 40 - right_used);
  ui.text({card.x + 20, card.y + 46}, subtitle, ui.style().text3, chart::axis_text, card.w - 40);
}

Action draw_overview(const View& view, UiState& state, Ui& ui) {
  keys(state, ui);
  const Style& style = ui.style();
  const Places at = places(ui.screen());
  ui.canvas().fill({0, 0, std::max(ui.screen().w, smallest_width), std::max(ui.screen().h, smallest_height)},
                   style.page);
  Action answer;
  const auto keep = [&](Action action) {
    if (action.kind != Action::Kind::none) answer = std::move(action);
  };
  keep(draw_sidebar(view, state, ui, at.sidebar));
  keep(draw_top_bar(view, state, ui, at.top_bar, view.model.has_data));
  if (!view.model.has_data) {
    keep(draw_first_run(view, state, ui, at.content));
    return answer;
  }
  draw_answer_line(view, ui, at.answer);
  draw_tiles(view, state, ui, at.tiles);
  draw_chart_card(view, state, ui, at.chart);
  keep(draw_posts_card(view, state, ui, at.cards[0]));
  keep(draw_tags_card(view, state, ui, at.cards[1]));
  draw_coverage_card(view, ui, at.cards[2]);
  if (view.outdated) ui.canvas().fill(at.content, style.page.with_alpha(0.55f));
  return answer;
}

void draw_waiting(Ui& ui, const std::string& trouble) {
  const Style& style = ui.style();
  const Rect screen = ui.screen();
  ui.canvas().fill(screen, style.page);
  draw_brand(ui, {20, 34}, false);
  const Point middle{screen.w / 2, screen.h / 2};
  if (trouble.empty()) {
    ui.canvas().text(middle, i18n::tr("Reading the database…"), style.text2,
                     {13, Weight::regular, Align::center});
    return;
  }
  ui.canvas().text({middle.x, middle.y - 14}, i18n::tr("The database can't be read"), style.text,
                   {15, Weight::semibold, Align::center});
  float y = middle.y + 12;
  for (const auto& line : ui.wrapped(trouble, {13}, std::min(720.0f, screen.w - 80), 4)) {
    ui.canvas().text({middle.x, y}, line, style.text2, {13, Weight::regular, Align::center});
    y += 20;
  }
}

void definition_popup(const View& view, Ui& ui, const std::string& name, Point below, std::string_view title,
                      std::string_view definition, std::string_view unit) {
  if (!ui.popup_open(name)) return;
  constexpr float width = 340;
  const auto lines = ui.wrapped(definition, {12}, width - 32, 8);
  const SourceCount count = answering(view.snapshot);
  std::vector<std::pair<std::string, std::string>> facts{
      {i18n::tr("Unit"), std::string(unit)},
      {i18n::tr("Sources"), i18n::tr_format("{0} of {1} answered", count.answered, count.all)},
      {i18n::tr("Gaps"), i18n::trn_format("{0} gap known", "{0} gaps known", view.snapshot.gaps().size(),
                                          view.snapshot.gaps().size())}};
  const float height =
      44 + 18 * static_cast<float>(lines.size()) + 14 + 20 * static_cast<float>(facts.size()) + 8;
  ui.popup(name, {below.x, below.y, width, height}, [&](Rect box) {
    float y = box.y + 22;
    ui.text({box.x + 16, y}, title, ui.style().text, {13, Weight::semibold});
    y += 24;
    for (const auto& line : lines) {
      ui.text({box.x + 16, y}, line, ui.style().text2, {12});
      y += 18;
    }
    ui.canvas().line({box.x + 16, y}, {box.right() - 16, y}, ui.style().border);
    y += 14;
    for (const auto& [what, value] : facts) {
      ui.text({box.x + 16, y}, what, ui.style().text3, {11});
      ui.text({box.x + 96, y}, value, ui.style().text2, {11}, box.w - 112);
      y += 20;
    }
  });
}

}  // namespace clamor::dashboard
