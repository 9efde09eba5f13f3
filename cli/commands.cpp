#include "cli/commands.hpp"

#include <algorithm>

#include "i18n/tr.hpp"

namespace clamor::cli {

const std::vector<Command>& all_commands() {
  static const std::vector<Command> commands{
      demo_command(),   init_command(),   collect_command(), dashboard_command(),
      status_command(), verify_command(), import_command(),  export_command(),
      doctor_command(), backup_command(), restore_command(), merge_command(),
      salvage_command(), search_command(), forget_command(), prune_command(),
      wipe_command(), simnet_command(), help_command(),
  };
  return commands;
}

const Command* find_command(std::string_view name) {
  const auto& all = all_commands();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Command& c) { return c.name == name; });
  return found == all.end() ? nullptr : &*found;
}

const std::vector<Flag>& global_flags() {
  using i18n::TR;
  static const std::vector<Flag> flags{
      {"config", "FILE", TR("the campaign file to use")},
      {"db", "PATH", TR("the database to use instead of the one in the campaign file")},
      {"lang", "es|en", TR("language of what you read here")},
      {"json", nullptr, TR("one JSON object for machines instead of text")},
      {"help", nullptr, TR("help on the program or on a command")},
      {"version", nullptr, TR("the version of the program")},
  };
  return flags;
}

std::optional<std::string> Given::get(const std::string& name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? std::nullopt : std::optional(found->second.back());
}

std::vector<std::string> Given::all(const std::string& name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? std::vector<std::string>{} : found->second;
}

}  // namespace clamor::cli
