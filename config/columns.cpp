#include "config/columns.hpp"

#include <toml++/toml.h>
#include <algorithm>
#include <fstream>
#include <sstream>

#include "core/text.hpp"

namespace clamor::config {
namespace {

struct Usual {
  std::string Columns::*title;
  std::vector<std::string_view> names;  // the likeliest first
};

const std::vector<Usual>& usual_titles() {
  static const std::vector<Usual> usual{
      {&Columns::id, {"id_str", "tweet_id", "post_id", "status_id", "id", "uri"}},
      {&Columns::link, {"link", "url", "permalink", "status_url", "post_url", "enlace", "liga"}},
      {&Columns::author,
       {"author", "from_user", "username", "user_name", "screen_name", "handle", "account", "user", "autor",
        "usuario", "cuenta"}},
      {&Columns::author_id, {"author_id", "from_user_id_str", "user_id", "from_user_id"}},
      {&Columns::author_name, {"author_fullname", "author_name", "name", "display_name", "nombre"}},
      {&Columns::text,
       {"text", "body", "full_text", "message", "content", "tweet", "post", "texto", "mensaje"}},
      {&Columns::time,
       {"created_at", "timestamp", "unix_timestamp", "date", "datetime", "time", "published", "fecha",
        "fecha y hora"}},
      {&Columns::language, {"lang", "language", "idioma"}},
      {&Columns::hashtags, {"hashtags", "tags"}},
      {&Columns::links, {"urls", "links", "enlaces"}},
      {&Columns::likes, {"like_count", "likes", "favorite_count", "favorites", "me gusta"}},
      {&Columns::boosts, {"retweet_count", "retweets", "reblogs", "boosts", "shares", "compartidos"}},
      {&Columns::replies, {"reply_count", "replies", "comments", "respuestas", "comentarios"}},
      {&Columns::quotes, {"quote_count", "quotes"}},
      {&Columns::views, {"impression_count", "views", "impressions", "vistas"}},
      {&Columns::followers, {"followers", "followers_count", "user_followers_count", "seguidores"}},
      {&Columns::reply_to, {"in_reply_to_status_id_str", "in_reply_to_status_id", "reply_to"}},
      {&Columns::retweet, {"is_retweet", "retweet"}}};
  return usual;
}

}  // namespace

const std::vector<ColumnField>& column_fields() {
  static const std::vector<ColumnField> fields{{"text", &Columns::text, true},
                                               {"time", &Columns::time, true},
                                               {"id", &Columns::id, false},
                                               {"link", &Columns::link, false},
                                               {"author", &Columns::author, true},
                                               {"author_id", &Columns::author_id, false},
                                               {"author_name", &Columns::author_name, false},
                                               {"language", &Columns::language, false},
                                               {"hashtags", &Columns::hashtags, false},
                                               {"links", &Columns::links, false},
                                               {"likes", &Columns::likes, false},
                                               {"boosts", &Columns::boosts, false},
                                               {"replies", &Columns::replies, false},
                                               {"quotes", &Columns::quotes, false},
                                               {"views", &Columns::views, false},
                                               {"followers", &Columns::followers, false},
                                               {"reply_to", &Columns::reply_to, false},
                                               {"retweet", &Columns::retweet, false}};
  return fields;
}

Result<Columns> read_columns(const std::filesystem::path& file) {
  std::ifstream stream(file);
  if (!stream) return fail(Errc::not_found, file.string() + ": it cannot be read");
  std::stringstream all;
  all << stream.rdbuf();
  Columns columns;
  try {
    const std::string text = all.str();
    const toml::table root = toml::parse(text, std::string_view(file.native()));
    for (const auto& [key, node] : root) {
      const auto at = file.string() + ':' + std::to_string(node.source().begin.line) + ": ";
      const auto value = node.value<std::string>();
      if (!value) return fail(Errc::invalid_input, at + "a title must stand in quotes");
      if (key.str() == "network") {
        const auto network = parse_network(*value);
        if (!network) return fail(Errc::invalid_input, at + "no such network");
        columns.network = *network;
        continue;
      }
      const auto field =
          std::ranges::find_if(column_fields(), [&](const auto& f) { return key.str() == f.key; });
      if (field == column_fields().end()) return fail(Errc::invalid_input, at + "unknown key");
      columns.*field->title = *value;
    }
  } catch (const toml::parse_error& error) {
    return fail(Errc::invalid_input, file.string() + ':' + std::to_string(error.source().begin.line) + ": " +
                                         std::string(error.description()));
  }
  if (columns.text.empty() || (columns.id.empty() && columns.link.empty()))
    return fail(Errc::invalid_input,
                file.string() + ": it must name the columns of the text and of the id or link");
  return columns;
}

std::string write_columns(const Columns& columns) {
  std::ostringstream out;
  out << "network = " << toml::value<std::string>(std::string(network_name(columns.network))) << '\n';
  for (const auto& field : column_fields())
    if (!(columns.*field.title).empty())
      out << field.key << " = " << toml::value<std::string>(columns.*field.title) << '\n';
  return out.str();
}

Columns guess_columns(const std::vector<std::string>& titles) {
  Columns columns;
  for (const Usual& usual : usual_titles())
    for (const auto name : usual.names) {
      const auto found =
          std::ranges::find_if(titles, [&](const auto& title) { return ascii_lower(title) == name; });
      if (found == titles.end() || !(columns.*usual.title).empty()) continue;
      columns.*usual.title = *found;
    }
  return columns;
}

}  // namespace clamor::config
