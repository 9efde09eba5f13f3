#include "bench/json_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "core/text.hpp"

namespace clamor::bench {
namespace {

std::string plain_text(const MadePost& post) {
  std::string text;
  for (const std::string& word : post.words) (text += text.empty() ? "" : " ") += word;
  for (const std::string& tag : post.tags) (text += " #") += tag;
  return post.link.empty() ? text : text + "\n\n" + post.link;
}

std::string html(const MadePost& post, const std::string& server) {
  std::string text = "<p>";
  for (const std::string& word : post.words) (text += word) += ' ';
  for (const std::string& tag : post.tags)
    fmt::format_to(std::back_inserter(text),
                   R"(<a href=\"{}/tags/{}\" class=\"mention hashtag\" rel=\"tag\">#<span>{}</span></a> )",
                   server, tag, tag);
  text += "</p>";
  if (!post.link.empty())
    fmt::format_to(std::back_inserter(text),
                   R"(<p><a href=\"{0}\" target=\"_blank\" rel=\"nofollow noopener noreferrer\">)"
                   R"(<span class=\"invisible\">https://</span><span class=\"\">{1}</span></a></p>)",
                   post.link, post.link.substr(8));
  return text;
}

std::string acct(const MadeAuthor& author, const std::string& server) {
  return server == "https://" + author.host ? author.user : author.user + "@" + author.host;
}

std::string id_of(std::int64_t number) {
  return std::to_string(103'400'000'000'000'000 + number * 977);
}

std::string account(const MadeAuthor& a, const std::string& server, const MadePost& post) {
  const std::string url = fmt::format("https://{}/@{}", a.host, a.user);
  const std::string files = server + "/cache/accounts/avatars/" + id_of(a.number);
  return fmt::format(
      R"({{"id":"{id}","username":"{user}","acct":"{acct}","display_name":"{name}","locked":false,"bot":false,)"
      R"("discoverable":true,"indexable":{indexable},"group":false,"created_at":"{created}",)"
      R"("note":"<p>Una cuenta simulada que escribe sobre derechos y salud. A made-up account that writes about rights and health.</p>",)"
      R"("url":"{url}","uri":"https://{host}/users/{user}","avatar":"{files}/original/1f3a9b5c7d2e4f60.png",)"
      R"("avatar_static":"{files}/original/1f3a9b5c7d2e4f60.png","header":"{files}/original/header.png",)"
      R"("header_static":"{files}/original/header.png","followers_count":{followers},"following_count":{following},)"
      R"("statuses_count":{posts},"last_status_at":"{day}","hide_collections":false,"emojis":[],"roles":[],"fields":[)"
      R"({{"name":"Web","value":"<a href=\"https://{user}.example\" rel=\"me nofollow noopener noreferrer\" target=\"_blank\">https://{user}.example</a>","verified_at":null}},)"
      R"({{"name":"Ciudad","value":"Ciudad simulada","verified_at":null}}]}})",
      fmt::arg("id", id_of(a.number)), fmt::arg("user", a.user), fmt::arg("acct", acct(a, server)),
      fmt::arg("name", a.display_name), fmt::arg("indexable", a.number % 7 != 0),
      fmt::arg("created", to_rfc3339(a.created_at)), fmt::arg("url", url), fmt::arg("host", a.host),
      fmt::arg("files", files), fmt::arg("followers", a.followers), fmt::arg("following", a.following),
      fmt::arg("posts", a.posts), fmt::arg("day", to_rfc3339(post.at).substr(0, 10)));
}

std::string media(const MadePost& post, const std::string& server) {
  std::string all;
  for (int i = 0; i < post.media; ++i) {
    const std::string file = fmt::format("{}/media_attachments/files/{}/{}", server, id_of(post.number), i);
    fmt::format_to(
        std::back_inserter(all),
        R"({}{{"id":"{}{}","type":"image","url":"{}/original.jpg","preview_url":"{}/small.jpg",)"
        R"("remote_url":null,"preview_remote_url":null,"text_url":null,"meta":{{"original":{{"width":1280,)"
        R"("height":960,"size":"1280x960","aspect":1.3333333333333333}},"small":{{"width":554,"height":416,)"
        R"("size":"554x416","aspect":1.3317307692307692}},"focus":{{"x":0.0,"y":0.0}}}},)"
        R"("description":"Una imagen simulada","blurhash":"UBL_:rOpGG-oBUNG,qRj2so|=eE1w^n4S5NH"}})",
        i ? "," : "", id_of(post.number), i, file, file);
  }
  return all;
}

std::string card(const MadePost& post) {
  if (post.link.empty()) return "null";
  return fmt::format(
      R"({{"url":"{}","title":"Nota simulada","description":"Una nota que no existe, para medir.","language":"es",)"
      R"("type":"link","author_name":"","author_url":"","provider_name":"Noticias simuladas","provider_url":"",)"
      R"("html":"","width":1200,"height":630,"image":null,"image_description":"","embed_url":"","blurhash":null,)"
      R"("published_at":null,"authors":[]}})",
      post.link);
}

std::string status(const Generator& generator, const MadePost& post, const std::string& server) {
  const MadeAuthor author = generator.author(post.author, post.at);
  std::string tags, mentions, parent = "null", parent_author = "null";
  for (const std::string& tag : post.tags)
    fmt::format_to(std::back_inserter(tags), R"({}{{"name":"{}","url":"{}/tags/{}"}})",
                   tags.empty() ? "" : ",", tag, server, tag);
  for (const std::int64_t number : post.addressed) {
    const MadeAuthor named = generator.author(number, post.at);
    fmt::format_to(
        std::back_inserter(mentions), R"({}{{"id":"{}","username":"{}","url":"https://{}/@{}","acct":"{}"}})",
        mentions.empty() ? "" : ",", id_of(number), named.user, named.host, named.user, acct(named, server));
  }
  if (post.reply_to >= 0) {
    parent = '"' + id_of(post.reply_to) + '"';
    parent_author = '"' + id_of(generator.post(post.reply_to, 0).author) + '"';
  }
  return fmt::format(
      R"({{"id":"{id}","created_at":"{at}","in_reply_to_id":{parent},"in_reply_to_account_id":{parent_author},)"
      R"("sensitive":false,"spoiler_text":"","visibility":"public","language":"{language}","uri":"{uri}",)"
      R"("url":"https://{host}/@{user}/{id}","replies_count":{replies},"reblogs_count":{boosts},)"
      R"("favourites_count":{likes},"quotes_count":0,"edited_at":null,"content":"{content}","reblog":null,)"
      R"("account":{account},"media_attachments":[{media}],"mentions":[{mentions}],"tags":[{tags}],"emojis":[],)"
      R"("card":{card},"poll":null}})",
      fmt::arg("id", id_of(post.number)), fmt::arg("at", to_rfc3339(post.at)), fmt::arg("parent", parent),
      fmt::arg("parent_author", parent_author), fmt::arg("language", post.spanish ? "es" : "en"),
      fmt::arg("uri", Generator::post_uri(post.number, author)), fmt::arg("host", author.host),
      fmt::arg("user", author.user), fmt::arg("replies", post.replies), fmt::arg("boosts", post.boosts),
      fmt::arg("likes", post.likes), fmt::arg("content", html(post, server)),
      fmt::arg("account", account(author, server, post)), fmt::arg("media", media(post, server)),
      fmt::arg("mentions", mentions), fmt::arg("tags", tags), fmt::arg("card", card(post)));
}

AuthorKey key_of(const MadeAuthor& author) {
  return {Network::fediverse, author.user + "@" + author.host};
}

Author profile(const MadeAuthor& made) {
  Author author;
  author.key = key_of(made);
  author.handle = author.key.id;
  author.display_name = made.display_name;
  author.uri = fmt::format("https://{}/users/{}", made.host, made.user);
  author.url = fmt::format("https://{}/@{}", made.host, made.user);
  author.created_at = made.created_at;
  author.bot = author.group = false;
  author.followers = made.followers;
  author.following = made.following;
  author.posts = made.posts;
  author.consent.discoverable = true;
  author.consent.indexable = made.number % 7 != 0;
  return author;
}

}  // namespace

std::vector<std::string> statuses_of(const Generator& generator, const MadePage& page) {
  std::vector<std::string> all;
  for (const MadePost& post : page.posts)
    all.push_back(status(generator, post, Generator::server(page.server)));
  return all;
}

std::string body_of(const std::vector<std::string>& statuses) {
  return fmt::format("[{}]", fmt::join(statuses, ","));
}

PreparedPage prepared(const Generator& generator, const MadePage& page) {
  PreparedPage p;
  p.source = p.vantage = Generator::server(page.server);
  p.tag = hashtag_key(page.tag);
  p.read_at = page.read_at;
  p.covered = {{page.posts.back().at, page.posts.front().at + Millis{1}}};
  p.cursor = Cursor{id_of(page.posts.front().number), id_of(0), false};
  for (const MadePost& made : page.posts) {
    const MadeAuthor author = generator.author(made.author, made.at);
    PreparedPost& post = p.posts.emplace_back();
    post.post.key = {Network::fediverse, Generator::post_uri(made.number, author)};
    post.post.author = key_of(author);
    post.post.native_id = id_of(made.number);
    post.post.url = fmt::format("https://{}/@{}/{}", author.host, author.user, post.post.native_id);
    post.post.text = plain_text(made);
    post.post.created_at = post.charted_at = made.at;
    post.post.language = post.detected_language = made.spanish ? "es" : "en";
    post.post.is_reply = made.reply_to >= 0;
    post.post.media = made.media;
    post.post.counts = {made.likes, made.boosts, made.replies, 0, {}};
    post.hashtags = made.tags;
    for (const std::string& tag : made.tags)
      if (std::ranges::find(tracked_tags, tag) != tracked_tags.end())
        post.mentions.push_back({hashtag_key(tag), tag});
    if (!made.link.empty()) post.links = {made.link};
    const bool known =
        std::ranges::any_of(p.authors, [&](const Author& a) { return a.key == post.post.author; });
    if (!known) p.authors.push_back(profile(author));
    std::vector<std::int64_t> named = made.addressed;
    std::ranges::sort(named);
    named.erase(std::ranges::unique(named).begin(), named.end());
    for (const std::int64_t number : named)
      p.edges.push_back({EdgeKind::address, post.post.author, key_of(generator.author(number, made.at)),
                         post.post.key, std::nullopt, std::nullopt, std::nullopt});
  }
  return p;
}

}  // namespace clamor::bench
