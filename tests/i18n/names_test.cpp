#include "i18n/names.hpp"

#include <gtest/gtest.h>

#include "i18n/tr.hpp"

namespace clamor::i18n {
namespace {

TEST(GapCause, IsSaidInWordsOfBothLanguages) {
  for (const char* word : {"unreachable", "rate_limited", "needs_login", "refused", "server_trouble",
                           "bad_answer", "gone", "page_limit", "stream_dropped", "search_ceiling"}) {
    set_language(Language::en);
    const std::string english = gap_cause_title(word);
    EXPECT_NE(english.find(' '), std::string::npos) << word;
    set_language(Language::es);
    EXPECT_NE(gap_cause_title(word), english) << word;
  }
}

TEST(GapCause, OfANewerProgramIsShownWithoutItsUnderscores) {
  EXPECT_EQ(gap_cause_title("moon_in_the_way"), "moon in the way");
}

TEST(GapState, HasANameInBothLanguages) {
  for (const auto state : {GapState::open, GapState::filling, GapState::closed, GapState::unrecoverable}) {
    set_language(Language::en);
    const std::string english = gap_state_title(state);
    set_language(Language::es);
    EXPECT_NE(gap_state_title(state), english);
  }
}

}  // namespace
}  // namespace clamor::i18n
