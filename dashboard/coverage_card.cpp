#include <algorithm>
#include <cmath>

#include "chart/pieces.hpp"
#include "dashboard/overview.hpp"
#include "dashboard/words.hpp"
#include "i18n/format.hpp"
#include "i18n/tr.hpp"

namespace clamor::dashboard {
namespace {

using analysis::DayState;
using i18n::tr;
constexpr float least_row = 19, most_row = 27, head = 64, foot = 54, names_width = 92;

chart::Seen seen_of(DayState state) {
  switch (state) {
    case DayState::full:
      return chart::Seen::full;
    case DayState::part:
      return chart::Seen::part;
    case DayState::none:
      return chart::Seen::none;
    case DayState::refused:
      return chart::Seen::refused;
    case DayState::before_start:
      return chart::Seen::before_start;
  }
  return chart::Seen::none;
}

const char* day_words(DayState state) {
  switch (state) {
    case DayState::full:
      return tr("read completely");
    case DayState::part:
      return tr("read in part");
    case DayState::none:
      return tr("not read");
    case DayState::refused:
      return tr("refused or needs an account");
    case DayState::before_start:
      return tr("before we began to ask");
  }
  return "";
}

// Long ranges have more days than pixels: a cell then stands for several days and shows the worst of them.
DayState worst_of(const std::vector<DayState>& days, std::size_t first, std::size_t end) {
  const auto badness = [](DayState state) {
    switch (state) {
      case DayState::full:
        return 0;
      case DayState::before_start:
        return 1;
      case DayState::part:
        return 2;
      case DayState::none:
        return 3;
      case DayState::refused:
        return 4;
    }
    return 0;
  };
  DayState worst = days[first];
  for (std::size_t d = first; d < end; ++d)
    if (badness(days[d]) > badness(worst)) worst = days[d];
  return worst;
}

void draw_hint(Ui& ui, const std::string& words) {
  auto& top = ui.top();
  const float width = top.text_width(words, chart::axis_text) + 20;
  const float x = std::min(ui.pointer().x + 12, ui.screen().w - width - 8);
  const Rect box{std::round(x), std::round(ui.pointer().y - 36), std::round(width), 26};
  top.fill(box, ui.style().card, 6);
  top.outline(box, ui.style().axis, 6);
  top.text({box.x + 10, box.y + 13}, words, ui.style().text, chart::axis_text);
}

void draw_row(const View& view, Ui& ui, const analysis::CoverageStrip::Row& row, Rect area) {
  const Style& style = ui.style();
  const auto& strip = view.model.strip;
  const auto& source = view.snapshot.sources()[row.source];
  ui.text({area.x, area.y + area.h / 2}, source.name, style.text2, chart::axis_text, names_width - 10);
  const Rect cells{area.x + names_width, area.y, area.w - names_width, area.h};
  const std::size_t days = row.days.size();
  if (days == 0) return;
  const auto columns = std::min<std::size_t>(days, static_cast<std::size_t>(cells.w / 6));
  const float step = cells.w / static_cast<float>(columns);
  for (std::size_t c = 0; c < columns; ++c) {
    const std::size_t first = c * days / columns, end = std::max(first + 1, (c + 1) * days / columns);
    const DayState state = worst_of(row.days, first, end);
    const float left = std::round(cells.x + step * static_cast<float>(c));
    const float right = std::round(cells.x + step * static_cast<float>(c + 1));
    const Rect cell{left, cells.y + 2, std::min(right - left - 2, 40.0f), cells.h - 5};
    chart::draw_seen(ui.canvas(), cell, seen_of(state), style);
    if (ui.hovers({left, cells.y, right - left, cells.h}))
      draw_hint(ui, source.name + " · " +
                        i18n::date(strip.days[first].from, view.snapshot.zone(), i18n::DateStyle::day) +
                        " · " + day_words(state));
  }
}

struct Sentence {
  std::string words;
  Color color;
};

Sentence sentence_of(const View& view, const Style& style) {
  const auto& sources = view.snapshot.sources();
  for (const auto wanted :
       {storage::SourceState::refused, storage::SourceState::failing, storage::SourceState::needs_login}) {
    const auto count =
        std::count_if(sources.begin(), sources.end(), [&](const auto& s) { return s.state == wanted; });
    if (count == 0) continue;
    const auto first =
        std::find_if(sources.begin(), sources.end(), [&](const auto& s) { return s.state == wanted; });
    std::string words = first->name + " " + source_state_words(wanted);
    if (count > 1)
      words = i18n::trn_format("{0} {2}; {1} other too", "{0} {2}; {1} others too",
                               static_cast<unsigned long>(count - 1), first->name, count - 1,
                               source_state_words(wanted));
    return {words, wanted == storage::SourceState::needs_login ? style.warn : style.bad};
  }
  const Interval window = view.model.filter.window;
  const auto open =
      std::count_if(view.snapshot.gaps().begin(), view.snapshot.gaps().end(), [&](const auto& row) {
        return row.gap.state != GapState::closed && row.gap.time.from < window.to &&
               window.from < row.gap.time.to;
      });
  if (open == 0) return {tr("No gaps in this period."), style.text2};
  return {i18n::trn_format("{0} open gap in this period", "{0} open gaps in this period",
                           static_cast<unsigned long>(open), open),
          style.warn};
}

}  // namespace

void draw_coverage_card(const View& view, Ui& ui, Rect card) {
  const Style& style = ui.style();
  const auto& strip = view.model.strip;
  ui.card(card);
  card_title(ui, card, tr("What we saw and missed"),
             i18n::tr_format("{0} of the time of the sources that answered was read",
                             i18n::percent(strip.observed_share)));
  const Rect body{card.x + 20, card.y + head, card.w - 40, card.h - head - foot};
  const float row_height =
      std::clamp(std::floor(body.h / static_cast<float>(std::max<std::size_t>(strip.rows.size(), 1))),
                 least_row, most_row);
  ui.scroll("coverage", body, row_height * static_cast<float>(strip.rows.size()), [&](float top) {
    for (std::size_t i = 0; i < strip.rows.size(); ++i) {
      const Rect row{body.x, top + row_height * static_cast<float>(i), body.w, row_height};
      if (row.bottom() >= body.y && row.y <= body.bottom()) draw_row(view, ui, strip.rows[i], row);
    }
  });
  if (!strip.days.empty()) {
    const float rows = std::min(body.h, row_height * static_cast<float>(strip.rows.size()));
    const float y = body.y + rows + 11;
    const auto& zone = view.snapshot.zone();
    const bool today = strip.days.back().to > view.snapshot.taken_at();
    ui.text({body.x + names_width, y}, i18n::date(strip.days.front().from, zone, i18n::DateStyle::day),
            style.text3, chart::axis_text);
    ui.canvas().text(
        {body.right() - 2, y},
        today ? std::string(tr("today")) : i18n::date(strip.days.back().from, zone, i18n::DateStyle::day),
        style.text3, {11, Weight::regular, Align::right});
  }
  const Sentence sentence = sentence_of(view, style);
  ui.text({card.x + 20, card.bottom() - 20}, sentence.words, sentence.color, {11}, card.w - 40);
}

}  // namespace clamor::dashboard
