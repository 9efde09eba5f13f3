#include "tests/tree/tree.hpp"

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

namespace fs = std::filesystem;

namespace clamor::tree {
namespace {

const fs::path root = CLAMOR_SOURCE_DIR;

// What .gitignore names, and the version control's own folder: a bare machine has no git to ask.
bool ignored(const fs::path& name) {
  static const std::set<std::string> folders{".git",   "build", "demo",   "node_modules",
                                             ".cache", ".idea", ".vscode"};
  return folders.contains(name.string());
}

}  // namespace

std::vector<fs::path> files() {
  std::vector<fs::path> found;
  for (auto at = fs::recursive_directory_iterator(root); at != fs::recursive_directory_iterator(); ++at) {
    if (at->is_directory() && ignored(at->path().filename())) {
      at.disable_recursion_pending();
    } else if (at->is_regular_file() && at->path().filename() != ".git") {
      found.push_back(at->path().lexically_relative(root));
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::vector<std::string> lines_of(const fs::path& file) {
  std::ifstream in(root / file);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

std::string text_of(const fs::path& file) {
  std::ifstream in(root / file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

}  // namespace clamor::tree
