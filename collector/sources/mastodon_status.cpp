#include "collector/sources/mastodon_status.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "collector/intake/html.hpp"
#include "collector/sources/bridged.hpp"
#include "collector/sources/fediverse.hpp"
#include "collector/sources/limits.hpp"
#include "core/text.hpp"

namespace clamor::collector {
namespace {

// A boosted post comes wrapped (snac even in tag timelines): what counts is inside.
Json inner_of(Json status) {
  return object_at(status, "reblog").value_or(status);
}

class Reader {
 public:
  Reader(const std::string& server, const std::string& domain, Page& page)
      : server_(server), domain_(domain), page_(page) {}

  // What a status is and whose: asked before the page is read, as replies name posts that come later.
  struct Status {
    Json outer, inner;
    std::optional<Json> account;
    std::string id;
    PostKey key;
    std::optional<AuthorKey> author;
    std::optional<Original> original;  // of a bridged copy
  };

  Status learn(Json outer) {
    Status status{outer, inner_of(outer), {}, {}, {}, {}, {}};
    status.account = object_at(status.inner, "account");
    status.id = id_at(status.inner, "id");
    status.key = key_of(status.inner);
    known_posts_[status.id] = status.key;
    if (!status.account) return status;
    status.author = author_key(*status.account);
    status.original = original_on_bluesky(text_or(status.inner, "uri"));
    if (status.author && status.original) status.author = status.original->author;
    if (status.author) known_accounts_[id_at(*status.account, "id")] = *status.author;
    return status;
  }

  void read(const Status& given, std::string where) {
    where_ = std::move(where);
    const Json status = given.outer, inner = given.inner;
    const auto& account = given.account;
    const auto& author = given.author;
    const auto content = member(inner, "content");
    if (!status.is_object()) return issue("is not an object");
    if (given.id.empty()) return issue("has no id");
    if (!author) return issue("has no author");
    if (content && !content->is_string()) return issue("has content that is not text");
    if (const auto visibility = text_at(inner, "visibility");
        visibility && *visibility != "public" && *visibility != "unlisted")
      return issue("is not public: left out");

    Post post = post_of(inner, given);
    if (given.original) become_original(*given.original, post);
    profile(*account, *author);
    if (const auto outer = object_at(status, "account"); outer && object_at(status, "reblog"))
      boost(status, *outer, post);
    mentions(inner, post);
    reply(inner, post);
    quote(inner, post);
    page_.posts.push_back(std::move(post));
  }

  std::optional<AuthorKey> read_account(Json account) {
    const auto key = author_key(account);
    if (key) profile(account, *key);
    return key;
  }

 private:
  void issue(std::string_view what) { page_.issues.push_back({where_, std::string(what)}); }

  PostKey key_of(Json status) const {
    std::string uri = text_or(status, "uri");
    if (uri.empty()) uri = text_or(status, "url");
    if (uri.empty()) uri = server_ + "/statuses/" + id_at(status, "id");
    if (auto original = original_on_bluesky(uri)) return std::move(original->post);
    return {Network::fediverse, std::move(uri)};
  }

  // "user@host". Servers give local accounts without host; some give none to remote ones but tell their page.
  std::optional<AuthorKey> author_key(Json account) const {
    std::string name = text_or(account, "acct");
    if (name.empty()) name = text_or(account, "username");
    return fediverse_author(std::move(name), domain_);
  }

  void profile(Json account, const AuthorKey& key) {
    Author author;
    author.key = key;
    author.handle = key.id;
    author.display_name = limited_name(text_or(account, "display_name", text_or(account, "username")));
    author.uri = text_or(account, "uri");
    author.url = text_or(account, "url");
    author.created_at = time_at(account, "created_at");
    author.bot = flag_at(account, "bot");
    author.group = flag_at(account, "group");
    author.followers = count_at(account, "followers_count");
    author.following = count_at(account, "following_count");
    author.posts = count_at(account, "statuses_count");
    drop_counts_not_told(account, author);
    if (key.network == Network::bluesky) {  // the bridge's account has another network's followers
      author.handle = text_or(account, "username");
      author.uri = "at://" + key.id;
      author.followers = author.following = author.posts = std::nullopt;
    }
    author.consent.discoverable = flag_at(account, "discoverable");
    author.consent.indexable = flag_at(account, "indexable");
    author.consent.noindex = flag_at(account, "noindex");
    read_profile_tags(account, author);
    add_author(page_, std::move(author));
  }

  // "#nobot" and its like stand in the note or in a field of the profile.
  static void read_profile_tags(Json account, Author& author) {
    const auto read = [&](const std::string& html) {
      if (html.find('#') == html.npos) return;
      for (std::string& tag : hashtags_in(intake::html_to_text(html).text))
        author.profile_tags.push_back(std::move(tag));
    };
    read(text_or(account, "note"));
    if (const auto fields = array_at(account, "fields"))
      for (const Json field : *fields) {
        read(text_or(field, "name"));
        read(text_or(field, "value"));
      }
  }

  // Zero stands for "hidden" on Pleroma, and for "not counted" where an author we read a post of has none.
  static void drop_counts_not_told(Json account, Author& author) {
    const auto pleroma = object_at(account, "pleroma");
    const auto hides = [&](const char* what) { return pleroma && flag_at(*pleroma, what).value_or(false); };
    const bool counts_nothing = author.posts == 0;
    if (hides("hide_followers_count") || (counts_nothing && author.followers == 0)) author.followers.reset();
    if (hides("hide_follows_count") || (counts_nothing && author.following == 0)) author.following.reset();
    if (counts_nothing) author.posts.reset();
  }

  Post post_of(Json status, const Status& given) {
    Post post;
    post.key = given.key;
    post.author = *given.author;
    post.native_id = given.id;
    post.url = text_or(status, "url");
    text(status, post);
    if (const auto tags = array_at(status, "tags"))
      for (const Json tag : *tags)
        if (auto name = text_or(tag, "name");
            !name.empty() && fits(post.declared_tags.size(), max_tags, where_, "hashtags", page_.issues))
          post.declared_tags.push_back(name.starts_with('#') ? name.substr(1) : name);
    post.created_at = time_at(status, "created_at");
    if (!post.created_at) issue("its created_at is no date");
    post.edited_at = time_at(status, "edited_at");
    post.language = truncate_utf8(text_or(status, "language"), 35);
    post.sensitive = flag_at(status, "sensitive").value_or(false);
    if (const auto media = array_at(status, "media_attachments"))
      post.media = static_cast<int>(std::min(media->size(), max_media));
    post.is_reply = !id_at(status, "in_reply_to_id").empty();
    post.counts.likes = count_at(status, "favourites_count");
    post.counts.boosts = count_at(status, "reblogs_count");
    post.counts.replies = count_at(status, "replies_count");
    post.counts.quotes = count_at(status, "quotes_count");
    if (const auto pleroma = object_at(status, "pleroma"); pleroma && !post.counts.quotes)
      post.counts.quotes = count_at(*pleroma, "quotes_count");
    return post;
  }

  void text(Json status, Post& post) {
    auto body =
        intake::html_to_text(text_at(status, "content").value_or(""), quoted_status(status).has_value());
    if (body.simplified) issue("its HTML was too long or too nested: tags were cut out plainly");
    post.text = limited_text(paragraphs(text_or(status, "spoiler_text"), body.text), where_, page_.issues);
    post.links = std::move(body.links);
    if (const auto card = object_at(status, "card"))
      if (auto url = text_or(*card, "url");
          !url.empty() && std::ranges::find(post.links, url) == post.links.end())
        post.links.push_back(std::move(url));
    if (post.links.size() > max_links) post.links.resize(max_links);
  }

  void boost(Json outer, Json booster, const Post& post) {
    const auto from = author_key(booster);
    if (!from) return;
    profile(booster, *from);
    Edge edge = edge_of(EdgeKind::boost, post);
    edge.from = *from;
    edge.to = post.author;
    // snac repeats the post's own date: then the boost's is unknown.
    const auto at = time_at(outer, "created_at");
    if (at && post.created_at && *at > *post.created_at) edge.at = at;
    page_.edges.push_back(std::move(edge));
  }

  void mentions(Json status, const Post& post) {
    const auto list = array_at(status, "mentions");
    if (!list) return;
    std::vector<AuthorKey> named;
    for (const Json mention : *list) {
      const auto key = author_key(mention);
      if (!key || std::ranges::find(named, *key) != named.end()) continue;
      if (!fits(named.size(), max_mentions, where_, "mentions", page_.issues)) break;
      named.push_back(*key);
      if (const auto id = id_at(mention, "id"); !id.empty() && id != "0")
        known_accounts_.try_emplace(id, *key);
      page_.edges.push_back(edge_of(EdgeKind::address, post));
      page_.edges.back().to = *key;
    }
  }

  void reply(Json status, Post& post) {
    if (!post.is_reply) return;
    Edge edge = edge_of(EdgeKind::reply, post);
    if (const auto parent = known_posts_.find(id_at(status, "in_reply_to_id"));
        parent != known_posts_.end()) {
      post.reply_to = parent->second;
      edge.to_post = parent->second;
    }
    const auto whom = known_accounts_.find(id_at(status, "in_reply_to_account_id"));
    if (whom != known_accounts_.end())
      edge.to = whom->second;
    else if (const auto pleroma =
                 object_at(status, "pleroma"))  // names whom it knows only by number elsewhere
      edge.to = fediverse_author(text_or(*pleroma, "in_reply_to_account_acct"), domain_);
    if (edge.to || edge.to_post) page_.edges.push_back(std::move(edge));
  }

  // Mastodon 4.4 nests the quoted post under a state, Pleroma and Akkoma give it as it is.
  static std::optional<Json> quoted_status(Json status) {
    auto quote = object_at(status, "quote");
    if (const auto pleroma = object_at(status, "pleroma"); !quote && pleroma)
      quote = object_at(*pleroma, "quote");
    if (!quote) return {};
    if (!text_at(*quote, "state")) return quote;
    return text_or(*quote, "state") == "accepted" ? object_at(*quote, "quoted_status") : std::nullopt;
  }

  void quote(Json status, Post& post) {
    const auto quoted = quoted_status(status);
    if (!quoted || (text_or(*quoted, "uri").empty() && text_or(*quoted, "url").empty())) return;
    post.quote_of = key_of(*quoted);
    Edge edge = edge_of(EdgeKind::quote, post);
    edge.to_post = post.quote_of;
    if (const auto original = original_on_bluesky(text_or(*quoted, "uri")))
      edge.to = original->author;
    else if (const auto account = object_at(*quoted, "account"))
      edge.to = author_key(*account);
    page_.edges.push_back(std::move(edge));
  }

  const std::string& server_;
  const std::string& domain_;
  Page& page_;
  std::string where_;
  std::map<std::string, PostKey> known_posts_;  // by this server's ids
  std::map<std::string, AuthorKey> known_accounts_;
};

}  // namespace

void read_statuses(const std::vector<JsonRows::Row>& rows, const std::string& server,
                   const std::string& domain, Page& page) {
  Reader reader(server, domain, page);
  std::vector<std::optional<Reader::Status>> statuses;
  statuses.reserve(rows.size());
  for (const auto& row : rows)
    statuses.push_back(row.json ? std::optional(reader.learn(*row.json)) : std::nullopt);
  for (std::size_t i = 0; i < statuses.size(); ++i)
    if (statuses[i]) reader.read(*statuses[i], fmt::format("post {} of the page", i + 1));
}

std::optional<AuthorKey> read_account(Json account, const std::string& domain, Page& page) {
  return Reader({}, domain, page).read_account(account);
}

}  // namespace clamor::collector
