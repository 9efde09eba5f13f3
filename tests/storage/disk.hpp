#pragma once
// A disk between SQLite and the real one. It can remember what was written and synced, so that every state a
// power cut may leave can be made again, and it can fail. While it lives it is SQLite's default VFS; nothing
// of the program knows.

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace clamor::storage::test {

struct DiskOp {
  enum class Kind { write, truncate, sync, remove, mark } kind;
  std::string file;  // name without its folder
  std::int64_t offset =
      0;  // of truncate: the new size; of remove: 1 with its folder synced; of mark: its number
  std::string bytes = {};  // of write
};

struct DiskFault {
  enum Kind : unsigned { read = 1, write = 2, sync = 4, open = 8, map = 16, lock = 32, remove = 64 };
  unsigned kinds = 0;
  static constexpr int die = -1;
  int code = 0;           // of SQLite, as its own VFS says it; die: the process is killed on the spot
  std::int64_t at = 1;    // the n-th such operation fails, from 1
  bool for_ever = false;  // and all behind it
};

class Disk {
 public:
  Disk();
  ~Disk();
  Disk(const Disk&) = delete;
  Disk& operator=(const Disk&) = delete;

  void record();                   // from now on; forgets what it recorded
  std::vector<DiskOp> stop();      // what was recorded
  void mark(std::int64_t number);  // among the operations: something was acknowledged

  void fail(const DiskFault& fault);
  void heal();
  bool struck() const;  // the fault was met
  std::int64_t refused_locks() const;

  struct State;

 private:
  std::unique_ptr<State> state_;
};

using Files = std::map<std::string, std::string>;  // bytes by name
Files files_of(const std::filesystem::path& folder);
void write_files(const std::filesystem::path& folder, const Files& files);

// The files as a power cut after `done` operations may leave them. What was written since the last sync of a
// file is on the disk or not, sector by sector (512 bytes), and of several versions of a sector any may be.
// `chance` decides; 0 is the orderly prefix.
Files after_power_cut(const Files& before, const std::vector<DiskOp>& ops, std::size_t done, unsigned chance);

}  // namespace clamor::storage::test
