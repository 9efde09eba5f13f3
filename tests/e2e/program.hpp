#pragma once
// The program as a person runs it, in a folder of its own that goes with this object.

#include <filesystem>
#include <string>
#include <vector>

#include "cli/process.hpp"

namespace clamor::e2e {

inline constexpr Millis patience{200'000};

struct Ran {
  int code = 0;
  std::string out;
};

class Program {
 public:
  Program();
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  const std::filesystem::path& folder() const { return folder_; }
  const std::string& config() const { return config_; }
  // Writes a file of the folder that only we may read; its path.
  std::string write(const std::string& name, const std::string& text) const;

  // `clamor --config CONFIG [--db DB] words...`, to its end.
  Ran clamor(const std::vector<std::string>& words, const std::string& db = "") const;
  // The same; all it says, output and log, is added to `file` of the folder. Its exit code.
  int clamor_into(const std::string& file, const std::vector<std::string>& words) const;
  // The same, started; its log comes line by line.
  cli::Child started(const std::vector<std::string>& words, const std::string& db = "") const;
  std::string dump(const std::string& db = "") const;

 protected:
  // The program with exactly these words; its output, or its log instead, can be read.
  static cli::Child begin(std::vector<std::string> words, bool with_log);
  // What the shell does with the program and its words instead: "exec \"$0\" \"$@\" ...".
  static cli::Child begin_in_shell(const std::string& script, std::vector<std::string> words);

  std::filesystem::path folder_;
  std::string config_;  // at first clamor.toml of the folder

 private:
  std::vector<std::string> all_words(const std::vector<std::string>& words, const std::string& db) const;
};

}  // namespace clamor::e2e
