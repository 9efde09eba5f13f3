#include "collector/sources/mastodon_status.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>

#include "collector/intake/html.hpp"
#include "collector/sources/bridged.hpp"
#include "collector/sources/fediverse.hpp"
#include "collector/sources/fields.hpp"
#include "collector/sources/limits.hpp"
#include "core/text.hpp"

namespace clamor::collector {
namespace {

using StatusFields =
    Fields<"account", "card", "content", "created_at", "edited_at", "favourites_count", "id", "in_reply_to_account_id",
           "in_reply_to_id", "language", "media_attachments", "mentions", "pleroma", "quote", "quotes_count", "reblog",
           "reblogs_count", "replies_count", "sensitive", "spoiler_text", "tags", "uri", "url", "visibility">;
using AccountFields = Fields<"acct", "bot", "created_at", "discoverable", "display_name", "fields", "followers_count",
                             "following_count", "group", "id", "indexable", "noindex", "note", "pleroma",
                             "statuses_count", "uri", "url", "username">;

// What a status is and whose: asked before the page is read, as replies name posts that come later.
struct Status {
  StatusFields inner;                  // a boosted post comes wrapped (snac even in tag timelines)
  std::optional<StatusFields> wrapped_in;
  std::optional<AccountFields> account;
  std::string id;
  PostKey key;
  std::optional<AuthorKey> author;
  std::optional<Original> original;  // of a bridged copy
};
using Statuses = std::vector<std::optional<Status>>;

// A page's statuses by an id they tell; of two with one id the later. Put in order when somebody first asks.
class ById {
 public:
  template <class IdOf>
  const Status* find(const Statuses& all, std::string_view id, IdOf id_of) {
    if (!known_) {
      known_.emplace();
      for (const auto& status : all)
        if (status)
          if (std::string its = id_of(*status); !its.empty()) known_->emplace_back(std::move(its), &*status);
      std::ranges::stable_sort(*known_, {}, &Each::first);
    }
    const auto end = std::ranges::upper_bound(*known_, id, {}, &Each::first);
    return end != known_->begin() && std::prev(end)->first == id ? std::prev(end)->second : nullptr;
  }

 private:
  using Each = std::pair<std::string, const Status*>;
  std::optional<std::vector<Each>> known_;
};

class Reader {
 public:
  Reader(const std::string& server, const std::string& domain, Page& page)
      : server_(server), domain_(domain), page_(page) {}

  void read(const std::vector<JsonRows::Row>& rows) {
    statuses_.reserve(rows.size());
    page_.posts.reserve(rows.size());
    page_.authors.reserve(rows.size());
    for (const auto& row : rows)
      if (auto& status = statuses_.emplace_back(); row.json) learn(*row.json, status.emplace());
    for (std::size_t i = 0; i < statuses_.size(); ++i)
      if (statuses_[i]) {
        where_.clear();
        fmt::format_to(std::back_inserter(where_), "post {} of the page", i + 1);
        read(*statuses_[i]);
      }
  }

  std::optional<AuthorKey> read_account(const AccountFields& account) {
    const auto key = author_key(account);
    if (key) profile(account, *key);
    return key;
  }

 private:
  void learn(Json json, Status& status) const {
    status.inner = StatusFields(json);
    if (const auto boosted = status.inner.object<"reblog">()) {
      status.wrapped_in = status.inner;
      status.inner = StatusFields(*boosted);
    }
    if (const auto account = status.inner.object<"account">()) status.account.emplace(*account);
    status.id = status.inner.id<"id">();
    status.key = key_of(status.inner);
    if (!status.account) return;
    status.author = author_key(*status.account);
    status.original = original_on_bluesky(status.inner.text_or<"uri">());
    if (status.author && status.original) status.author = status.original->author;
  }

  void read(const Status& status) {
    const StatusFields& inner = status.inner;
    const auto content = inner.member<"content">();
    if (!inner.is_object()) return issue("is not an object");
    if (status.id.empty()) return issue("has no id");
    if (!status.author) return issue("has no author");
    if (content && !content->is_string()) return issue("has content that is not text");
    if (const auto visibility = inner.text<"visibility">();
        visibility && *visibility != "public" && *visibility != "unlisted")
      return issue("is not public: left out");

    Post& post = page_.posts.emplace_back();
    take(status, post);
    if (status.original) become_original(*status.original, post);
    profile(*status.account, *status.author);
    if (status.wrapped_in) boost(*status.wrapped_in, post);
    mentions(inner, post);
    reply(inner, post);
    quote(inner, post);
  }

  void issue(std::string_view what) { page_.issues.push_back({where_, std::string(what)}); }

  PostKey key_of(const StatusFields& status) const {
    std::string uri = status.text_or<"uri">();
    if (uri.empty()) uri = status.text_or<"url">();
    if (uri.empty()) uri = server_ + "/statuses/" + status.id<"id">();
    if (auto original = original_on_bluesky(uri)) return std::move(original->post);
    return {Network::fediverse, std::move(uri)};
  }

  // "user@host". Servers give local accounts without host; some give none to remote ones but tell their page.
  template <class Account>
  std::optional<AuthorKey> author_key(const Account& account) const {
    std::string name = account.template text_or<"acct">();
    if (name.empty()) name = account.template text_or<"username">();
    return fediverse_author(std::move(name), domain_);
  }

  void profile(const AccountFields& account, const AuthorKey& key) {
    Author author;
    author.key = key;
    author.handle = key.id;
    author.display_name = limited_name(account.text_or<"display_name">(account.text<"username">().value_or("")));
    author.uri = account.text_or<"uri">();
    author.url = account.text_or<"url">();
    author.created_at = account.time<"created_at">();
    author.bot = account.flag<"bot">();
    author.group = account.flag<"group">();
    author.followers = account.count<"followers_count">();
    author.following = account.count<"following_count">();
    author.posts = account.count<"statuses_count">();
    drop_counts_not_told(account, author);
    if (key.network == Network::bluesky) {  // the bridge's account has another network's followers
      author.handle = account.text_or<"username">();
      author.uri = "at://" + key.id;
      author.followers = author.following = author.posts = std::nullopt;
    }
    author.consent.discoverable = account.flag<"discoverable">();
    author.consent.indexable = account.flag<"indexable">();
    author.consent.noindex = account.flag<"noindex">();
    read_profile_tags(account, author);
    add_author(page_, std::move(author));
  }

  // "#nobot" and its like stand in the note or in a field of the profile.
  static void read_profile_tags(const AccountFields& account, Author& author) {
    const auto read = [&](std::optional<std::string_view> told) {
      const auto html = told.value_or("");
      if (html.find('#') == html.npos) return;
      for (std::string& tag : hashtags_in(intake::html_to_text(html).text))
        author.profile_tags.push_back(std::move(tag));
    };
    read(account.text<"note">());
    if (const auto fields = account.array<"fields">())
      for (const Json field : *fields) {
        read(text_at(field, "name"));
        read(text_at(field, "value"));
      }
  }

  // Zero stands for "hidden" on Pleroma, and for "not counted" where an author we read a post of has none.
  static void drop_counts_not_told(const AccountFields& account, Author& author) {
    const auto pleroma = account.object<"pleroma">();
    const auto hides = [&](const char* what) { return pleroma && flag_at(*pleroma, what).value_or(false); };
    const bool counts_nothing = author.posts == 0;
    if (hides("hide_followers_count") || (counts_nothing && author.followers == 0)) author.followers.reset();
    if (hides("hide_follows_count") || (counts_nothing && author.following == 0)) author.following.reset();
    if (counts_nothing) author.posts.reset();
  }

  void take(const Status& given, Post& post) {
    const StatusFields& status = given.inner;
    post.key = given.key;
    post.author = *given.author;
    post.native_id = given.id;
    post.url = status.text_or<"url">();
    text(status, post);
    if (const auto tags = status.array<"tags">())
      for (const Json tag : *tags)
        if (auto name = text_at(tag, "name").value_or("");
            !name.empty() && fits(post.declared_tags.size(), max_tags, where_, "hashtags", page_.issues))
          post.declared_tags.emplace_back(name.starts_with('#') ? name.substr(1) : name);
    post.created_at = status.time<"created_at">();
    if (!post.created_at) issue("its created_at is no date");
    post.edited_at = status.time<"edited_at">();
    post.language = truncate_utf8(status.text<"language">().value_or(""), 35);
    post.sensitive = status.flag<"sensitive">().value_or(false);
    if (const auto media = status.array<"media_attachments">())
      post.media = static_cast<int>(std::min(media->size(), max_media));
    post.is_reply = !status.id<"in_reply_to_id">().empty();
    post.counts.likes = status.count<"favourites_count">();
    post.counts.boosts = status.count<"reblogs_count">();
    post.counts.replies = status.count<"replies_count">();
    post.counts.quotes = status.count<"quotes_count">();
    if (const auto pleroma = status.object<"pleroma">(); pleroma && !post.counts.quotes)
      post.counts.quotes = count_at(*pleroma, "quotes_count");
  }

  void text(const StatusFields& status, Post& post) {
    auto body = intake::html_to_text(status.text<"content">().value_or(""), quoted_status(status).has_value());
    if (body.simplified) issue("its HTML was too long or too nested: tags were cut out plainly");
    post.text = limited_text(paragraphs(status.text_or<"spoiler_text">(), body.text), where_, page_.issues);
    post.links = std::move(body.links);
    if (const auto card = status.object<"card">())
      if (const auto url = text_at(*card, "url").value_or("");
          !url.empty() && std::ranges::find(post.links, url) == post.links.end())
        post.links.emplace_back(url);
    if (post.links.size() > max_links) post.links.resize(max_links);
  }

  void boost(const StatusFields& outer, const Post& post) {
    const auto account = outer.object<"account">();
    if (!account) return;
    const AccountFields booster(*account);
    const auto from = author_key(booster);
    if (!from) return;
    profile(booster, *from);
    Edge edge = edge_of(EdgeKind::boost, post);
    edge.from = *from;
    edge.to = post.author;
    // snac repeats the post's own date: then the boost's is unknown.
    const auto at = outer.time<"created_at">();
    if (at && post.created_at && *at > *post.created_at) edge.at = at;
    page_.edges.push_back(std::move(edge));
  }

  void mentions(const StatusFields& status, const Post& post) {
    const auto list = status.array<"mentions">();
    if (!list) return;
    std::vector<AuthorKey> named;
    for (const Json each : *list) {
      const Fields<"acct", "id", "username"> mention(each);
      const auto key = author_key(mention);
      if (!key || std::ranges::find(named, *key) != named.end()) continue;
      if (!fits(named.size(), max_mentions, where_, "mentions", page_.issues)) break;
      named.push_back(*key);
      if (const auto id = mention.id<"id">(); !id.empty() && id != "0")
        mentioned_.try_emplace(id, *key);
      page_.edges.push_back(edge_of(EdgeKind::address, post));
      page_.edges.back().to = *key;
    }
  }

  void reply(const StatusFields& status, Post& post) {
    if (!post.is_reply) return;
    Edge edge = edge_of(EdgeKind::reply, post);
    if (const auto* parent = posts_.find(statuses_, status.id<"in_reply_to_id">(), std::mem_fn(&Status::id))) {
      post.reply_to = parent->key;
      edge.to_post = parent->key;
    }
    if (const AuthorKey* whom = account(status.id<"in_reply_to_account_id">()))
      edge.to = *whom;
    else if (const auto pleroma = status.object<"pleroma">())  // names whom it knows only by number elsewhere
      edge.to = fediverse_author(text_or(*pleroma, "in_reply_to_account_acct"), domain_);
    if (edge.to || edge.to_post) page_.edges.push_back(std::move(edge));
  }

  // By this server's id: an author of the page, else whom a post of it named so far.
  const AuthorKey* account(const std::string& id) {
    const auto id_of = [](const Status& status) { return status.author ? status.account->id<"id">() : std::string(); };
    if (const Status* status = accounts_.find(statuses_, id, id_of)) return &*status->author;
    const auto mentioned = mentioned_.find(id);
    return mentioned == mentioned_.end() ? nullptr : &mentioned->second;
  }

  // Mastodon 4.4 nests the quoted post under a state, Pleroma and Akkoma give it as it is.
  static std::optional<Json> quoted_status(const StatusFields& status) {
    auto quote = status.object<"quote">();
    if (const auto pleroma = status.object<"pleroma">(); !quote && pleroma)
      quote = object_at(*pleroma, "quote");
    if (!quote) return {};
    if (!text_at(*quote, "state")) return quote;
    return text_or(*quote, "state") == "accepted" ? object_at(*quote, "quoted_status") : std::nullopt;
  }

  void quote(const StatusFields& status, Post& post) {
    const auto json = quoted_status(status);
    if (!json) return;
    const StatusFields quoted(*json);
    if (quoted.text_or<"uri">().empty() && quoted.text_or<"url">().empty()) return;
    post.quote_of = key_of(quoted);
    Edge edge = edge_of(EdgeKind::quote, post);
    edge.to_post = post.quote_of;
    if (const auto original = original_on_bluesky(quoted.text_or<"uri">()))
      edge.to = original->author;
    else if (const auto account = quoted.object<"account">())
      edge.to = author_key(AccountFields(*account));
    page_.edges.push_back(std::move(edge));
  }

  const std::string& server_;
  const std::string& domain_;
  Page& page_;
  std::string where_;
  Statuses statuses_;
  ById posts_, accounts_;
  std::map<std::string, AuthorKey> mentioned_;  // by this server's ids
};

}  // namespace

void read_statuses(const std::vector<JsonRows::Row>& rows, const std::string& server,
                   const std::string& domain, Page& page) {
  Reader(server, domain, page).read(rows);
}

std::optional<AuthorKey> read_account(Json account, const std::string& domain, Page& page) {
  return Reader({}, domain, page).read_account(AccountFields(account));
}

}  // namespace clamor::collector
