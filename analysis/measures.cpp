#include "analysis/measures.hpp"

#include "analysis/to_translate.hpp"

namespace clamor::analysis {

const std::array<MeasureInfo, 4>& all_measures() {
  static constexpr std::array<MeasureInfo, 4> all{{
      {Measure::mentions, "mentions", to_translate("Posts"),
       to_translate("Distinct posts with any of the chosen hashtags; copies of one post seen through several "
                    "servers count once."),
       to_translate("posts"), true},
      {Measure::authors, "authors", to_translate("Authors"),
       to_translate("Distinct accounts that wrote such a post; one person may have several accounts."),
       to_translate("accounts"), true},
      {Measure::engagement, "engagement", to_translate("Engagement"),
       to_translate(
           "Likes, boosts, replies and quotes to date of the posts written in the period, as far as the "
           "servers tell."),
       to_translate("interactions"), true},
      {Measure::audience_ceiling, "audience_ceiling", to_translate("Audience ceiling"),
       to_translate(
           "Followers of the distinct accounts that posted, the largest reading of each, per network: an "
           "upper bound, not people; shared followers count more than once. Accounts that only boosted "
           "are not in it."),
       to_translate("follower accounts"), false},
  }};
  return all;
}

}  // namespace clamor::analysis
