#pragma once
// A child saves pages and is killed in the middle of it, again and again; then one quiet run ends the work.

#include <signal.h>
#include <sys/wait.h>

#include <chrono>
#include <cstdlib>
#include <thread>

#include "tests/storage/world.hpp"

namespace clamor::storage::test {

// Saves what is not stored yet; the cursor says how far it came, as a collector's would.
inline void collect_all(const std::string& url, const std::vector<PreparedPage>& pages) {
  const auto writer = open_writer(url);
  writer->set_campaign(campaign(), start);
  const auto cursor = writer->cursor("cielo", "freethemall");
  for (std::size_t i = cursor ? std::stoul(cursor->newest) : 0; i < pages.size(); ++i) {
    PreparedPage mark = page({}, "cielo");
    mark.cursor = Cursor{std::to_string(i + 1), "0", false};
    writer->save(std::vector<PreparedPage>{pages[i], mark});
  }
}

inline std::string all_of(const std::string& url) {
  const auto reader = open_reader(url);
  std::string all = dump(*reader);
  for (const std::string& violation : reader->verify()) all += "VIOLATION " + violation + "\n";
  return all;
}

// CLAMOR_KILLS overrides how often, for a long run by hand.
inline void survive_kills(int kills, int pages_of_ledger) {
  if (const char* more = std::getenv("CLAMOR_KILLS")) kills = std::atoi(more);
  const auto pages = ledger(11, pages_of_ledger, 3000, 20);
  const TempFolder folder;
  const std::string quiet = folder.database("quiet.db"), killed = folder.database("killed.db");
  const auto began = std::chrono::steady_clock::now();
  collect_all(quiet, pages);
  const auto whole =
      std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - began);

  std::mt19937 random(5);
  const auto share = std::max<long>(1, whole.count() * 3 / (2 * kills));
  for (int i = 0; i < kills; ++i) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      collect_all(killed, pages);
      ::_exit(0);
    }
    std::this_thread::sleep_for(std::chrono::microseconds(static_cast<long>(random()) % share));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    if (!exists(killed)) continue;
    // Whatever the moment, a writer can go on and the sums are right.
    open_writer(killed);
    ASSERT_EQ(open_reader(killed)->verify(), std::vector<std::string>{}) << "after kill " << i;
  }
  collect_all(killed, pages);
  EXPECT_EQ(all_of(killed), all_of(quiet));
}

}  // namespace clamor::storage::test
