#include "cli/cleaning_copies.hpp"

#include <fmt/ostream.h>

#include <algorithm>

#include "cli/folding.hpp"
#include "cli/words.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "i18n/tr.hpp"
#include "storage/beside.hpp"

namespace clamor::cli {
namespace {

namespace fs = std::filesystem;
using i18n::tr;
using i18n::tr_format;
using Kind = storage::StorageError::Kind;

bool is_a_table_or_picture(const Copy& copy) {
  return copy.what == "export" || copy.what == "picture";
}

std::string words_for(Kind kind) {
  switch (kind) {
    case Kind::locked:
    case Kind::busy:
      return tr("in use just now");
    case Kind::newer_schema:
      return tr("written by a newer clamor");
    case Kind::damaged:
      return tr("damaged");
    case Kind::not_ours:
      return tr("not a whole database of clamor");
    case Kind::disk_full:
      return tr("too little free space on its disk");
    default:
      return tr("cannot be read or written");
  }
}

bool is_same_file(const fs::path& copy, const fs::path& database) {
  std::error_code ignored;
  return fs::equivalent(copy, database, ignored);
}

// The log and the lock of one that was cleaned went with what they were for.
bool belongs_to_one_of(const std::vector<fs::path>& cleaned, const fs::path& file) {
  return std::ranges::any_of(cleaned, [&](const fs::path& copy) {
    return std::ranges::any_of(storage::files_beside(copy), [&](const storage::FileBeside& beside) {
      return beside.file == file && beside.what == storage::Beside::own;
    });
  });
}

}  // namespace

CleanedCopies clean_copies(const std::string& db, storage::CopyCare care, bool with_exports,
                           const std::function<bool()>& go_on) {
  CleanedCopies copies;
  care.database = database_path(db);
  const auto leave = [&](const Copy& copy, const std::string& why) { copies.left.push_back({copy, why}); };
  for (const Copy& copy : known_copies(db)) {
    if (is_a_table_or_picture(copy)) {
      if (with_exports) leave(copy, copy.what == "export" ? tr("an export") : tr("a picture"));
      continue;
    }
    try {
      if (!fs::exists(copy.file) || belongs_to_one_of(copies.cleaned, copy.file)) continue;
      const bool more_names = fs::hard_link_count(copy.file) > 1 && !is_same_file(copy.file, care.database);
      if (!storage::clean_copy(copy.file, care, SystemClock().now(), go_on)) {
        leave(copy, tr("stopped before its turn"));
        continue;
      }
      copies.cleaned.push_back(copy.file);
      if (more_names) leave(copy, tr("cleaned, but a second name of it elsewhere, a hard link, still holds everything"));
    } catch (const storage::StorageError& error) {
      leave(copy, words_for(error.kind()));
    } catch (const fs::filesystem_error&) {
      leave(copy, words_for(Kind::io));
    }
  }
  for (const auto& [copy, why] : copies_out_of_reach(db))
    if (with_exports || !is_a_table_or_picture(copy)) leave(copy, why);
  return copies;
}

void write(Json& json, const CleanedCopies& copies) {
  json.open_list("cleaned");
  for (const fs::path& file : copies.cleaned) json.item(file.string());
  json.close_list().open_list("copies");
  for (const auto& left : copies.left) json.item(left.copy.file.string());
  json.close_list().open_list("copies_why");
  for (const auto& left : copies.left) json.item(left.why);
  json.close_list();
}

void say(std::ostream& out, const CleanedCopies& copies) {
  if (!copies.cleaned.empty()) {
    fmt::print(out, "{}\n", tr("These copies were cleaned in the same way:"));
    for (const fs::path& file : copies.cleaned) fmt::print(out, "  {}\n", printable(file.string()));
  }
  if (copies.left.empty()) return;
  fmt::print(out, "{}\n",
             tr("These files were made before and may still hold what is gone. Delete them, or make them anew:"));
  for (const auto& [copy, why] : copies.left)
    fmt::print(out, "  {} ({})\n", printable(copy.file.string()), why);
  if (!std::ranges::all_of(copies.left, [](const auto& left) { return is_a_table_or_picture(left.copy); }))
    fmt::print(out, "{}\n",
               folded(tr("Or, for a copy of the database, mend what stands in brackets, then say `clamor prune`: it cleans "
                         "what it could not clean before.")));
}

}  // namespace clamor::cli
