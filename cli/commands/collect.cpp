#include <fmt/ostream.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <optional>
#include <stop_token>

#include "cli/campaign.hpp"
#include "cli/caring.hpp"
#include "cli/commands.hpp"
#include "cli/json.hpp"
#include "cli/keeping_search.hpp"
#include "cli/log_warning.hpp"
#include "cli/notices.hpp"
#include "cli/pausing.hpp"
#include "cli/process.hpp"
#include "cli/progress.hpp"
#include "cli/self_check.hpp"
#include "cli/words.hpp"
#include "collector/engine.hpp"
#include "core/text.hpp"
#include "i18n/sentences.hpp"
#include "i18n/tr.hpp"
#include "storage/forgotten.hpp"
#include "storage/room.hpp"
#include "storage/salvage.hpp"

namespace clamor::cli {
namespace {

using collector::Outcome;
using storage::StorageError;
using i18n::tr;
using i18n::tr_format;

Result<std::optional<Millis>> length(const Given& given, const std::string& name) {
  const auto text = given.get(name);
  if (!text) return std::nullopt;
  const auto parsed = parse_duration(*text);
  if (parsed) return parsed;
  return fail(Errc::invalid_input, tr_format("--{0} must be a length of time like 10m, 12h or 7d.", name));
}

Result<collector::Options> options_of(const Given& given) {
  collector::Options options;
  options.once = given.has("once");
  const auto run_for = length(given, "for");
  if (!run_for) return tl::unexpected(run_for.error());
  options.run_for = *run_for;
  const auto backfill = length(given, "backfill");
  if (!backfill) return tl::unexpected(backfill.error());
  options.backfill = *backfill;
  return options;
}

bool on_this_machine(const std::string& server) {
  const std::string_view host = std::string_view(server).substr(server.find("://") + 3);
  return host.starts_with("127.") || host.starts_with("localhost") || host.starts_with("[::1]");
}

// What has to be in order before anything is asked. Empty: all is.
std::string obstacle(const config::Config& config) {
  if (config.sources.empty())
    return tr(
        "The campaign file names no [[source]]: there is nobody to ask. `clamor init` helps to choose some.");
  const bool away = std::any_of(config.sources.begin(), config.sources.end(),
                                [](const config::Source& source) { return !on_this_machine(source.server); });
  if (away && config.contact.empty())
    return tr_format("Write your e-mail or web page as `contact` into {0}: servers want to know who asks.",
                     printable(config.file.string()));
  return {};
}

// Simulated and real data never share a database.
std::string wrong_database(storage::Writer& writer, const config::Config& config) {
  if (writer.simulated().empty() && !config.simulated.empty()) writer.mark_simulated(config.simulated);
  if (writer.simulated() == config.simulated) return {};
  return tr("The database holds data of another simulated network. Use another database: --db FILE.");
}

const char* outcome_word(const Result<Outcome>& outcome) {
  if (!outcome) return "refused";
  switch (*outcome) {
    case Outcome::ok:
      return "ok";
    case Outcome::some_failed:
      return "some_failed";
    case Outcome::all_failed:
      return "all_failed";
  }
  return "";
}

void summarise(Invocation& invocation, const Campaign& campaign, const Result<Outcome>& outcome,
               std::int64_t posts_before) {
  const auto reader = storage::open_reader(campaign.db);
  reader->begin_view();
  const auto sources = reader->sources();
  const auto totals = reader->totals();
  reader->end_view();
  const std::int64_t new_posts = std::max<std::int64_t>(0, totals.posts - posts_before);
  if (invocation.json()) {
    Json json;
    json.open().text("outcome", outcome_word(outcome)).text("simulated", campaign.config.simulated);
    json.text("database", database_path(campaign.db))
        .number("new_posts", new_posts)
        .number("posts", totals.posts);
    json.number("mentions", totals.mentions).number("authors", totals.authors);
    json.time("newest_post", totals.newest_post).open_list("sources");
    for (const auto& source : sources)
      json.open()
          .text("name", source.name)
          .text("state", storage::source_state_name(source.state))
          .text("detail", source.detail)
          .number("posts", source.posts)
          .number("requests", source.requests)
          .number("errors", source.errors)
          .close();
    fmt::print(invocation.out, "{}\n", json.close_list().close().line());
    return;
  }
  std::ostream& out = invocation.out;
  if (const std::string mark = simulated_mark(campaign.config.simulated); !mark.empty())
    fmt::print(out, "{}\n", mark);
  fmt::print(out, "{}\n", what_was_asked(sources, totals, campaign.config.zone(), new_posts));
  for (const auto& source : sources)
    if (source.state != storage::SourceState::ok)
      fmt::print(out, "  {}: {}\n", printable(source.name), state_for_people(source));
  fmt::print(out, "{}\n", tr("`clamor status` shows the numbers, `clamor dashboard` the chart."));
}

// A collection that goes on for days stops once a day for the care of its database and the people in it.
Result<Outcome> collect_by_day(const collector::Options& options, const Clock& clock, std::stop_token stop,
                               const std::function<Result<Outcome>(std::optional<Millis>)>& collect_for,
                               const std::function<void()>& care) {
  constexpr Millis day = std::chrono::hours{24};
  if (options.once) return collect_for(options.run_for);
  std::optional<Millis> left = options.run_for;
  while (true) {
    const Millis time = left ? std::min(day, *left) : day, began = clock.monotonic();
    auto outcome = collect_for(time);
    const bool ended_early = clock.monotonic() - began < time;
    if (left) *left -= time;
    if (!outcome || ended_early || stop.stop_requested() || (left && *left <= Millis{0})) return outcome;
    care();
  }
}

struct Run {
  Result<Outcome> outcome = Outcome::ok;
  std::string refused;  // why nothing was asked, in the person's language
  std::int64_t posts_before = 0;
};

// `damaged` becomes true when the weekly look at the file found damage, which ends the run.
Run collect_once(Invocation& invocation, const Campaign& campaign, const collector::Options& options,
                 const StopOnSignal& signals, std::atomic<bool>& damaged, bool& begun) {
  const config::Config& config = campaign.config;
  const SystemClock clock;
  Run run;
  const auto writer = storage::open_writer(campaign.db, config.simulated);
  run.refused = wrong_database(*writer, config);
  if (!run.refused.empty()) return run;
  writer->set_campaign(collector::campaign_setup(config), clock.now());
  const auto care = [&] {
    const auto cared = care_daily(config, *writer, clock.now(), [&] { return !signals.token().stop_requested(); });
    if (cared.scrubbed.room_needed > 0) {
      fmt::print(invocation.err, "clamor: {}\n", why_bytes_stay(cared.scrubbed));
      invocation.err.flush();
    }
  };
  care();
  run.posts_before = storage::open_reader(campaign.db)->totals().posts;
  begun = true;
  const auto client = net::make_curl_client(collector::http_options(config));
  std::stop_source stop;
  const auto end = [&] {
    stop.request_stop();
    client->wake();
  };
  const std::stop_callback on_signal(signals.token(), end);
  SelfCheck check(campaign.db, [&] {
    damaged = true;
    end();
  });
  check.look(clock.now());
  const KeepingSearch search(campaign.db, clock);
  collector::SystemRandom random;
  std::vector<std::string> names;
  for (const config::Source& source : config.sources) names.push_back(source.name);
  Progress progress(invocation.err, invocation.live, names, clock);
  Notices notices(config, collector::http_options(config));
  LogWatch log(campaign.db);
  const auto tell = [&](const collector::Event& event) {
    progress.tell(event);
    if (!options.once) notices.tell(event);  // else the exit code tells
    if (event.kind != collector::Event::Kind::stored) return;
    if (const std::string warning = log.look(); !warning.empty()) progress.say(warning);
  };
  collector::Options listening = options;
  listening.open_stream = collector::open_streams_with(collector::http_options(config));
  const auto collect_for = [&](std::optional<Millis> time) {
    listening.run_for = time;
    return collector::collect(config, *writer, *client, clock, random, listening, stop.get_token(), tell);
  };
  run.outcome = collect_by_day(options, clock, stop.get_token(), collect_for, [&] {
    care();
    check.look(clock.now());
  });
  progress.finish();
  const Millis patience{stop.stop_requested() ? 500 : 10'000};
  for (const std::string& failure : notices.finish(patience))
    fmt::print(invocation.err, "clamor: {}\n", failure);
  return run;
}

// A damaged database is not written any more: it is set aside, and collection goes on in a new one.
Run collect_through_damage(Invocation& invocation, const Campaign& campaign,
                           const collector::Options& options, const StopOnSignal& signals, bool& begun) {
  std::atomic<bool> damaged = false;
  const auto again = [&]() -> std::optional<Run> {
    const auto aside = storage::set_aside_if_damaged(campaign.db, SystemClock().now());
    if (!aside) return std::nullopt;
    fmt::print(
        invocation.err, "clamor: {}\n",
        tr_format("The database is damaged. It was set aside as {0}, and collection goes on in a new one. "
                  "`clamor salvage {0}` saves what can be read of it.",
                  printable(aside->string())));
    if (!storage::keep_away(campaign.db, *aside, SystemClock().now()).known)
      fmt::print(invocation.err, "clamor: {}\n",
                 tr("Whom it had forgotten cannot be read any more: `clamor forget` them again."));
    std::atomic<bool> ignored = false;
    return collect_once(invocation, campaign, options, signals, ignored, begun);
  };
  try {
    const Run run = collect_once(invocation, campaign, options, signals, damaged, begun);
    if (!damaged) return run;
    return again().value_or(run);
  } catch (const StorageError& error) {
    if (error.kind() != StorageError::Kind::damaged) throw;
    if (const auto run = again()) return *run;
    throw;
  }
}

constexpr Millis between_looks{10'000};
constexpr std::uintmax_t room_to_go_on = 32 << 20;

struct PauseWords {
  std::string why, goes_on;
};

PauseWords pause_words(StorageError::Kind kind) {
  using Kind = StorageError::Kind;
  switch (kind) {
    case Kind::disk_full:
      return {tr("The disk is full. Collection pauses, and goes on by itself when there is room again. What was stored is "
                 "safe; free some space."),
              tr("There is room again: collection goes on.")};
    case Kind::busy:
      return {tr("Collection pauses, and goes on by itself when the other program lets go. What was stored is safe."),
              tr("Collection goes on.")};
    case Kind::no_memory:
      return {tr("Collection pauses, and goes on by itself in a moment. What was stored is safe; close other programs."),
              tr("Collection goes on.")};
    default:
      return {tr("Collection pauses, and goes on by itself when the disk is well again. What was stored is safe."),
              tr("The disk is well again: collection goes on.")};
  }
}

// Trouble that may pass ends a run that was to end by itself. Else collection pauses, and goes on where it stood.
Run collect_through_trouble(Invocation& invocation, const Campaign& campaign,
                            const collector::Options& options, const StopOnSignal& stop) {
  Run run;
  const auto collect = [&](bool& begun) { run = collect_through_damage(invocation, campaign, options, stop, begun); };
  bool ignored = false;
  if (options.once || options.run_for) return collect(ignored), run;
  const auto say = [&](const std::string& sentence) {
    fmt::print(invocation.err, "clamor: {}\n", sentence);
    invocation.err.flush();
  };
  work_through_pauses(
      collect,
      {[&] { return !stop.wait(between_looks); },
       // Else a new database would be begun where a disk is gone.
       [&] { return storage::can_be_written(campaign.db, room_to_go_on) && storage::exists(campaign.db); },
       [&](const StorageError& error) {
         if (error.kind() != StorageError::Kind::disk_full) say(printable(i18n::translated(error.what())));
         say(pause_words(error.kind()).why);
       },
       [&](StorageError::Kind kind) { say(pause_words(kind).goes_on); }});
  return run;
}

int run_collect(Invocation& invocation) {
  const auto options = options_of(invocation.given);
  if (!options) {
    fmt::print(invocation.err, "clamor: {}\n", options.error().detail);
    return exit_config;
  }
  const auto campaign = open_campaign(invocation);
  if (!campaign) return exit_config;
  const config::Config& config = campaign->config;
  const auto refuse = [&](const std::string& sentence) {
    fmt::print(invocation.err, "clamor: {}\n", sentence);
    return exit_config;
  };
  if (const std::string sentence = obstacle(config); !sentence.empty()) return refuse(sentence);

  StopOnSignal stop;
  const Run run = collect_through_trouble(invocation, *campaign, *options, stop);
  if (!run.refused.empty()) return refuse(run.refused);
  if (!run.outcome) return refuse(printable(i18n::translated(run.outcome.error().detail)));
  summarise(invocation, *campaign, run.outcome, run.posts_before);
  if (stop.token().stop_requested() || *run.outcome == Outcome::ok) return exit_ok;
  return *run.outcome == Outcome::all_failed ? exit_all_failed : exit_some_failed;
}

}  // namespace

Command collect_command() {
  using i18n::TR;
  return {
      "collect",
      TR("asks the servers for posts with your hashtags and keeps them"),
      TR("Asks every server of the campaign file for each hashtag, politely, and keeps what they answer. The "
         "first "
         "time it reads back as far as each server goes; later it reads what is new. It goes on until "
         "Ctrl-C; with "
         "--once it stops when nothing is left to ask. Exit code: 0 all is well, 2 the campaign file has a "
         "mistake, 3 some servers failed, 4 all failed."),
      "  clamor collect --once\n  clamor collect --for 10m\n  clamor collect --backfill 7d\n",
      {{"once", nullptr, TR("stop when nothing is left to ask for")},
       {"for", "TIME", TR("stop after this time: 10m, 12h, 7d")},
       {"backfill", "TIME", TR("the first time, read back only so far: 7d")}},
      run_collect};
}

}  // namespace clamor::cli
