#pragma once
// Room on the disk that is kept for a bad day: when the disk is full it is given back first, so that the
// state and its reason can still be written.

#include <filesystem>

namespace clamor::storage {

class Reserve {
 public:
  // "<database>.reserve", 8 MB, once the database itself is as large as that.
  explicit Reserve(std::filesystem::path database);
  void keep();     // takes the room, if it is not kept yet and the disk can spare it; never throws
  void release();  // gives it back

 private:
  std::filesystem::path database_, file_;
  bool kept_ = false;
};

}  // namespace clamor::storage
