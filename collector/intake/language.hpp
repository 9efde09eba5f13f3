#pragma once
// The language a text is in. Pure; safe from any thread.

#include <string>
#include <string_view>

namespace clamor::intake {

// BCP 47 of the language the text is in, tags, links and handles aside; empty below 20 letters or when
// unsure. Asks cld2, which costs more than all the rest that is derived from a post.
std::string detect_language(std::string_view text);

// Whether the small words of the text (articles, pronouns, prepositions) leave no doubt that it is in
// `language`, tags, links and handles aside: three or more of them, a sixth of all words, one that neighbours of
// the language do not have, and none that only another language has. Knows Spanish and English; false for every
// other language.
bool small_words_confirm(std::string_view text, std::string_view language);

}  // namespace clamor::intake
