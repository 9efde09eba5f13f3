#include "bench/tweet_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <iterator>

namespace clamor::bench {
namespace {

constexpr std::int64_t first_id = 1'245'000'000'000'000'000;

std::string id_of(std::int64_t number) {
  return std::to_string(first_id + number * 4'194'304'077);
}
std::string author_id(std::int64_t number) {
  return std::to_string(1'000'000'000 + number);
}

// "Wed Apr 01 00:00:00 +0000 2020"
std::string tweet_time(UtcTime at) {
  const std::time_t seconds = at.time_since_epoch().count() / 1000;
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[40];
  return {text, std::strftime(text, sizeof text, "%a %b %d %H:%M:%S +0000 %Y", &parts)};
}

std::string user(const MadeAuthor& a) {
  return fmt::format(
      R"({{"id":{id},"id_str":"{id}","name":"{name}","screen_name":"{user}","location":"Ciudad simulada",)"
      R"("description":"Una cuenta simulada que escribe sobre derechos y salud. A made-up account.","url":null,)"
      R"("entities":{{"description":{{"urls":[]}}}},"protected":false,"followers_count":{followers},)"
      R"("friends_count":{following},"listed_count":3,"created_at":"{created}","favourites_count":211,)"
      R"("utc_offset":null,"time_zone":null,"geo_enabled":false,"verified":false,"statuses_count":{posts},)"
      R"("lang":null,"contributors_enabled":false,"is_translator":false,"is_translation_enabled":false,)"
      R"("profile_background_color":"F5F8FA","profile_background_image_url":null,)"
      R"("profile_background_image_url_https":null,"profile_background_tile":false,)"
      R"("profile_image_url":"http://imagenes.example/{user}/normal.jpg",)"
      R"("profile_image_url_https":"https://imagenes.example/{user}/normal.jpg",)"
      R"("profile_banner_url":"https://imagenes.example/{user}/banner","profile_link_color":"1DA1F2",)"
      R"("profile_sidebar_border_color":"C0DEED","profile_sidebar_fill_color":"DDEEF6",)"
      R"("profile_text_color":"333333","profile_use_background_image":true,"has_extended_profile":false,)"
      R"("default_profile":true,"default_profile_image":false,"following":null,"follow_request_sent":null,)"
      R"("notifications":null,"translator_type":"none","withheld_in_countries":[]}})",
      fmt::arg("id", author_id(a.number)), fmt::arg("name", a.display_name), fmt::arg("user", a.user),
      fmt::arg("followers", a.followers), fmt::arg("following", a.following),
      fmt::arg("created", tweet_time(a.created_at)), fmt::arg("posts", a.posts));
}

std::string entities(const Generator& generator, const MadePost& post) {
  std::string tags, mentions, urls;
  for (const std::string& tag : post.tags)
    fmt::format_to(std::back_inserter(tags), R"({}{{"text":"{}","indices":[0,9]}})", tags.empty() ? "" : ",",
                   tag);
  for (const std::int64_t number : post.addressed) {
    const MadeAuthor named = generator.author(number, post.at);
    fmt::format_to(std::back_inserter(mentions),
                   R"({}{{"screen_name":"{}","name":"{}","id":{},"id_str":"{}","indices":[0,9]}})",
                   mentions.empty() ? "" : ",", named.user, named.display_name, author_id(number),
                   author_id(number));
  }
  if (!post.link.empty())
    urls = fmt::format(
        R"({{"url":"https://t.co/simulado","expanded_url":"{}","display_url":"{}","indices":[0,9]}})",
        post.link, post.link.substr(8));
  return fmt::format(R"({{"hashtags":[{}],"symbols":[],"user_mentions":[{}],"urls":[{}]}})", tags, mentions,
                     urls);
}

// `repeated`: the line of another tweet that this one repeats, and whose text it opens with.
struct Tweet {
  std::string id, text, more;
};

std::string line_of(const Generator& generator, const MadePost& post, const Tweet& tweet) {
  const MadeAuthor author = generator.author(post.author, post.at);
  std::string parent = "null", parent_author = "null", parent_name = "null";
  if (post.reply_to >= 0) {
    parent = id_of(post.reply_to);
    const auto whom = generator.author(generator.post(post.reply_to, 0).author, post.at);
    parent_author = author_id(whom.number);
    parent_name = '"' + whom.user + '"';
  }
  const auto quoted = [](const std::string& number) {
    return number == "null" ? number : '"' + number + '"';
  };
  return fmt::format(
      R"({{"created_at":"{at}","id":{id},"id_str":"{id}","full_text":"{text}","truncated":false,)"
      R"("display_text_range":[0,140],"entities":{entities},)"
      R"("source":"<a href=\"https://cliente.example\" rel=\"nofollow\">Cliente simulado</a>",)"
      R"("in_reply_to_status_id":{parent},"in_reply_to_status_id_str":{parent_str},)"
      R"("in_reply_to_user_id":{whom},"in_reply_to_user_id_str":{whom_str},"in_reply_to_screen_name":{name},)"
      R"("user":{user},"geo":null,"coordinates":null,"place":null,"contributors":null,"is_quote_status":false,)"
      R"("retweet_count":{boosts},"favorite_count":{likes},"favorited":false,"retweeted":false,)"
      R"("possibly_sensitive":false,"lang":"{language}","metadata":{{"iso_language_code":"{language}",)"
      R"("result_type":"recent"}}{more}}})",
      fmt::arg("at", tweet_time(post.at)), fmt::arg("id", tweet.id), fmt::arg("text", tweet.text),
      fmt::arg("entities", entities(generator, post)), fmt::arg("parent", parent),
      fmt::arg("parent_str", quoted(parent)), fmt::arg("whom", parent_author),
      fmt::arg("whom_str", quoted(parent_author)), fmt::arg("name", parent_name),
      fmt::arg("user", user(author)), fmt::arg("boosts", post.boosts), fmt::arg("likes", post.likes),
      fmt::arg("language", post.spanish ? "es" : "en"), fmt::arg("more", tweet.more));
}

std::string text_of(const MadePost& post) {
  std::string text;
  for (const std::string& word : post.words) (text += text.empty() ? "" : " ") += word;
  for (const std::string& tag : post.tags) (text += " #") += tag;
  return post.link.empty() ? text : text + " https://t.co/simulado";
}

}  // namespace

std::string tweet_line(const Generator& generator, std::int64_t number) {
  MadePost post = generator.post(number, 0);
  const std::string id = id_of(number);
  // Spread by a fixed rule. What is repeated is rather young and rather popular: a number whose low bits are
  // zero.
  const std::uint64_t dice = static_cast<std::uint64_t>(number + 1) * 0x9E3779B97F4A7C15ULL >> 32;
  const std::int64_t back = 1 + static_cast<std::int64_t>(dice % 4000);
  const std::int64_t original = std::max<std::int64_t>(number - back, 0) / 8 * 8;
  const bool repeats = dice / 4000 % 5 < 2 && original % 8 == 0 && number % 8 != 0 && number > 8;
  if (!repeats) return line_of(generator, post, {id, text_of(post), ""});
  const MadePost repeated = generator.post(original, static_cast<std::int64_t>(dice % 3));
  post.reply_to = -1;
  post.words = repeated.words;
  post.tags = repeated.tags;
  post.link = repeated.link;
  post.addressed = {repeated.author};
  const std::string text = text_of(repeated);
  const std::string inner = line_of(generator, repeated, {id_of(original), text, ""});
  return line_of(generator, post,
                 {id, "RT @simulada: " + text.substr(0, text.rfind(' ', 100)), ",\"retweeted_status\":" + inner});
}

}  // namespace clamor::bench
