#pragma once
// The tables of `clamor export`: each column stands beside the sentence that defines it and the value it
// takes.

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/record.hpp"
#include "core/zone.hpp"
#include "exchange/pseudonyms.hpp"
#include "exchange/table.hpp"
#include "storage/store.hpp"

namespace clamor::cli {

inline constexpr std::int64_t smallest_cell = 5;  // accounts; what fewer shared or wrote is not told apart

// Who and what may be named in this export, and how.
class Naming {
 public:
  bool identified = false;
  Zone zone = Zone::utc();
  std::map<std::string, std::string> labels;  // of hashtags, by key
  std::set<AuthorKey> unlisted;     // asked not to be listed: a pseudonym also in an identified export
  std::set<std::string> own_links;  // the campaign's, normalised
  std::map<std::string, std::string> archives;  // names of archives may hold a person's: a number instead
  std::string mark;                             // stands in every row

  bool shows(const AuthorKey& key) const { return identified && !key.id.empty() && !unlisted.contains(key); }
  // "bluesky:did:plc:..." or a pseudonym; empty: nobody.
  std::string author(const AuthorKey& key) const;
  // The same of a post of `author`.
  std::string post(const PostKey& key, const AuthorKey& author) const;
  std::string source(const std::string& name) const;
  // Exact only in an identified export, where a minute or a number may find a post again: else the beginning
  // of the campaign's day, and one digit.
  UtcTime time(UtcTime at) const;
  std::optional<std::int64_t> count(std::optional<std::int64_t> value) const;
  bool may_show(const LinkRecord& link) const;

 private:
  exchange::Pseudonyms pseudonyms_;
};

template <class Record>
struct Field {
  exchange::Column column;
  std::function<exchange::Cell(const Record&)> value;
  bool in_crowd = false;  // told only as far as crowd.hpp allows; such columns stand side by side
};
template <class Record>
using Fields = std::vector<Field<Record>>;

template <class Record>
exchange::Table table_of(std::string name, const Fields<Record>& fields) {
  exchange::Table table{std::move(name), {}};
  for (const auto& field : fields) table.columns.push_back(field.column);
  return table;
}

template <class Record>
std::vector<exchange::Cell> cells_of(const Fields<Record>& fields, const Record& record) {
  std::vector<exchange::Cell> cells;
  cells.reserve(fields.size());
  for (const auto& field : fields) cells.push_back(field.value(record));
  return cells;
}

// One row of the table of coverage: time read or missed.
struct Stretch {
  const char* kind = "read";  // read, archive, gap
  std::string source, tag;
  Interval time;
  std::string cause, state;
  std::optional<std::int64_t> recovered;
};
std::vector<Stretch> stretches(const std::vector<storage::CoverageRow>& coverage,
                               const std::vector<storage::GapRow>& gaps);

// One reading of one post.
struct ReadingOf {
  const PostRecord& post;
  const CountsReading& reading;
};

Fields<PostRecord> post_fields(const Naming& naming);
Fields<AuthorRecord> author_fields(const Naming& naming);
Fields<EdgeRecord> edge_fields(const Naming& naming);
Fields<LinkRecord> link_fields(const Naming& naming);
Fields<ReadingOf> reading_fields(const Naming& naming);
Fields<Stretch> coverage_fields(const Naming& naming);
Fields<AuthorRecord> node_fields(const Naming& naming);
Fields<Tie> tie_fields(const Naming& naming);

// The one column every table has.
exchange::Column mark_column();

}  // namespace clamor::cli
