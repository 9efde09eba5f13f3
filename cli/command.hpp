#pragma once
// `clamor` is a table of commands, one file each. A command is a function of its invocation: streams come in,
// an exit code goes out, so that a test can call it.

#include <iosfwd>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace clamor::cli {

// What every command answers with; scripts may rely on it.
enum ExitCode : int {
  exit_ok = 0,
  exit_trouble = 1,      // database, disk, window: said on the error stream
  exit_config = 2,       // wrong options, config or nothing there to work on
  exit_some_failed = 3,  // collect: some sources failed
  exit_all_failed = 4,   // collect: all sources failed
};

// One option of a command. `value`: what stands for its value in the help; null: a switch.
struct Flag {
  const char* name;
  const char* value;
  const char* summary;  // English, translated where shown
};

// The options a person gave, by name; a switch holds "". Repeated ones keep their order.
class Given {
 public:
  void add(const std::string& name, std::string value) { values_[name].push_back(std::move(value)); }
  bool has(const std::string& name) const { return values_.contains(name); }
  std::optional<std::string> get(const std::string& name) const;  // the last one
  std::vector<std::string> all(const std::string& name) const;

 private:
  std::map<std::string, std::vector<std::string>> values_;
};

struct Invocation {
  Given given;                     // global options and the command's own
  std::vector<std::string> words;  // what stands after the command and is no option
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  bool live = false;  // `err` is a terminal somebody watches
  bool json() const { return given.has("json"); }
};

struct Command {
  const char* name;
  const char* summary;   // one line, English, translated where shown
  const char* about;     // a few sentences for `clamor help NAME`
  const char* examples;  // lines, not translated
  std::vector<Flag> flags;
  int (*run)(Invocation&);
  bool takes_words = false;  // else words after the command are a mistake
};

// In the order of the help. To add a command: its file, a line in commands.hpp and one in commands.cpp.
const std::vector<Command>& all_commands();
const Command* find_command(std::string_view name);
const std::vector<Flag>& global_flags();

// The whole program: `args` without the program's name.
int run(const std::vector<std::string>& args, std::istream& in, std::ostream& out, std::ostream& err,
        bool live);

}  // namespace clamor::cli
