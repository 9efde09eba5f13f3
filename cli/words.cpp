#include "cli/words.hpp"

#include <fmt/ostream.h>

#include <algorithm>
#include <map>

#include "core/text.hpp"
#include "i18n/format.hpp"
#include "i18n/tr.hpp"

namespace clamor::cli {

using i18n::tr;
using i18n::tr_format;
using storage::SourceState;

std::string database_path(const std::string& db) {
  return db.starts_with("sqlite:") ? db.substr(7) : db;
}

int say_no_database(Invocation& invocation, const std::string& db) {
  fmt::print(invocation.err, "clamor: {}\n",
             tr_format("There is no database yet at {0}. Start with `clamor collect --once`.",
                       printable(database_path(db))));
  return exit_config;
}

std::string simulated_mark(const std::string& simulated) {
  return simulated.empty() ? "" : tr("SIMULATED DATA: nobody in it is real");
}

std::string state_for_people(const storage::SourceTotal& source) {
  if (source.archive()) return tr("an archive: nobody knows what it left out");
  switch (source.state) {
    case SourceState::ok:
      return tr("ok");
    case SourceState::stopped:
      return tr("not asked yet. `clamor collect --once` asks it.");
    case SourceState::limited:
      return tr("asks us to go slower. Nothing to do: we wait and go on.");
    case SourceState::refused:
      return tr(
          "does not let us read. Give it a token of your account, or remove it from the campaign file.");
    case SourceState::needs_login:
      return source.kind == "bluesky"
                 ? tr("needs a login. Make an app password and set BLUESKY_HANDLE and BLUESKY_APP_PASSWORD.")
                 : tr("needs a login. Put a token of your account into the campaign file.");
    case SourceState::failing:
      return tr("does not answer. We try again; `clamor doctor` looks closer.");
  }
  return {};
}

// What the servers themselves count, whatever we could read: for each hashtag the server that counts most.
std::string own_count_words(const std::vector<storage::SourceTotal>& sources) {
  std::map<std::string, std::int64_t> most;
  for (const auto& source : sources)
    for (const auto& tag : source.tags)
      if (tag.uses) most[tag.label] = std::max(most[tag.label], *tag.uses);
  std::string list;
  for (const auto& [label, uses] : most)
    list += (list.empty() ? "#" : " · #") + printable(label) + " " + i18n::number(uses);
  return list.empty() ? list : tr_format("The servers' own tag history, uses in 7 days: {0}.", list);
}

// Each reason once, behind the names it holds for.
std::string why_nobody_answered(const std::vector<storage::SourceTotal>& sources) {
  std::map<std::string, std::string> names;  // by reason
  for (const auto& source : sources) {
    if (source.archive()) continue;
    std::string& list = names[state_for_people(source)];
    list += (list.empty() ? "" : ", ") + printable(source.name);
  }
  std::string text;
  for (const auto& [reason, list] : names) text += (text.empty() ? "" : " ") + list + ": " + reason;
  return text;
}

std::string what_was_asked(const std::vector<storage::SourceTotal>& sources, const storage::Totals& totals,
                           const Zone& zone, std::int64_t new_posts) {
  std::size_t answered = 0, servers = 0;
  for (const auto& source : sources) {
    if (source.archive()) continue;
    ++servers;
    if (source.state == SourceState::ok || (source.state == SourceState::limited && source.last_success))
      ++answered;
  }
  std::string text;
  if (servers == 0 && !sources.empty()) return tr("All of this comes from archives: no server is asked.");
  if (answered == 0) {
    return tr_format("We could not look: {0}",
                     sources.empty() ? tr("no source is configured.") : why_nobody_answered(sources));
  }
  if (new_posts > 0)
    text = i18n::trn_format("Asked {1} of {2} servers: {0} new post.",
                            "Asked {1} of {2} servers: {0} new posts.", static_cast<unsigned long>(new_posts),
                            i18n::number(new_posts), answered, servers);
  else if (new_posts == 0)
    text = tr_format("Asked {0} of {1} servers: nothing new.", answered, servers);
  else
    text = tr_format("{0} of {1} servers answered last time.", answered, servers);
  text += ' ';
  if (totals.newest_post)
    text += tr_format("The newest post seen is from {0}.",
                      i18n::date(*totals.newest_post, zone, i18n::DateStyle::full));
  else
    text += tr("No post with these hashtags has been seen yet.");
  if (const std::string own = new_posts > 0 ? std::string() : own_count_words(sources); !own.empty())
    text += " " + own;
  return text;
}

std::string why_bytes_stay(const storage::Scrubbed& scrubbed) {
  if (scrubbed.complete) return {};
  if (scrubbed.stopped) return tr("The bytes are not gone yet, as it was stopped. `clamor prune` does the rest.");
  if (scrubbed.room_needed > 0)
    return tr_format("The bytes are not gone yet: the database has to be rewritten for that, which takes {0} of free space "
                     "beside it. Free some, then run `clamor prune`.",
                     i18n::bytes(scrubbed.room_needed));
  return tr("The bytes are not gone yet: a dashboard or another program still reads the database. Close it, then run "
            "`clamor prune`.");
}

std::string stopped_halfway() {
  return tr("Stopped halfway. Nothing is broken: `clamor prune` does the rest.");
}

std::string why_collecting_ended(int exit_code) {
  switch (exit_code) {
    case exit_ok:
      return {};
    case exit_config:
      return tr("The collector refuses the campaign file. `clamor collect` says why.");
    case exit_some_failed:
      return tr("Some servers could not be read. `clamor status` says which.");
    case exit_all_failed:
      return tr("The collector stopped: no server could be read. `clamor doctor` looks closer.");
    default:
      return tr("The collector stopped. `clamor collect` says why.");
  }
}

}  // namespace clamor::cli
