#include "storage/merge.hpp"

#include <fmt/ostream.h>

#include "cli/campaign.hpp"
#include "cli/commands.hpp"
#include "cli/json.hpp"
#include "cli/process.hpp"
#include "cli/words.hpp"
#include "collector/engine.hpp"
#include "core/text.hpp"
#include "i18n/format.hpp"
#include "i18n/tr.hpp"

namespace clamor::cli {
namespace {

using i18n::number;
using i18n::tr;
using i18n::tr_format;
using i18n::trn_format;

int run_merge(Invocation& invocation) {
  if (invocation.words.size() != 1) {
    fmt::print(invocation.err, "clamor: {}\n",
               tr("With which database? Name one file of a partner: `clamor merge OTHER.db`."));
    return exit_config;
  }
  const auto campaign = open_campaign(invocation);
  if (!campaign) return exit_config;
  const std::string& other = invocation.words.front();
  const SystemClock clock;
  const StopOnSignal stop;
  const storage::Merged merged =
      storage::merge(campaign->db, other, collector::campaign_setup(campaign->config),
                     campaign->config.opt_out, clock.now(), [&](double) { return !stop.token().stop_requested(); });
  if (invocation.json()) {
    Json json;
    json.open()
        .text("database", database_path(campaign->db))
        .text("merged", other)
        .boolean("whole", merged.whole);
    json.number("posts", merged.posts).number("new_posts", merged.saved.new_posts);
    json.number("new_mentions", merged.saved.new_mentions)
        .number("new_sightings", merged.saved.new_sightings);
    json.number("new_readings", merged.saved.new_readings).number("opted_out", merged.opted_out);
    json.boolean("complete", merged.scrubbed.complete).close();
    fmt::print(invocation.out, "{}\n", json.line());
    return merged.whole && merged.scrubbed.complete ? exit_ok : exit_trouble;
  }
  if (!merged.whole) {
    fmt::print(invocation.out, "{}\n",
               tr("Stopped halfway. Nothing is wrong: give the same command again to finish."));
    return exit_trouble;
  }
  fmt::print(invocation.out, "{}\n",
             trn_format("{1} keeps {2} posts; {0} of them was new here.",
                        "{1} keeps {2} posts; {0} of them were new here.",
                        static_cast<unsigned long>(merged.saved.new_posts), number(merged.saved.new_posts),
                        printable(other), number(merged.posts)));
  fmt::print(
      invocation.out, "{}\n",
      tr("What both had is counted once. What was read and what was missed is united too: `clamor status`."));
  if (merged.opted_out > 0)
    fmt::print(invocation.out, "{}\n",
               tr_format("Posts of accounts on your opt-out list, which stay as numbers without a name: {0}.",
                         number(merged.opted_out)));
  if (merged.scrubbed.complete) return exit_ok;
  fmt::print(invocation.out, "{}\n", why_bytes_stay(merged.scrubbed));
  return exit_trouble;
}

}  // namespace

Command merge_command() {
  using i18n::TR;
  return {
      "merge",
      TR("brings a partner's database into yours"),
      TR("Unites two databases, say of two organisations that collected apart: posts, people, counts, what "
         "was "
         "read and what was missed. A post both have stays one post; a source with the same name is the same "
         "source; a post that one of you knows to be deleted is deleted. Whom your opt-out list names is "
         "counted and not stored. The order does not matter, and merging "
         "again changes nothing. Your campaign file decides what counts. The other file is only read. "
         "Simulated "
         "and real data are never mixed."),
      "  clamor backup\n  clamor merge partner.db\n",
      {},
      run_merge,
      true};
}

}  // namespace clamor::cli
