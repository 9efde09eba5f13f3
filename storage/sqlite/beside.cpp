#include "storage/beside.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <regex>
#include <string>

namespace clamor::storage {

namespace fs = std::filesystem;

namespace {

#define CLAMOR_MOMENT "-[0-9]{8}T[0-9]{6}Z"

struct Ending {
  std::regex pattern;
  Beside what;
};

// What follows the name of a database. Copies and work have files of their own beside them, so endings may
// follow one another.
const std::array<Ending, 17>& endings() {
  static const std::array<Ending, 17> all{{
      {std::regex("-wal"), Beside::own},
      {std::regex("-shm"), Beside::own},
      {std::regex("-journal"), Beside::own},
      {std::regex("\\.lock"), Beside::own},     // who writes
      {std::regex("\\.reserve"), Beside::own},  // room for a full disk
      {std::regex("\\.checked"), Beside::own},  // when it was last looked through
      {std::regex("\\.copies"), Beside::own},   // where exports and backups went
      {std::regex("\\.cache"), Beside::figures},
      {std::regex("\\.newer"), Beside::figures},  // days of a cache that changed since it was written
      {std::regex("\\.search"), Beside::words},
      {std::regex("\\.schema[0-9]+\\.bak"), Beside::work},  // before a migration
      {std::regex("\\.part[0-9]*"), Beside::work},          // whatever gets its name when it is whole
      {std::regex("\\.merging"), Beside::work},             // a partner's file, brought up to date
      {std::regex("\\.rows"), Beside::work},                // of a salvage
      {std::regex("\\.salvaged\\.db"), Beside::copy},
      {std::regex("\\.aside" CLAMOR_MOMENT "(-[0-9]+)?"), Beside::copy},
      {std::regex(CLAMOR_MOMENT "\\.backup\\.db"), Beside::copy},
  }};
  return all;
}

// Empty: none of ours. What holds most decides: the log of a copy is part of the copy.
std::optional<Beside> what_is(std::string_view rest) {
  std::optional<Beside> found;
  while (!rest.empty()) {
    std::cmatch match;
    const auto ending = std::ranges::find_if(endings(), [&](const Ending& each) {
      return std::regex_search(rest.data(), rest.data() + rest.size(), match, each.pattern,
                               std::regex_constants::match_continuous);
    });
    if (ending == endings().end()) return std::nullopt;
    found = std::max(found.value_or(Beside::own), ending->what);
    rest.remove_prefix(static_cast<std::size_t>(match.length()));
  }
  return found;
}

}  // namespace

std::vector<FileBeside> files_beside(const fs::path& database) {
  std::vector<FileBeside> all;
  if (!fs::is_directory(database.parent_path())) return all;
  const std::string name = database.filename().string(), stem = database.stem().string();
  for (const auto& entry : fs::directory_iterator(database.parent_path())) {
    const std::string other = entry.path().filename().string();
    const auto behind = [&](const std::string& beginning) {
      return other.starts_with(beginning) ? what_is(std::string_view(other).substr(beginning.size()))
                                          : std::nullopt;
    };
    std::optional<Beside> what = behind(name);
    // Dated backups leave out the ".db"; nothing else does.
    if (!what && other.starts_with(stem + "-") && behind(stem) == Beside::copy) what = Beside::copy;
    if (what) all.push_back({entry.path(), *what});
  }
  std::ranges::sort(all, {}, &FileBeside::file);
  return all;
}

fs::path list_of_copies(const fs::path& database) {
  return database.string() + ".copies";
}

void remove_work_beside(const fs::path& database) {
  try {
    for (const FileBeside& left : files_beside(database))
      if (left.what != Beside::copy) fs::remove(left.file);
  } catch (const fs::filesystem_error&) {
    return;  // SQLite takes no log for that of a new file
  }
}

}  // namespace clamor::storage
