#include <algorithm>
#include <cmath>

#include "chart/pieces.hpp"
#include "dashboard/overview.hpp"
#include "dashboard/readable.hpp"
#include "i18n/format.hpp"
#include "i18n/tr.hpp"

namespace clamor::dashboard {
namespace {

constexpr float least_row = 60, most_row = 92, head = 62, spark_width = 96;

void draw_tag(const View& view, UiState& state, Ui& ui, const TagRow& tag, Rect row) {
  const Style& style = ui.style();
  const Touch touched =
      ui.touch("tag-row/" + std::to_string(tag.tag), {row.x - 8, row.y, row.w + 16, row.h - 6});
  const bool chosen = std::find(state.tags.begin(), state.tags.end(), tag.tag) != state.tags.end();
  if (touched.hovered || chosen)
    ui.canvas().fill({row.x - 8, row.y, row.w + 16, row.h - 6},
                     chosen ? style.selection : style.hover.with_alpha(0.6f), 6);
  if (touched.hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  if (touched.clicked) state.toggle_tag(tag.tag);

  const float y = row.y + 14;
  const std::string mentions = i18n::number(tag.mentions);
  const float number_width = ui.width(mentions, {15, Weight::semibold});
  ui.canvas().text({row.right(), y}, mentions, style.text, {15, Weight::semibold, Align::right});
  const float spark_x = row.right() - std::max(64.0f, number_width + 16) - spark_width;
  chart::draw_sparkline(ui.canvas(), tag.spark, {spark_x, row.y + 4, spark_width, row.h - 40}, style.accent);
  ui.text({row.x, y}, "#" + readable(view.snapshot.tags()[tag.tag].label), style.text, {13, Weight::semibold},
          spark_x - row.x - 14);

  const double share = view.model.now.posts > 0
                           ? static_cast<double>(tag.mentions) / static_cast<double>(view.model.now.posts)
                           : 0;
  chart::draw_share(ui.canvas(), {row.x, row.bottom() - 30, row.w, 4}, share, style.accent, style);
  const std::string authors = i18n::trn_format(
      "{0} author", "{0} authors", static_cast<unsigned long>(tag.authors), i18n::number(tag.authors));
  ui.text({row.x, row.bottom() - 16}, authors, style.text3, chart::axis_text);
  ui.canvas().text({row.right(), row.bottom() - 16},
                   i18n::tr_format("in {0} of the posts", i18n::percent(std::min(share, 1.0))), style.text3,
                   {11, Weight::regular, Align::right});
}

// From hashtags to links and back.
void draw_switch(UiState& state, Ui& ui, Rect card) {
  const std::string label = state.links ? i18n::tr("hashtags") : i18n::tr("links");
  const float width = std::round(ui.width(label, {11, Weight::medium}) + 18);
  const Rect chip{card.right() - 18 - width, card.y + 15, width, 20};
  const Touch touched = ui.touch("tags/switch", chip);
  ui.canvas().fill(chip, touched.hovered ? ui.style().hover : ui.style().selection, 10);
  ui.canvas().text({chip.x + chip.w / 2, chip.y + 10}, label, ui.style().accent,
                   {11, Weight::medium, Align::center});
  if (touched.hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  if (touched.clicked) state.links = !state.links;
}

}  // namespace

Action draw_tags_card(const View& view, UiState& state, Ui& ui, Rect card) {
  ui.card(card);
  const bool any_link = view.snapshot.largest_link() > 0;
  const float right_used = any_link ? 90.0f : 0.0f;
  const Rect list{card.x + 20, card.y + head, card.w - 40, card.h - head - 8};
  const bool links = view.model.links != nullptr;
  card_title(ui, card, links ? i18n::tr("Links shared most") : i18n::tr("Hashtags"),
             links ? i18n::tr("Posts that lead there; sharing is not visiting")
                   : i18n::tr("Mentions; a post with two tracked hashtags is a mention of each"),
             right_used);
  if (any_link) draw_switch(state, ui, card);
  if (links) return draw_links(view, ui, list);
  const auto& tags = view.model.tags;
  const float row_height = std::clamp(
      std::floor(list.h / static_cast<float>(std::max<std::size_t>(tags.size(), 1))), least_row, most_row);
  ui.scroll("hashtag-rows", {list.x - 8, list.y, list.w + 16, list.h},
            row_height * static_cast<float>(tags.size()), [&](float top) {
              for (std::size_t i = 0; i < tags.size(); ++i)
                draw_tag(view, state, ui, tags[i],
                         {list.x, top + row_height * static_cast<float>(i), list.w, row_height});
            });
  return {};
}

}  // namespace clamor::dashboard
