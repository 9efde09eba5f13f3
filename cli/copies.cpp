#include "cli/copies.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "cli/words.hpp"
#include "storage/beside.hpp"

namespace clamor::cli {
namespace {

namespace fs = std::filesystem;

fs::path list_of(const std::string& db) {
  return database_path(db) + ".copies";
}

// What a run that was killed left beside the place it wrote to: ".posts.csv.a1B2c3", "copy.db.part".
std::vector<fs::path> unfinished(const fs::path& place) {
  std::vector<fs::path> found;
  for (const storage::FileBeside& beside : storage::files_beside(place))
    if (storage::can_go(beside.what)) found.push_back(beside.file);
  std::error_code ignored;
  const std::string hidden = "." + place.filename().string() + ".";
  for (const auto& entry : fs::directory_iterator(place.parent_path(), ignored)) {
    const std::string other = entry.path().filename().string();
    if (other.starts_with(hidden) && other.size() == hidden.size() + 6) found.push_back(entry.path());
  }
  return found;
}

}  // namespace

bool remember_copy(const std::string& db, const std::string& what, const fs::path& file) {
  const std::string line = what + '\t' + fs::absolute(file).lexically_normal().string() + '\n';
  if (std::ranges::count(line, '\n') != 1) return false;  // a name with a line break is nobody's file
  const int list = ::open(list_of(db).c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (list < 0) return false;
  const bool written = ::write(list, line.data(), line.size()) == static_cast<ssize_t>(line.size());
  ::close(list);
  return written;
}

std::vector<Copy> known_copies(const std::string& db) {
  std::vector<Copy> copies;
  const auto add = [&](Copy copy) {
    std::error_code ignored;
    const bool listed =
        std::ranges::any_of(copies, [&](const Copy& other) { return other.file == copy.file; });
    if (!listed && fs::is_regular_file(fs::symlink_status(copy.file, ignored)))
      copies.push_back(std::move(copy));
  };
  std::ifstream list(list_of(db));
  for (std::string line; std::getline(list, line);) {
    const auto tab = line.find('\t');
    if (tab == std::string::npos) continue;
    const Copy copy{line.substr(0, tab), line.substr(tab + 1)};
    add(copy);
    for (const fs::path& part : unfinished(copy.file)) add({copy.what, part});
  }
  for (const storage::FileBeside& beside : storage::files_beside(database_path(db)))
    if (beside.what == storage::Beside::copy) add({"backup", beside.file});
  return copies;
}

}  // namespace clamor::cli
