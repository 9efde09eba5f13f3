// The tweet of API v1.1, and the one in X's web pages that holds it as "legacy".
#include <algorithm>
#include <array>

#include "exchange/archives/tweet.hpp"
#include "exchange/archives/values.hpp"

namespace clamor::exchange {
namespace {

constexpr int max_nesting = 4;  // a retweet of a quote of a quote

constexpr auto known_fields = [] {
  auto names = std::to_array<std::string_view>({"bookmark_count",
                                                "bookmarked",
                                                "collection_source",
                                                "contributors",
                                                "conversation_id_str",
                                                "coordinates",
                                                "created_at",
                                                "display_text_range",
                                                "edit_info",
                                                "entities",
                                                "extended_entities",
                                                "extended_tweet",
                                                "favorite_count",
                                                "favorited",
                                                "filter_level",
                                                "full_text",
                                                "geo",
                                                "id",
                                                "id_str",
                                                "in_reply_to_screen_name",
                                                "in_reply_to_status_id",
                                                "in_reply_to_status_id_str",
                                                "in_reply_to_user_id",
                                                "in_reply_to_user_id_str",
                                                "is_quote_status",
                                                "lang",
                                                "matching_rules",
                                                "metadata",
                                                "place",
                                                "possibly_sensitive",
                                                "possibly_sensitive_appealable",
                                                "possibly_sensitive_editable",
                                                "quote_count",
                                                "quoted_status",
                                                "quoted_status_id",
                                                "quoted_status_id_str",
                                                "quoted_status_permalink",
                                                "reply_count",
                                                "retweet_count",
                                                "retweeted",
                                                "retweeted_status",
                                                "retweeted_status_result",
                                                "scopes",
                                                "self_thread",
                                                "source",
                                                "text",
                                                "timestamp_ms",
                                                "truncated",
                                                "user",
                                                "user_id_str",
                                                "withheld_copyright",
                                                "withheld_in_countries",
                                                "withheld_scope"});
  std::ranges::sort(names);
  return names;
}();

// One shape for both: where a tweet keeps what.
struct View {
  Json tweet;
  std::string id;
  std::optional<Json> user, user_core;  // newer web pages keep name and handle apart
  std::string user_id;
  std::optional<Json> note;  // a long text
  std::optional<std::int64_t> views;
  std::optional<Json> retweeted, quoted;
};

std::string id_of(Json object) {
  auto id = id_at(object, "id_str");
  return id.empty() ? id_at(object, "id") : id;
}

std::optional<View> view_of_api(Json tweet) {
  View view{tweet, id_of(tweet), object_at(tweet, "user"), {}, {}, {}, {}, {}, {}};
  if (view.user) view.user_id = id_of(*view.user);
  view.retweeted = object_at(tweet, "retweeted_status");
  view.quoted = object_at(tweet, "quoted_status");
  return view;
}

std::optional<Json> object_at_path(Json object, std::initializer_list<std::string_view> path) {
  std::optional<Json> at = object;
  for (const auto key : path)
    if (at) at = object_at(*at, key);
  return at;
}

std::optional<View> view_of_web_page(Json result) {
  const Json tweet = object_at(result, "tweet").value_or(result);  // wrapped where replies are limited
  const auto legacy = object_at(tweet, "legacy");
  if (!legacy) return {};
  View view{*legacy, id_at(tweet, "rest_id"), {}, {}, {}, {}, {}, {}, {}};
  if (view.id.empty()) view.id = id_of(*legacy);
  if (const auto user = object_at_path(tweet, {"core", "user_results", "result"})) {
    view.user = object_at(*user, "legacy");
    view.user_core = object_at(*user, "core");
    view.user_id = id_at(*user, "rest_id");
  } else if (const auto old = object_at(tweet, "user")) {
    view.user = old;
    view.user_id = id_of(*old);
  }
  if (view.user_id.empty()) view.user_id = id_at(*legacy, "user_id_str");
  view.note = object_at_path(tweet, {"note_tweet", "note_tweet_results", "result"});
  for (const auto key : {"views", "ext_views"})
    if (const auto views = object_at(tweet, key)) view.views = count_at(*views, "count");
  view.retweeted = object_at_path(*legacy, {"retweeted_status_result", "result"});
  view.quoted = object_at_path(tweet, {"quoted_status_result", "result"});
  return view;
}

class Reader {
 public:
  using ViewOf = std::optional<View> (*)(Json);
  Reader(ViewOf view_of, const TweetOwner* owner, TweetPage& page)
      : view_of_(view_of), owner_(owner), page_(page) {}

  // The key of the post; of a retweet the one it boosts.
  Result<PostKey> read(Json tweet, int nesting = 0) {
    const auto view = view_of_(tweet);
    if (!view) return fail(Errc::bad_answer, "a tweet that was withheld or deleted");
    if (const auto reason = reason_against(view->id, view->user); !reason.empty())
      return fail(Errc::bad_answer, std::string(reason));
    const auto author = author_of(*view);
    if (!author) return fail(Errc::bad_answer, "a tweet without an author");
    const auto at = created_at(*view);
    const std::string text = text_of(*view);
    if (view->retweeted && nesting < max_nesting) {
      const auto original = read(*view->retweeted, nesting + 1);
      if (!original) return original;
      profile(*view, *author);
      page_.boost(*author, *original, at);
      return original;
    }
    if (owner_ && text.starts_with("RT @"))  // in other archives somebody wrote that by hand
      return fail(Errc::bad_answer, "a retweet without the tweet it repeats");

    Post post;
    post.key = tweet_key(first_version(*view));
    post.author = *author;
    post.native_id = view->id;
    post.created_at = post.key.uri == view->id ? at : time_of_snowflake(post.key.uri);
    if (post.key.uri != view->id) post.edited_at = at;
    post.text = text;
    post.language = tweet_language(text_at(view->tweet, "lang"));
    post.sensitive = flag_at(view->tweet, "possibly_sensitive");
    entities(*view, post);
    counts(*view, post);
    profile(*view, *author);
    refer(*view, post, nesting);
    page_.add(std::move(post), handle_of(*view));
    return tweet_key(first_version(*view));
  }

 private:
  std::string_view user_text(const View& view, std::string_view key) const {
    if (view.user_core)
      if (const auto text = text_at(*view.user_core, key); !text.empty()) return text;
    return view.user ? text_at(*view.user, key) : std::string_view{};
  }
  std::string_view handle_of(const View& view) const {
    const auto handle = user_text(view, "screen_name");
    return handle.empty() && owner_ ? std::string_view(owner_->handle) : handle;
  }
  std::optional<AuthorKey> author_of(const View& view) const {
    if (view.user_id.empty() && handle_of(view).empty()) return {};
    if (view.user_id.empty() && owner_) return x_account(owner_->id, owner_->handle);
    return x_account(view.user_id, handle_of(view));
  }

  static std::optional<UtcTime> created_at(const View& view) {
    const auto told = parse_tweet_time(text_at(view.tweet, "created_at"));
    return told ? told : time_of_snowflake(view.id);
  }

  // Web pages tell all versions of an edited tweet, the newest last.
  static std::string first_version(const View& view) {
    auto edits = object_at(view.tweet, "edit_info");
    if (edits)
      if (const auto first = object_at(*edits, "initial")) edits = first;
    if (!edits) return view.id;
    auto ids = array_at(*edits, "edit_tweet_ids");
    if (!ids) ids = array_at(*edits, "editTweetIds");
    if (!ids || ids->size() == 0) return view.id;
    std::string_view id;
    return ids->at(0).get(id) || !all_digits(id) ? view.id : std::string(id);
  }

  static Json long_form(const View& view) {
    return object_at(view.tweet, "extended_tweet").value_or(view.tweet);
  }

  static std::string text_of(const View& view) {
    if (view.note)
      if (const auto text = text_at(*view.note, "text"); !text.empty()) return std::string(text);
    std::string_view text = text_at(long_form(view), "full_text");
    if (text.empty()) text = text_at(view.tweet, "text");
    return std::string(text);
  }

  void entities(const View& view, Post& post) {
    auto entities = object_at(long_form(view), "entities");
    if (view.note)
      if (const auto whole = object_at(*view.note, "entity_set")) entities = whole;
    if (!entities) return;
    if (const auto tags = array_at(*entities, "hashtags")) {
      post.declares_tags = true;
      for (const Json tag : *tags)
        if (const auto text = text_at(tag, "text"); !text.empty()) post.declared_tags.emplace_back(text);
    }
    if (const auto urls = array_at(*entities, "urls"))
      for (const Json url : *urls)
        if (auto link = link_of(url); !link.empty()) post.links.push_back(std::move(link));
    auto media = object_at(long_form(view), "extended_entities");
    if (!media) media = entities;
    if (const auto items = array_at(*media, "media"))
      post.media = static_cast<int>(std::min(items->size(), max_media));
    if (const auto mentions = array_at(*entities, "user_mentions")) {
      std::size_t taken = 0;
      for (const Json mention : *mentions) {
        const auto account = x_account(id_of(mention), text_at(mention, "screen_name"));
        if (account.id.size() > 1 && ++taken <= max_mentions) page_.address(post, account);
      }
    }
  }

  void counts(const View& view, Post& post) {
    post.counts.likes = count_at(view.tweet, "favorite_count");
    post.counts.boosts = count_at(view.tweet, "retweet_count");
    post.counts.replies = count_at(view.tweet, "reply_count");
    post.counts.quotes = count_at(view.tweet, "quote_count");
    if (view.views.value_or(0) > 0) post.counts.views = view.views;
  }

  void profile(const View& view, const AuthorKey& key) {
    if (!view.user && !owner_) return;
    Author author;
    author.key = key;
    author.handle = handle_of(view);
    if (!author.handle.empty()) author.url = "https://x.com/" + author.handle;
    author.display_name = user_text(view, "name");
    if (author.display_name.empty() && owner_) author.display_name = owner_->name;
    author.created_at = parse_tweet_time(user_text(view, "created_at"));
    if (view.user) {
      author.followers = count_at(*view.user, "followers_count");
      author.following = count_at(*view.user, "friends_count");
      author.posts = count_at(*view.user, "statuses_count");
    }
    page_.add(std::move(author));
  }

  void refer(const View& view, Post& post, int nesting) {
    const auto parent = id_at(view.tweet, "in_reply_to_status_id_str");
    const auto whom = id_at(view.tweet, "in_reply_to_user_id_str");
    const auto handle = text_at(view.tweet, "in_reply_to_screen_name");
    if (all_digits(parent)) {
      post.is_reply = true;
      post.reply_to = tweet_key(parent);
      std::optional<AuthorKey> to;
      if (all_digits(whom) || !handle.empty()) to = x_account(whom, handle);
      page_.reply(post, to);
    }
    if (const auto root = id_at(view.tweet, "conversation_id_str"); all_digits(root) && root != post.key.uri)
      post.root = tweet_key(root);
    auto quoted = id_at(view.tweet, "quoted_status_id_str");
    if (view.quoted && nesting < max_nesting)
      if (const auto read_quoted = read(*view.quoted, nesting + 1)) quoted = read_quoted->uri;
    if (!all_digits(quoted)) return;
    post.quote_of = tweet_key(quoted);
    page_.quote(post);
  }

  ViewOf view_of_;
  const TweetOwner* owner_;
  TweetPage& page_;
};

Result<void> read_one(Json tweet, Json fields, Reader::ViewOf view_of, const TweetOwner* owner,
                      std::optional<UtcTime> read_at, Findings& into) {
  TweetPage page;
  const auto read = Reader(view_of, owner, page).read(tweet);
  if (!read) return tl::unexpected(read.error());
  note_unknown(fields, known_fields, into);
  page.finish(read_at, into);
  return {};
}

}  // namespace

Result<void> read_tweet_v1(Json tweet, const TweetOwner* owner, Findings& into) {
  return read_one(tweet, tweet, view_of_api, owner, {}, into);
}

Result<void> read_tweet_of_web_page(Json tweet, std::optional<UtcTime> collected_at, Findings& into) {
  const Json inner = object_at(tweet, "tweet").value_or(tweet);
  return read_one(tweet, object_at(inner, "legacy").value_or(inner), view_of_web_page, nullptr, collected_at,
                  into);
}

}  // namespace clamor::exchange
