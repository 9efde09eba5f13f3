// Answers of API v2, and the single tweets twarc2 makes of them.
#include <algorithm>
#include <array>
#include <unordered_map>

#include "core/text.hpp"
#include "exchange/archives/tweet.hpp"
#include "exchange/archives/values.hpp"

namespace clamor::exchange {
namespace {

constexpr auto known_fields = [] {
  auto names = std::to_array<std::string_view>({"__twarc",
                                                "article",
                                                "attachments",
                                                "author",
                                                "author_id",
                                                "author_user",
                                                "card_uri",
                                                "community_id",
                                                "context_annotations",
                                                "conversation_id",
                                                "created_at",
                                                "display_text_range",
                                                "edit_controls",
                                                "edit_history_tweet_ids",
                                                "entities",
                                                "geo",
                                                "id",
                                                "in_reply_to_user",
                                                "in_reply_to_user_id",
                                                "lang",
                                                "matching_rules",
                                                "media_metadata",
                                                "non_public_metrics",
                                                "note_tweet",
                                                "organic_metrics",
                                                "possibly_sensitive",
                                                "promoted_metrics",
                                                "public_metrics",
                                                "referenced_tweets",
                                                "reply_settings",
                                                "scopes",
                                                "source",
                                                "text",
                                                "withheld"});
  std::ranges::sort(names);
  return names;
}();

class Reader {
 public:
  Reader(Json answer, TweetPage& page) : page_(page) {
    const auto includes = object_at(answer, "includes");
    if (!includes) return;
    if (const auto users = array_at(*includes, "users"))
      for (const Json user : *users) learn(user);
    if (const auto tweets = array_at(*includes, "tweets"))
      for (const Json tweet : *tweets) tweets_.emplace(text_at(tweet, "id"), tweet);
  }

  Result<void> read(Json tweet, bool nested = false) {
    const std::string id = id_at(tweet, "id");
    if (!object_at(tweet, "author") && id_at(tweet, "author_id").empty())
      return fail(Errc::bad_answer, "a tweet without an author");
    const auto author = author_of(tweet);
    if (const auto reason = reason_against(id, author.user && flag_at(*author.user, "protected"));
        !reason.empty())
      return fail(Errc::bad_answer, std::string(reason));
    auto at = time_at(tweet, "created_at");
    if (!at) at = time_of_snowflake(id);
    profile(author);
    if (const auto original = referred(tweet, "retweeted")) {
      if (!nested) read_referred(*original);
      const PostKey key = original_key(*original);
      page_.boost(author.key, key, at);
      if (!page_.has(key) && !tweets_.contains(id_at(*original, "id"))) {
        Post absent;
        absent.key = key;
        text_and_entities(tweet, absent, false);
        page_.boosted_but_absent(std::move(absent));
      }
      return {};
    }
    Post post;
    post.key = tweet_key(first_version(tweet, id));
    post.author = author.key;
    post.native_id = id;
    post.created_at = post.key.uri == id ? at : time_of_snowflake(post.key.uri);
    if (post.key.uri != id) post.edited_at = at;
    post.language = tweet_language(text_at(tweet, "lang"));
    post.sensitive = flag_at(tweet, "possibly_sensitive");
    text_and_entities(tweet, post, true);
    counts(tweet, post);
    refer(tweet, post, nested);
    if (const auto attachments = object_at(tweet, "attachments")) {
      auto media = array_at(*attachments, "media_keys");
      if (!media) media = array_at(*attachments, "media");
      if (media) post.media = static_cast<int>(std::min(media->size(), max_media));
    }
    page_.add(std::move(post), author.user ? text_at(*author.user, "username") : std::string_view{});
    return {};
  }

  // What others refer to is known too.
  void read_included() {
    for (const auto& [id, tweet] : tweets_)
      if (!page_.has(tweet_key(id))) (void)read(tweet, true);
  }

 private:
  struct Who {
    AuthorKey key;
    std::optional<Json> user;
  };

  void learn(Json user) {
    users_.emplace(text_at(user, "id"), user);
    if (const auto name = text_at(user, "username"); !name.empty()) names_.emplace(ascii_lower(name), user);
  }

  Who author_of(Json tweet) const {
    auto user = object_at(tweet, "author");
    if (!user) user = object_at(tweet, "author_user");  // as 4CAT writes it
    const std::string id = user ? id_at(*user, "id") : id_at(tweet, "author_id");
    if (!user)
      if (const auto found = users_.find(id); found != users_.end()) user = found->second;
    return {x_account(id, user ? text_at(*user, "username") : std::string_view{}), user};
  }

  static std::string first_version(Json tweet, const std::string& id) {
    const auto ids = array_at(tweet, "edit_history_tweet_ids");
    std::string_view first;
    if (!ids || ids->size() == 0 || ids->at(0).get(first) || !all_digits(first)) return id;
    return std::string(first);
  }

  // The reference of a kind; flattened, it holds the tweet itself.
  static std::optional<Json> referred(Json tweet, std::string_view kind) {
    if (const auto references = array_at(tweet, "referenced_tweets"))
      for (const Json reference : *references)
        if (text_at(reference, "type") == kind && all_digits(id_at(reference, "id"))) return reference;
    return {};
  }
  PostKey original_key(Json reference) const {
    const std::string id = id_at(reference, "id");
    if (const auto known = tweets_.find(id); known != tweets_.end())
      return tweet_key(first_version(known->second, id));
    return tweet_key(first_version(reference, id));
  }
  void read_referred(Json reference) {
    if (!text_at(reference, "text").empty() &&
        (object_at(reference, "author") || member(reference, "author_id")))
      (void)read(reference, true);
  }

  void text_and_entities(Json tweet, Post& post, bool own) {
    std::string_view text = text_at(tweet, "text");
    auto entities = object_at(tweet, "entities");
    if (const auto note = object_at(tweet, "note_tweet")) {
      if (const auto whole = text_at(*note, "text"); !whole.empty()) text = whole;
      if (const auto all = object_at(*note, "entities")) entities = all;
    }
    post.text = text;
    // Without "entities" the answer either was not asked for them or has none: then the text tells.
    if (!entities) return;
    post.declares_tags = true;
    if (const auto tags = array_at(*entities, "hashtags"))
      for (const Json tag : *tags)
        if (const auto name = text_at(tag, "tag"); !name.empty()) post.declared_tags.emplace_back(name);
    if (const auto urls = array_at(*entities, "urls"))
      for (const Json url : *urls)
        if (auto link = link_of(url); !link.empty()) post.links.push_back(std::move(link));
    if (!own) return;
    std::size_t taken = 0;
    if (const auto mentions = array_at(*entities, "mentions"))
      for (const Json mention : *mentions) {
        const auto name = text_at(mention, "username");
        std::string id = id_at(mention, "id");
        if (id.empty())
          if (const auto known = names_.find(ascii_lower(name)); known != names_.end())
            id = id_at(known->second, "id");
        const auto account = x_account(id, name);
        if (account.id.size() > 1 && ++taken <= max_mentions) page_.address(post, account);
      }
  }

  static void counts(Json tweet, Post& post) {
    const auto metrics = object_at(tweet, "public_metrics");
    if (!metrics) return;
    post.counts.likes = count_at(*metrics, "like_count");
    post.counts.boosts = count_at(*metrics, "retweet_count");
    post.counts.replies = count_at(*metrics, "reply_count");
    post.counts.quotes = count_at(*metrics, "quote_count");
    // Zero stands for "not counted then" in answers from before 2022.
    if (const auto views = count_at(*metrics, "impression_count"); views.value_or(0) > 0)
      post.counts.views = views;
  }

  void profile(const Who& who) {
    if (!who.user) return;
    Author author;
    author.key = who.key;
    author.handle = text_at(*who.user, "username");
    if (!author.handle.empty()) author.url = "https://x.com/" + author.handle;
    author.display_name = text_at(*who.user, "name");
    author.created_at = time_at(*who.user, "created_at");
    if (const auto metrics = object_at(*who.user, "public_metrics")) {
      author.followers = count_at(*metrics, "followers_count");
      author.following = count_at(*metrics, "following_count");
      author.posts = count_at(*metrics, "tweet_count");
    }
    page_.add(std::move(author));
  }

  void refer(Json tweet, Post& post, bool nested) {
    if (const auto parent = referred(tweet, "replied_to")) {
      post.is_reply = true;
      post.reply_to = original_key(*parent);
      std::optional<AuthorKey> to;
      if (const auto whom = id_at(tweet, "in_reply_to_user_id"); all_digits(whom)) to = x_account(whom, {});
      page_.reply(post, to);
      if (!nested) read_referred(*parent);
    }
    if (const auto root = id_at(tweet, "conversation_id"); all_digits(root) && root != post.key.uri)
      post.root = tweet_key(root);
    if (const auto quoted = referred(tweet, "quoted")) {
      post.quote_of = original_key(*quoted);
      page_.quote(post);
      if (!nested) read_referred(*quoted);
    }
  }

  TweetPage& page_;
  std::unordered_map<std::string, Json> names_;
  std::unordered_map<std::string_view, Json> tweets_;
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  std::unordered_map<std::string, Json, Hash, std::equal_to<>> users_;
};

}  // namespace

Result<void> read_tweets_v2(Json answer, Findings& into) {
  TweetPage page;
  Reader reader(answer, page);
  const auto one = [&](Json tweet) {
    ++into.records;
    if (const auto read = reader.read(tweet); !read) {
      ++into.unread;
      auto& told = into.reasons[read.error().detail];
      if (told.times++ == 0) told.first = into.records;
    }
    note_unknown(tweet, known_fields, into);
  };
  if (const auto tweets = array_at(answer, "data")) {
    for (const Json tweet : *tweets) one(tweet);
  } else if (const auto tweet = object_at(answer, "data")) {
    one(*tweet);
  } else if (member(answer, "author_id") || member(answer, "author")) {
    one(answer);
  }
  reader.read_included();
  if (const auto errors = array_at(answer, "errors"))
    for (const Json error : *errors) page.issue("not in the answer: " + std::string(text_at(error, "title")));
  const auto twarc = object_at(answer, "__twarc");
  page.finish(twarc ? time_at(*twarc, "retrieved_at") : std::nullopt, into);
  return {};
}

}  // namespace clamor::exchange
