#pragma once
// The campaign a command works on: which file, which database, in which language.

#include <filesystem>
#include <optional>
#include <string>

#include "cli/command.hpp"
#include "config/config.hpp"

namespace clamor::cli {

struct ConfigPlace {
  std::filesystem::path file;  // empty: none found
  const char* why = "";        // where it was found, English, translated where shown
};
// --config, ./clamor.toml, the XDG config folder, config/freethemall.toml of the checkout the program lies
// in.
ConfigPlace find_config(const Given& given);

struct Campaign {
  config::Config config;
  std::string db;  // "sqlite:/absolute/path.db"
};
// Reads the config and says which one; sets the language unless --lang did. Empty: every mistake has been
// told on `err`, and the command ends with exit_config.
std::optional<Campaign> open_campaign(Invocation& invocation);

// --db, else the config's, else a file of the data folder named after the config.
std::string database_of(const Given& given, const config::Config& config);

std::filesystem::path data_folder();    // $XDG_DATA_HOME/clamor
std::filesystem::path config_folder();  // $XDG_CONFIG_HOME/clamor

}  // namespace clamor::cli
