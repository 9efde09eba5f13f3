#include "cli/campaign.hpp"

#include <fmt/ostream.h>

#include <cstdlib>

#include "cli/process.hpp"
#include "collector/source.hpp"
#include "core/text.hpp"
#include "i18n/tr.hpp"

namespace clamor::cli {
namespace {

namespace fs = std::filesystem;
using i18n::tr;
using i18n::TR;
using i18n::tr_format;

fs::path xdg(const char* variable, const char* below_home) {
  if (const char* value = std::getenv(variable); value && *value == '/') return fs::path(value) / "clamor";
  const char* home = std::getenv("HOME");
  return fs::path(home && *home ? home : ".") / below_home / "clamor";
}

// The checkout the program was built in, if it still lies there.
fs::path checkout() {
  for (fs::path folder = own_program().parent_path(); folder.has_relative_path();
       folder = folder.parent_path())
    if (fs::exists(folder / "config/freethemall.toml") && fs::exists(folder / "CMakeLists.txt"))
      return folder;
  return {};
}

}  // namespace

fs::path data_folder() {
  return xdg("XDG_DATA_HOME", ".local/share");
}
fs::path config_folder() {
  return xdg("XDG_CONFIG_HOME", ".config");
}

ConfigPlace find_config(const Given& given) {
  if (const auto file = given.get("config")) return {*file, TR("given by --config")};
  std::error_code ignored;
  if (fs::exists("clamor.toml", ignored)) return {"clamor.toml", TR("found in this folder")};
  if (const fs::path file = config_folder() / "clamor.toml"; fs::exists(file, ignored))
    return {file, TR("found in your config folder")};
  if (const fs::path folder = checkout(); !folder.empty())
    return {folder / "config/freethemall.toml", TR("the campaign that comes with the program")};
  return {};
}

std::string database_of(const Given& given, const config::Config& config) {
  std::string db = config.storage_url.empty() ? (data_folder() / config.file.stem()).string() + ".db" : config.storage_url;
  if (const auto given_db = given.get("db")) db = *given_db;
  if (db.find("://") != std::string::npos) return db;
  if (db.starts_with("sqlite:")) db.erase(0, 7);
  // Where a link leads: what belongs to a database lies beside the file, whatever it is called by.
  const fs::path named = fs::absolute(db);
  std::error_code trouble;
  const fs::path file = fs::weakly_canonical(named, trouble);
  return "sqlite:" + (trouble ? named.lexically_normal() : file).string();
}

std::optional<Campaign> open_campaign(Invocation& invocation) {
  const ConfigPlace place = find_config(invocation.given);
  if (place.file.empty()) {
    fmt::print(invocation.err, "clamor: {}\n",
               tr("No campaign file found. Write one with `clamor init`, or name one with --config FILE."));
    return std::nullopt;
  }
  if (std::error_code ignored; !fs::exists(place.file, ignored)) {
    fmt::print(
        invocation.err, "clamor: {}\n",
        tr_format("There is no file {0}. Write one with `clamor init`, or name another with --config FILE.",
                  printable(place.file.string())));
    return std::nullopt;
  }
  config::Reading reading = config::read_file(place.file, collector::kind_names());
  if (!invocation.given.has("lang") && reading.mistakes.empty())
    i18n::set_language(i18n::parse_language(reading.config.language));
  if (!reading.mistakes.empty()) {
    fmt::print(invocation.err, "{}{}\n", config::describe(reading, i18n::tr),
               tr("Nothing was asked of any server. Correct these lines and try again."));
    return std::nullopt;
  }
  fmt::print(invocation.err, "{}\n",
             tr_format("Campaign file: {0} ({1})", printable(reading.config.file.string()), tr(place.why)));
  Campaign campaign{std::move(reading.config), {}};
  campaign.db = database_of(invocation.given, campaign.config);
  if (campaign.db.find("://") != std::string::npos) {
    fmt::print(invocation.err, "clamor: {}\n",
               tr_format("{0} is no database this version can open. Give a file: --db campaign.db",
                         printable(campaign.db)));
    return std::nullopt;
  }
  return campaign;
}

}  // namespace clamor::cli
