#pragma once
// Every file the program puts beside a database. Whoever makes another kind of file lists it in beside.cpp:
// `wipe`, `forget` and `restore` know no others.

#include <filesystem>
#include <string_view>
#include <vector>

namespace clamor::storage {

enum class Beside {
  own,      // belongs to the database: SQLite's log, the lock, the reserve...
  figures,  // a cache of numbers, made from it and mapped by whoever looks
  words,    // the index of words, made from it
  work,     // what was cut short, and copies of migrations: not needed
  copy,     // a database of its own: dated backups, what was set aside or salvaged
};

// Made anew, or never needed again.
constexpr bool can_go(Beside what) { return what != Beside::own && what != Beside::copy; }

struct FileBeside {
  std::filesystem::path file;
  Beside what;
};

// Those that are there, by name. A file that only begins like the database is somebody else's.
std::vector<FileBeside> files_beside(const std::filesystem::path& database);

// Where exports and backups of it went, as far as they are elsewhere.
std::filesystem::path list_of_copies(const std::filesystem::path& database);

// What whoever made `database` left beside it: logs, the lock, work that was cut short. Copies stay, and so
// does what cannot be listed or removed.
void remove_work_beside(const std::filesystem::path& database);

}  // namespace clamor::storage
