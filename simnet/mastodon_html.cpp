// Post texts as the HTML that Mastodon makes of them.

#include "simnet/mastodon_entities.hpp"

namespace clamor::simnet {
namespace {

// A long address is shown short: the rest hides in spans, so that copying still gives all of it.
std::string link_html(const std::string& url) {
  constexpr std::size_t shown = 30;
  const std::size_t start = url.find("//") + 2;
  const std::string rest = url.substr(start);
  const bool cut = rest.size() > shown;
  return "<a href=\"" + html_escaped(url) +
         "\" target=\"_blank\" rel=\"nofollow noopener\" translate=\"no\">" + "<span class=\"invisible\">" +
         url.substr(0, start) + "</span><span class=\"" + (cut ? "ellipsis" : "") + "\">" +
         html_escaped(rest.substr(0, shown)) + "</span><span class=\"invisible\">" +
         (cut ? html_escaped(rest.substr(shown)) : "") + "</span></a>";
}

}  // namespace

std::string html_escaped(std::string_view text) {
  std::string html;
  for (const char letter : text) {
    switch (letter) {
      case '&':
        html += "&amp;";
        break;
      case '<':
        html += "&lt;";
        break;
      case '>':
        html += "&gt;";
        break;
      case '"':
        html += "&quot;";
        break;
      case '\'':
        html += "&#39;";
        break;
      default:
        html += letter;
    }
  }
  return html;
}

std::string MastodonEntities::content(int index, UtcTime now) const {
  const Post& post = this->post(index);
  // What came from elsewhere has been through the sanitiser, which rewrites rel and target.
  const bool local = around_.lives_here(index);
  const bool tags_are_words = declared_tags(around_.world, index, now).empty();
  const std::string outside = " rel=\"nofollow noopener\" target=\"_blank\"";
  std::string html = post.quoted >= 0 ? quote_line(post.quoted) : "";
  if (!post.title.empty()) html += "<p>" + html_escaped(post.title) + "</p>";
  html += "<p>";
  for (const Piece& piece : pieces_at(post, now)) {
    switch (piece.kind) {
      case Piece::words:
      case Piece::plain_hash:
        html += html_escaped(piece.text);
        break;
      case Piece::paragraph:
        html += "</p><p>";
        break;
      case Piece::link:
        html += link_html(piece.text);
        break;
      case Piece::hashtag:
        if (tags_are_words) {
          html += "#" + html_escaped(piece.text);
          break;
        }
        html += "<a href=\"" + home_url(post.author) + "/tags/" + html_escaped(piece.text) +
                "\" class=\"mention hashtag\"" + (local ? " rel=\"tag\"" : outside) + ">#<span>" +
                html_escaped(piece.text) + "</span></a>";
        break;
      case Piece::address:
        html += "<span class=\"h-card\" translate=\"no\"><a href=\"" +
                around_.addresses.profile(piece.person) + "\" class=\"u-url mention\"" +
                (local ? "" : outside) + ">@<span>" + person(piece.person).handle + "</span></a></span>";
        break;
    }
  }
  return html + "</p>";
}

std::string MastodonEntities::quote_line(int quoted) const {
  return "<p class=\"quote-inline\">RE: " + link_html(around_.addresses.page(quoted)) + "</p>";
}

}  // namespace clamor::simnet
