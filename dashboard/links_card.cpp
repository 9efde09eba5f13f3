#include "dashboard/overview.hpp"
#include "dashboard/readable.hpp"
#include "i18n/format.hpp"
#include "i18n/tr.hpp"

namespace clamor::dashboard {
namespace {

constexpr float row_height = 46;

// What a person reads of it.
std::string without_scheme(const std::string& url) {
  const auto end = url.find("://");
  return end == std::string::npos ? url : url.substr(end + 3);
}

Action draw_link(const View& view, Ui& ui, const analysis::LinkShares& shares, Rect row) {
  const Style& style = ui.style();
  const LinkText* const link = view.details.find_link(shares.link);
  Action action;
  if (link) {
    const Rect place{row.x - 8, row.y, row.w + 16, row.h - 4};
    const Touch touched = ui.touch("link/" + std::to_string(shares.link), place);
    if (touched.hovered) {
      ui.canvas().fill(place, style.hover.with_alpha(0.6f), 6);
      ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    }
    if (touched.clicked) {
      action.kind = Action::Kind::open_url;
      action.url = link->url;
    }
  }
  const float y = row.y + 12;
  const std::string posts = i18n::number(shares.posts);
  const float used = ui.width(posts, {13, Weight::semibold});
  ui.canvas().text({row.right(), y}, posts, style.text, {13, Weight::semibold, Align::right});
  const std::string title = !link                ? std::string(i18n::tr("reading…"))
                            : link->name.empty() ? readable(without_scheme(link->url))
                                                 : link->name + " · " + readable(without_scheme(link->url));
  ui.text({row.x, y}, title, link && !link->name.empty() ? style.accent : style.text, {12, Weight::medium},
          row.w - used - 14);
  std::string below = i18n::trn_format("{0} account", "{0} accounts", static_cast<unsigned long>(shares.accounts),
                                       i18n::number(shares.accounts));
  if (link && !link->name.empty()) below += " · " + std::string(i18n::tr("the campaign's own link"));
  ui.text({row.x, y + 17}, below, style.text3, chart::axis_text, row.w);
  return action;
}

}  // namespace

Action draw_links(const View& view, Ui& ui, Rect list) {
  const auto& links = *view.model.links;
  Action action;
  if (links.empty()) {
    ui.text({list.x, list.y + 20}, i18n::tr("No post of this time leads anywhere."), ui.style().text3, {12}, list.w);
    return action;
  }
  ui.scroll("link-rows", {list.x - 8, list.y, list.w + 16, list.h}, row_height * static_cast<float>(links.size()),
            [&](float top) {
              for (std::size_t i = 0; i < links.size(); ++i) {
                const Rect row{list.x, top + row_height * static_cast<float>(i), list.w, row_height};
                if (row.bottom() < list.y || row.y > list.bottom()) continue;
                if (Action one = draw_link(view, ui, links[i], row); one.kind != Action::Kind::none)
                  action = std::move(one);
              }
            });
  return action;
}

}  // namespace clamor::dashboard
