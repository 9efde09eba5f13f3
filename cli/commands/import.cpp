#include <fmt/ostream.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <functional>

#include "cli/campaign.hpp"
#include "cli/commands.hpp"
#include "cli/importing.hpp"
#include "cli/json.hpp"
#include "cli/naming_columns.hpp"
#include "cli/process.hpp"
#include "cli/words.hpp"
#include "collector/engine.hpp"
#include "core/text.hpp"
#include "i18n/format.hpp"
#include "i18n/sentences.hpp"
#include "i18n/tr.hpp"
#include "storage/page_room.hpp"

namespace clamor::cli {
namespace {

namespace fs = std::filesystem;
using i18n::number;
using i18n::tr;
using i18n::tr_format;
using i18n::trn_format;

struct Done {
  std::string file, format, error;  // `error` English
  Imported imported;
};

// ---- while it works
// -----------------------------------------------------------------------------------------

class ImportLine {
 public:
  ImportLine(std::ostream& out, bool live, std::string file, const Clock& clock)
      : out_(out), live_(live), file_(std::move(file)), clock_(clock), start_(clock.monotonic()) {}

  void tell(const ImportProgress& at) {
    if (!live_) return;
    const Millis now = clock_.monotonic();
    if (now - drawn_at_ < Millis{200}) return;
    drawn_at_ = now;
    const double seconds = std::max(0.001, std::chrono::duration<double>(now - start_).count());
    std::string line =
        tr_format("{0}: {1} records, {2} per second", file_, number(at.records),
                  number(static_cast<std::int64_t>(static_cast<double>(at.records) / seconds)));
    if (at.bytes > 0 && at.bytes_read > 0) {
      const double part = std::min(1.0, static_cast<double>(at.bytes_read) / static_cast<double>(at.bytes));
      const auto left = static_cast<std::int64_t>(seconds * 1000 * (1 - part) / part);
      line += tr_format(", {0}, {1} left", i18n::percent(part, 0), i18n::duration(Millis{left}));
    }
    fmt::print(out_, "\r\x1b[K{}", line);
    out_.flush();
  }
  void finish() {
    if (live_) fmt::print(out_, "\r\x1b[K");
    out_.flush();
  }

 private:
  std::ostream& out_;
  const bool live_;
  const std::string file_;
  const Clock& clock_;
  const Millis start_;
  Millis drawn_at_{0};
};

// ---- what it tells
// ------------------------------------------------------------------------------------------

unsigned long plural(std::int64_t count) {
  return static_cast<unsigned long>(count);
}

void tell_reasons(std::ostream& out, const Imported& done) {
  if (done.unread == 0) return;
  fmt::print(out, "  {}\n",
             tr_format("{0} of {1} records were not read:", number(done.unread), number(done.records)));
  for (const auto& [reason, told] : done.reasons)
    fmt::print(out, "    {} × {} ({})\n", number(told.times), printable(i18n::translated(reason)),
               tr_format("first: record {0}", number(told.first)));
}

void tell_unknown(std::ostream& out, const Imported& done) {
  if (done.unknown.empty()) return;
  constexpr std::size_t most = 12;
  std::string names;
  std::size_t shown = 0;
  for (const auto& [name, told] : done.unknown) {
    if (shown++ == most) break;
    names += (names.empty() ? "" : ", ") + printable(truncate_utf8(name, 40));
  }
  if (done.unknown.size() > most) names += ", …";
  fmt::print(out, "  {}\n", tr_format("Fields that Clamor does not know and did not use: {0}", names));
}

void tell_posts(std::ostream& out, const Imported& done, const config::Config& config) {
  if (done.posts == 0) {
    fmt::print(out, "  {}\n", tr("None of its posts has one of your hashtags."));
  } else {
    std::string tags;
    for (const auto& hashtag : config.hashtags)
      if (const auto found = done.posts_of_tag.find(hashtag.key); found != done.posts_of_tag.end())
        tags += fmt::format("{}{} #{}", tags.empty() ? "" : ", ", number(found->second),
                            printable(hashtag.label));
    fmt::print(out, "  {}\n",
               tr_format("With your hashtags: {0}. Written {1}.", tags,
                         i18n::date_range(*done.time, config.zone())));
  }
  if (done.other_posts > 0)
    fmt::print(out, "  {}\n",
               trn_format("{0} post without any of them was left out.",
                          "{0} posts without any of them were left out.", plural(done.other_posts),
                          number(done.other_posts)));
  if (done.boosts > 0)
    fmt::print(out, "  {}\n",
               trn_format("{0} boost.", "{0} boosts.", plural(done.boosts), number(done.boosts)));
}

void tell_file(std::ostream& out, const Done& done, const config::Config& config, bool dry_run) {
  const Imported& imported = done.imported;
  const std::string name = printable(done.file);
  if (done.format.empty()) {
    fmt::print(out, "{}: {}\n", name, printable(i18n::translated(done.error)));
    return;
  }
  fmt::print(out, "{}\n",
             trn_format("{0}: {1} record read ({2})", "{0}: {1} records read ({2})", plural(imported.records),
                        name, number(imported.records), done.format));
  if (imported.skipped > 0)
    fmt::print(out, "  {}\n",
               tr_format("It goes on behind the {0} records of the import that was cut short.",
                         number(imported.skipped)));
  tell_reasons(out, imported);
  tell_posts(out, imported, config);
  tell_unknown(out, imported);
  const storage::Saved& saved = imported.saved;
  if (saved.new_posts + saved.new_mentions + saved.new_sightings + saved.new_readings == 0 &&
      imported.posts > 0)
    fmt::print(out, "  {}\n", tr("Nothing in it is new: the database had all of it."));
  else if (imported.posts > 0)
    fmt::print(out, "  {}\n",
               dry_run ? tr_format("It would bring {0} new posts and {1} new readings of counts.",
                                   number(saved.new_posts), number(saved.new_readings))
                       : tr_format("New in the database: {0} posts and {1} readings of counts.",
                                   number(saved.new_posts), number(saved.new_readings)));
  if (!done.error.empty())
    fmt::print(out, "  {}\n",
               tr_format("It could not be read to its end: {0}. What came before is kept.",
                         printable(i18n::translated(done.error))));
  else if (!imported.finished)
    fmt::print(out, "  {}\n", tr("Stopped. The same command goes on from here."));
}

void add_tally(Json& json, std::string_view key, std::string_view what, const exchange::Tally& tally) {
  json.open_list(key);
  for (const auto& [name, told] : tally)
    json.open().text(what, name).number("times", told.times).number("first_record", told.first).close();
  json.close_list();
}

void print_json(Invocation& invocation, const std::vector<Done>& all, const Campaign& campaign,
                bool dry_run) {
  Json json;
  json.open().text("database", database_path(campaign.db)).boolean("dry_run", dry_run).open_list("files");
  for (const Done& done : all) {
    const Imported& imported = done.imported;
    json.open().text("file", done.file).text("format", done.format).text("error", done.error);
    json.number("records", imported.records).number("unread", imported.unread);
    json.number("skipped", imported.skipped).boolean("finished", imported.finished);
    add_tally(json, "reasons", "reason", imported.reasons);
    add_tally(json, "unknown_fields", "field", imported.unknown);
    json.number("posts", imported.posts).number("other_posts", imported.other_posts);
    json.number("boosts", imported.boosts).open("posts_of_tag");
    for (const auto& [tag, posts] : imported.posts_of_tag) json.number(tag, posts);
    json.close();
    json.time("from", imported.time ? std::optional(imported.time->from) : std::nullopt);
    json.time("to", imported.time ? std::optional(imported.time->to) : std::nullopt);
    json.number("new_posts", imported.saved.new_posts).number("new_mentions", imported.saved.new_mentions);
    json.number("new_sightings", imported.saved.new_sightings);
    json.number("new_readings", imported.saved.new_readings).close();
  }
  fmt::print(invocation.out, "{}\n", json.close_list().close().line());
}

// ---- the work
// -----------------------------------------------------------------------------------------------

int refuse(Invocation& invocation, const std::string& sentence) {
  fmt::print(invocation.err, "clamor: {}\n", sentence);
  return exit_config;
}

std::string format_names() {
  std::string names;
  for (const exchange::Format* format : exchange::formats())
    names += (names.empty() ? "" : ", ") + std::string(format->name);
  return names;
}

// A position counts only for the hashtags it was made with: with others the same archive holds other posts.
std::string digest_of(const config::Config& config) {
  std::string all;
  for (const auto& hashtag : config.hashtags) {
    all += hashtag.key + '\n';
    for (const auto* list : {&hashtag.variants, &hashtag.veto})
      for (const auto& spelling : *list) all += '\t' + spelling + '\n';
  }
  return fmt::format("{:016x}", std::hash<std::string>{}(all));
}

// A database that is only tried out and goes away again.
class TrialFile {
 public:
  TrialFile() {
    std::string pattern = (fs::temp_directory_path() / "clamor-import-XXXXXX").string();
    if (::mkdtemp(pattern.data()) != nullptr) folder_ = pattern;
  }
  TrialFile(const TrialFile&) = delete;
  TrialFile& operator=(const TrialFile&) = delete;
  ~TrialFile() {
    std::error_code ignored;
    if (!folder_.empty()) fs::remove_all(folder_, ignored);
  }
  std::string db() const { return (folder_ / "trial.db").string(); }

 private:
  fs::path folder_;
};

struct Wish {
  const exchange::Format* format = nullptr;
  std::optional<config::Columns> columns;
  bool dry_run = false;
};

Result<Wish> read_wish(const Given& given) {
  Wish wish;
  wish.dry_run = given.has("dry-run");
  if (const auto name = given.get("format"); name && *name != "auto") {
    wish.format = exchange::find_format(*name);
    if (wish.format == nullptr)
      return fail(Errc::invalid_input, tr_format("There is no format \"{0}\"; there are auto, {1}.",
                                                 printable(*name), format_names()));
  }
  if (const auto file = given.get("columns")) {
    auto columns = config::read_columns(*file);
    if (!columns) return fail(Errc::invalid_input, printable(i18n::translated(columns.error().detail)));
    wish.columns = *columns;
  }
  return wish;
}

// A table of nobody's format is one whose columns somebody has to name.
std::optional<config::Columns> columns_of(const std::string& file, const Wish& wish, Invocation& invocation) {
  if (wish.columns) return wish.columns;
  const bool any_table = wish.format != nullptr && std::string_view(wish.format->name) == "table";
  if (wish.format != nullptr && !any_table) return {};
  const auto titles = any_table ? exchange::titles_of(file) : exchange::unknown_titles_of(file);
  return titles.empty() ? std::nullopt : columns_for(invocation, file, titles);
}

Done import_file(const std::string& file, const Wish& wish, const intake::Intake& intake,
                 storage::Writer& writer, const ImportOptions& options, const StopOnSignal& stop,
                 Invocation& invocation) {
  const SystemClock clock;
  Done done{file, "", "", {}};
  const auto columns = columns_of(file, wish, invocation);
  auto archive = exchange::Archive::open(file, wish.format, columns ? &*columns : nullptr);
  if (!archive) {
    done.error = archive.error().detail;
    return done;
  }
  ImportLine line(invocation.err, invocation.live && !invocation.json(), printable(file), clock);
  const auto read = import_archive(
      **archive, intake, writer, options, stop.token(), [&](const ImportProgress& at) { line.tell(at); },
      done.imported);
  line.finish();
  if ((*archive)->format() != nullptr) done.format = (*archive)->format()->name;
  if (!read) done.error = read.error().detail;
  return done;
}

int run_import(Invocation& invocation) {
  const auto campaign = open_campaign(invocation);
  if (!campaign) return exit_config;
  const config::Config& config = campaign->config;
  if (invocation.words.empty())
    return refuse(invocation,
                  tr("Say which files to bring in. Type `clamor help import` to see which are understood."));
  const auto wish = read_wish(invocation.given);
  if (!wish) return refuse(invocation, wish.error().detail);
  const bool dry_run = wish->dry_run;
  const auto simulated = [&] {
    return refuse(invocation, tr("This is a simulated campaign: real posts never go into its database."));
  };
  if (!config.simulated.empty()) return simulated();

  std::vector<Done> all;
  {
    const StopOnSignal stop;
    storage::take_room_for_pages();
    std::optional<TrialFile> trial;
    if (dry_run && !storage::exists(campaign->db)) trial.emplace();
    const auto writer = dry_run ? storage::open_trial_writer(trial ? trial->db() : campaign->db)
                                : storage::open_writer(campaign->db);
    if (!writer->simulated().empty()) return simulated();
    const UtcTime now = SystemClock().now();
    writer->set_campaign(collector::campaign_setup(config), now);
    const intake::Intake intake(config);
    for (const std::string& file : invocation.words) {
      if (stop.token().stop_requested()) break;
      all.push_back(import_file(file, *wish, intake, *writer, {now, digest_of(config)}, stop, invocation));
      if (!invocation.json()) tell_file(invocation.out, all.back(), config, dry_run);
    }
  }
  const bool trouble = std::ranges::any_of(all, [](const Done& done) { return !done.error.empty(); });
  if (invocation.json()) {
    print_json(invocation, all, *campaign, dry_run);
  } else if (dry_run) {
    fmt::print(invocation.out, "{}\n", tr("A trial: nothing was stored."));
  } else if (std::ranges::any_of(all, [](const Done& done) { return done.imported.posts > 0; })) {
    fmt::print(invocation.out, "{}\n",
               tr("Nobody knows what an archive left out: charts and tables mark the time it covers."));
  }
  return trouble ? exit_trouble : exit_ok;
}

}  // namespace

Command import_command() {
  using i18n::TR;
  return {"import",
          TR("brings in posts that somebody saved earlier"),
          TR("Reads files of other programs and keeps the posts with your hashtags, as if they had been "
             "collected: "
             "the same charts, the same tables. The format is recognised; gz, zst, xz and zip need not be "
             "unpacked. "
             "The same file twice adds nothing, a post known already gets what the file knows better, and an "
             "import that was cut short goes on with the same command. What cannot be read is told with its "
             "reason "
             "and stops nothing.\n\n"
             "twarc: JSON lines of twarc and twarc2. x-archive: the zip X gives to the owner of an account. "
             "zeeschuimer: its NDJSON of X, Instagram and TikTok, also from 4CAT. outbox: outbox.json of a Mastodon account's archive. "
             "tags, 4cat, crowdtangle: the tables of these tools as "
             "CSV. clamor: "
             "what `export --what posts --format jsonl --identify` wrote, to the last fact. Any other CSV or "
             "TSV: you are "
             "asked which column holds what, once."),
          "  clamor import tweets.jsonl.gz\n"
          "  clamor import --dry-run twitter-archive.zip\n"
          "  zcat 2020-*.jsonl.gz | clamor import -\n",
          {{"format", "NAME", TR("how to read the files, where recognising fails")},
           {"columns", "FILE", TR("a file that says which column of a table holds what")},
           {"dry-run", nullptr, TR("only say what would happen")}},
          run_import,
          true};
}

}  // namespace clamor::cli
