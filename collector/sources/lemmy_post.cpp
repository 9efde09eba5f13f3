#include "collector/sources/lemmy_post.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "collector/sources/fediverse.hpp"
#include "collector/sources/limits.hpp"

namespace clamor::collector {
namespace {

// The same fact under the names of Lemmy 0.18 and 0.19, of Lemmy 1.0 and of PieFed.
std::string text_under(Json object, std::initializer_list<std::string_view> names) {
  for (const auto name : names)
    if (auto text = text_or(object, name); !text.empty()) return text;
  return {};
}

std::optional<UtcTime> time_under(Json object, std::initializer_list<std::string_view> names) {
  for (const auto name : names) {
    const auto text = text_or(object, name);
    if (const auto time = parse_rfc3339(text)) return time;
    if (const auto time = parse_rfc3339(text + "Z"); time && !text.empty()) return time;
  }
  return {};
}

std::optional<UtcTime> published(Json item) {
  return time_under(item, {"published", "published_at"});
}

// A comment's `path` is "0.12.34": it is the last number itself, its parent the one before; 0 is the post.
std::string parent_in(std::string path) {
  const auto last = path.rfind('.');
  if (last == path.npos) return {};
  path.resize(last);
  const auto before = path.rfind('.');
  return before == path.npos ? path : path.substr(before + 1);
}

// What a row shows: a comment (with the post it stands under), or a post.
struct View {
  bool comment = false;
  std::optional<Json> item;  // empty: a community, a person
};
View view_of(Json row) {
  if (auto comment = object_at(row, "comment")) return {true, comment};
  return {false, object_at(row, "post")};
}

class Reader {
 public:
  Reader(const std::string& server, const std::map<std::int64_t, std::string>& languages, Page& page)
      : server_(server), languages_(languages), page_(page) {}

  // Comments name their parents by numbers that only this server knows.
  void learn(Json row) {
    const auto view = view_of(row);
    if (view.comment) comments_[id_at(*view.item, "id")] = {key_of(*view.item, true), author_of(row)};
  }

  void read(Json row, std::string where) {
    where_ = std::move(where);
    if (!row.is_object()) return issue("is not an object");
    const auto view = view_of(row);
    if (!view.item) return;
    const Json item = *view.item;
    const auto author = author_of(row);
    if (id_at(item, "id").empty()) return issue("has no id");
    if (!author) return issue("has no author");
    if (flag_at(item, "deleted").value_or(false) || flag_at(item, "removed").value_or(false))
      return issue("was deleted or removed: left out");

    Post post = post_of(row, item, view.comment);
    post.author = *author;
    profile(*object_at(row, "creator"), *author);
    addresses(post);
    if (view.comment) reply(row, item, post);
    page_.posts.push_back(std::move(post));
  }

 private:
  void issue(std::string_view what) { page_.issues.push_back({where_, std::string(what)}); }

  PostKey key_of(Json item, bool comment) const {
    std::string uri = text_or(item, "ap_id");
    if (uri.empty()) uri = fmt::format("{}/{}/{}", server_, comment ? "comment" : "post", id_at(item, "id"));
    return {Network::fediverse, std::move(uri)};
  }

  static std::optional<AuthorKey> author_of(Json row) {
    const auto creator = object_at(row, "creator");
    if (!creator) return {};
    const auto actor = text_under(*creator, {"actor_id", "ap_id"});
    if (origin_of(actor).empty()) return {};
    return fediverse_author(text_under(*creator, {"name", "user_name"}), host_of(actor));
  }

  void profile(Json creator, const AuthorKey& key) {
    Author author;
    author.key = key;
    author.handle = key.id;
    author.display_name = limited_name(text_under(creator, {"display_name", "title", "name", "user_name"}));
    author.uri = author.url = text_under(creator, {"actor_id", "ap_id"});
    author.created_at = published(creator);
    author.bot = flag_at(creator, "bot_account");
    if (!author.bot) author.bot = flag_at(creator, "bot");
    add_author(page_, std::move(author));
  }

  Post post_of(Json row, Json item, bool comment) {
    Post post;
    post.key = key_of(item, comment);
    post.native_id = id_at(item, "id");
    post.url = post.key.uri;
    const auto title = comment ? std::string() : text_under(item, {"name", "title"});
    const auto whole = paragraphs(title, text_under(item, {"body", "content"}));
    post.text = limited_text(whole, where_, page_.issues);
    post.created_at = published(item);
    if (!post.created_at) issue("its time of publication is no date");
    post.edited_at = time_under(item, {"updated", "updated_at", "edited_at"});
    if (const auto number = count_at(item, "language_id"))
      if (const auto known = languages_.find(*number); known != languages_.end())
        post.language = known->second;
    attached(item, post);
    const auto around = comment ? object_at(row, "post").value_or(item) : item;
    post.sensitive = flag_at(around, "nsfw").value_or(false);
    // Lemmy 1.0 has the numbers on the item itself.
    const Json counts = object_at(row, "counts").value_or(item);
    post.counts.likes = count_at(counts, "upvotes");
    post.counts.replies = count_at(counts, comment ? "child_count" : "comments");
    tags(item, post);
    return post;
  }

  // PieFed keeps hashtags beside the text: "NoMansSky, virtualphotography". Lemmy 1.0's `tags` are a list of
  // labels by moderators, which nobody wrote as hashtags.
  void tags(Json item, Post& post) {
    const auto list = text_or(item, "tags");
    std::string_view rest = list;
    while (!rest.empty()) {
      const auto end = std::min(rest.find(','), rest.size());
      auto tag = rest.substr(0, end);
      rest.remove_prefix(std::min(end + 1, rest.size()));
      while (tag.starts_with(' ') || tag.starts_with('#')) tag.remove_prefix(1);
      while (tag.ends_with(' ')) tag.remove_suffix(1);
      if (!tag.empty() && fits(post.declared_tags.size(), max_tags, where_, "hashtags", page_.issues))
        post.declared_tags.emplace_back(limited_name(tag));
    }
  }

  // A post shares one address, which is a picture, a video or a page elsewhere.
  void attached(Json item, Post& post) {
    const auto url = text_or(item, "url");
    const auto kind = text_under(item, {"url_content_type", "post_type"});
    const bool media = kind.starts_with("image/") || kind.starts_with("video/") || kind == "Image";
    if (media && !url.empty()) post.media = 1;
    post.links = links_in(post.text);
    if (url.empty() || media || std::ranges::find(post.links, url) != post.links.end()) return;
    post.links.insert(post.links.begin(), url);
    if (post.links.size() > max_links) post.links.resize(max_links);
  }

  // Only "@user@host" addresses somebody here.
  void addresses(const Post& post) {
    for (const auto& handle : handles_in(post.text)) {
      if (handle.find('@') == handle.npos) continue;
      page_.edges.push_back(edge_of(EdgeKind::address, post));
      page_.edges.back().to = fediverse_author(handle, {});
    }
  }

  void reply(Json row, Json comment, Post& post) {
    post.is_reply = true;
    if (const auto top = object_at(row, "post"); top && !id_at(*top, "id").empty())
      post.root = key_of(*top, false);
    const auto parent = parent_in(text_or(comment, "path"));
    Edge edge = edge_of(EdgeKind::reply, post);
    if (parent == "0") {
      post.reply_to = post.root;
    } else if (const auto known = comments_.find(parent); known != comments_.end()) {
      post.reply_to = known->second.key;
      edge.to = known->second.author;
    }
    edge.to_post = post.reply_to;
    if (edge.to_post) page_.edges.push_back(std::move(edge));
  }

  struct Known {
    PostKey key;
    std::optional<AuthorKey> author;
  };
  const std::string& server_;
  const std::map<std::int64_t, std::string>& languages_;
  Page& page_;
  std::string where_;
  std::map<std::string, Known> comments_;  // by this server's numbers
};

}  // namespace

Dialect dialect_of(const ServerFacts& facts) {
  if (facts.software.starts_with("piefed")) return Dialect::piefed;
  const bool old = facts.software.empty() || facts.software.starts_with("lemmy 0.");
  return old ? Dialect::v3 : Dialect::v4;
}

std::optional<UtcTime> published_at(Json row) {
  const auto view = view_of(row);
  return view.item ? published(*view.item) : std::nullopt;
}

void read_views(const std::vector<JsonRows::Row>& rows, const std::string& server,
                const std::map<std::int64_t, std::string>& languages, Page& page) {
  Reader reader(server, languages, page);
  for (const auto& row : rows)
    if (row.json) reader.learn(*row.json);
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (rows[i].json) reader.read(*rows[i].json, fmt::format("post {} of the page", i + 1));
}

}  // namespace clamor::collector
