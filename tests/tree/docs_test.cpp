#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>
#include <regex>
#include <sstream>

#include "core/version.hpp"
#include "tests/tree/tree.hpp"

namespace fs = std::filesystem;
using clamor::tree::files;
using clamor::tree::lines_of;
using clamor::tree::text_of;

namespace {

std::vector<fs::path> pages() {
  std::vector<fs::path> found;
  for (const auto& file : files())
    if (file.extension() == ".md") found.push_back(file);
  return found;
}

std::string output_of(const std::string& command) {
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  std::string output;
  std::array<char, 4096> buffer{};
  for (std::size_t n = 0; pipe && (n = fread(buffer.data(), 1, buffer.size(), pipe.get())) > 0;)
    output.append(buffer.data(), n);
  return output;
}

}  // namespace

TEST(Docs, EveryRelativeLinkLeadsToAFile) {
  const std::regex link(R"(\]\(([^)\s]+)\))");
  for (const auto& page : pages()) {
    const std::string text = text_of(page);
    for (std::sregex_iterator at(text.begin(), text.end(), link), end; at != end; ++at) {
      std::string to = (*at)[1];
      if (to.find("://") != std::string::npos || to.starts_with("mailto:") || to.starts_with('#')) continue;
      to = to.substr(0, to.find('#'));
      EXPECT_TRUE(fs::exists(fs::path(CLAMOR_SOURCE_DIR) / page.parent_path() / to))
          << page.string() << ": " << to;
    }
  }
}

TEST(Docs, EveryCommandIsToldInThePages) {
  // Help lists the commands one a line, indented, the name first.
  std::istringstream help(output_of("LANGUAGE=en '" CLAMOR_PROGRAM "' --lang en --help 2>&1"));
  const std::regex command(R"(  ([a-z]+)  +.*)");
  std::string told;
  for (const auto& page : pages()) told += text_of(page);
  int commands = 0;
  std::smatch match;
  for (std::string line; std::getline(help, line);) {
    if (!std::regex_match(line, match, command)) continue;
    ++commands;
    const std::regex use("(clamor|./run) " + match[1].str() + "\\b");
    EXPECT_TRUE(std::regex_search(told, use)) << match[1].str() << " is in no page";
  }
  EXPECT_GE(commands, 8) << "the help of clamor was not understood";
}

TEST(Docs, TheChangelogKnowsThisVersion) {
  const auto lines = lines_of("CHANGELOG.md");
  const std::string heading = "## " + std::string(clamor::version);
  EXPECT_TRUE(std::any_of(lines.begin(), lines.end(), [&](const std::string& line) {
    return line.starts_with(heading) || line.starts_with("## [" + std::string(clamor::version));
  })) << heading;
}

TEST(Docs, NoFileSpeaksOfTheMachineItWasWrittenOn) {
  const std::regex machine(R"((^|[\s"'`(=:,])/(work|home|root|Users)/[a-z])");
  for (const auto& file : files()) {
    if (file.extension() == ".png" || file.extension() == ".db") continue;
    int number = 0;
    for (const std::string& line : lines_of(file)) {
      ++number;
      EXPECT_FALSE(std::regex_search(line, machine)) << file.string() << ":" << number << ": " << line;
    }
  }
}
