#include <fmt/ostream.h>

#include "cli/campaign.hpp"
#include "cli/caring.hpp"
#include "cli/cleaning_copies.hpp"
#include "cli/commands.hpp"
#include "cli/json.hpp"
#include "cli/process.hpp"
#include "cli/words.hpp"
#include "core/text.hpp"
#include "i18n/format.hpp"
#include "i18n/tr.hpp"

namespace clamor::cli {
namespace {

using i18n::number;
using i18n::tr;
using i18n::tr_format;
using i18n::trn_format;

void say(Invocation& invocation, const Campaign& campaign, const Cared& cared,
         const CleanedCopies& copies, bool dry_run) {
  const storage::Pruned& pruned = cared.pruned;
  if (invocation.json()) {
    Json json;
    json.open()
        .boolean("dry_run", dry_run)
        .number("texts", pruned.texts)
        .number("posts", pruned.expired.posts);
    json.number("profiles", pruned.profiles).number("opted_out", cared.opted_out.posts);
    json.boolean("names", pruned.names);
    json.boolean("complete", cared.scrubbed.complete).open_list("removed");
    for (const std::string& file : cared.scrubbed.removed) json.item(file);
    write(json.close_list(), copies);
    fmt::print(invocation.out, "{}\n", json.close().line());
    return;
  }
  std::ostream& out = invocation.out;
  if (!cared.any()) {
    fmt::print(out, "{}\n", tr("Nothing is older than the campaign file allows."));
  } else {
    const int days = campaign.config.sensitive() ? 0 : campaign.config.keep_text_days;
    if (pruned.names)
      fmt::print(out, "{}\n",
                 dry_run ? tr("The campaign became sensitive: all texts, names, addresses and links would go.")
                         : tr("The campaign became sensitive: all texts, names, addresses and links are gone."));
    if (pruned.texts > 0)
      fmt::print(out, "{}\n",
                 dry_run ? trn_format("{0} text older than {1} days would go.",
                                      "{0} texts older than {1} days would go.",
                                      static_cast<unsigned long>(pruned.texts), number(pruned.texts), days)
                         : trn_format("{0} text older than {1} days is gone.",
                                      "{0} texts older than {1} days are gone.",
                                      static_cast<unsigned long>(pruned.texts), number(pruned.texts), days));
    if (pruned.expired.posts > 0)
      fmt::print(out, "{}\n",
                 tr_format("Posts past their time, which stay as numbers without a name: {0}.",
                           number(pruned.expired.posts)));
    if (cared.opted_out.posts > 0)
      fmt::print(
          out, "{}\n",
          tr_format("Posts of accounts on your opt-out list, which stay as numbers without a name: {0}.",
                    number(cared.opted_out.posts)));
    if (pruned.profiles > 0)
      fmt::print(out, "{}\n",
                 dry_run ? trn_format("{0} profile that nothing needs any more would go.",
                                      "{0} profiles that nothing needs any more would go.",
                                      static_cast<unsigned long>(pruned.profiles), number(pruned.profiles))
                         : trn_format("{0} profile that nothing needs any more is gone.",
                                      "{0} profiles that nothing needs any more are gone.",
                                      static_cast<unsigned long>(pruned.profiles), number(pruned.profiles)));
  }
  if (const std::string why = why_bytes_stay(cared.scrubbed); !why.empty()) fmt::print(out, "{}\n", why);
  say(out, copies);
}

int run_prune(Invocation& invocation) {
  const auto campaign = open_campaign(invocation);
  if (!campaign) return exit_config;
  if (!storage::exists(campaign->db)) return say_no_database(invocation, campaign->db);
  const bool dry_run = invocation.given.has("dry-run");
  const StopOnSignal stop;
  const auto go_on = [&] { return !stop.token().stop_requested(); };
  const auto writer = dry_run ? storage::open_trial_writer(campaign->db) : storage::open_writer(campaign->db);
  Cared cared = care(campaign->config, *writer, SystemClock().now(), go_on);
  if (!dry_run) cared.scrubbed = writer->scrub(go_on);
  CleanedCopies copies;
  if (!dry_run) {
    const storage::CopyCare care_of_copies{.opt_out = campaign->config.opt_out,
                                           .retention = retention_of(campaign->config)};
    copies = clean_copies(campaign->db, care_of_copies, cared.any(), go_on);
  }
  say(invocation, *campaign, cared, copies, dry_run);
  if (go_on()) return cared.scrubbed.complete ? exit_ok : exit_trouble;
  fmt::print(invocation.err, "clamor: {}\n", stopped_halfway());
  return exit_trouble;
}

}  // namespace

Command prune_command() {
  using i18n::TR;
  return {
      "prune",
      TR("removes what is older than the campaign file allows"),
      TR("Removes the texts that are older than keep_text_days, posts that a platform lets us keep only for a time, "
         "what accounts of the opt-out list left, all names once the campaign is sensitive, and profiles that nothing "
         "needs any more; then it rewrites the database, so that no byte of them stays in the file, its log or its "
         "caches. Counts stay. Backups made before, and databases that were set aside or salvaged, lose the same where they "
         "lie. Exports, and copies that cannot be cleaned, are listed for you to delete. "
         "`clamor collect` does the same once a day. While a collector runs, stop it first."),
      "  clamor prune\n  clamor prune --dry-run\n",
      {{"dry-run", nullptr, TR("only say what would go")}},
      run_prune};
}

}  // namespace clamor::cli
