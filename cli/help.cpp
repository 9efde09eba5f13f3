#include "cli/help.hpp"

#include <fmt/ostream.h>

#include <algorithm>

#include "cli/commands.hpp"
#include "cli/folding.hpp"
#include "core/text.hpp"
#include "i18n/tr.hpp"

namespace clamor::cli {
namespace {

using i18n::tr;
using i18n::tr_format;

std::string spelled(const Flag& flag) {
  std::string text = std::string("--") + flag.name;
  if (flag.value) text += std::string(" ") + flag.value;
  return text;
}

void print_flags(std::ostream& out, const std::vector<Flag>& flags) {
  std::size_t width = 0;
  for (const Flag& flag : flags) width = std::max(width, spelled(flag).size());
  for (const Flag& flag : flags)
    fmt::print(out, "  {:<{}}  {}\n", spelled(flag), width, folded(tr(flag.summary), width + 4));
}

int run_help(Invocation& invocation) {
  if (invocation.words.empty()) {
    print_help(invocation.out);
    return exit_ok;
  }
  if (const Command* command = find_command(invocation.words.front())) {
    print_help(invocation.out, *command);
    return exit_ok;
  }
  fmt::print(invocation.err, "clamor: {}\n",
             tr_format("There is no command \"{0}\". Type `clamor help` to see what can be said.",
                       printable(invocation.words.front())));
  return exit_config;
}

}  // namespace

void print_help(std::ostream& out) {
  fmt::print(out, "{}\n\n", tr("Clamor tells a campaign what its hashtags really did."));
  fmt::print(out, "  clamor {}\n\n", tr("COMMAND [options]"));
  fmt::print(out, "{}\n", tr("Commands"));
  std::size_t width = 0;
  for (const Command& command : all_commands())
    width = std::max(width, std::string_view(command.name).size());
  for (const Command& command : all_commands())
    fmt::print(out, "  {:<{}}  {}\n", command.name, width, tr(command.summary));
  fmt::print(out, "\n{}\n", tr("Options of every command"));
  print_flags(out, global_flags());
  fmt::print(out, "\n{}\n",
             folded(tr("New here? Try `clamor demo`, then `clamor init`. `clamor help COMMAND` tells more.")));
}

void print_help(std::ostream& out, const Command& command) {
  fmt::print(out, "{}\n\n{}\n", folded(fmt::format("clamor {}: {}", command.name, tr(command.summary))),
             folded(tr(command.about)));
  if (!command.flags.empty()) {
    fmt::print(out, "\n{}\n", tr("Options"));
    print_flags(out, command.flags);
  }
  fmt::print(out, "\n{}\n", tr("Options of every command"));
  print_flags(out, global_flags());
  fmt::print(out, "\n{}\n{}", tr("Examples"), command.examples);
}

Command help_command() {
  using i18n::TR;
  return {"help",
          TR("explains a command"),
          TR("Without a word it lists the commands; with the name of a command it explains that one."),
          "  clamor help\n  clamor help collect\n  clamor collect --help --lang es\n",
          {},
          run_help,
          true};
}

}  // namespace clamor::cli
