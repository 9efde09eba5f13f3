#include "tests/storage/disk.hpp"

#include <signal.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <new>
#include <random>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace clamor::storage::test {

struct Disk::State {
  std::mutex mutex;
  sqlite3_vfs* real = nullptr;
  sqlite3_vfs vfs{};
  bool recording = false;
  std::vector<DiskOp> ops;
  DiskFault fault;
  std::int64_t met = 0, refused_locks = 0;
  bool struck = false;

  void add(DiskOp op) {
    const std::lock_guard lock(mutex);
    if (recording) ops.push_back(std::move(op));
  }
  // What the fault makes of an operation; SQLITE_OK: it goes through.
  int refuse(unsigned kind) {
    const std::lock_guard lock(mutex);
    if ((fault.kinds & kind) == 0) return SQLITE_OK;
    ++met;
    const bool strikes = fault.for_ever ? met >= fault.at : met == fault.at;
    struck = struck || strikes;
    if (strikes && fault.code == DiskFault::die) ::kill(::getpid(), SIGKILL);
    return strikes ? fault.code : SQLITE_OK;
  }
};

namespace {

struct File {
  sqlite3_file base;
  Disk::State* disk;
  std::string* name;  // null: a temporary file
  sqlite3_file* real;
};

File& of(sqlite3_file* file) {
  return *reinterpret_cast<File*>(file);
}
sqlite3_file* real_of(sqlite3_file* file) {
  return of(file).real;
}
Disk::State& state_of(sqlite3_vfs* vfs) {
  return *static_cast<Disk::State*>(vfs->pAppData);
}

int close_file(sqlite3_file* file) {
  File& f = of(file);
  const int code = f.real->pMethods ? f.real->pMethods->xClose(f.real) : SQLITE_OK;
  delete f.name;
  f.name = nullptr;
  return code;
}
int read_file(sqlite3_file* file, void* to, int amount, sqlite3_int64 offset) {
  if (const int code = of(file).disk->refuse(DiskFault::read)) return code;
  return real_of(file)->pMethods->xRead(real_of(file), to, amount, offset);
}
int write_file(sqlite3_file* file, const void* from, int amount, sqlite3_int64 offset) {
  File& f = of(file);
  const int refused = f.disk->refuse(DiskFault::write);
  if (refused) amount /= 2;  // a disk fails in the middle
  const int code = f.real->pMethods->xWrite(f.real, from, amount, offset);
  if (f.name)
    f.disk->add({DiskOp::Kind::write,
                 *f.name,
                 offset,
                 {static_cast<const char*>(from), static_cast<std::size_t>(amount)}});
  return refused ? refused : code;
}
int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
  File& f = of(file);
  if (const int code = f.disk->refuse(DiskFault::write)) return code;
  if (f.name) f.disk->add({DiskOp::Kind::truncate, *f.name, size});
  return f.real->pMethods->xTruncate(f.real, size);
}
int sync_file(sqlite3_file* file, int flags) {
  File& f = of(file);
  if (const int code = f.disk->refuse(DiskFault::sync)) return code;
  if (f.name) f.disk->add({DiskOp::Kind::sync, *f.name});
  return f.real->pMethods->xSync(f.real, flags);
}
int file_size(sqlite3_file* file, sqlite3_int64* size) {
  return real_of(file)->pMethods->xFileSize(real_of(file), size);
}
int counted(Disk::State& disk, int code) {
  if (code != SQLITE_BUSY) return code;
  const std::lock_guard lock(disk.mutex);
  ++disk.refused_locks;
  return code;
}
int lock_file(sqlite3_file* file, int level) {
  File& f = of(file);
  if (const int code = f.disk->refuse(DiskFault::lock)) return code;
  return counted(*f.disk, f.real->pMethods->xLock(f.real, level));
}
int unlock_file(sqlite3_file* file, int level) {
  return real_of(file)->pMethods->xUnlock(real_of(file), level);
}
int check_reserved(sqlite3_file* file, int* reserved) {
  return real_of(file)->pMethods->xCheckReservedLock(real_of(file), reserved);
}
int control(sqlite3_file* file, int what, void* value) {
  return real_of(file)->pMethods->xFileControl(real_of(file), what, value);
}
int sector_size(sqlite3_file* file) {
  return real_of(file)->pMethods->xSectorSize(real_of(file));
}
int characteristics(sqlite3_file* file) {
  return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}
int shm_map(sqlite3_file* file, int region, int size, int extend, void volatile** at) {
  if (const int code = of(file).disk->refuse(DiskFault::map)) return code;
  return real_of(file)->pMethods->xShmMap(real_of(file), region, size, extend, at);
}
int shm_lock(sqlite3_file* file, int offset, int count, int flags) {
  File& f = of(file);
  const bool takes = (flags & SQLITE_SHM_LOCK) != 0;
  if (takes)
    if (const int code = f.disk->refuse(DiskFault::lock)) return code;
  return counted(*f.disk, f.real->pMethods->xShmLock(f.real, offset, count, flags));
}
void shm_barrier(sqlite3_file* file) {
  real_of(file)->pMethods->xShmBarrier(real_of(file));
}
int shm_unmap(sqlite3_file* file, int remove) {
  return real_of(file)->pMethods->xShmUnmap(real_of(file), remove);
}

// Version 2: without xFetch nothing is mapped, so every read and write is seen.
const sqlite3_io_methods methods{2,           close_file,  read_file,       write_file,  truncate_file,
                                 sync_file,   file_size,   lock_file,       unlock_file, check_reserved,
                                 control,     sector_size, characteristics, shm_map,     shm_lock,
                                 shm_barrier, shm_unmap,   nullptr,         nullptr};

int open_file(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  Disk::State& disk = state_of(vfs);
  File& f = of(file);
  f.base.pMethods = nullptr;
  f.disk = &disk;
  f.name = nullptr;
  f.real = reinterpret_cast<sqlite3_file*>(&f + 1);
  if (const int code = disk.refuse(DiskFault::open)) return code;
  const int code = disk.real->xOpen(disk.real, name, f.real, flags, out_flags);
  if (f.real->pMethods == nullptr) return code;
  if (name) f.name = new std::string(std::filesystem::path(name).filename().string());
  f.base.pMethods = &methods;
  return code;
}
int delete_file(sqlite3_vfs* vfs, const char* name, int sync_folder) {
  Disk::State& disk = state_of(vfs);
  if (const int code = disk.refuse(DiskFault::remove)) return code;
  const int code = disk.real->xDelete(disk.real, name, sync_folder);
  if (code == SQLITE_OK)
    disk.add({DiskOp::Kind::remove, std::filesystem::path(name).filename().string(), sync_folder});
  return code;
}

constexpr const char* vfs_name = "clamor-test-disk";

}  // namespace

Disk::Disk() : state_(std::make_unique<State>()) {
  state_->real = sqlite3_vfs_find(nullptr);
  if (state_->real == nullptr) throw std::runtime_error("SQLite has no VFS");
  state_->vfs = *state_->real;
  state_->vfs.zName = vfs_name;
  state_->vfs.pNext = nullptr;
  state_->vfs.pAppData = state_.get();
  state_->vfs.szOsFile = static_cast<int>(sizeof(File)) + state_->real->szOsFile;
  state_->vfs.xOpen = open_file;
  state_->vfs.xDelete = delete_file;
  // The rest knows its VFS by pAppData, which is ours now.
  state_->vfs.xAccess = [](sqlite3_vfs* v, const char* name, int flags, int* out) {
    return state_of(v).real->xAccess(state_of(v).real, name, flags, out);
  };
  state_->vfs.xFullPathname = [](sqlite3_vfs* v, const char* name, int size, char* out) {
    return state_of(v).real->xFullPathname(state_of(v).real, name, size, out);
  };
  sqlite3_vfs_register(&state_->vfs, 1);
}

Disk::~Disk() {
  sqlite3_vfs_unregister(&state_->vfs);
  sqlite3_vfs_register(state_->real, 1);
}

void Disk::record() {
  const std::lock_guard lock(state_->mutex);
  state_->ops.clear();
  state_->recording = true;
}
std::vector<DiskOp> Disk::stop() {
  const std::lock_guard lock(state_->mutex);
  state_->recording = false;
  return std::move(state_->ops);
}
void Disk::mark(std::int64_t number) {
  state_->add({DiskOp::Kind::mark, "", number});
}
void Disk::fail(const DiskFault& fault) {
  const std::lock_guard lock(state_->mutex);
  state_->fault = fault;
  state_->met = 0;
  state_->struck = false;
}
void Disk::heal() {
  const std::lock_guard lock(state_->mutex);
  state_->fault.kinds = 0;
}
bool Disk::struck() const {
  const std::lock_guard lock(state_->mutex);
  return state_->struck;
}
std::int64_t Disk::refused_locks() const {
  const std::lock_guard lock(state_->mutex);
  return state_->refused_locks;
}

// ---- what a power cut leaves ----------------------------------------------------------------------------

namespace {

constexpr std::size_t sector = 512;

// A file as the disk has it, and what was asked of it since.
struct OnDisk {
  bool there = false;
  bool named = false;  // its name is on the disk: its folder was synced with it
  std::string bytes;
  std::vector<const DiskOp*> waiting;
};

void write_to(std::string& bytes, std::size_t offset, std::string_view what) {
  if (bytes.size() < offset + what.size()) bytes.resize(offset + what.size(), '\0');
  bytes.replace(offset, what.size(), what);
}

void carry_out(OnDisk& file, const DiskOp& op) {
  if (op.kind == DiskOp::Kind::remove) {
    file.there = false;
    file.bytes.clear();
    return;
  }
  file.there = true;
  if (op.kind == DiskOp::Kind::truncate) file.bytes.resize(static_cast<std::size_t>(op.offset), '\0');
  if (op.kind == DiskOp::Kind::write) write_to(file.bytes, static_cast<std::size_t>(op.offset), op.bytes);
}

// Sectors reach the disk in any order or not at all; changes of a file's size keep their place among them.
void lose_some(OnDisk& file, std::mt19937& random) {
  std::vector<const DiskOp*> writes;
  const auto land = [&] {
    std::ranges::shuffle(writes, random);
    for (const DiskOp* op : writes) {
      const std::string_view bytes = op->bytes;
      for (std::size_t at = 0; at < bytes.size();) {
        const auto offset = static_cast<std::size_t>(op->offset) + at;
        const std::size_t length = std::min(sector - offset % sector, bytes.size() - at);
        if (random() % 2 == 0) {
          file.there = true;
          write_to(file.bytes, offset, bytes.substr(at, length));
        }
        at += length;
      }
    }
    writes.clear();
  };
  for (const DiskOp* op : file.waiting) {
    if (op->kind == DiskOp::Kind::write) {
      writes.push_back(op);
      continue;
    }
    land();
    if (random() % 2 == 0) carry_out(file, *op);
  }
  land();
}

}  // namespace

namespace {

void settle(OnDisk& file, std::size_t operations) {
  const auto end = file.waiting.begin() + static_cast<std::ptrdiff_t>(operations);
  for (auto op = file.waiting.begin(); op != end; ++op) carry_out(file, **op);
  file.waiting.erase(file.waiting.begin(), end);
}

// SQLite syncs the folder with the first sync of a log or journal it made: files removed until then are gone
// for good.
void settle_removals(std::map<std::string, OnDisk>& disk) {
  for (auto& [name, file] : disk) {
    const auto last = std::ranges::find_if(file.waiting.rbegin(), file.waiting.rend(),
                                           [](const DiskOp* op) { return op->kind == DiskOp::Kind::remove; });
    settle(file, static_cast<std::size_t>(file.waiting.rend() - last));
  }
}

}  // namespace

Files files_of(const std::filesystem::path& folder) {
  Files all;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ostringstream bytes;
    bytes << std::ifstream(entry.path(), std::ios::binary).rdbuf();
    all[entry.path().filename().string()] = bytes.str();
  }
  return all;
}

void write_files(const std::filesystem::path& folder, const Files& files) {
  for (const auto& [name, bytes] : files) std::ofstream(folder / name, std::ios::binary) << bytes;
}

Files after_power_cut(const Files& before, const std::vector<DiskOp>& ops, std::size_t done,
                      unsigned chance) {
  std::map<std::string, OnDisk> disk;
  for (const auto& [name, bytes] : before) disk[name] = {true, true, bytes, {}};
  for (std::size_t i = 0; i < done; ++i) {
    const DiskOp& op = ops[i];
    if (op.kind == DiskOp::Kind::mark) continue;
    OnDisk& file = disk[op.file];
    if (op.kind == DiskOp::Kind::sync) {
      const bool log = op.file.ends_with("-wal") || op.file.ends_with("-journal");
      if (log && !std::exchange(file.named, true)) settle_removals(disk);
      settle(file, file.waiting.size());
      continue;
    }
    file.waiting.push_back(&op);
    if (op.kind != DiskOp::Kind::remove) continue;
    file.named = false;
    if (op.offset != 0) settle_removals(disk);
  }
  std::mt19937 random(chance);
  Files left;
  for (auto& [name, file] : disk) {
    if (chance == 0)
      for (const DiskOp* op : file.waiting) carry_out(file, *op);
    else
      lose_some(file, random);
    if (file.there) left[name] = std::move(file.bytes);
  }
  return left;
}

}  // namespace clamor::storage::test
