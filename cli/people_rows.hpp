#pragma once
// The rows of a table about people: to strangers no row tells more than it shares with rows of others.

#include <algorithm>
#include <span>

#include "cli/crowd.hpp"
#include "cli/export_tables.hpp"

namespace clamor::cli {

// Whose row it is.
inline const AuthorKey& account_of(const PostRecord& post) {
  return post.post.author;
}
inline const AuthorKey& account_of(const ReadingOf& reading) {
  return reading.post.post.author;
}
inline const AuthorKey& account_of(const AuthorRecord& author) {
  return author.author.key;
}
inline const AuthorKey& account_of(const EdgeRecord& edge) {
  return edge.edge.from;
}
inline const AuthorKey& account_of(const LinkRecord& link) {
  return link.author;
}
inline const AuthorKey& account_of(const Tie& tie) {
  return tie.from;
}

struct PeopleRows {
  std::int64_t rows = 0;
  std::int64_t untold = 0;  // cells that would have told a row apart
};

// `each` calls what it is given with the same records in the same order, whenever it is called.
template <class Record, class Each>
PeopleRows write_people(exchange::TableWriter& writer, const std::string& name, const Fields<Record>& fields,
                        const Each& each) {
  writer.begin(table_of(name, fields));
  const auto first =
      static_cast<std::size_t>(std::ranges::find(fields, true, &Field<Record>::in_crowd) - fields.begin());
  const auto shared = static_cast<std::size_t>(std::ranges::count(fields, true, &Field<Record>::in_crowd));
  PeopleRows done;
  if (shared == 0) {
    each([&](const Record& record) {
      writer.row(cells_of(fields, record));
      ++done.rows;
    });
    return done;
  }
  Crowd crowd(shared, smallest_cell);
  each([&](const Record& record) {
    const auto cells = cells_of(fields, record);
    crowd.add(account_of(record), std::span(cells).subspan(first, shared));
  });
  crowd.settle();
  each([&](const Record& record) {
    auto cells = cells_of(fields, record);
    const std::size_t told = crowd.told(static_cast<std::size_t>(done.rows));
    for (exchange::Cell& cell : std::span(cells).subspan(first + told, shared - told)) {
      done.untold += cell != exchange::Cell();
      cell = {};
    }
    writer.row(cells);
    ++done.rows;
  });
  return done;
}

}  // namespace clamor::cli
