#pragma once
// The file a writer writes to: buffered, and every trouble of the disk kept until the end.

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "core/time.hpp"

namespace clamor::exchange {

class Output {
 public:
  explicit Output(const std::filesystem::path& file);
  void write(std::string_view bytes);
  Result<void> close();  // the error says what the system said

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::unique_ptr<std::FILE, Close> file_;
  int trouble_ = 0;  // errno
};

// "a\"b" with its quotes; control characters escaped, invalid bytes replaced.
void append_json(std::string& line, std::string_view text);

// "2026-11-01 10:00:00" and "2026-11-01" of a time that stands for a wall clock.
std::string wall_clock(UtcTime local);
std::string wall_date(UtcTime local);

// The shortest text that reads back as the same number.
std::string number_text(double value);

}  // namespace clamor::exchange
