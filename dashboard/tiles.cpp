#include <algorithm>
#include <cmath>

#include "chart/pieces.hpp"
#include "dashboard/overview.hpp"
#include "dashboard/words.hpp"
#include "i18n/format.hpp"
#include "i18n/names.hpp"
#include "i18n/tr.hpp"

namespace clamor::dashboard {
namespace {

using i18n::tr;
constexpr float gap = 12, pad = 16, spark_width = 80, least_spark = 32, spark_height = 30;
constexpr std::int64_t least_compared = 20;  // posts; below it a percentage is an accident: "192,600% more"

struct Tile {
  const char* name;  // of the area
  std::string label, definition, unit;
  std::optional<std::int64_t> value, before;
  const Values* spark;
};

void draw_delta(const View& view, Ui& ui, const Tile& tile, Point at, float room) {
  const Style& style = ui.style();
  const OverviewModel& model = view.model;
  if (!model.before) {  // or observed too little to be compared with
    ui.text(at, i18n::tr_format("{0} before: not observed", model.period_words), style.text3,
            chart::axis_text, room);
    return;
  }
  const std::string against = i18n::tr_format("vs {0} before", model.period_words);
  if (!tile.value || !tile.before || *tile.before == 0 || model.before->posts < least_compared) {
    ui.text(at,
            i18n::tr_format("{0} before: {1}", model.period_words,
                            tile.before ? i18n::number(*tile.before) : std::string(tr("no data"))),
            style.text3, chart::axis_text, room);
    return;
  }
  const double ratio = static_cast<double>(*tile.value) / static_cast<double>(*tile.before) - 1;
  const bool level = std::abs(ratio)<0.0005, up = ratio> 0;
  const Color color = level ? style.text2 : up ? style.good : style.bad;
  const std::string delta = (level ? "" : up ? "▲ " : "▼ ") + i18n::percent(std::abs(ratio));
  const float used = ui.text(at, delta, color, {11, Weight::semibold});
  ui.text({at.x + used + 7, at.y}, against, style.text3, chart::axis_text, room - used - 7);
}

void draw_tile(const View& view, Ui& ui, const Tile& tile, Rect area) {
  const Style& style = ui.style();
  ui.card(area);
  const float x = area.x + pad;
  const float used = ui.text({x, area.y + 22}, tile.label, style.text2, {12});
  ui.info(tile.name, {x + used + 8, area.y + 22});
  // The number is never shortened: a cut number is a wrong one. The line beside it gives way.
  const float number = ui.text({x, area.y + 54}, tile.value ? i18n::number(*tile.value) : std::string("—"),
                               style.text, {26, Weight::semibold});
  const float spark = std::min(spark_width, area.w - 2 * pad - number - 14);
  if (spark >= least_spark)
    chart::draw_sparkline(ui.canvas(), *tile.spark,
                          {area.right() - pad - spark, area.y + 42, spark - 3, spark_height}, style.accent);
  draw_delta(view, ui, tile, {x, area.y + 85}, area.w - 2 * pad);
  definition_popup(view, ui, tile.name, {x, area.y + 36}, tile.label, tile.definition, tile.unit);
}

// Ceilings stand side by side and are never added: the same person may follow on two networks.
void draw_ceilings(const View& view, Ui& ui, Rect area) {
  const Style& style = ui.style();
  ui.card(area);
  const std::string title = tr("Audience ceiling"), warning = tr("not people"),
                    whole = title + " · " + warning;
  float used = ui.width(whole, {12});
  if (used <= area.w - pad - 28) {
    ui.text({area.x + pad, area.y + 22}, whole, style.text2, {12});
  } else {  // the warning moves, it is not cut
    used = ui.text({area.x + pad, area.y + 17}, title, style.text2, {12});
    ui.text({area.x + pad, area.y + 33}, warning, style.text2, chart::axis_text);
  }
  ui.info("info/ceiling", {area.x + pad + used + 6, area.y + (used < ui.width(whole, {12}) ? 17.0f : 22.0f)});
  const auto& ceilings = view.model.now.ceilings;
  constexpr std::size_t most = 2;
  const std::size_t shown = std::min(most, ceilings.size());
  const float column = (area.w - 2 * pad) / static_cast<float>(std::max<std::size_t>(shown, 1));
  for (std::size_t i = 0; i < shown; ++i) {
    const auto& ceiling = ceilings[i];
    const float x = area.x + pad + column * static_cast<float>(i) + (i > 0 ? 14.0f : 0.0f);
    if (i > 0) ui.canvas().line({x - 14, area.y + 44}, {x - 14, area.bottom() - 14}, style.border);
    const std::string value = ceiling.followers ? "≤ " + i18n::compact(*ceiling.followers) : std::string("—");
    const bool fits = ui.width(value, {20, Weight::semibold}) <= column - 14;
    ui.text({x, area.y + 56}, value, style.text, {fits ? 20.0f : 15.0f, Weight::semibold});
    ui.text({x, area.y + 85}, i18n::network_title(view.snapshot.networks()[ceiling.network]), style.text3,
            chart::axis_text, column - 14);
  }
  std::string definition = measure_definition(analysis::Measure::audience_ceiling);
  for (const auto& ceiling : ceilings)
    definition +=
        " " + i18n::tr_format("{0}: {1} accounts with a reading, {2} without.",
                              i18n::network_title(view.snapshot.networks()[ceiling.network]),
                              i18n::number(ceiling.accounts), i18n::number(ceiling.accounts_unread));
  definition_popup(view, ui, "info/ceiling", {area.right() - 340, area.y + 36}, whole, definition,
                   measure_unit(analysis::Measure::audience_ceiling));
}

}  // namespace

void draw_tiles(const View& view, UiState&, Ui& ui, Rect area) {
  const OverviewModel& m = view.model;
  using analysis::Measure;
  const auto before = [&](auto member) -> std::optional<std::int64_t> {
    return m.before ? std::optional<std::int64_t>((*m.before).*member) : std::nullopt;
  };
  using P = analysis::Participation;
  const Tile tiles[] = {
      {"info/posts", tr("Posts"), measure_definition(Measure::mentions), measure_unit(Measure::mentions),
       m.now.posts, before(&P::posts), &m.posts_spark},
      {"info/authors", tr("Authors"), measure_definition(Measure::authors), measure_unit(Measure::authors),
       m.now.authors, before(&P::authors), &m.authors_spark},
      {"info/boosts", tr("Boosts"),
       tr("Boosts of the counted posts, newest reading from the best vantage. A post without a reading adds "
          "nothing: "
          "a lower bound."),
       tr("boosts"), m.now.boosts, m.before ? m.before->boosts : std::nullopt, &m.boosts_spark},
      {"info/engagement", tr("Engagement"), measure_definition(Measure::engagement),
       measure_unit(Measure::engagement), m.now.engagement, m.before ? m.before->engagement : std::nullopt,
       &m.engagement_spark}};
  const float width = std::floor((area.w - 4 * gap) / 5) - 2;
  float x = area.x;
  for (const Tile& tile : tiles) {
    draw_tile(view, ui, tile, {x, area.y, width, area.h});
    x += width + gap;
  }
  draw_ceilings(view, ui, {x, area.y, area.right() - x, area.h});
}

}  // namespace clamor::dashboard
