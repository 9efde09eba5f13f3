#include "tests/e2e/program.hpp"

#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace clamor::e2e {

Program::Program() {
  std::string pattern = (std::filesystem::temp_directory_path() / "clamor-e2e-XXXXXX").string();
  if (!::mkdtemp(pattern.data())) throw std::runtime_error("no temporary folder");
  folder_ = pattern;
  config_ = (folder_ / "clamor.toml").string();
}

Program::~Program() {
  std::filesystem::remove_all(folder_);
}

std::string Program::write(const std::string& name, const std::string& text) const {
  const auto file = folder_ / name;
  std::ofstream(file) << text;
  std::filesystem::permissions(file,
                               std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  return file.string();
}

cli::Child Program::begin(std::vector<std::string> words, bool with_log) {
  return begin_in_shell(with_log ? R"(exec "$0" "$@" 2>&1 >/dev/null)" : R"(exec "$0" "$@")",
                        std::move(words));
}

cli::Child Program::begin_in_shell(const std::string& script, std::vector<std::string> words) {
  cli::Child::Start start;
  start.command = {"sh", "-c", script, std::string(CLAMOR_BINARY_DIR) + "/clamor"};
  start.command.insert(start.command.end(), words.begin(), words.end());
  start.read_stdout = true;
  auto child = cli::Child::start(start);
  if (!child) throw std::runtime_error(child.error().detail);
  return std::move(*child);
}

std::vector<std::string> Program::all_words(const std::vector<std::string>& words,
                                            const std::string& db) const {
  std::vector<std::string> all{"--lang", "en", "--config", config_};
  if (!db.empty()) all.insert(all.end(), {"--db", (folder_ / db).string()});
  all.insert(all.end(), words.begin(), words.end());
  return all;
}

cli::Child Program::started(const std::vector<std::string>& words, const std::string& db) const {
  return begin(all_words(words, db), true);
}

Ran Program::clamor(const std::vector<std::string>& words, const std::string& db) const {
  cli::Child child = begin(all_words(words, db), false);
  Ran ran;
  while (const auto line = child.line(patience)) ran.out += *line + "\n";
  ran.code = child.wait();
  return ran;
}

int Program::clamor_into(const std::string& file, const std::vector<std::string>& words) const {
  const std::string script = R"(exec "$0" "$@" >>")" + (folder_ / file).string() + R"(" 2>&1 </dev/null)";
  cli::Child child = begin_in_shell(script, all_words(words, ""));
  return child.wait();
}

std::string Program::dump(const std::string& db) const {
  return clamor({"verify", "--dump"}, db).out;
}

}  // namespace clamor::e2e
