#pragma once
// How a database file is found, opened, locked and set up, and how SQLite's errors become ours.

#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>
#include <new>
#include <string>
#include <string_view>
#include <utility>

#include "storage/store.hpp"

namespace clamor::storage {

// "sqlite:PATH" or a plain path, made absolute. Other schemes: StorageError::cannot_open.
std::filesystem::path path_of(std::string_view url);
// A plain name made absolute. StorageError::cannot_open if what lies there is no file.
std::filesystem::path file_at(const std::filesystem::path& name);

[[noreturn]] void rethrow(const SQLite::Exception& error, const std::filesystem::path& file);
// Of two files of which only `to` is written.
[[noreturn]] void rethrow(const SQLite::Exception& error, const std::filesystem::path& from,
                          const std::filesystem::path& to);
[[noreturn]] void rethrow(const std::bad_alloc& error, const std::filesystem::path& file);

// Runs `work`; SQLite's exceptions, and memory that runs out, leave as StorageError that name the file.
template <class Work>
decltype(auto) guarded(const std::filesystem::path& file, Work&& work) {
  try {
    return std::forward<Work>(work)();
  } catch (const SQLite::Exception& error) {
    rethrow(error, file);
  } catch (const std::bad_alloc& error) {
    rethrow(error, file);
  }
}

// The writer's lock: held by an open file, so that the system frees it however the process ends.
class WriterLock {
 public:
  explicit WriterLock(const std::filesystem::path& database);  // StorageError::locked
  ~WriterLock();
  WriterLock(const WriterLock&) = delete;
  WriterLock& operator=(const WriterLock&) = delete;

 private:
  int file_ = -1;
};

void create_folder(const std::filesystem::path& folder);  // 0700, and those it lies in
// Creates an empty 0600 file, and its folders, unless they exist.
void create_file(const std::filesystem::path& file);

// What a new file gets goes to its place at once, by a journal that takes it back if it is cut short: written
// once, not twice. From start_log() on, for this file for ever, commits go to a log beside it (WAL) and
// others read meanwhile.
SQLite::Database open_for_writing(const std::filesystem::path& file);
// False: somebody reads just now, or the disk is full; nothing has changed.
bool start_log(SQLite::Database& db);
// Also where nothing can be written: a stick without the right to, a folder that was locked. With `maybe`
// also what is there of a file that ends too early.
enum class Damaged { no, maybe };
SQLite::Database open_for_reading(const std::filesystem::path& file, Damaged damaged = Damaged::no);
bool nobody_writes_to(const std::filesystem::path& folder);  // read-only media, or no right for anybody

}  // namespace clamor::storage
