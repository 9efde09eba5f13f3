#include <fmt/ostream.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <map>

#include "cli/campaign.hpp"
#include "cli/commands.hpp"
#include "cli/folding.hpp"
#include "cli/json.hpp"
#include "cli/log_warning.hpp"
#include "cli/words.hpp"
#include "collector/reread_course.hpp"
#include "core/text.hpp"
#include "core/version.hpp"
#include "i18n/format.hpp"
#include "i18n/names.hpp"
#include "i18n/sentences.hpp"
#include "i18n/tr.hpp"
#include "storage/following.hpp"
#include "storage/log.hpp"
#include "storage/store.hpp"

namespace clamor::cli {
namespace {

using i18n::number;
using i18n::tr;
using i18n::tr_format;

constexpr std::size_t gaps_on_a_screen = 8;

// One consistent state of the database.
struct Health {
  int schema = 0;
  std::string simulated, campaign;
  Zone zone = Zone::utc();
  storage::Totals totals;
  std::vector<storage::TagTotal> tags;
  std::vector<storage::SourceTotal> sources;
  std::vector<storage::CoverageRow> coverage;
  std::vector<storage::GapRow> gaps;
  collector::RereadState rereading;
  std::vector<storage::LookbackRow> lookbacks;
  std::vector<storage::StreamRow> streams;
  std::uintmax_t log_bytes = 0;
  std::map<std::string, std::string> labels;  // by key
  const std::string& label(const std::string& key) const {
    const auto found = labels.find(key);
    return found == labels.end() ? key : found->second;
  }
};

Health read_health(storage::Reader& reader) {
  Health health;
  reader.begin_view();
  health.schema = reader.schema();
  health.simulated = reader.simulated();
  health.campaign = reader.campaign();
  health.zone = Zone::find(reader.timezone()).value_or(Zone::utc());
  health.totals = reader.totals();
  health.tags = reader.tags();
  health.sources = reader.sources();
  health.coverage = reader.coverage();
  health.gaps = reader.gaps();
  health.lookbacks = reader.lookbacks();
  health.streams = reader.streams();
  reader.end_view();
  for (const auto& tag : health.tags) health.labels[tag.tag] = tag.label;
  return health;
}

const char* gap_state(GapState state) {
  switch (state) {
    case GapState::open:
      return "open";
    case GapState::filling:
      return "filling";
    case GapState::closed:
      return "closed";
    case GapState::unrecoverable:
      return "unrecoverable";
  }
  return "";
}

void write_sources(Json& json, const Health& health) {
  json.open_list("sources");
  for (const auto& source : health.sources) {
    json.open().text("name", source.name).text("kind", source.kind).text("server", source.server);
    json.text("state", storage::source_state_name(source.state)).text("detail", source.detail);
    json.time("last_success", source.last_success).time("last_attempt", source.last_attempt);
    json.number("posts", source.posts).number("requests", source.requests).number("errors", source.errors);
    json.number("rate_limited_seconds", source.rate_limited_seconds).number("issues", source.issues);
    json.time("next_try", source.next_try).number("clock_skew_seconds", source.clock_skew_seconds);
    json.open_list("tags");
    for (const auto& tag : source.tags)
      json.open()
          .text("tag", health.label(tag.tag))
          .number("posts", tag.mentions)
          .number("uses_7d", tag.uses)
          .close();
    json.close_list().close();
  }
  json.close_list();
}

std::string as_json(const Health& health) {
  const auto& totals = health.totals;
  Json json;
  json.open().text("version", version).number("schema", std::int64_t{health.schema});
  json.text("simulated", health.simulated).text("campaign", health.campaign);
  json.text("timezone", health.zone.name()).number("posts", totals.posts);
  json.open_list("tags");
  for (const auto& tag : health.tags)
    json.open()
        .text("tag", tag.label)
        .number("mentions", tag.mentions)
        .number("authors", tag.authors)
        .close();
  json.close_list().number("mentions", totals.mentions).number("authors", totals.authors);
  json.number("boosters", totals.boosters)
      .number("boosts", totals.boosts)
      .number("engagement", totals.engagement);
  json.number("deleted", totals.deleted).number("edited_away", totals.edited_away);
  json.number("opted_out", totals.opted_out).number("vetoed", totals.vetoed);
  json.number("forgotten", totals.forgotten).number("expired", totals.expired);
  json.time("first_post", totals.first_post).time("newest_post", totals.newest_post);
  write_sources(json, health);
  json.open_list("coverage");
  for (const auto& row : health.coverage)
    json.open()
        .text("source", row.source)
        .text("tag", health.label(row.tag))
        .time("from", row.time.from)
        .time("to", row.time.to)
        .close();
  json.close_list().open_list("gaps");
  for (const auto& row : health.gaps)
    json.open()
        .text("source", row.source)
        .text("tag", health.label(row.tag))
        .time("from", row.gap.time.from)
        .time("to", row.gap.time.to)
        .text("cause", row.gap.cause)
        .text("state", gap_state(row.gap.state))
        .text("reason", row.gap.reason)
        .number("recovered", row.gap.recovered)
        .close();
  json.close_list().open_list("lookbacks");
  for (const auto& row : health.lookbacks)
    json.open()
        .text("source", row.source)
        .text("tag", health.label(row.tag))
        .time("from", row.time.from)
        .time("to", row.time.to)
        .close();
  json.close_list().open_list("streams");
  for (const auto& row : health.streams)
    json.open()
        .text("source", row.source)
        .text("tag", health.label(row.tag))
        .time("since", row.since)
        .time("dropped_at", row.dropped_at)
        .text("detail", row.detail)
        .close();
  json.close_list().open("rereading");
  json.number("followed", health.rereading.followed)
      .number("due", health.rereading.due)
      .number("late", health.rereading.late)
      .close();
  json.number("log_bytes", static_cast<std::int64_t>(health.log_bytes));
  json.close();
  return json.line();
}

void print_row(std::ostream& out, const std::string& label, const std::string& value,
               const std::string& note = {}) {
  fmt::print(out, "  {:<30} {:>10}{}{}\n", label, value, note.empty() ? "" : "   ", folded(note, 46));
}

void print_numbers(std::ostream& out, const Health& health) {
  const auto& totals = health.totals;
  print_row(out, tr("Posts"), number(totals.posts),
            tr_format("{0} mentions: a post with two tracked hashtags is two", number(totals.mentions)));
  print_row(out, tr("Authors"), number(totals.authors));
  print_row(out, tr("Boosts"), totals.boosts ? number(*totals.boosts) : "–");
  print_row(out, tr("Engagement"), totals.engagement ? number(*totals.engagement) : "–");
  for (const auto& [label, value] : {std::pair{tr("Deleted since"), totals.deleted},
                                     std::pair{tr("Hashtag edited away"), totals.edited_away},
                                     std::pair{tr("Opted out, without a name"), totals.opted_out},
                                     std::pair{tr("Forgotten on request"), totals.forgotten},
                                     std::pair{tr("Expired, without a name"), totals.expired},
                                     std::pair{tr("Vetoed spelling"), totals.vetoed}})
    if (value > 0) print_row(out, label, number(value));
  if (health.rereading.due > 0)
    print_row(out, tr("Counts due to be read again"), number(health.rereading.due),
              health.rereading.late > 0 ? tr_format("{0} of them late", number(health.rereading.late)) : "");
  fmt::print(out, "\n{}\n", tr("Hashtags"));
  for (const auto& tag : health.tags)
    print_row(out, "#" + printable(tag.label), number(tag.mentions),
              i18n::trn_format("{0} author", "{0} authors", static_cast<unsigned long>(tag.authors),
                               number(tag.authors)));
}

void print_note(std::ostream& out, const std::string& note) {
  fmt::print(out, "  {:<30} {:>10}   ({})\n", "", "", folded(note, 47));
}

std::string skew_words(std::int64_t seconds) {
  const std::string much = i18n::duration(std::chrono::seconds{std::abs(seconds)});
  return seconds > 0 ? tr_format("its clock is {0} ahead of ours", much)
                     : tr_format("its clock is {0} behind ours", much);
}

// One line for all hashtags of a source: the newest drop, else since when all of them are told.
std::string stream_words(const Health& health, const std::string& source) {
  const storage::StreamRow* dropped = nullptr;
  std::optional<UtcTime> since;
  for (const auto& row : health.streams) {
    if (row.source != source) continue;
    if (row.since) since = std::max(*row.since, since.value_or(*row.since));
    if (row.dropped_at && (!dropped || *row.dropped_at > *dropped->dropped_at)) dropped = &row;
  }
  const auto moment = [&](UtcTime at) { return i18n::date(at, health.zone, i18n::DateStyle::moment); };
  if (dropped)
    return tr_format("its stream broke off on {0}: {1}", moment(*dropped->dropped_at),
                     printable(i18n::translated(dropped->detail)));
  return since ? tr_format("its stream is listened to since {0}", moment(*since)) : "";
}

void print_sources(std::ostream& out, const Health& health) {
  fmt::print(out, "\n{}\n", tr("Sources"));
  for (const auto& source : health.sources) {
    std::string note = state_for_people(source);
    if (source.last_success && !source.archive())
      note +=
          " (" +
          tr_format("last read {0}", i18n::date(*source.last_success, health.zone, i18n::DateStyle::moment)) +
          ")";
    print_row(out, printable(source.name), number(source.posts), note);
    if (source.state != storage::SourceState::ok && !source.detail.empty())
      print_note(out, printable(i18n::translated(source.detail)));
    if (source.next_try)
      print_note(out, tr_format("next try: {0}",
                                i18n::date(*source.next_try, health.zone, i18n::DateStyle::moment)));
    if (source.clock_skew_seconds) print_note(out, skew_words(*source.clock_skew_seconds));
    if (const std::string stream = stream_words(health, source.name); !stream.empty()) print_note(out, stream);
  }
}

// A server that had nothing older was read back to its beginning; the network's first day is no news to
// anybody.
std::string span_words(Interval seen, Network network, const Zone& zone) {
  if (seen.from > network_epoch(network)) return i18n::date_range(seen, zone);
  return tr_format("all that the server holds, until {0}",
                   i18n::date(seen.to, zone, i18n::DateStyle::moment));
}

void print_coverage(std::ostream& out, const Health& health) {
  fmt::print(out, "\n{}\n", tr("What was seen and missed"));
  for (const auto& source : health.sources) {
    std::optional<Interval> seen;
    for (const auto& row : health.coverage)
      if (row.source == source.name)
        seen =
            seen ? Interval{std::min(seen->from, row.time.from), std::max(seen->to, row.time.to)} : row.time;
    const std::string span =
        seen ? span_words(*seen, source.network, health.zone) : tr("nothing was read completely yet");
    fmt::print(out, "  {:<24} {}\n", printable(source.name), folded(span, 27));
  }
  std::vector<const storage::GapRow*> open;
  for (const auto& row : health.gaps)
    if (row.gap.state != GapState::closed) open.push_back(&row);
  if (open.empty()) fmt::print(out, "  {}\n", tr("No gaps in what was read."));
  for (std::size_t i = 0; i < std::min(open.size(), gaps_on_a_screen); ++i)
    fmt::print(
        out, "  {}\n",
        folded(tr_format("gap: {0}, #{1}, {2} ({3})", printable(open[i]->source),
                         printable(health.label(open[i]->tag)), i18n::date_range(open[i]->gap.time, health.zone),
                         printable(i18n::gap_cause_title(open[i]->gap.cause))),
               4));
  if (open.size() > gaps_on_a_screen)
    fmt::print(out, "  {}\n",
               tr_format("and {0} more gaps: `clamor status --json` lists them all",
                         open.size() - gaps_on_a_screen));
}

int run_status(Invocation& invocation) {
  const auto campaign = open_campaign(invocation);
  if (!campaign) return exit_config;
  if (!storage::exists(campaign->db)) return say_no_database(invocation, campaign->db);
  const auto reader = storage::open_reader(campaign->db);
  Health health = read_health(*reader);
  health.rereading = collector::reread_state(*storage::open_following(campaign->db), SystemClock().now());
  health.log_bytes = storage::log_bytes(campaign->db);
  std::ostream& out = invocation.out;
  if (const std::string warning = log_warning(campaign->db); !warning.empty())
    fmt::print(invocation.err, "clamor: {}\n", warning);
  if (invocation.json()) {
    fmt::print(out, "{}\n", as_json(health));
    return exit_ok;
  }
  const std::string mark = simulated_mark(health.simulated);
  fmt::print(out, "{}{}{}\n", printable(health.campaign), mark.empty() ? "" : " · ", mark);
  fmt::print(out, "{}\n\n", tr_format("Database: {0}", printable(database_path(campaign->db))));
  print_numbers(out, health);
  print_sources(out, health);
  print_coverage(out, health);
  fmt::print(out, "\n{}\n", folded(what_was_asked(health.sources, health.totals, health.zone, -1)));
  return exit_ok;
}

}  // namespace

Command status_command() {
  using i18n::TR;
  return {"status",
          TR("what has been collected, from where, and what is missing"),
          TR("One screen: posts, authors, each hashtag, each source with what to do when it does not work, "
             "the time "
             "that was read completely and the gaps. With --json the same for machines."),
          "  clamor status\n  clamor status --json\n  clamor --db demo/clamor.db status\n",
          {},
          run_status};
}

}  // namespace clamor::cli
