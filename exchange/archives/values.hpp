#pragma once
// Small values as archives write them.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.hpp"

namespace clamor::exchange {

// How much of one post is taken, as in collection.
inline constexpr std::size_t max_text_bytes = 256u << 10, max_name_bytes = 1u << 10;
inline constexpr std::size_t max_tags = 64, max_media = 64, max_mentions = 256, max_links = 64;

// "1234", "1,234"; empty: no number, or a negative one.
std::optional<std::int64_t> count_of(std::string_view text);
// "Wed Oct 10 20:19:24 +0000 2018".
std::optional<UtcTime> parse_tweet_time(std::string_view text);
// RFC 3339, a tweet's, "2020-04-20 14:00:00" with or without " UTC", " CDT"..., seconds or milliseconds since
// 1970. Without a zone it is UTC.
std::optional<UtcTime> parse_any_time(std::string_view text);
// What X's own ids say of when they were made, to the second as X tells it; empty before November 2010.
std::optional<UtcTime> time_of_snowflake(std::string_view id);
bool all_digits(std::string_view text);
// &amp; &lt; &gt; as X escapes texts.
std::string unescape_entities(std::string_view text);
// Text as old spreadsheets write it (Windows-1252, which holds Latin-1).
std::string from_windows_1252(std::string_view text);
// Parts between commas, spaces around them dropped, empty ones left out.
std::vector<std::string> split_list(std::string_view text);
// "und", "qme", "zxx"... say that nobody knows; codes of old get their present name.
std::string tweet_language(std::string_view code);

}  // namespace clamor::exchange
