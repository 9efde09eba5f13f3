#include "collector/sources/misskey_note.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "collector/sources/bridged.hpp"
#include "collector/sources/fediverse.hpp"
#include "collector/sources/limits.hpp"

namespace clamor::collector {
namespace {

// A renote that adds nothing is a boost; with text, files, a poll or a warning it is a quote.
bool is_boost(Json note) {
  const auto files = array_at(note, "files");
  return object_at(note, "renote") && text_or(note, "text").empty() && text_or(note, "cw").empty() &&
         !object_at(note, "poll") && (!files || files->size() == 0);
}

// {"👍": 4, ":party@.:": 1}; without the list newer servers still tell the sum.
std::optional<std::int64_t> likes_of(Json note) {
  const auto reactions = object_at(note, "reactions");
  simdjson::dom::object list;
  if (!reactions || reactions->get_object().get(list)) return count_at(note, "reactionCount");
  std::int64_t sum = 0;
  for (const auto reaction : list) {
    std::int64_t count = 0;
    if (reaction.value.get_int64().get(count) || count < 0) continue;
    sum = count > std::numeric_limits<std::int64_t>::max() - sum ? std::numeric_limits<std::int64_t>::max()
                                                                 : sum + count;
  }
  return sum;
}

class Reader {
 public:
  Reader(const std::string& own_url, Page& page)
      : own_url_(own_url), domain_(host_of(own_url)), page_(page) {}

  void read(Json row, std::string where) {
    where_ = std::move(where);
    if (!row.is_object()) return issue("is not an object");
    const bool boost = is_boost(row);
    const Json note = boost ? *object_at(row, "renote") : row;
    const auto user = object_at(note, "user");
    const auto author = user ? author_of(*user) : std::nullopt;
    if (id_at(note, "id").empty()) return issue("has no id");
    if (!author) return issue("has no author");
    if (const auto text = member(note, "text"); text && !text->is_string())
      return issue("has text that is not text");
    const auto visibility = text_or(note, "visibility", "public");
    if (visibility != "public" && visibility != "home") return issue("is not public: left out");

    Post post = post_of(note, *author);
    if (const auto original = original_on_bluesky(text_or(note, "uri"))) become_original(*original, post);
    profile(note, *user, post.author);
    if (boost) boosted(row, post);
    addresses(note, *user, post);
    refer(note, "reply", EdgeKind::reply, post, post.reply_to);
    refer(note, "renote", EdgeKind::quote, post, post.quote_of);
    page_.posts.push_back(std::move(post));
  }

  std::optional<AuthorKey> read_user(Json user) {
    const auto key = author_of(user);
    if (key) profile(user, user, *key);
    return key;
  }

 private:
  void issue(std::string_view what) { page_.issues.push_back({where_, std::string(what)}); }

  // `host` is null for the server's own people.
  std::optional<AuthorKey> author_of(Json user) const {
    const auto host = text_or(user, "host");
    return fediverse_author(text_or(user, "username"), host.empty() ? domain_ : host);
  }

  // Own notes come without `uri`: their id is made as the server makes it (Sharkey 2024.9, Misskey 2025.3).
  PostKey key_of(Json note) const {
    std::string uri = text_or(note, "uri");
    if (uri.empty()) uri = fmt::format("{}/notes/{}", own_url_, id_at(note, "id"));
    if (auto original = original_on_bluesky(uri)) return std::move(original->post);
    return {Network::fediverse, std::move(uri)};
  }

  void profile(Json note, Json user, const AuthorKey& key) {
    Author author;
    author.key = key;
    const auto name = text_or(user, "username");
    author.handle = key.network == Network::fediverse ? key.id : name;  // else of a bridged copy
    author.display_name = limited_name(text_or(user, "name", name));
    const auto host = text_or(user, "host");
    author.url = own_url_ + "/@" + name + (host.empty() ? "" : "@" + host);
    if (host.empty() && !id_at(user, "id").empty()) author.uri = own_url_ + "/users/" + id_at(user, "id");
    author.created_at = time_at(user, "createdAt");
    author.bot = flag_at(user, "isBot");
    author.followers = count_at(user, "followersCount");  // only where a detailed profile comes along
    author.following = count_at(user, "followingCount");
    author.posts = count_at(user, "notesCount");
    author.consent.noindex = flag_at(user, "noindex");                                     // Sharkey
    author.consent.indexable = flag_at(user, "isIndexable");                               // Firefish
    author.consent.hidden_from_signed_out = flag_at(user, "requireSigninToViewContents");  // since 2024.11
    if (flag_at(note, "isHidden").value_or(false)) author.consent.hidden_from_signed_out = true;
    author.profile_tags = hashtags_in(text_or(user, "description"));  // whole profiles only
    add_author(page_, std::move(author));
  }

  Post post_of(Json note, const AuthorKey& author) {
    Post post;
    post.key = key_of(note);
    post.author = author;
    post.native_id = id_at(note, "id");
    post.url = text_or(note, "url", post.key.uri);
    const auto whole = paragraphs(text_or(note, "cw"), text_or(note, "text"));
    post.text = limited_text(whole, where_, page_.issues);
    post.links = links_in(post.text);
    // In lower case here; the author's spelling stands in the text. A note that is hidden keeps them.
    if (const auto tags = array_at(note, "tags"))
      for (const Json tag : *tags) {
        std::string_view name;
        if (!tag.get_string().get(name) && !name.empty() &&
            fits(post.declared_tags.size(), max_tags, where_, "hashtags", page_.issues))
          post.declared_tags.emplace_back(limited_name(name));
      }
    post.created_at = time_at(note, "createdAt");
    if (!post.created_at) issue("its createdAt is no date");
    post.edited_at = time_at(note, "updatedAt");  // Firefish and Sharkey; Misskey has no edits
    post.language = truncate_utf8(text_or(note, "lang"), 35);
    post.sensitive = !text_or(note, "cw").empty();
    if (const auto files = array_at(note, "files")) {
      post.media = static_cast<int>(std::min(files->size(), max_media));
      for (const Json file : *files)
        post.sensitive = post.sensitive || flag_at(file, "isSensitive").value_or(false);
    }
    post.is_reply = !id_at(note, "replyId").empty() || object_at(note, "reply").has_value();
    post.counts.likes = likes_of(note);
    post.counts.boosts = count_at(note, "renoteCount");  // quotes are counted in it
    post.counts.replies = count_at(note, "repliesCount");
    return post;
  }

  void boosted(Json row, const Post& post) {
    const auto user = object_at(row, "user");
    const auto from = user ? author_of(*user) : std::nullopt;
    if (!from) return;
    profile(row, *user, *from);
    Edge edge = edge_of(EdgeKind::boost, post);
    edge.from = *from;
    edge.to = post.author;
    edge.at = time_at(row, "createdAt");
    page_.edges.push_back(std::move(edge));
  }

  // `mentions` are ids that only this server knows; whom they mean stands in the text, and a name without
  // host lives where its author does.
  void addresses(Json note, Json user, const Post& post) {
    const auto mentioned = array_at(note, "mentions");
    if (!mentioned || mentioned->size() == 0) return;
    const auto host = text_or(user, "host", domain_);
    std::vector<AuthorKey> named;
    for (const auto& handle : handles_in(post.text)) {
      const auto key = fediverse_author(handle, host);
      if (!key || std::ranges::find(named, *key) != named.end()) continue;
      named.push_back(*key);
      page_.edges.push_back(edge_of(EdgeKind::address, post));
      page_.edges.back().to = *key;
    }
  }

  // To another note that is embedded whole as `member`; it may be hidden or gone.
  void refer(Json note, std::string_view member, EdgeKind kind, const Post& post,
             std::optional<PostKey>& key) {
    const auto other = object_at(note, member);
    if (!other || id_at(*other, "id").empty()) return;
    Edge edge = edge_of(kind, post);
    key = key_of(*other);
    edge.to_post = key;
    if (const auto original = original_on_bluesky(text_or(*other, "uri")))
      edge.to = original->author;
    else if (const auto user = object_at(*other, "user"))
      edge.to = author_of(*user);
    page_.edges.push_back(std::move(edge));
  }

  const std::string& own_url_;
  const std::string domain_;
  Page& page_;
  std::string where_;
};

}  // namespace

net::HttpRequest ask_misskey(const std::string& url, const std::string& members, const Secret& token) {
  net::HttpRequest request;
  request.method = "POST";
  request.url = url;
  request.headers = {{"Accept", "application/json"}, {"Content-Type", "application/json"}};
  if (token.empty())
    request.body = "{" + members + "}";
  else
    request.secret_body = Secret(fmt::format(R"({{{},"i":{}}})", members, json_quoted(token.reveal())));
  return request;
}

void read_notes(const std::vector<JsonRows::Row>& rows, const std::string& own_url, Page& page) {
  Reader reader(own_url, page);
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (rows[i].json) reader.read(*rows[i].json, fmt::format("post {} of the page", i + 1));
}

std::optional<AuthorKey> read_user(Json user, const std::string& own_url, Page& page) {
  return Reader(own_url, page).read_user(user);
}

}  // namespace clamor::collector
