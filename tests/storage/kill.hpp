#pragma once
// A child saves pages and is killed in the middle of it, again and again; then one quiet run ends the work.

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <span>
#include <thread>

#include "storage/backup.hpp"
#include "tests/storage/world.hpp"

namespace clamor::storage::test {

// Saves what is not stored yet; the cursor says how far it came, as a collector's would.
// `acknowledged` is called when a commit was told as done, with how many pages are stored then.
inline void collect_all(const std::string& url, std::span<const PreparedPage> pages,
                        const std::function<void(std::size_t)>& acknowledged = {}) {
  const auto writer = open_writer(url);
  writer->set_campaign(campaign(), start);
  const auto cursor = writer->cursor("cielo", "freethemall");
  for (std::size_t i = cursor ? std::stoul(cursor->newest) : 0; i < pages.size(); ++i) {
    PreparedPage mark = page({}, "cielo");
    mark.cursor = Cursor{std::to_string(i + 1), "0", false};
    mark.request = RequestLog{mark.read_at, 200, 0, "ok"};  // counted: a page that is saved twice shows
    writer->save(std::vector<PreparedPage>{pages[i], mark});
    if (acknowledged) acknowledged(i + 1);
  }
}

inline std::string all_of(const std::string& url) {
  const auto reader = open_reader(url);
  std::string all = dump(*reader);
  for (const SourceTotal& source : reader->sources())
    all += source.name + " asked " + std::to_string(source.requests) + "\n";
  for (const std::string& violation : reader->verify()) all += "VIOLATION " + violation + "\n";
  return all;
}

inline auto time_of(const std::function<void()>& work) {
  const auto began = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - began);
}

// How many pages are stored; 0: none, or no database yet.
inline std::size_t stored_pages(const std::string& url) {
  const auto cursor = open_writer(url)->cursor("cielo", "freethemall");
  return cursor ? std::stoul(cursor->newest) : 0;
}

// A collector that is killed after so long; how many pages it had told as stored. What it told lies outside the
// database, so that no commit can take it back.
inline std::size_t collect_killed(const std::string& url, std::span<const PreparedPage> pages,
                                  std::chrono::microseconds after) {
  std::array<int, 2> told{};
  if (::pipe(told.data()) != 0) throw std::runtime_error("no pipe");
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error("no child");
  if (child == 0) {
    collect_all(url, pages, [&](std::size_t stored) {
      if (::write(told[1], &stored, sizeof stored) != sizeof stored) ::_exit(1);
    });
    ::_exit(0);
  }
  ::close(told[1]);
  std::this_thread::sleep_for(after);
  ::kill(child, SIGKILL);
  std::size_t acknowledged = 0;
  while (::read(told[0], &acknowledged, sizeof acknowledged) == sizeof acknowledged) {}
  ::close(told[0]);
  ::waitpid(child, nullptr, 0);
  return acknowledged;
}

// CLAMOR_KILLS overrides how often, for a long run by hand. There is a page at least for every kill.
inline void survive_kills(int kills, int pages_of_ledger) {
  if (const char* more = std::getenv("CLAMOR_KILLS")) kills = std::atoi(more);
  const auto pages = ledger(11, std::max(pages_of_ledger, kills), 3000, 20);
  const std::span all(pages);
  const TempFolder folder;
  const std::string timed = folder.database("timed.db"), quiet = folder.database("quiet.db"),
                    killed = folder.database("killed.db");
  const auto whole = time_of([&] { collect_all(timed, pages); });
  const auto opening = time_of([&] { collect_all(timed, pages); });  // nothing is left to save
  ASSERT_EQ(open_reader(timed)->verify(), std::vector<std::string>{});

  // Some die while they open the file, most while they save.
  std::mt19937 random(5);
  const auto longest = 2 * opening.count() + std::max<long>(1, whole.count() * 3 / (2 * kills));
  int in_the_middle = 0;
  std::size_t acknowledged = 0, stored = 0;
  std::string undisturbed;  // as so many pages look that nobody disturbed
  for (int i = 0; i < kills; ++i) {
    const std::chrono::microseconds after{static_cast<long>(random()) % longest};
    acknowledged = std::max(acknowledged, collect_killed(killed, pages, after));
    // Before anything is collected again: all that was told as stored is there, once, and besides at most the page that
    // was being saved.
    const std::size_t now_stored = exists(killed) ? stored_pages(killed) : 0;
    ASSERT_GE(now_stored, acknowledged) << "lost, kill " << i;
    ASSERT_LE(now_stored, std::max(acknowledged, stored) + 1) << "kill " << i;
    if (now_stored == 0) continue;
    in_the_middle += now_stored > stored && now_stored < pages.size();
    if (now_stored > stored) {
      collect_all(quiet, all.first(now_stored));
      undisturbed = all_of(quiet);
    }
    ASSERT_TRUE(all_of(killed) == undisturbed) << "lost or there twice, kill " << i;
    stored = now_stored;
  }
  EXPECT_GT(in_the_middle, 0) << "nobody was killed while saving";
  std::printf("%d of %d were killed between two pages\n", in_the_middle, kills);
  collect_all(killed, pages);
  EXPECT_TRUE(all_of(killed) == all_of(timed));
}

// Dated copies are made and their maker is killed, again and again. Whatever has the name of a copy is one, and the next
// that is made leaves nothing else.
inline void survive_kills_of_backups(int kills) {
  if (const char* more = std::getenv("CLAMOR_KILLS")) kills = std::atoi(more);
  constexpr std::size_t kept = 3;
  const TempFolder folder, copies;
  const std::string url = folder.database();
  collect_all(url, ledger(12, 40, 500, 20));
  const std::string whole = all_of(url);
  const auto make = [&](int second) {
    back_up(url, dated_backup(url, copies.path(), start + Millis{1000 * second}));
    keep_newest_backups(url, copies.path(), kept);
  };
  const auto files = [&](bool unfinished) {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::directory_iterator(copies.path()))
      if (entry.path().string().ends_with(".backup.db") != unfinished) found.push_back(entry.path().string());
    return found;
  };
  const auto longest = time_of([&] { make(0); }).count() * 5 / 4;
  std::mt19937 random(6);
  int in_the_middle = 0;
  for (int i = 1; i <= 2 * kills; i += 2) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      make(i);
      ::_exit(0);
    }
    std::this_thread::sleep_for(std::chrono::microseconds(static_cast<long>(random()) % longest));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    in_the_middle += !files(true).empty();
    for (const std::string& copy : files(false)) ASSERT_EQ(all_of(copy), whole) << copy << ", kill " << i;
    if (i % 10 != 1) continue;
    make(i + 1);
    ASSERT_EQ(files(true), std::vector<std::string>{}) << "kill " << i;
    ASSERT_LE(files(false).size(), kept);
  }
  EXPECT_GT(in_the_middle, 0) << "nobody was killed while copying";
  std::printf("%d of %d left a copy unfinished\n", in_the_middle, kills);
}

}  // namespace clamor::storage::test
