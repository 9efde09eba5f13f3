#pragma once
// What two databases know beside posts and people, united: where collection stands, what was covered and
// missed, health and logs; and what is left of deleted posts. Every rule is a maximum, a minimum or a union.

#include <functional>
#include <string>

#include "core/record.hpp"
#include "storage/sqlite/coverage.hpp"

namespace clamor::storage {

// `here` is in a transaction, `there` in a view. Sources and tags of `there` are known here by their names.
void unite_state(SQLite::Database& here, SQLite::Database& there, Coverage& coverage);

// `record` joins the remains that the database keeps of that post. Roll-ups are not touched.
using IdOf = std::function<std::int64_t(const std::string& name)>;
void unite_remains(SQLite::Database& here, const PostRecord& record, const IdOf& tag_id,
                   const IdOf& source_id);

}  // namespace clamor::storage
