#pragma once
// What each file of commands/ defines.

#include "cli/command.hpp"

namespace clamor::cli {

Command backup_command();
Command collect_command();
Command dashboard_command();
Command demo_command();
Command doctor_command();
Command export_command();
Command forget_command();
Command help_command();
Command import_command();
Command init_command();
Command merge_command();
Command prune_command();
Command restore_command();
Command salvage_command();
Command search_command();
Command simnet_command();
Command status_command();
Command verify_command();
Command wipe_command();

}  // namespace clamor::cli
