// Numbers and rows for spreadsheets, programs and Gephi. People get pseudonyms unless somebody says, with
// open eyes, that they must be named.
#include <fcntl.h>
#include <fmt/ostream.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <set>

#include "analysis/measures.hpp"
#include "cli/campaign.hpp"
#include "cli/commands.hpp"
#include "cli/confirm.hpp"
#include "cli/copies.hpp"
#include "cli/export_tables.hpp"
#include "cli/folding.hpp"
#include "cli/json.hpp"
#include "cli/people_rows.hpp"
#include "cli/timeline.hpp"
#include "cli/words.hpp"
#include "collector/intake/prepare.hpp"
#include "core/text.hpp"
#include "core/version.hpp"
#include "exchange/own_jsonl_writer.hpp"
#include "i18n/format.hpp"
#include "i18n/sentences.hpp"
#include "i18n/tr.hpp"
#include "storage/records.hpp"

namespace clamor::cli {
namespace {

namespace fs = std::filesystem;
using exchange::TableFormat;
using exchange::TableWriter;
using i18n::number;
using i18n::tr;
using i18n::tr_format;

constexpr const char* coverage_table = "coverage";

// ---- what was asked for ------------------------------------------------------------------------------

struct Wish {
  std::string what;
  const TableFormat* format = nullptr;
  std::string out;  // "-": standard output
  bool identify = false, raw = false, force = false;
  analysis::BucketSize bucket = analysis::BucketSize::day;
  bool is_archive() const { return what == "posts" && identify && std::string_view(format->name) == "jsonl"; }
  bool to_stdout() const { return out == "-"; }
  bool has_people() const { return what != "timeline" && what != coverage_table; }
};

std::string formats_list() {
  std::string list;
  for (const TableFormat& format : exchange::table_formats())
    list += (list.empty() ? "" : "|") + std::string(format.name);
  return list;
}

constexpr std::array whats{"posts", "authors", "timeline", "edges", "links", "readings", "coverage"};

Result<Wish> refuse(const std::string& sentence) {
  return fail(Errc::invalid_input, sentence);
}

Result<const TableFormat*> wanted_format(const Invocation& invocation, const std::string& out) {
  auto name = invocation.given.get("format");
  if (!name && fs::path(out).has_extension()) name = fs::path(out).extension().string().substr(1);
  const TableFormat* format = name ? exchange::find_table_format(*name) : nullptr;
  if (format) return format;
  if (name)
    return fail(Errc::invalid_input, tr_format("There is no format {0}: it must be one of {1}.",
                                               printable(*name), formats_list()));
  return fail(
      Errc::invalid_input,
      tr_format("Say the format with --format ({0}) or by the ending of the file's name.", formats_list()));
}

Result<Wish> read_wish(const Invocation& invocation) {
  Wish wish;
  const Given& given = invocation.given;
  wish.what = given.get("what").value_or("");
  if (std::ranges::find(whats, wish.what) == whats.end()) {
    const std::string list = fmt::format("{}", fmt::join(whats, "|"));
    return refuse(wish.what.empty() ? tr_format("Say what to export: --what {0}.", list)
                                    : tr_format("There is no table {0}: it must be one of {1}.",
                                                printable(wish.what), list));
  }
  wish.out = given.get("out").value_or("");
  if (wish.out.empty()) return refuse(tr("Say where to: --out FILE, or --out - for standard output."));
  const auto format = wanted_format(invocation, wish.out);
  if (!format) return tl::unexpected(format.error());
  wish.format = *format;
  wish.identify = given.has("identify");
  wish.raw = given.has("raw");
  wish.force = given.has("force");
  if (wish.format->graph && wish.what != "edges")
    return refuse(tr("GEXF holds a graph of accounts: export it with --what edges."));
  if (wish.raw && std::string_view(wish.format->name) != "csv")
    return refuse(tr("--raw is for CSV: the other formats need no protection against formulas."));
  if (wish.to_stdout() && invocation.json())
    return refuse(tr("--json and --out - both want standard output: give the file a name."));
  if (wish.identify && wish.what == coverage_table)
    return refuse(tr("The coverage names nobody: leave --identify out."));
  const std::string bucket = given.get("bucket").value_or("day");
  if (given.has("bucket") && wish.what != "timeline") return refuse(tr("--bucket is for --what timeline."));
  if (bucket == "hour")
    wish.bucket = analysis::BucketSize::hour;
  else if (bucket == "week")
    wish.bucket = analysis::BucketSize::week;
  else if (bucket != "day")
    return refuse(tr("--bucket must be hour, day or week."));
  return wish;
}

// ---- the file ----------------------------------------------------------------------------------------

std::runtime_error cannot_write(const fs::path& place, const std::string& why) {
  return std::runtime_error(tr_format("{0} cannot be written: {1}", printable(place.string()), i18n::translated(why)));
}

// Written beside its place under a name of its own, readable by its owner only, and moved there when it is
// whole.
class Target {
 public:
  explicit Target(const Wish& wish) : wish_(wish) {
    place_ = wish.to_stdout() ? fs::temp_directory_path() / "clamor-export" : fs::absolute(wish.out);
    std::string pattern = (place_.parent_path() / ("." + place_.filename().string() + ".XXXXXX")).string();
    const int file = ::mkstemp(pattern.data());
    if (file < 0) throw cannot_write(place_, std::strerror(errno));
    ::close(file);
    temporary_ = pattern;
  }
  ~Target() {
    std::error_code ignored;
    if (!temporary_.empty()) fs::remove(temporary_, ignored);
  }
  Target(const Target&) = delete;
  Target& operator=(const Target&) = delete;

  const fs::path& file() const { return temporary_; }
  const fs::path& place() const { return place_; }

  void deliver(std::ostream& out) {
    if (wish_.to_stdout()) {
      if (fs::file_size(temporary_) > 0) out << std::ifstream(temporary_, std::ios::binary).rdbuf();
      out.flush();
      return;
    }
    to_disk(temporary_);
    std::error_code trouble;
    fs::rename(temporary_, place_, trouble);
    if (trouble) throw cannot_write(place_, trouble.message());
    temporary_.clear();
    to_disk(place_.parent_path());
  }

 private:
  static void to_disk(const fs::path& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    const bool kept = file >= 0 && ::fsync(file) == 0;
    const int trouble = errno;
    if (file >= 0) ::close(file);
    if (!kept) throw cannot_write(path, std::strerror(trouble));
  }

  const Wish& wish_;
  fs::path place_, temporary_;
};

// ---- naming people -----------------------------------------------------------------------------------

bool told_and_confirmed(Invocation& invocation, const Wish& wish) {
  std::ostream& err = invocation.err;
  if (wish.has_people())
    fmt::print(
        err, "{}\n{}\n{}\n",
        tr("This file will name people who spoke up in a conflict, some perhaps minors."),
        folded(tr("Whoever gets hold of it can look for them, harass them or report them to an authority, and nobody "
                  "can take it back. Pass it only to those who need the names, on an encrypted disk, and delete it "
                  "afterwards.")),
        folded(tr("Authors who asked not to be listed keep a pseudonym in tables; in JSON lines of posts, which are a "
                  "complete copy, everybody is named.")));
  else
    fmt::print(err, "{}\n",
               folded(tr("This table will tell apart times in which fewer than 5 accounts wrote: who knows the "
                         "campaign may recognise them.")));
  return confirmed(invocation, {});
}

void fill_naming(Naming& naming, storage::RecordReader& reader, const Wish& wish,
                 const config::Config& config) {
  naming.identified = wish.identify;
  naming.zone = Zone::find(reader.timezone()).value_or(Zone::utc());
  for (const auto& tag : reader.tags()) naming.labels[tag.tag] = tag.label;
  for (const auto& link : config.links) naming.own_links.insert(intake::normalise_link(link.url));
  for (const auto& source : reader.all_sources())
    if (source.kind == storage::archive_kind)
      naming.archives[source.name] = fmt::format("archive {}", naming.archives.size() + 1);
  if (wish.identify)
    reader.each_author([&](const AuthorRecord& author) {
      if (!author.listable) naming.unlisted.insert(author.author.key);
    });
  const std::string simulated = reader.simulated();
  if (!simulated.empty()) naming.mark = "SIMULATED " + simulated;
  if (wish.has_people())
    naming.mark +=
        (naming.mark.empty() ? "" : "; ") + std::string(wish.identify ? "identified" : "pseudonymised");
}

exchange::About about_of(storage::RecordReader& reader, const Wish& wish, UtcTime now) {
  exchange::About about;
  about.campaign = reader.campaign();
  about.timezone = reader.timezone();
  about.version = version;
  about.made_at = UtcTime{std::chrono::floor<std::chrono::seconds>(now)};
  about.simulated = reader.simulated();
  about.identified = wish.identify;
  about.definitions_title = tr("definitions");
  about.definition_heads = {tr("table"), tr("column"), tr("definition"), tr("unit"), tr("source")};
  if (!about.simulated.empty()) about.notes.push_back(simulated_mark(about.simulated));
  if (wish.has_people())
    about.notes.emplace_back(wish.identify
                                 ? tr("IDENTIFIED: whoever made this file chose to name people who spoke up "
                                      "in a conflict, some perhaps minors. "
                                      "Pass it only to those who need the names, and delete it afterwards.")
                                 : tr("Pseudonymised: accounts and posts have labels made with a key that "
                                      "was thrown away; names, texts and addresses of people are left out, "
                                      "times are rounded to the day and numbers to one digit. A row is told "
                                      "from left to right as far as rows of at least 5 accounts are alike, "
                                      "the rest of it is empty: for sums take the timeline. Who is joined to "
                                      "whom may still tell a well-known account."));
  if (wish.what == "timeline")
    about.notes.emplace_back(wish.identify ? tr("Whoever made this file chose to tell apart times in which "
                                                "fewer than 5 accounts wrote: who knows the "
                                                "campaign may recognise them.")
                                           : tr("Rows in which fewer than 5 accounts wrote are empty and "
                                                "marked as merged; the last row, without a day, "
                                                "holds them all, so that sums are whole."));
  about.notes.emplace_back(
      tr("An empty cell is not zero: nobody looked, or the server did not say. What was read and what was "
         "missed is in "
         "the table of coverage. Counts read through another server than the post's own are lower bounds. "
         "Followers "
         "are not people reached."));
  return about;
}

// ---- rows --------------------------------------------------------------------------------------------

struct Done {
  std::int64_t rows = 0, merged = 0, untold = 0;
  void add(const PeopleRows& written) {
    rows += written.rows;
    untold += written.untold;
  }
  TableWriter::Fitted fitted;
};

void check(const Result<void>& finished, const Target& target) {
  if (!finished) throw cannot_write(target.place(), finished.error().detail);
}

template <class Record>
auto begin_table(TableWriter& writer, const std::string& name, Fields<Record> fields, std::int64_t& rows) {
  writer.begin(table_of(name, fields));
  return [&writer, &rows, fields = std::move(fields)](const Record& record) {
    writer.row(cells_of(fields, record));
    ++rows;
  };
}

void write_timeline(TableWriter& writer, storage::RecordReader& reader, const Naming& naming,
                    const Wish& wish, UtcTime now, Done& done) {
  const bool hourly = wish.bucket == analysis::BucketSize::hour;
  const auto row = begin_table(writer, wish.what, timeline_fields(naming, reader.tags(), hourly), done.rows);
  const auto bucket = [&](UtcTime time) {
    return analysis::buckets({time, time + Millis{1}}, wish.bucket, naming.zone).front();
  };
  Timeline timeline(reader, bucket, !wish.identify, now, row);
  reader.each_post([&](const storage::PostRow& post) { timeline.add(post); });
  timeline.finish();
  done.merged = timeline.merged_rows();
}

void write_graph(TableWriter& writer, storage::RecordReader& reader, const Naming& naming, Done& done) {
  std::set<AuthorKey> tied;
  reader.each_tie([&](const Tie& tie) {
    tied.insert(tie.from);
    tied.insert(tie.to);
  });
  const auto each_node = [&](const std::function<void(const AuthorRecord&)>& take) {
    reader.each_author([&](const AuthorRecord& author) {
      if (author.posts > 0 || tied.contains(author.author.key)) take(author);
    });
  };
  done.untold = write_people(writer, "accounts", node_fields(naming), each_node).untold;
  done.add(write_people(writer, "edges", tie_fields(naming),
                        [&](const std::function<void(const Tie&)>& take) { reader.each_tie(take); }));
}

void write_coverage(TableWriter& writer, storage::RecordReader& reader, const Naming& naming,
                    std::int64_t& rows) {
  const auto row = begin_table(writer, coverage_table, coverage_fields(naming), rows);
  for (const Stretch& stretch : stretches(reader.coverage(), reader.gaps())) row(stretch);
}

void write_table(TableWriter& writer, storage::RecordReader& reader, const Naming& naming, const Wish& wish,
                 UtcTime now, Done& done) {
  const std::string& what = wish.what;
  if (wish.format->graph) {
    write_graph(writer, reader, naming, done);
  } else if (what == "posts") {
    const auto each = [&](const std::function<void(const PostRecord&)>& take) {
      reader.each_charted_post(take);
    };
    done.add(write_people(writer, what, post_fields(naming), each));
  } else if (what == "authors") {
    const auto each = [&](const std::function<void(const AuthorRecord&)>& take) {
      reader.each_author([&](const AuthorRecord& author) {
        if (author.posts > 0 || author.boosts > 0) take(author);
      });
    };
    done.add(write_people(writer, what, author_fields(naming), each));
  } else if (what == "edges") {
    const auto each = [&](const std::function<void(const EdgeRecord&)>& take) {
      reader.each_edge([&](const EdgeRecord& edge) {
        if (edge.counted) take(edge);
      });
    };
    done.add(write_people(writer, what, edge_fields(naming), each));
  } else if (what == "links") {
    const auto each = [&](const std::function<void(const LinkRecord&)>& take) { reader.each_link(take); };
    done.add(write_people(writer, what, link_fields(naming), each));
  } else if (what == "readings") {
    const auto each = [&](const std::function<void(const ReadingOf&)>& take) {
      reader.each_charted_post([&](const PostRecord& post) {
        for (const CountsReading& reading : post.readings) take({post, reading});
      });
    };
    done.add(write_people(writer, what, reading_fields(naming), each));
  } else if (what == "timeline") {
    write_timeline(writer, reader, naming, wish, now, done);
  } else {
    write_coverage(writer, reader, naming, done.rows);
  }
}

// Everything, so that `import` makes the same database of it.
void write_archive(const exchange::About& about, storage::RecordReader& reader, const Target& target,
                   Done& done) {
  exchange::OwnJsonlWriter writer(about, target.file());
  for (const auto& source : reader.all_sources())
    writer.source(source.name, source.kind, source.server, source.network);
  reader.each_author([&](const AuthorRecord& author) { writer.author(author); });
  reader.each_kept_post([&](const PostRecord& post) {
    writer.post(post);
    ++done.rows;
  });
  reader.each_edge([&](const EdgeRecord& edge) { writer.edge(edge.edge); });
  for (const auto& row : reader.coverage()) writer.coverage(row.source, row.tag, row.time);
  for (const auto& row : reader.gaps()) writer.gap(row.source, row.tag, row.gap);
  for (const auto& row : reader.cursors()) writer.cursor(row.source, row.tag, row.cursor);
  check(writer.finish(), target);
}

Done write_export(storage::RecordReader& reader, const Wish& wish, const config::Config& config,
                  const Target& target, UtcTime now) {
  Done done;
  const exchange::About about = about_of(reader, wish, now);
  if (wish.is_archive()) {
    write_archive(about, reader, target, done);
    return done;
  }
  Naming naming;
  fill_naming(naming, reader, wish, config);
  const auto writer =
      wish.raw ? exchange::open_raw_csv(about, target.file()) : wish.format->open(about, target.file());
  write_table(*writer, reader, naming, wish, now, done);
  std::int64_t not_told = 0;
  if (std::string_view(wish.format->name) == "xlsx" && wish.what != coverage_table)
    write_coverage(*writer, reader, naming, not_told);
  check(writer->finish(), target);
  done.fitted = writer->fitted();
  return done;
}

// ---- what is said ------------------------------------------------------------------------------------

void say_done(Invocation& invocation, const Wish& wish, const Done& done, const std::string& file,
              const std::string& simulated) {
  if (invocation.json()) {
    Json json;
    json.open().text("what", wish.what).text("format", wish.format->name).text("file", file);
    json.number("rows", done.rows).boolean("identified", wish.identify).text("simulated", simulated);
    json.number("merged_rows", done.merged).number("untold_cells", done.untold);
    json.number("cut_cells", done.fitted.cut_cells);
    json.number("sheets", std::int64_t{done.fitted.sheets}).close();
    fmt::print(invocation.out, "{}\n", json.line());
    return;
  }
  std::ostream& out = wish.to_stdout() ? invocation.err : invocation.out;
  if (!simulated.empty()) fmt::print(out, "{}\n", simulated_mark(simulated));
  fmt::print(out, "{}\n",
             i18n::trn_format("{0} row of {1} in {2}", "{0} rows of {1} in {2}",
                              static_cast<unsigned long>(done.rows), number(done.rows), wish.what,
                              wish.to_stdout() ? tr("standard output") : printable(file)));
  if (wish.is_archive())
    fmt::print(out, "{}\n", tr("A complete copy of what the database holds: `clamor import` reads it back."));
  else if (std::string_view(wish.format->name) == "jsonl" && wish.what == "posts")
    fmt::print(out, "{}\n", tr("With pseudonyms this is no copy of the database: that needs --identify."));
  if (done.merged > 0)
    fmt::print(
        out, "{}\n",
        i18n::trn_format(
            "In {0} row fewer than 5 accounts wrote: it is counted in the last row only. Try --bucket week.",
            "In {0} rows fewer than 5 accounts wrote: they are counted in the last row only. Try --bucket "
            "week.",
            static_cast<unsigned long>(done.merged), number(done.merged)));
  if (done.untold > 0)
    fmt::print(
        out, "{}\n",
        i18n::trn_format("{0} cell is empty because fewer than 5 accounts have such a row: for sums take the "
                         "timeline.",
                         "{0} cells are empty because fewer than 5 accounts have such a row: for sums take "
                         "the timeline.",
                         static_cast<unsigned long>(done.untold), number(done.untold)));
  if (done.fitted.sheets > 1)
    fmt::print(
        out, "{}\n",
        tr_format("A sheet ends at 1,048,576 rows: the table goes on over {0} sheets.", done.fitted.sheets));
  if (done.fitted.cut_cells > 0)
    fmt::print(out, "{}\n",
               i18n::trn_format(
                   "{0} text is longer than a cell takes and was cut. CSV and JSON lines hold it whole.",
                   "{0} texts are longer than a cell takes and were cut. CSV and JSON lines hold them whole.",
                   static_cast<unsigned long>(done.fitted.cut_cells), number(done.fitted.cut_cells)));
  if (wish.raw)
    fmt::print(
        out, "{}\n",
        tr("Raw: cells stand as strangers wrote them, without a byte order mark. Do not open this file in a "
           "spreadsheet: it may calculate them."));
}

int say_mistake(Invocation& invocation, const std::string& sentence) {
  fmt::print(invocation.err, "clamor: {}\n", sentence);
  return exit_config;
}

int run_export(Invocation& invocation) {
  const auto campaign = open_campaign(invocation);
  if (!campaign) return exit_config;
  const auto wish = read_wish(invocation);
  if (!wish)
    return say_mistake(
        invocation,
        wish.error().detail + ' ' + tr_format("Type `{0}` to see what can be said.", "clamor help export"));
  if (campaign->config.privacy == "sensitive" && (wish->identify || wish->has_people()))
    return say_mistake(
        invocation,
        tr("This campaign is set to sensitive: only the timeline and the coverage can be exported, and "
           "never with names."));
  if (!storage::exists(campaign->db)) return say_no_database(invocation, campaign->db);
  if (!wish->to_stdout() && !wish->force && fs::exists(wish->out))
    return say_mistake(
        invocation,
        tr_format("{0} exists already. Give another name, or --force to replace it.", printable(wish->out)));
  if (wish->identify && !told_and_confirmed(invocation, *wish)) return exit_config;

  const auto reader = storage::open_record_reader(campaign->db);
  if (!wish->to_stdout()) remember_copy(invocation.err, campaign->db, "export", fs::absolute(wish->out));
  Target target(*wish);
  reader->begin_view();
  const Done done = write_export(*reader, *wish, campaign->config, target, SystemClock().now());
  const std::string simulated = reader->simulated();
  reader->end_view();
  target.deliver(invocation.out);
  say_done(invocation, *wish, done, target.place().string(), simulated);
  return exit_ok;
}

}  // namespace

Command export_command() {
  using i18n::TR;
  return {
      "export",
      TR("tables for spreadsheets, programs and Gephi"),
      TR("Writes one table: posts, authors, timeline, edges (who boosted, answered, quoted or named whom), "
         "links, "
         "readings (every count ever read) or coverage. CSV and XLSX open in any spreadsheet, JSON lines in "
         "any "
         "program, GEXF in Gephi. XLSX brings a sheet that defines each column and one that says what was "
         "missed.\n\n"
         "People get pseudonyms: labels made with a key that is thrown away, without texts and addresses, "
         "with times rounded to the day and numbers to one digit. No row and no time of the timeline tells "
         "apart fewer than 5 accounts: what would is empty, so take sums from the timeline. With --identify "
         "people are named and everything is exact: you are told the risk first. `--what posts --format "
         "jsonl --identify` writes a complete copy.\n\n"
         "An existing file stays as it is unless you say --force; then it is replaced in one step."),
      "  clamor export --what timeline --out timeline.xlsx\n"
      "  clamor export --what posts --format csv --out posts.csv\n"
      "  clamor export --what edges --out people.gexf\n"
      "  clamor export --what posts --out all.jsonl --identify\n",
      {
          {"what", "TABLE", TR("posts, authors, timeline, edges, links, readings or coverage")},
          {"format", "NAME", TR("csv, jsonl, xlsx or gexf; else by the ending of the file's name")},
          {"out", "FILE", TR("the file to write, readable only by you; - for standard output")},
          {"bucket", "hour|day|week", TR("of the timeline: one row per hour, day or week and network (day)")},
          {"identify", nullptr, TR("name people; tells the risk and asks first")},
          {"yes", nullptr, TR("the answer to --identify where nobody can be asked")},
          {"force", nullptr, TR("replace the file if it exists")},
          {"raw", nullptr,
           TR("CSV for machines: no byte order mark, and no apostrophe before what a spreadsheet would "
              "calculate")},
      },
      run_export};
}

}  // namespace clamor::cli
