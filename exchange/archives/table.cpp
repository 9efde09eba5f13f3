// Posts in rows: the tables of TAGS, 4CAT and CrowdTangle, and any other whose columns somebody named.
#include <algorithm>
#include <array>
#include <map>

#include "config/columns.hpp"
#include "core/text.hpp"
#include "exchange/archives/formats.hpp"
#include "exchange/archives/social.hpp"
#include "exchange/archives/tweet.hpp"
#include "exchange/archives/values.hpp"

namespace clamor::exchange {
namespace {

using config::Columns;

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

// ---- what the tables of known tools call their columns
// -----------------------------------------------------

Columns tags_columns() {
  Columns c;
  c.network = Network::x;
  c.id = "id_str", c.link = "status_url", c.author = "from_user", c.author_id = "from_user_id_str";
  c.text = "text", c.time = "created_at", c.followers = "user_followers_count";
  c.reply_to = "in_reply_to_status_id_str";
  return c;
}

Columns fourcat_columns() {
  Columns c;
  c.network = Network::x;
  c.id = "id", c.link = "link", c.author = "author", c.author_id = "author_id",
  c.author_name = "author_fullname";
  c.text = "body", c.time = "timestamp", c.language = "language_guess", c.hashtags = "hashtags",
  c.links = "urls";
  c.likes = "like_count", c.boosts = "retweet_count", c.replies = "reply_count", c.quotes = "quote_count";
  c.views = "impression_count", c.retweet = "is_retweet";
  return c;
}

Columns crowdtangle_columns() {
  Columns c;  // "Shares" pass a post on as it is, which is what a boost does
  c.link = "url", c.author = "user name", c.text = "message", c.time = "post created", c.likes = "likes";
  c.boosts = "shares", c.replies = "comments", c.followers = "followers at posting", c.links = "final link";
  return c;
}

// Columns of theirs that hold nothing we keep, so that nobody is told of them as unknown.
constexpr std::array<std::string_view, 13> tags_unused{"time",
                                                       "geo_coordinates",
                                                       "user_lang",
                                                       "in_reply_to_user_id_str",
                                                       "in_reply_to_screen_name",
                                                       "source",
                                                       "profile_image_url",
                                                       "user_friends_count",
                                                       "user_location",
                                                       "entities_str",
                                                       "lang",
                                                       "user_statuses_count",
                                                       "retweet_count"};
constexpr std::array<std::string_view, 34> fourcat_unused{
    "thread_id",       "collected_at",     "timestamp_unix",    "unix_timestamp",
    "subject",         "author_followers", "author_avatar_url", "author_banner_url",
    "author_verified", "source",           "is_quote_tweet",    "is_reply",
    "quote_author",    "quote_author_id",  "quote_body",        "quote_images",
    "quote_videos",    "quote_tweet_id",   "quoted_author",     "retweeted_author",
    "retweeted_user",  "reply_to",         "replied_author",    "replied_user",
    "long_lat",        "place_name",       "mentions",          "images",
    "videos",          "warning",          "conversation_id",   "bookmark_count",
    "is_withheld",     "withheld_scope"};
constexpr std::array<std::string_view, 41> crowdtangle_unused{
    "page name",
    "account",
    "page id",
    "facebook id",
    "page category",
    "page admin top country",
    "page description",
    "page created",
    "likes at posting",
    "post created date",
    "post created time",
    "type",
    "total interactions",
    "love",
    "wow",
    "haha",
    "sad",
    "angry",
    "care",
    "video share status",
    "is video owner?",
    "post views",
    "total views",
    "total views for all crossposts",
    "video length",
    "link",
    "image text",
    "link text",
    "sponsor id",
    "sponsor name",
    "sponsor category",
    "overperforming score",
    "title",
    "photo",
    "views",
    "group name",
    "total interactions (weighted  —  likes 1x shares 1x comments 1x love 1x wow 1x haha 1x sad 1x angry 1x "
    "care 1x )",
    "overperforming score (weighted  —  likes 1x shares 1x comments 1x love 1x wow 1x haha 1x sad 1x angry "
    "1x care 1x )",
    "user id",
    "followers",
    "post id"};

std::vector<std::string> titles_in(std::string_view bytes) {
  const auto line = bytes.substr(0, bytes.find('\n'));
  const char between = std::ranges::count(line, '\t') > std::ranges::count(line, ',') ? '\t' : ',';
  std::vector<std::string> titles;
  for (std::size_t from = 0; from <= line.size();) {
    const auto to = std::min(line.find(between, from), line.size());
    auto title = trimmed(line.substr(from, to - from));
    if (title.size() > 1 && title.front() == '"' && title.back() == '"')
      title = title.substr(1, title.size() - 2);
    titles.push_back(ascii_lower(title));
    from = to + 1;
  }
  return titles;
}

bool has_all(const Head& head, std::initializer_list<std::string_view> wanted) {
  const auto titles = titles_in(head.bytes);
  return std::ranges::all_of(wanted,
                             [&](auto title) { return std::ranges::find(titles, title) != titles.end(); });
}

// ---- a row
// --------------------------------------------------------------------------------------------------

class Table final : public Decoder {
 public:
  explicit Table(Columns columns, std::span<const std::string_view> known = {})
      : columns_(std::move(columns)), known_(known) {}

  Result<void> read(const Raw& raw, Findings& into) override {
    cells_ = raw.cells;
    if (valid_utf8(raw.text) != raw.text) as_utf8();
    if (places_.empty()) return titles(into);
    if (std::ranges::all_of(cells_, [](auto cell) { return trimmed(cell).empty(); })) {
      ++into.passed;
      return {};
    }
    return columns_.network == Network::x ? tweet(into) : other(into);
  }

 private:
  // Spreadsheets still save tables in the alphabet of their country.
  void as_utf8() {
    converted_.clear();
    for (const auto cell : cells_) converted_.push_back(from_windows_1252(cell));
    views_.assign(converted_.begin(), converted_.end());
    cells_ = views_;
  }

  std::string_view cell(const std::string& title) const {
    if (title.empty()) return {};
    const auto place = places_.find(ascii_lower(title));
    return place == places_.end() || place->second >= cells_.size() ? std::string_view{}
                                                                    : trimmed(cells_[place->second]);
  }

  Result<void> titles(Findings& into) {
    ++into.passed;
    for (std::size_t i = 0; i < cells_.size(); ++i) places_.try_emplace(ascii_lower(trimmed(cells_[i])), i);
    // What a spreadsheet is called Instagram's or Facebook's by is the title of one column.
    if (!columns_.text.empty() && !places_.contains(ascii_lower(columns_.text)) &&
        places_.contains("description"))
      columns_.text = "description";
    for (const auto& [title, place] : places_) {
      const bool used = std::ranges::any_of(config::column_fields(), [&](const auto& field) {
        return ascii_lower(columns_.*field.title) == title;
      });
      if (!used && !title.empty() && std::ranges::find(known_, title) == known_.end())
        into.unknown[truncate_utf8(title, max_name_bytes)] = {1, 1};
    }
    if (!places_.contains(ascii_lower(columns_.text)))
      into.refused = "its first row does not name the column of the text";
    return {};
  }

  Result<void> tweet(Findings& into) {
    std::string id(cell(columns_.id));
    if (!all_digits(id)) {  // a spreadsheet made 1.25E+18 of it; the address still has it
      const auto link = cell(columns_.link);
      const auto status = link.find("/status/");
      id = status == link.npos
               ? ""
               : std::string(link.substr(status + 8, link.find_first_of("?/", status + 8) - status - 8));
    }
    if (!all_digits(id)) return fail(Errc::bad_answer, "a row whose id is no whole number");
    std::string_view handle = cell(columns_.author);
    if (handle.starts_with('@')) handle.remove_prefix(1);
    if (handle.empty() && !all_digits(cell(columns_.author_id)))
      return fail(Errc::bad_answer, "a row without an author");
    const auto retweet = ascii_lower(cell(columns_.retweet));
    if (retweet == "yes" || retweet == "true" || retweet == "1" || cell(columns_.text).starts_with("RT @"))
      return fail(Errc::bad_answer, "a retweet without the tweet it repeats");
    Post post;
    post.key = tweet_key(id);
    post.native_id = id;
    post.author = x_account(cell(columns_.author_id), handle);
    post.created_at = time_of_snowflake(id);  // exact, whatever zone the table was written in
    if (!post.created_at) post.created_at = parse_any_time(cell(columns_.time));
    if (!post.created_at) return fail(Errc::bad_answer, "a row without a time that can be read");
    post.language = tweet_language(cell(columns_.language));
    facts(post);
    if (const auto parent = cell(columns_.reply_to); all_digits(parent)) {
      post.is_reply = true;
      post.reply_to = tweet_key(parent);
    }
    TweetPage page;
    page.add(profile(post.author, handle, handle.empty() ? "" : "https://x.com/" + std::string(handle)));
    page.reply(post, {});
    page.add(std::move(post), handle);
    page.finish({}, into);
    return {};
  }

  Result<void> other(Findings& into) {
    std::string_view uri = cell(columns_.link);
    if (uri.empty()) uri = cell(columns_.id);
    if (uri.empty()) return fail(Errc::bad_answer, "a row without id or link");
    std::string_view author = cell(columns_.author_id);
    if (author.empty()) author = cell(columns_.author);
    if (author.empty()) return fail(Errc::bad_answer, "a row without an author");
    Post post;
    post.key = {columns_.network, std::string(uri)};
    post.native_id = cell(columns_.id);
    post.url = uri.starts_with("http") ? uri : cell(columns_.link);
    post.author = {columns_.network, ascii_lower(author)};
    if (const auto known = social_post_at(uri, cell(columns_.author));
        known && columns_.network == Network::other) {  // the same post as in other files
      post.key = known->key;
      post.author = known->author.value_or(post.author);
    }
    post.created_at = parse_any_time(cell(columns_.time));
    if (!post.created_at) return fail(Errc::bad_answer, "a row without a time that can be read");
    post.language = truncate_utf8(cell(columns_.language), 35);
    facts(post);
    post.text = truncate_utf8(post.text, max_text_bytes);
    ArchivePage page;
    page.read_at = post.created_at;
    page.page.authors = {profile(post.author, cell(columns_.author), "")};
    page.page.posts.push_back(std::move(post));
    into.pages.push_back(std::move(page));
    return {};
  }

  void facts(Post& post) const {
    post.text = cell(columns_.text);
    for (auto& tag : split_list(cell(columns_.hashtags)))
      post.declared_tags.push_back(tag.starts_with('#') ? tag.substr(1) : tag);
    if (post.declared_tags.size() > max_tags) post.declared_tags.resize(max_tags);
    for (auto& link : split_list(cell(columns_.links))) post.links.push_back(std::move(link));
    post.counts.likes = count_of(cell(columns_.likes));
    post.counts.boosts = count_of(cell(columns_.boosts));
    post.counts.replies = count_of(cell(columns_.replies));
    post.counts.quotes = count_of(cell(columns_.quotes));
    if (const auto views = count_of(cell(columns_.views)); views.value_or(0) > 0) post.counts.views = views;
  }

  Author profile(const AuthorKey& key, std::string_view handle, std::string url) const {
    Author author;
    author.key = key;
    author.handle = truncate_utf8(handle, max_name_bytes);
    author.display_name = truncate_utf8(cell(columns_.author_name), max_name_bytes);
    author.url = std::move(url);
    author.followers = count_of(cell(columns_.followers));
    return author;
  }

  Columns columns_;
  std::span<const std::string_view> known_;
  std::map<std::string, std::size_t> places_;  // by title in lower case
  std::span<const std::string_view> cells_;
  std::vector<std::string> converted_;  // where the row was not UTF-8
  std::vector<std::string_view> views_;
};

std::unique_ptr<Decoder> open(Columns columns, std::span<const std::string_view> unused) {
  return std::make_unique<Table>(std::move(columns), unused);
}

Framing rows(const Head&) {
  return Framing::rows;
}

}  // namespace

std::unique_ptr<Decoder> open_table(const Columns& columns) {
  return std::make_unique<Table>(columns);
}

bool looks_like_table(const Head& head) {
  const auto titles = titles_in(head.bytes);
  const auto fit = [](const std::string& title) { return !title.empty() && title.size() < 80; };
  return titles.size() > 1 && !head.bytes.starts_with('{') && !head.bytes.starts_with('[') &&
         std::ranges::count_if(titles, fit) * 2 > static_cast<std::ptrdiff_t>(titles.size());
}

const Format tags_format{.name = "tags",
                         .network = Network::x,
                         .recognise =
                             [](const Head& head) {
                               return has_all(head, {"id_str", "from_user", "text"});
                             },
                         .framing = rows,
                         .open = [] { return open(tags_columns(), tags_unused); }};

const Format fourcat_format{
    .name = "4cat",
    .network = Network::x,
    .recognise =
        [](const Head& head) {
          return has_all(head, {"id", "body", "author", "timestamp", "retweet_count"});
        },
    .framing = rows,
    .open = [] { return open(fourcat_columns(), fourcat_unused); }};

const Format crowdtangle_format{
    .name = "crowdtangle",
    .network = Network::other,
    .recognise =
        [](const Head& head) {
          return has_all(head, {"user name", "post created", "url", "total interactions"});
        },
    .framing = rows,
    .open = [] { return open(crowdtangle_columns(), crowdtangle_unused); }};

const Format table_format{.name = "table",
                          .network = Network::other,
                          .recognise = [](const Head&) { return false; },  // somebody has to name the columns
                          .framing = rows,
                          .open = [] { return open_table({}); }};

}  // namespace clamor::exchange
