#pragma once
// Every file the program puts beside a database. Whoever makes another kind of file lists it in beside.cpp:
// `wipe`, `forget` and `restore` know no others.

#include <filesystem>
#include <string_view>
#include <vector>

namespace clamor::storage {

enum class Beside {
  own,     // belongs to the database: SQLite's log, the lock, the reserve...
  remade,  // made from it and not needed: caches, copies of migrations, work that was cut short
  copy,    // a database of its own: dated backups, what was set aside or salvaged
};

struct FileBeside {
  std::filesystem::path file;
  Beside what;
};

// Those that are there, by name. A file that only begins like the database is somebody else's.
std::vector<FileBeside> files_beside(const std::filesystem::path& database);

// What whoever made `database` left beside it: logs, the lock, work that was cut short. Copies stay, and so
// does what cannot be listed or removed.
void remove_work_beside(const std::filesystem::path& database);

}  // namespace clamor::storage
