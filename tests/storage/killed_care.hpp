#pragma once
// Care of a database - restore, merge, forget, prune, wipe, salvage, the index of words - is killed at calls that
// change files, and done again. Whatever the moment, what is there is whole, and doing it again ends as if nothing had
// been.

#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "storage/salvage.hpp"
#include "storage/search.hpp"
#include "storage/wipe.hpp"
#include "tests/storage/disk.hpp"
#include "tests/storage/fatal_calls.hpp"
#include "tests/storage/merging.hpp"

namespace clamor::storage::test {

namespace fs = std::filesystem;

inline std::string database_in(const fs::path& folder) {
  return (folder / "clamor.db").string();
}

class KilledCare {
 public:
  using Work = std::function<void(const fs::path& folder)>;
  using State = std::function<std::string(const fs::path& folder)>;

  // `state` is what must be the same in the end. `between`: care in several steps may be between them when it is
  // killed; otherwise what is there is as before or as afterwards.
  enum class Between { never, steps };
  KilledCare(const Work& prepare, Work work, State state, Between between)
      : work_(std::move(work)), state_(std::move(state)), between_(between) {
    const TempFolder folder, quiet;
    prepare(folder.path());
    files_ = files_of(folder.path());
    before_ = state_(folder.path());
    write_files(quiet.path(), files_);
    die_at_call(0);
    work_(quiet.path());
    calls_ = calls_made();
    naming_ = naming_calls();
    after_ = state_(quiet.path());
    left_ = names_in(quiet.path());
  }

  // At so many calls, evenly spread, by default at each; and wherever a file gets a name or loses it.
  void survive(std::int64_t places = 1'000'000) {
    std::set<std::int64_t> at = naming_;
    for (std::int64_t n = 1; n <= calls_; n += std::max<std::int64_t>(1, calls_ / places)) at.insert(n);
    std::int64_t killed = 0;
    for (const std::int64_t n : at) killed += survives(n);
    EXPECT_GT(killed, 0) << "nobody was killed";
    std::printf("killed at %lld of %lld calls\n", static_cast<long long>(killed), static_cast<long long>(calls_));
  }

 private:
  // What is set aside stays, however often something is.
  static std::set<std::string> names_in(const fs::path& folder) {
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder))
      if (const std::string name = entry.path().filename().string(); name.find(".aside-") == std::string::npos)
        names.insert(name);
    return names;
  }

  bool killed_at(std::int64_t n, const fs::path& folder) {
    const pid_t child = ::fork();
    if (child < 0) throw std::runtime_error("no child");
    if (child == 0) {
      die_at_call(n);
      work_(folder);
      ::_exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status) ? WTERMSIG(status) == SIGKILL : WEXITSTATUS(status) == 0) << "call " << n;
    return WIFSIGNALED(status);
  }

  bool survives(std::int64_t n) {
    const TempFolder folder;
    write_files(folder.path(), files_);
    const bool killed = killed_at(n, folder.path());
    const std::string found = state_(folder.path());
    const auto violation = found.find("VIOLATION");
    EXPECT_EQ(violation, std::string::npos) << "call " << n << ": " << found.substr(std::min(violation, found.size()));
    if (between_ == Between::never && found != before_ && found != after_)
      ADD_FAILURE() << "neither before nor after, call " << n << ":\n" << difference(found, before_);
    work_(folder.path());
    EXPECT_EQ(difference(state_(folder.path()), after_), "") << "done again after call " << n;
    EXPECT_EQ(names_in(folder.path()), left_) << "call " << n;
    return killed;
  }

  Work work_;
  State state_;
  Between between_;
  Files files_;
  std::string before_, after_;
  std::set<std::string> left_;
  std::int64_t calls_ = 0;
  std::set<std::int64_t> naming_;
};

inline std::string bytes_in(const fs::path& folder) {
  std::string all;
  for (const auto& [name, bytes] : files_of(folder)) all += bytes;
  return all;
}
inline std::string state_in(const fs::path& folder) {
  return united_state(database_in(folder));
}

inline void collect_some(const std::string& url, int from, int to) {
  const auto writer = open_writer(url);
  writer->set_campaign(campaign(), start);
  const auto pages = ledger(21, 12, 60, 8);
  for (int i = from; i < to; ++i) save(*writer, pages[static_cast<std::size_t>(i)]);
}

inline KilledCare killed_restore() {
  return {[](const fs::path& folder) {
            collect_some(database_in(folder), 0, 6);
            back_up(database_in(folder), folder / "copy.db");
            collect_some(database_in(folder), 6, 12);
            open_writer(database_in(folder))->forget({author_key(3)}, at_minute(900));
          },
          [](const fs::path& folder) {
            restore(database_in(folder), folder / "copy.db", campaign(), {}, true, at_minute(1000));
          },
          state_in, KilledCare::Between::never};
}

inline KilledCare killed_merge() {
  return {[](const fs::path& folder) {
            collect_apart(database_in(folder), 3, 8);
            collect_apart((folder / "other.db").string(), 3, 9);
          },
          [](const fs::path& folder) { merge_into(database_in(folder), (folder / "other.db").string()); }, state_in,
          KilledCare::Between::steps};
}

// With the words of it left in no file.
inline KilledCare killed_erasing(std::function<void(Writer&)> erase, std::string words, KilledCare::Between between) {
  return {[](const fs::path& folder) {
            collect_some(database_in(folder), 0, 12);
            update_search(database_in(folder));
          },
          [erase, words](const fs::path& folder) {
            const auto writer = open_writer(database_in(folder));
            erase(*writer);
            writer->scrub([] { return true; });
            EXPECT_EQ(bytes_in(folder).find(words), std::string::npos);
          },
          state_in, between};
}
inline KilledCare killed_forgetting() {
  return killed_erasing([](Writer& writer) { writer.forget({author_key(3)}, at_minute(900)); }, "cuenta_simulada_3@",
                        KilledCare::Between::never);
}
inline KilledCare killed_pruning() {
  return killed_erasing(
      [](Writer& writer) {
        writer.prune({.text_days = 100'000, .post_days = 1}, at_minute(24 * 60 + 30), [] { return true; });
      },
      "texto simulado 17", KilledCare::Between::steps);
}

// Nothing but files: what is left of a database that is half overwritten is not opened.
inline KilledCare killed_wiping() {
  return {[](const fs::path& folder) {
            collect_some(database_in(folder), 0, 12);
            update_search(database_in(folder));
            back_up(database_in(folder), dated_backup(database_in(folder), folder, at_minute(900)));
          },
          [](const fs::path& folder) {
            wipe(database_in(folder));
            EXPECT_TRUE(fs::is_empty(folder));
          },
          [](const fs::path& folder) {
            const bool copies_alone = !exists(database_in(folder)) && !fs::is_empty(folder);
            return std::string(copies_alone ? "VIOLATION: the database went before what lies beside it" : "");
          },
          KilledCare::Between::steps};
}

inline KilledCare killed_salvage() {
  return {[](const fs::path& folder) {
            collect_some(database_in(folder), 0, 12);
            std::fstream file(database_in(folder), std::ios::in | std::ios::out | std::ios::binary);
            file.seekp(9 * 8192);
            file << std::string(8192, '\xa5');
          },
          [](const fs::path& folder) {
            const fs::path into = folder / "into.db";
            if (!fs::exists(into)) salvage(database_in(folder), into, campaign(), start);
          },
          [](const fs::path& folder) {
            const std::string into = (folder / "into.db").string();
            return exists(into) ? united_state(into) : std::string();
          },
          KilledCare::Between::never};
}

// Into an index that knows texts which are gone since.
inline KilledCare killed_indexing() {
  return {[](const fs::path& folder) {
            collect_some(database_in(folder), 0, 6);
            update_search(database_in(folder));
            open_writer(database_in(folder))->forget({author_key(3)}, at_minute(900));
            collect_some(database_in(folder), 6, 12);
          },
          [](const fs::path& folder) { update_search(database_in(folder)); },
          [](const fs::path& folder) {
            std::string found;
            for (const auto id : open_search(database_in(folder))->newest("texto simulado", 1000))
              found += std::to_string(id) + "\n";
            return found;
          },
          KilledCare::Between::steps};
}

}  // namespace clamor::storage::test
