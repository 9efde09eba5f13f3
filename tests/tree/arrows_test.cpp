// The rooms and the arrows between them, as data: whoever wants a new arrow or a new library adds it
// here, where everybody sees it, and says why in docs/decisions/ or docs/dependencies.md.
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <regex>
#include <string_view>

#include "tests/tree/tree.hpp"

namespace {

using clamor::tree::files;
using clamor::tree::lines_of;
using Names = std::vector<std::string_view>;

struct Room {
  std::string_view folder;
  std::string_view target;  // of CMake; empty where the folder is no library
  Names sees;               // besides itself
};

// A folder inside another one's comes first. Nobody sees cli; simnet and collector never meet.
const Names everything{"core",      "config",   "i18n",     "storage", "collector/net", "collector/intake",
                       "collector", "exchange", "analysis", "chart",   "dashboard",     "simnet"};
const std::vector<Room> rooms{
    {"core", "clamor_core", {}},
    {"config", "clamor_config", {"core"}},
    {"i18n", "clamor_i18n", {"core"}},
    {"storage", "clamor_storage", {"core"}},
    {"simnet", "clamor_simnet", {"core"}},
    {"collector/net", "clamor_net", {"core"}},
    {"collector/intake", "clamor_intake", {"config", "core"}},
    {"collector", "clamor_collector", {"collector/net", "collector/intake", "storage", "config", "core"}},
    {"exchange", "clamor_exchange", {"collector/intake", "config", "core"}},
    {"analysis", "clamor_analysis", {"storage", "config", "core"}},
    {"chart", "clamor_chart", {"i18n", "core"}},
    {"dashboard", "clamor_dashboard", {"analysis", "chart", "i18n", "config", "core"}},
    {"cli", "", everything},
    {"tests/cli", "", {"cli", "tests"}},
    {"tests/e2e", "", {"cli", "tests"}},
    {"tests", "", everything},
    {"bench", "", everything},
};

struct Library {
  std::string_view header;  // the beginning of what stands between < and >
  Names rooms;              // empty: tests only
  bool everywhere = false;
};

// One room each, so that a library can be replaced behind one door. Tests may look through any of them.
const std::vector<Library> libraries{
    {"fmt/", {}, true},  // text is written the same way everywhere
    {"tl/expected.hpp", {"core"}},
    {"spdlog/", {"core", "cli"}},
    {"unicode/", {"core", "i18n"}},
    {"date/", {"core"}},
    {"libintl.h", {"i18n"}},
    {"toml++/", {"config"}},
    {"sqlite3.h", {"storage", "bench"}},  // a bare insert is what the store is measured against
    {"SQLiteCpp/", {"storage"}},
    {"zstd.h", {"storage"}},
    {"absl/", {"storage"}},
    {"boost/container/", {"storage"}},
    {"simdjson", {"collector", "exchange"}},
    {"archive", {"exchange"}},
    {"csv.h", {"exchange"}},
    {"xlsxwriter.h", {"exchange"}},
    {"openssl/", {"core", "collector/net"}},
    {"gumbo.h", {"collector/intake"}},
    {"curl/", {"collector/net"}},
    {"cld2/", {"collector/intake"}},
    {"boost/crc.hpp", {}},
    {"boost/math/", {"analysis"}},
    {"xxhash.h", {"analysis"}},
    {"boost/asio", {"collector/net", "simnet"}},
    {"boost/beast", {"collector/net", "simnet"}},
    {"boost/property_tree", {"simnet"}},
    {"boost/program_options", {"cli"}},
    {"imgui", {"dashboard"}},
    {"backends/imgui", {"dashboard"}},
    {"GLFW/", {"dashboard"}},
    {"GL/", {"dashboard"}},
    {"png.h", {"dashboard"}},
    {"gtest/", {}},
    {"gmock/", {}},
    {"rapidcheck", {}},
};

// The operating system's headers: any room's own affair.
const std::regex system_header(
    R"((sys|arpa|netinet|net|linux)/.*|(dirent|dlfcn|fcntl|ifaddrs|locale|netdb|poll|pthread|pwd|sched|signal|spawn|)"
    R"(termios|time|unistd)\.h)");

bool inside(std::string_view path, std::string_view folder) {
  return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

// The innermost room that holds a file, for "collector/net/url.hpp" collector/net.
const Room* room_of(std::string_view path) {
  const Room* best = nullptr;
  for (const Room& room : rooms)
    if (inside(path, room.folder) && (!best || room.folder.size() > best->folder.size())) best = &room;
  return best;
}

bool contains(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_test(const Room& room) {
  return inside(room.folder, "tests") || room.folder == "bench";
}

bool sees(const Room& from, const Room& to) {
  if (&from == &to || contains(from.sees, to.folder)) return true;
  return from.folder.starts_with("tests/") && contains(everything, to.folder);
}

// What is wrong with `#include "path"` in a file of the room; nothing when it is allowed.
std::optional<std::string> ours_refused(const Room& room, std::string_view path) {
  const Room* other = room_of(path);
  if (!other) return "is not written from the repository's root, or leads to no room";
  if (!sees(room, *other)) return "leads to a room this one may not see";
  return std::nullopt;
}

// The same for `#include <path>`.
std::optional<std::string> theirs_refused(const Room& room, const std::string& path) {
  if (path.find_first_of("./") == std::string::npos) return std::nullopt;  // the C++ library
  if (is_test(room) || std::regex_match(path, system_header)) return std::nullopt;
  const auto library = std::find_if(libraries.begin(), libraries.end(),
                                    [&](const Library& each) { return path.starts_with(each.header); });
  if (library == libraries.end()) return "is a library that no room has been given";
  if (!library->everywhere && !contains(library->rooms, room.folder)) return "is a library of another room";
  return std::nullopt;
}

bool is_source(const std::filesystem::path& file) {
  const auto ending = file.extension();
  return ending == ".cpp" || ending == ".hpp" || ending == ".h" || ending == ".inc" ||
         file.string().ends_with(".in");
}

}  // namespace

TEST(Arrows, EveryIncludeLeadsWhereItsRoomMayLook) {
  const std::regex include(R"re(^\s*#\s*include\s+(?:"([^"]+)"|<([^>]+)>))re");
  int seen = 0;
  for (const auto& file : files()) {
    const Room* room = room_of(file.string());
    if (!room || !is_source(file)) continue;
    int number = 0;
    for (const std::string& line : lines_of(file)) {
      ++number;
      std::smatch match;
      if (!std::regex_search(line, match, include)) continue;
      ++seen;
      const auto refused =
          match[1].matched ? ours_refused(*room, match[1].str()) : theirs_refused(*room, match[2].str());
      EXPECT_FALSE(refused) << file.string() << ":" << number << ": " << line << " " << *refused;
    }
  }
  EXPECT_GT(seen, 0) << "no file was read";
}

TEST(Arrows, EveryTargetLinksOnlyRoomsItMaySee) {
  const std::regex target("clamor_[a-z]+");
  for (const auto& file : files()) {
    const Room* room = room_of(file.string());
    if (!room || room->target.empty() || file.filename() != "CMakeLists.txt") continue;
    int number = 0;
    for (const std::string& line : lines_of(file)) {
      ++number;
      for (std::sregex_iterator at(line.begin(), line.end(), target), end; at != end; ++at) {
        const auto other = std::find_if(rooms.begin(), rooms.end(),
                                        [&](const Room& each) { return each.target == at->str(); });
        if (other == rooms.end()) continue;
        EXPECT_TRUE(sees(*room, *other))
            << file.string() << ":" << number << ": " << room->folder << " may not link " << at->str();
      }
    }
  }
}

TEST(Arrows, EverySourceFileStandsInARoom) {
  for (const auto& file : files()) {
    if (is_source(file) && file.has_parent_path() && !inside(file.string(), "cmake")) {
      EXPECT_NE(room_of(file.string()), nullptr) << file.string();
    }
  }
}
