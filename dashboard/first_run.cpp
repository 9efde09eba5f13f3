#include <algorithm>
#include <cmath>

#include "chart/pieces.hpp"
#include "dashboard/overview.hpp"
#include "dashboard/readable.hpp"
#include "dashboard/words.hpp"
#include "i18n/format.hpp"
#include "i18n/tr.hpp"

namespace clamor::dashboard {
namespace {

using i18n::tr;
using storage::SourceState;
constexpr float gap = 12, steps_height = 356, row = 38;

bool ever_asked(const analysis::Snapshot& snapshot) {
  return std::any_of(snapshot.sources().begin(), snapshot.sources().end(),
                     [](const auto& source) { return source.last_attempt.has_value(); });
}

enum class Step { done, current, waiting };

void draw_step_head(Ui& ui, Rect card, int number, Step step, const char* title) {
  const Style& style = ui.style();
  ui.card(card, step == Step::current);
  const Point at{card.x + 34, card.y + 34};
  const Color fill = step == Step::done ? style.good : step == Step::current ? style.button : style.card;
  ui.canvas().circle(at, 14, fill, step == Step::waiting ? style.axis : fill, 1);
  const Color on = step == Step::waiting ? style.text2 : step == Step::done ? style.card : style.on_button;
  if (step == Step::done)
    ui.canvas().text(at, icon::check, on, {12, Weight::regular, Align::center});
  else
    ui.canvas().text(at, std::to_string(number), on, {13, Weight::semibold, Align::center});
  ui.text({card.x + 60, card.y + 34}, title, style.text, chart::title_text, card.w - 80);
}

float draw_paragraph(Ui& ui, Point at, std::string_view words, float width, std::size_t lines = 4) {
  for (const auto& line : ui.wrapped(words, {12}, width, lines)) {
    ui.text(at, line, ui.style().text2, {12});
    at.y += 17;
  }
  return at.y;
}

void draw_hashtags(const View& view, Ui& ui, Rect card) {
  const Style& style = ui.style();
  const auto& tags = view.config.hashtags;
  draw_step_head(ui, card, 1, tags.empty() ? Step::current : Step::done, tr("Choose your hashtags"));
  const Rect list{card.x + 20, card.y + 70, card.w - 40, 168};
  ui.scroll("first/tags", list, 42 * static_cast<float>(tags.size()), [&](float top) {
    for (const auto& tag : tags) {
      const Rect field{list.x, top, list.w, 34};
      ui.canvas().fill(field, style.field, chart::control_radius);
      ui.canvas().outline(field, style.border, chart::control_radius);
      ui.text({field.x + 13, field.y + 17}, "#" + readable(tag.label), style.text, {13}, field.w - 26);
      top += 42;
    }
  });
  float y = list.y + std::min(list.h, 42 * static_cast<float>(tags.size())) + 16;
  y = draw_paragraph(ui, {list.x, y},
                     tr("Spellings with other accents or capitals count as the same hashtag. Change "
                        "the list in the campaign file:"),
                     list.w);
  ui.text({list.x, y}, view.config.file.filename().string(), style.text, {12, Weight::medium}, list.w);
  ui.text({list.x, card.bottom() - 30},
          i18n::tr_format("Time zone: {0}", std::string(view.snapshot.zone().name())), style.text3, {12},
          list.w);
}

struct ServerLine {
  const char* icon;
  Color color;
  std::string words;
};

ServerLine line_of(const storage::SourceTotal* source, bool collecting, const Style& style) {
  if (!source || !source->last_attempt)
    return {icon::clock, style.text3, collecting ? tr("asking…") : tr("not asked yet")};
  switch (source->state) {
    case SourceState::ok:
      return {icon::check, style.good, tr("open, answers")};
    case SourceState::needs_login:
      return {icon::lock, style.warn, source_state_words(source->state)};
    case SourceState::refused:
      return {icon::ban, style.bad, source_state_words(source->state)};
    case SourceState::failing:
      return {icon::warning, style.bad, source_state_words(source->state)};
    case SourceState::limited:
      return {icon::clock, style.warn, source_state_words(source->state)};
    case SourceState::stopped:
      break;
  }
  return {icon::check, style.text3, tr("asked before")};
}

Action draw_servers(const View& view, Ui& ui, Rect card) {
  const Style& style = ui.style();
  Action action;
  draw_step_head(ui, card, 2, Step::current, tr("Ask the servers"));
  const auto& sources = view.config.sources;
  const bool collecting =
      view.collection.state == Collection::State::on || view.collection.state == Collection::State::starting;
  const Rect list{card.x + 20, card.y + 58, card.w - 40, 5 * row};
  ui.scroll("first/servers", list, row * static_cast<float>(sources.size()), [&](float top) {
    for (const auto& configured : sources) {
      const auto& known = view.snapshot.sources();
      const auto found =
          std::find_if(known.begin(), known.end(), [&](const auto& s) { return s.name == configured.name; });
      const ServerLine line = line_of(found == known.end() ? nullptr : &*found, collecting, style);
      const float y = top + row / 2;
      ui.text({list.x, y}, line.icon, line.color, {12});
      const float name_width = std::min(list.w * 0.5f, 150.0f);
      ui.text({list.x + 26, y}, configured.name, style.text, {13}, name_width - 10);
      ui.text({list.x + 26 + name_width, y}, line.words, style.text2, {12}, list.w - 26 - name_width);
      top += row;
    }
  });
  const float y = list.y + std::min(list.h, row * static_cast<float>(sources.size())) + 14;
  if (view.collection.state == Collection::State::failed) {
    float line_y = y;
    for (const auto& line : ui.wrapped(view.collection.problem, {12}, list.w, 3)) {
      ui.text({list.x, line_y}, line, style.bad, {12});
      line_y += 17;
    }
  } else {
    draw_paragraph(ui, {list.x, y},
                   tr("One open server is enough to begin. Those that ask for an account can be added "
                      "later, whenever you like."),
                   list.w, 3);
  }
  const Rect button{list.x, card.bottom() - 18 - 34, list.w, 34};
  const std::string label = collecting
                                ? std::string(tr("Collecting…"))
                                : i18n::trn_format("Collect from {0} server", "Collect from {0} servers",
                                                   sources.size(), sources.size());
  if (ui.button("first/collect", button, label, true, !collecting && !sources.empty()))
    action.kind = Action::Kind::start_collecting;
  return action;
}

Action draw_demo(Ui& ui, Rect card) {
  const Style& style = ui.style();
  Action action;
  draw_step_head(ui, card, 3, Step::waiting, tr("See where this leads"));
  const Rect box{card.x + 20, card.y + 70, card.w - 40, 132};
  ui.canvas().fill(box, style.field.with_alpha(0.5f), 8);
  ui.canvas().outline(box, style.border, 8);
  const float center = box.x + box.w / 2;
  ui.canvas().text({center, box.y + 40}, icon::flask, style.text2, {20, Weight::regular, Align::center});
  ui.canvas().text({center, box.y + 76}, tr("A month of simulated data"), style.text,
                   {13, Weight::medium, Align::center});
  ui.canvas().text({center, box.y + 98}, tr("four simulated servers, nobody real"), style.text2,
                   {12, Weight::regular, Align::center});
  draw_paragraph(
      ui, {box.x, box.bottom() + 24},
      tr("The demonstration opens its own database beside yours and is marked SIMULATED on every page. Your "
         "campaign is not touched."),
      box.w, 4);
  if (ui.button("first/demo", {box.x, card.bottom() - 18 - 34, box.w, 34},
                std::string(icon::play) + "   " + tr("Open the demonstration")))
    action.kind = Action::Kind::open_demo;
  return action;
}

// Why there is no chart yet: three different silences.
void draw_silence(const View& view, Ui& ui, Rect plot) {
  const auto& snapshot = view.snapshot;
  if (!ever_asked(snapshot)) {
    const std::vector<std::string> lines{tr("Finish step 2 and the chart fills itself")};
    chart::draw_empty(ui.canvas(), plot, tr("We have not asked yet"), lines, ui.style());
    return;
  }
  const SourceCount count = answered_since(snapshot, UtcTime::min());
  if (count.answered > 0) {
    const std::vector<std::string> lines{
        i18n::trn_format("Asked {0} of {1} server: nothing new", "Asked {0} of {1} servers: nothing new",
                         count.all, count.answered, count.all),
        tr("A post with one of the hashtags appears here as soon as a server knows it")};
    chart::draw_empty(ui.canvas(), plot, tr("No posts with these hashtags yet"), lines, ui.style());
    return;
  }
  std::vector<std::string> lines;
  if (count.worst)
    lines = {host_of(count.worst->server) + " " + source_state_words(count.worst->state),
             i18n::tr_format("What to do: {0}", what_to_do(count.worst->state))};
  chart::draw_empty(ui.canvas(), plot, tr("We could not look"), lines, ui.style());
}

}  // namespace

Action draw_first_run(const View& view, UiState&, Ui& ui, Rect area) {
  const Style& style = ui.style();
  Action answer;
  const float center = area.x + area.w / 2;
  // Small windows give up the air around the title first.
  const float air = std::clamp((area.h - 690) / 4, 0.0f, 36.0f);
  float y = area.y + 20 + air;
  ui.canvas().text({center, y}, tr("Let us see what your hashtag does"), style.text,
                   {26, Weight::semibold, Align::center});
  y += 34;
  ui.canvas().text(
      {center, y},
      tr("Three steps, about two minutes. Nothing leaves this computer but the questions to the servers."),
      style.text2, {13, Weight::regular, Align::center});
  y += 30 + air / 2;
  const float third = std::round((area.w - 2 * gap) / 3) - 1;
  const Rect first{area.x, y, third, steps_height};
  const Rect second{first.right() + gap, y, third, steps_height};
  const Rect last{second.right() + gap, y, area.right() - second.right() - gap, steps_height};
  draw_hashtags(view, ui, first);
  for (Action action : {draw_servers(view, ui, second), draw_demo(ui, last)})
    if (action.kind != Action::Kind::none) answer = std::move(action);

  const Rect chart{area.x, y + steps_height + gap, area.w, area.bottom() - y - steps_height - gap};
  ui.card(chart);
  card_title(ui, chart, chart_title(analysis::Measure::mentions, analysis::BucketSize::day, false),
             tr("Your first chart appears here · hatched means “we have not looked yet”, which is not zero"));
  draw_silence(view, ui, {chart.x + 64, chart.y + 66, chart.w - 84, chart.h - 66 - 40});
  ui.text({chart.x + 20, chart.bottom() - 20},
          tr("In a terminal: \"clamor collect --once\" asks every server once; \"clamor demo\" opens the "
             "demonstration."),
          style.text3, chart::axis_text, chart.w - 40);
  return answer;
}

}  // namespace clamor::dashboard
