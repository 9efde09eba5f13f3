#include "cli/copies.hpp"

#include <fcntl.h>
#include <fmt/ostream.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "cli/words.hpp"
#include "core/text.hpp"
#include "i18n/tr.hpp"

namespace clamor::cli {
namespace {

namespace fs = std::filesystem;
using i18n::tr_format;

fs::path list_of(const std::string& db) {
  return storage::list_of_copies(database_path(db));
}

// False: nobody will know of the file.
bool add_to_list(const fs::path& where, const std::string& line) {
  if (std::ranges::count(line, '\n') != 1) return false;  // a name with a line break is nobody's file
  const int list = ::open(where.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (list < 0) return false;
  const bool written = ::write(list, line.data(), line.size()) == static_cast<ssize_t>(line.size());
  ::close(list);
  return written;
}

// What a run that was killed left beside the place it wrote to: ".posts.csv.a1B2c3", "copy.db.part".
std::vector<fs::path> unfinished(const fs::path& place) {
  std::vector<fs::path> found;
  for (const storage::FileBeside& beside : files_beside_copy(place))
    if (storage::can_go(beside.what)) found.push_back(beside.file);
  std::error_code ignored;
  const std::string hidden = "." + place.filename().string() + ".";
  for (const auto& entry : fs::directory_iterator(place.parent_path(), ignored)) {
    const std::string other = entry.path().filename().string();
    if (other.starts_with(hidden) && other.size() == hidden.size() + 6) found.push_back(entry.path());
  }
  return found;
}

constexpr const char* removed_by_us = "removed";

// Each once. Later lines decide.
std::vector<Copy> remembered(const std::string& db) {
  std::vector<Copy> all;
  std::ifstream list(list_of(db));
  for (std::string line; std::getline(list, line);) {
    const auto tab = line.find('\t');
    if (tab == std::string::npos) continue;
    Copy copy{line.substr(0, tab), line.substr(tab + 1)};
    std::erase_if(all, [&](const Copy& earlier) { return earlier.file == copy.file; });
    if (copy.what != removed_by_us) all.push_back(std::move(copy));
  }
  return all;
}

std::vector<Copy> backups_beside(const std::string& db) {
  std::vector<Copy> all;
  for (storage::FileBeside& beside : storage::files_beside(database_path(db)))
    if (beside.what == storage::Beside::copy) all.push_back({"backup", std::move(beside.file)});
  return all;
}

}  // namespace

void remember_copy(std::ostream& err, const std::string& db, const std::string& what, const fs::path& file) {
  const fs::path list = list_of(db), place = fs::absolute(file).lexically_normal();
  if (add_to_list(list, what + '\t' + place.string() + '\n')) return;
  fmt::print(err, "clamor: {}\n",
             tr_format("`clamor wipe` and `clamor forget` will not know of {0}, as it could not be noted in {1}. Delete "
                       "it yourself when nothing of it may be left.",
                       printable(place.string()), printable(list.string())));
}

void no_longer_remember(const std::string& db, const fs::path& file) {
  // Where that cannot be noted it is looked for in vain.
  add_to_list(list_of(db), std::string(removed_by_us) + '\t' + fs::absolute(file).lexically_normal().string() + '\n');
}

std::vector<storage::FileBeside> files_beside_copy(const fs::path& copy) {
  try {
    return storage::files_beside(copy);
  } catch (const fs::filesystem_error&) {
    return {};
  }
}

std::vector<Copy> known_copies(const std::string& db) {
  std::vector<Copy> copies;
  const auto add = [&](Copy copy) {
    std::error_code ignored;
    const bool listed =
        std::ranges::any_of(copies, [&](const Copy& other) { return other.file == copy.file; });
    const fs::file_type type = fs::symlink_status(copy.file, ignored).type();
    const bool may_be_there = type == fs::file_type::regular || type == fs::file_type::none;  // none: cannot be seen
    if (!listed && may_be_there) copies.push_back(std::move(copy));
  };
  for (const Copy& copy : remembered(db)) {
    add(copy);
    for (const fs::path& part : unfinished(copy.file)) add({copy.what, part});
  }
  for (Copy& copy : backups_beside(db)) add(std::move(copy));
  return copies;
}

std::vector<OutOfReach> copies_out_of_reach(const std::string& db) {
  std::vector<OutOfReach> all;
  const auto add_if_link = [&](const Copy& copy) {
    std::error_code trouble;
    if (!fs::is_symlink(copy.file, trouble)) return;
    const fs::path target = fs::read_symlink(copy.file, trouble);
    all.push_back({copy, tr_format("a link to {0}", printable((copy.file.parent_path() / target).lexically_normal().string()))});
  };
  std::vector<Copy> known = remembered(db);
  for (const Copy& copy : known) {
    std::error_code ignored;
    if (fs::status(copy.file.parent_path(), ignored).type() == fs::file_type::not_found)
      all.push_back({copy, i18n::tr("its folder is not there just now")});
    else
      add_if_link(copy);
  }
  for (const Copy& copy : backups_beside(db))
    if (std::ranges::find(known, copy.file, &Copy::file) == known.end()) add_if_link(copy);
  return all;
}

}  // namespace clamor::cli
