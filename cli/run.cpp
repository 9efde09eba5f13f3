#include <fmt/ostream.h>

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <new>
#include <system_error>

#include "cli/campaign.hpp"
#include "cli/help.hpp"
#include "cli/options.hpp"
#include "core/redact.hpp"
#include "core/text.hpp"
#include "core/version.hpp"
#include "i18n/sentences.hpp"
#include "i18n/tr.hpp"
#include "storage/store.hpp"

namespace clamor::cli {
namespace {

using i18n::tr;
using i18n::tr_format;

std::string language_of_environment() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"})
    if (const char* value = std::getenv(name); value && *value) return value;
  return "en";
}

// Before the line is understood: even its mistakes are told in the right language.
void choose_language(const std::vector<std::string>& args) {
  std::string name = language_of_environment();
  for (std::size_t i = 0; i < args.size(); ++i) {
    if (args[i] == "--lang" && i + 1 < args.size()) name = args[i + 1];
    if (args[i].starts_with("--lang=")) name = args[i].substr(7);
  }
  i18n::set_language(i18n::parse_language(name));
}

// A thread that cannot be started is refused in other words.
bool lacks_memory(const std::exception& error) {
  const auto* refused = dynamic_cast<const std::system_error*>(&error);
  const auto* storing = dynamic_cast<const storage::StorageError*>(&error);
  return dynamic_cast<const std::bad_alloc*>(&error) ||
         (storing && storing->kind() == storage::StorageError::Kind::no_memory) ||
         (refused && refused->code() == std::errc::resource_unavailable_try_again);
}

}  // namespace

int run(const std::vector<std::string>& args, std::istream& in, std::ostream& out, std::ostream& err,
        bool live) {
  choose_language(args);
  auto line = read_command_line(args);
  if (!line) {
    fmt::print(err, "clamor: {}\n", line.error().detail);
    return exit_config;
  }
  if (line->given.has("version")) {
    fmt::print(out, "clamor {}\n", version);
    return exit_ok;
  }
  if (const auto lang = line->given.get("lang");
      lang && !lang->starts_with("es") && !lang->starts_with("en")) {
    fmt::print(err, "clamor: {}\n", tr("--lang must be es or en."));
    return exit_config;
  }
  const Command* command = find_command(line->command);
  if (line->command.empty()) {
    print_help(out);
    return line->given.has("help") ? exit_ok : exit_config;
  }
  if (!command) {
    fmt::print(err, "clamor: {}\n",
               tr_format("There is no command \"{0}\". Type `clamor help` to see what can be said.",
                         printable(line->command)));
    return exit_config;
  }
  if (line->given.has("help")) {
    print_help(out, *command);
    return exit_ok;
  }
  if (!command->takes_words && !line->words.empty()) {
    fmt::print(
        err, "clamor: {}\n",
        tr_format("`clamor {0}` does not know what to do with \"{1}\". Type `clamor help {0}` to see what "
                  "can be said.",
                  command->name, printable(line->words.front())));
    return exit_config;
  }
  Invocation invocation{std::move(line->given), std::move(line->words), in, out, err, live};
  try {
    return command->run(invocation);
  } catch (const std::exception& error) {
    if (lacks_memory(error))
      fmt::print(err, "clamor: {}\n",
                 tr("There is not enough memory for this. Nothing that was stored is lost; close other programs and "
                    "try again."));
    else
      fmt::print(err, "clamor: {}\n", redacted(printable(i18n::translated(error.what()))));
  }
  return exit_trouble;
}

}  // namespace clamor::cli
