// The tweet of API v1.1, and the one in X's web pages that holds it as "legacy".
#include <algorithm>

#include "exchange/archives/fields.hpp"
#include "exchange/archives/tweet.hpp"
#include "exchange/archives/values.hpp"

namespace clamor::exchange {
namespace {

constexpr int max_nesting = 4;  // a retweet of a quote of a quote

// All that is known of a tweet, whether we use it or not.
using TweetFields =
    Fields<"bookmark_count", "bookmarked", "collection_source", "contributors", "conversation_id_str",
           "coordinates", "created_at", "display_text_range", "edit_info", "entities", "extended_entities",
           "extended_tweet", "favorite_count", "favorited", "filter_level", "full_text", "geo", "id",
           "id_str", "in_reply_to_screen_name", "in_reply_to_status_id", "in_reply_to_status_id_str",
           "in_reply_to_user_id", "in_reply_to_user_id_str", "is_quote_status", "lang", "matching_rules",
           "metadata", "place", "possibly_sensitive", "possibly_sensitive_appealable",
           "possibly_sensitive_editable", "quote_count", "quoted_status", "quoted_status_id",
           "quoted_status_id_str", "quoted_status_permalink", "reply_count", "retweet_count", "retweeted",
           "retweeted_status", "retweeted_status_result", "scopes", "self_thread", "source", "text",
           "timestamp_ms", "truncated", "user", "user_id_str", "withheld_copyright", "withheld_in_countries",
           "withheld_scope">;
using UserFields = Fields<"created_at", "followers_count", "friends_count", "id", "id_str", "name",
                          "protected", "screen_name", "statuses_count">;

// One shape for both: where a tweet keeps what.
struct View {
  TweetFields tweet;
  std::string id;
  std::optional<UserFields> user, user_core;  // newer web pages keep name and handle apart
  std::string user_id;
  std::optional<Json> note;  // a long text
  std::optional<std::int64_t> views;
  std::optional<Json> retweeted, quoted;
};

template <class Shape>
std::string id_of(const Shape& fields) {
  auto id = fields.template id<"id_str">();
  return id.empty() ? fields.template id<"id">() : id;
}
std::string id_of(Json object) {
  auto id = id_at(object, "id_str");
  return id.empty() ? id_at(object, "id") : id;
}
std::optional<UserFields> user_in(const std::optional<Json>& object) {
  return object ? std::optional<UserFields>(*object) : std::nullopt;
}

std::optional<View> view_of_api(Json tweet, Findings* unknown) {
  std::optional<View> view(std::in_place);
  view->tweet = TweetFields(tweet, unknown);
  view->id = id_of(view->tweet);
  view->user = user_in(view->tweet.object<"user">());
  if (view->user) view->user_id = id_of(*view->user);
  view->retweeted = view->tweet.object<"retweeted_status">();
  view->quoted = view->tweet.object<"quoted_status">();
  return view;
}

std::optional<Json> object_at_path(Json object, std::initializer_list<std::string_view> path) {
  std::optional<Json> at = object;
  for (const auto key : path)
    if (at) at = object_at(*at, key);
  return at;
}

std::optional<View> view_of_web_page(Json result, Findings* unknown) {
  const Json tweet = object_at(result, "tweet").value_or(result);  // wrapped where replies are limited
  const auto legacy = object_at(tweet, "legacy");
  if (!legacy) return {};
  std::optional<View> view(std::in_place);
  view->tweet = TweetFields(*legacy, unknown);
  view->id = id_at(tweet, "rest_id");
  if (view->id.empty()) view->id = id_of(view->tweet);
  if (const auto user = object_at_path(tweet, {"core", "user_results", "result"})) {
    view->user = user_in(object_at(*user, "legacy"));
    view->user_core = user_in(object_at(*user, "core"));
    view->user_id = id_at(*user, "rest_id");
  } else if (const auto old = object_at(tweet, "user")) {
    view->user = UserFields(*old);
    view->user_id = id_of(*view->user);
  }
  if (view->user_id.empty()) view->user_id = view->tweet.id<"user_id_str">();
  view->note = object_at_path(tweet, {"note_tweet", "note_tweet_results", "result"});
  for (const auto key : {"views", "ext_views"})
    if (const auto views = object_at(tweet, key)) view->views = count_at(*views, "count");
  view->retweeted = object_at_path(*legacy, {"retweeted_status_result", "result"});
  view->quoted = object_at_path(tweet, {"quoted_status_result", "result"});
  return view;
}

class Reader {
 public:
  // `unknown`: takes the names of fields that nobody knows.
  using ViewOf = std::optional<View> (*)(Json, Findings* unknown);
  Reader(ViewOf view_of, const TweetOwner* owner, TweetPage& page, Findings& unknown)
      : view_of_(view_of), owner_(owner), page_(page), unknown_(unknown) {}

  // The key of the post; of a retweet the one it boosts.
  Result<PostKey> read(Json tweet, int nesting = 0) {
    const auto view = view_of_(tweet, nesting == 0 ? &unknown_ : nullptr);
    if (!view) return fail(Errc::bad_answer, "a tweet that was withheld or deleted");
    if (const auto reason = reason_against(view->id, view->user && view->user->flag<"protected">());
        !reason.empty())
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
    post.language = tweet_language(view->tweet.text<"lang">());
    post.sensitive = view->tweet.flag<"possibly_sensitive">();
    entities(*view, post);
    counts(*view, post);
    profile(*view, *author);
    refer(*view, post, nesting);
    page_.add(std::move(post), handle_of(*view));
    return tweet_key(first_version(*view));
  }

 private:
  template <FixedName name>
  static std::string_view user_text(const View& view) {
    if (view.user_core)
      if (const auto text = view.user_core->text<name>(); !text.empty()) return text;
    return view.user ? view.user->text<name>() : std::string_view{};
  }
  std::string_view handle_of(const View& view) const {
    const auto handle = user_text<"screen_name">(view);
    return handle.empty() && owner_ ? std::string_view(owner_->handle) : handle;
  }
  std::optional<AuthorKey> author_of(const View& view) const {
    if (view.user_id.empty() && handle_of(view).empty()) return {};
    if (view.user_id.empty() && owner_) return x_account(owner_->id, owner_->handle);
    return x_account(view.user_id, handle_of(view));
  }

  static std::optional<UtcTime> created_at(const View& view) {
    const auto told = parse_tweet_time(view.tweet.text<"created_at">());
    return told ? told : time_of_snowflake(view.id);
  }

  // Web pages tell all versions of an edited tweet, the newest last.
  static std::string first_version(const View& view) {
    auto edits = view.tweet.object<"edit_info">();
    if (edits)
      if (const auto first = object_at(*edits, "initial")) edits = first;
    if (!edits) return view.id;
    auto ids = array_at(*edits, "edit_tweet_ids");
    if (!ids) ids = array_at(*edits, "editTweetIds");
    if (!ids || ids->size() == 0) return view.id;
    std::string_view id;
    return ids->at(0).get(id) || !all_digits(id) ? view.id : std::string(id);
  }

  static std::string text_of(const View& view) {
    if (view.note)
      if (const auto text = text_at(*view.note, "text"); !text.empty()) return std::string(text);
    std::string_view text;
    if (const auto longer = view.tweet.object<"extended_tweet">())
      text = text_at(*longer, "full_text");
    else
      text = view.tweet.text<"full_text">();
    if (text.empty()) text = view.tweet.text<"text">();
    return std::string(text);
  }

  void entities(const View& view, Post& post) {
    const auto longer = view.tweet.object<"extended_tweet">();
    auto entities = longer ? object_at(*longer, "entities") : view.tweet.object<"entities">();
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
    auto media = longer ? object_at(*longer, "extended_entities") : view.tweet.object<"extended_entities">();
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
    post.counts.likes = view.tweet.count_of<"favorite_count">();
    post.counts.boosts = view.tweet.count_of<"retweet_count">();
    post.counts.replies = view.tweet.count_of<"reply_count">();
    post.counts.quotes = view.tweet.count_of<"quote_count">();
    if (view.views.value_or(0) > 0) post.counts.views = view.views;
  }

  void profile(const View& view, const AuthorKey& key) {
    if (!view.user && !owner_) return;
    Author author;
    author.key = key;
    author.handle = handle_of(view);
    if (!author.handle.empty()) author.url = "https://x.com/" + author.handle;
    author.display_name = user_text<"name">(view);
    if (author.display_name.empty() && owner_) author.display_name = owner_->name;
    author.created_at = parse_tweet_time(user_text<"created_at">(view));
    if (view.user) {
      author.followers = view.user->count_of<"followers_count">();
      author.following = view.user->count_of<"friends_count">();
      author.posts = view.user->count_of<"statuses_count">();
    }
    page_.add(std::move(author));
  }

  void refer(const View& view, Post& post, int nesting) {
    const auto parent = view.tweet.id<"in_reply_to_status_id_str">();
    const auto whom = view.tweet.id<"in_reply_to_user_id_str">();
    const auto handle = view.tweet.text<"in_reply_to_screen_name">();
    if (all_digits(parent)) {
      post.is_reply = true;
      post.reply_to = tweet_key(parent);
      std::optional<AuthorKey> to;
      if (all_digits(whom) || !handle.empty()) to = x_account(whom, handle);
      page_.reply(post, to);
    }
    if (const auto root = view.tweet.id<"conversation_id_str">(); all_digits(root) && root != post.key.uri)
      post.root = tweet_key(root);
    auto quoted = view.tweet.id<"quoted_status_id_str">();
    if (view.quoted && nesting < max_nesting)
      if (const auto read_quoted = read(*view.quoted, nesting + 1)) quoted = read_quoted->uri;
    if (!all_digits(quoted)) return;
    post.quote_of = tweet_key(quoted);
    page_.quote(post);
  }

  ViewOf view_of_;
  const TweetOwner* owner_;
  TweetPage& page_;
  Findings& unknown_;
};

Result<void> read_one(Json tweet, Reader::ViewOf view_of, const TweetOwner* owner,
                      std::optional<UtcTime> read_at, Findings& into) {
  TweetPage page;
  const auto read = Reader(view_of, owner, page, into).read(tweet);
  if (!read) return tl::unexpected(read.error());
  page.finish(read_at, into);
  return {};
}

}  // namespace

Result<void> read_tweet_v1(Json tweet, const TweetOwner* owner, Findings& into) {
  return read_one(tweet, view_of_api, owner, {}, into);
}

Result<void> read_tweet_of_web_page(Json tweet, std::optional<UtcTime> collected_at, Findings& into) {
  return read_one(tweet, view_of_web_page, nullptr, collected_at, into);
}

}  // namespace clamor::exchange
