#pragma once
// Files that were made from a database and left the program: exports, backups. A short list beside the
// database remembers where they went, so that who is forgotten can be looked for there, and `wipe` finds them.

#include <filesystem>
#include <iosfwd>
#include <string>
#include <vector>

#include "storage/beside.hpp"

namespace clamor::cli {

// Before it is written, so that what a killed run leaves is found too. `what`: one word, "export". A list that
// cannot be written costs no export: `err` is told.
void remember_copy(std::ostream& err, const std::string& db, const std::string& what,
                   const std::filesystem::path& file);

// It was removed by us: nobody looks for it on a disk that is not there.
void no_longer_remember(const std::string& db, const std::filesystem::path& file);

struct Copy {
  std::string what;
  std::filesystem::path file;
};
// Those that are still where they were put, whole or not, and those that lie beside the database. One that cannot be
// looked for counts as there.
std::vector<Copy> known_copies(const std::string& db);
// What lies beside one of them; none where its folder cannot be looked into.
std::vector<storage::FileBeside> files_beside_copy(const std::filesystem::path& copy);
// Those whose folder is not there, on a disk that is not mounted perhaps, and those in whose place a link lies, which is
// followed by nobody.
struct OutOfReach {
  Copy copy;
  std::string why;  // few words, translated
};
std::vector<OutOfReach> copies_out_of_reach(const std::string& db);

}  // namespace clamor::cli
