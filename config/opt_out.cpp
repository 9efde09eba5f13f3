#include "config/opt_out.hpp"

#include <fstream>

#include "config/config.hpp"
#include "core/text.hpp"

namespace clamor::config {
namespace {

std::string trimmed(const std::string& line) {
  constexpr const char* space = " \t\r";
  const auto first = line.find_first_not_of(space);
  if (first == std::string::npos) return {};
  return line.substr(first, line.find_last_not_of(space) - first + 1);
}

// False: this names nobody.
bool add(const std::string& entry, OptOut& into) {
  if (entry.starts_with("*@")) {
    std::string server = ascii_lower(entry.substr(2));
    if (server.empty() || server.find_first_of(" /@*") != std::string::npos) return false;
    into.servers.push_back(std::move(server));
    return true;
  }
  if (entry.starts_with('#')) {
    std::string word = hashtag_key(entry);
    if (word.empty()) return false;
    into.words.push_back(std::move(word));
    return true;
  }
  auto account = read_account(entry);
  if (!account) return false;
  into.accounts.push_back(std::move(*account));
  return true;
}

}  // namespace

void read_opt_out(const std::filesystem::path& file, int line, Mistakes& mistakes, OptOut& into) {
  if (readable_by_others(file)) {
    mistakes.add(line, to_translate("others can read the file of \"{0}\": run chmod 600 {1}"),
                 {"opt_out", file.string()});
    return;
  }
  std::ifstream in(file);
  if (!in || std::filesystem::is_directory(file)) {
    mistakes.add(line, to_translate("the list {0} cannot be read: does it exist, and may you read it?"),
                 {file.string()});
    return;
  }
  int number = 0;
  for (std::string text; std::getline(in, text);) {
    ++number;
    const std::string entry = trimmed(text);
    if (entry.empty() || entry == "#" || entry.starts_with("# ")) continue;
    if (!add(entry, into))
      mistakes.add(line,
                   to_translate("line {0} of {1} names nobody: write an account (@name@server), a server "
                                "(*@server) or a word of profiles (#nobot)"),
                   {std::to_string(number), file.string()});
  }
}

}  // namespace clamor::config
