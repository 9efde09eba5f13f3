#pragma once
// A file of an older schema, read as one of the newest.

#include <filesystem>

namespace clamor::storage {

// Brings a copy of `from` up to date and reads that: `from` itself is never written. The copy lies beside the database
// that wants to read it and goes with this object; what one that was killed left is begun anew.
class UpToDate {
 public:
  UpToDate(const std::filesystem::path& from, const std::filesystem::path& beside);

  const std::filesystem::path& file() const { return file_; }  // `from`, if it is of the newest schema

 private:
  struct Copy {
    Copy() = default;
    ~Copy();
    Copy(const Copy&) = delete;
    Copy& operator=(const Copy&) = delete;
    std::filesystem::path file;  // empty: there is none
  };
  std::filesystem::path file_;
  Copy copy_;
};

}  // namespace clamor::storage
