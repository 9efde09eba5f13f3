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
constexpr Millis one_day = std::chrono::hours{25};  // the longest
constexpr float row_height = 58, head = 62;

bool web_address(const std::string& url) {
  return url.starts_with("https://") || url.starts_with("http://");
}

// Counts read through the post's own server are its counts; through another they are lower bounds.
// Gives the width they took.
float draw_counts(Ui& ui, const storage::PostDetail& post, Point right) {
  const Style& style = ui.style();
  const struct {
    const char* sign;
    std::optional<std::int64_t> count;
  } counts[] = {{icon::reply, post.counts.replies},
                {icon::boost, post.counts.boosts},
                {icon::heart, post.counts.likes}};
  float x = right.x;
  for (const auto& [sign, count] : counts) {
    if (!count) continue;
    const std::string number = (post.home_vantage || *count == 0 ? "" : "≥ ") + i18n::compact(*count);
    x -= ui.width(number, chart::axis_text);
    ui.text({x, right.y}, number, style.text2, chart::axis_text);
    x -= ui.width(sign, {11}) + 5;
    ui.text({x, right.y}, sign, style.text3, {11});
    x -= 10;
  }
  return right.x - x;
}

// The title already names the day of a chosen bucket.
std::string when(const View& view, UtcTime at, bool day_known) {
  const auto& zone = view.snapshot.zone();
  const bool today = zone.day_of(at) == zone.day_of(view.snapshot.taken_at());
  return i18n::date(at, zone, today || day_known ? i18n::DateStyle::time : i18n::DateStyle::moment);
}

Action draw_post(const View& view, Ui& ui, const storage::PostDetail& post, Rect row, bool day_known) {
  const Style& style = ui.style();
  Action action;
  const bool opens = post.listable && web_address(post.url);
  if (opens) {
    const Touch touched =
        ui.touch("post/" + std::to_string(post.id), {row.x - 8, row.y, row.w + 16, row.h - 4});
    if (touched.hovered) {
      ui.canvas().fill({row.x - 8, row.y, row.w + 16, row.h - 4}, style.hover.with_alpha(0.6f), 6);
      ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    }
    if (touched.clicked) {
      action.kind = Action::Kind::open_url;
      action.url = post.url;
    }
  }
  const float y = row.y + 13;
  const Color color = style.of(post.key.network);
  ui.canvas().circle({row.x + 4, y}, 4, color, color);
  const std::string time = when(view, post.at, day_known);
  const float right = row.right();
  const float counts = draw_counts(ui, post, {right, y});
  const std::string author = !post.listable              ? std::string(tr("account not listed"))
                             : !post.author_name.empty() ? readable(post.author_name)
                                                         : "@" + readable(post.author_handle);
  const float name_room = row.w - 16 - counts - ui.width(time, chart::axis_text) - 12;
  const float used =
      ui.text({row.x + 16, y}, author, style.text, {12, Weight::semibold}, std::max(60.0f, name_room));
  ui.text({row.x + 16 + used + 8, y}, time, style.text3, chart::axis_text);
  if (!post.listable) {
    ui.text({row.x + 16, y + 19}, tr("Counted; the author asked not to be listed."), style.text3, {12},
            row.w - 16);
    return action;
  }
  float line_y = y + 17;
  for (const auto& line : ui.wrapped(readable(post.text), {12}, row.w - 16, 2)) {
    ui.text({row.x + 16, line_y}, line, style.text2, {12});
    line_y += 15;
  }
  return action;
}

std::string bucket_words(const View& view, Interval bucket) {
  const auto& zone = view.snapshot.zone();
  if (view.model.chart.day_buckets)
    return i18n::tr_format("Posts of {0}", i18n::date(bucket.from, zone, i18n::DateStyle::weekday));
  return i18n::tr_format("Posts of {0}–{1}", i18n::date(bucket.from, zone, i18n::DateStyle::moment),
                         i18n::date(bucket.to, zone, i18n::DateStyle::time));
}

void draw_close_chip(UiState& state, Ui& ui, Rect card) {
  const std::string label = std::string(tr("newest")) + "  " + icon::cross;
  const float width = std::round(ui.width(label, {11, Weight::medium}) + 18);
  const Rect chip{card.right() - 18 - width, card.y + 15, width, 20};
  const Touch touched = ui.touch("bucket/close", chip);
  ui.canvas().fill(chip, touched.hovered ? ui.style().hover : ui.style().selection, 10);
  ui.canvas().text({chip.x + chip.w / 2, chip.y + 10}, label, ui.style().accent,
                   {11, Weight::medium, Align::center});
  if (touched.hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  if (touched.clicked) state.select_bucket({});
}

}  // namespace

Action draw_posts_card(const View& view, UiState& state, Ui& ui, Rect card) {
  ui.card(card, state.bucket.has_value());
  const auto& listed = view.model.listed;
  const std::string subtitle = tr("≥: read on another server than the author's, a lower bound");
  card_title(ui, card, state.bucket ? bucket_words(view, *state.bucket) : std::string(tr("Newest posts")),
             subtitle, state.bucket ? 100.0f : 0.0f);
  if (state.bucket) draw_close_chip(state, ui, card);

  Action action;
  const Rect list{card.x + 20, card.y + head, card.w - 40, card.h - head - 7};
  if (listed.empty()) {
    ui.text({list.x, list.y + 20}, tr("No posts in this time."), ui.style().text3, {12}, list.w);
    return action;
  }
  ui.scroll("posts", {list.x - 8, list.y, list.w + 16, list.h},
            row_height * static_cast<float>(listed.size()), [&](float top) {
              for (std::size_t i = 0; i < listed.size(); ++i) {
                const Rect row{list.x, top + row_height * static_cast<float>(i), list.w, row_height};
                if (row.bottom() < list.y || row.y > list.bottom()) continue;
                if (i > 0) ui.canvas().line({row.x, row.y - 1}, {row.right(), row.y - 1}, ui.style().grid);
                if (const auto* post = view.details.find(listed[i])) {
                  if (Action one =
                          draw_post(view, ui, *post, row, state.bucket && state.bucket->length() <= one_day);
                      one.kind != Action::Kind::none)
                    action = std::move(one);
                } else {
                  ui.text({row.x + 16, row.y + 13}, tr("reading…"), ui.style().text3, {12});
                }
              }
            });
  return action;
}

}  // namespace clamor::dashboard
