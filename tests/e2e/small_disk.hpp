#pragma once
// A file system of so many bytes, in memory, that is really full when it is full. Only this process and its children see it.

#include <cstdint>
#include <filesystem>
#include <string>

namespace clamor::e2e {

class SmallDisk {
 public:
  // Empty: this machine lets us mount one. Call it before any thread is started.
  static const std::string& why_not();

  // At this folder, which is made; it has to go before what is around it.
  SmallDisk(std::filesystem::path folder, std::uintmax_t bytes);
  ~SmallDisk();
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  void fill_but(std::uintmax_t bytes) const;  // with a file of somebody else
  void make_room() const;                     // it goes
  std::uintmax_t room() const;

 private:
  std::filesystem::path folder_, filler_;
};

}  // namespace clamor::e2e
