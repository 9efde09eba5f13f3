#pragma once
// Archives in: posts that somebody else saved, brought into the same records as collected ones. A format is
// one file of archives/ and one line of formats(); it decodes one record at a time, purely, and knows no
// file. `Archive` opens files (plain, gz, bz2, xz, zst, zip, tar, standard input), cuts them into records in
// constant memory and asks the format. What can't be read is counted with its reason; nothing in a record is
// fatal.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/columns.hpp"
#include "core/page.hpp"
#include "core/result.hpp"

namespace clamor::exchange {

// Where facts come from and what they reach over, as only a copy of our own says it.
struct OwnFacts {
  std::string source, tag, vantage;  // no source: people, and who did what to whom
  std::vector<Interval> covered;
  std::vector<Gap> gaps;
  std::optional<Cursor> cursor;
  std::vector<PostKey> deleted;  // at the page's time of reading
};
struct OwnSource {
  std::string name, kind, server;
  Network network = Network::other;
};

// Facts of one record that were read at the same time.
struct ArchivePage {
  Page page;
  std::optional<UtcTime> read_at;  // when, if the archive says so
  // Boosted posts the record does not hold: their hashtags, as far as the boost repeats them, tell whether
  // they are the campaign's. Nothing else of them is known.
  std::vector<Post> absent;
  std::optional<OwnFacts> own;
};

// How often something was met, and in which record first.
struct Told {
  std::int64_t times = 0, first = 0;
};
using Tally = std::map<std::string, Told, std::less<>>;

// What reading brought to light. A reader adds to it; whoever takes the pages empties them.
struct Findings {
  std::vector<OwnSource> sources;  // before the pages that name them
  std::vector<ArchivePage> pages;
  std::int64_t records = 0, unread = 0;
  std::int64_t passed = 0;  // records that are no post and never were: titles, who the owner is
  std::string refused;      // why nothing of this file may be brought in; empty: it may
  Tally reasons;            // why records were not read: English, translated where shown
  Tally unknown;            // fields the format does not know
};

enum class Framing {
  lines,   // one record per line; a broken one costs only itself
  values,  // JSON values one after the other, or the items of the array they stand in
  items,   // the items of "orderedItems" of one JSON object
  rows,    // CSV or TSV, the first row holds the titles
};

struct Raw {
  std::string_view text;                    // of lines and values
  std::span<const std::string_view> cells;  // of rows
};

// Holds what earlier records said (titles of columns): one per file, or one per format and archive.
class Decoder {
 public:
  virtual ~Decoder() = default;
  // Adds the record's facts. An error is the reason why the record can't be read. A record counts as one,
  // unless the decoder adds to `records` or `passed` itself.
  virtual Result<void> read(const Raw& raw, Findings& into) = 0;
  // A record that comes again later, and that earlier ones need (see Format::needed_first).
  virtual void foresee(const Raw&) {}
};

struct Head {
  std::string_view bytes;  // the first 64 KB, or all
  std::string_view name;
};

struct Format {
  const char* name;  // of --format
  Network network;
  bool (*recognise)(const Head& head);
  Framing (*framing)(const Head& head);
  std::unique_ptr<Decoder> (*open)();
  bool spans_files = false;  // one decoder for all files of an archive: one of them says whose the others are
  // The files of an archive that its others need, wherever they come: foreseen before anything is read, where
  // the archive can be read twice (no pipe). Null: there are none.
  bool (*needed_first)(const Head& head) = nullptr;
};

// In the order in which they are asked: the first that recognises a file reads it.
std::span<const Format* const> formats();
const Format* find_format(std::string_view name);

// The titles of a table; empty: it is none. So that somebody can name the columns of a format nobody knows.
std::vector<std::string> titles_of(const std::string& path);
std::vector<std::string> unknown_titles_of(const std::string& path);  // empty too where the format is known

class Archive {
 public:
  // `path` "-": standard input. `format` null: recognised file by file. With `columns` every file is a table
  // of such columns.
  static Result<std::unique_ptr<Archive>> open(const std::string& path, const Format* format,
                                               const config::Columns* columns = nullptr);
  virtual ~Archive() = default;

  // Reads one record; false: there are no more. An error ends the archive: it is damaged, endless, or nobody
  // knows its format.
  virtual Result<bool> next(Findings& into) = 0;
  // Passes records over without decoding them. False: there are fewer.
  virtual Result<bool> skip(std::int64_t records) = 0;

  virtual std::int64_t records() const = 0;  // read or passed, as the file cuts them
  virtual std::string digest() const = 0;    // of all of them
  virtual std::string content() const = 0;   // names the file by its first bytes and length; empty: a pipe
  virtual const Format* format() const = 0;  // of the last record; null before the first
  virtual std::int64_t bytes_read() const = 0;
  virtual std::int64_t bytes() const = 0;  // as they lie on the disk; 0: unknown
};

}  // namespace clamor::exchange
