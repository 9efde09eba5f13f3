#pragma once
// A damaged database is never written again: it is set aside, and what can be read of it goes into a new one.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "storage/store.hpp"

namespace clamor::storage {

// Looks through the whole file for damage, reading only; the first finding, empty: none. Quicker than
// `verify`, and blind to numbers that merely do not add up.
std::string damage_of(std::string_view url, std::stop_token stop = {});

// If the database is damaged it gets another name, "<database>.aside-...", which is answered: its own is then
// free for a new one. Nobody may be writing it (StorageError::locked).
std::optional<std::filesystem::path> set_aside_if_damaged(std::string_view url, UtcTime now);

struct Salvaged {
  struct Table {
    std::string name;
    std::int64_t rows = 0;        // read
    std::int64_t unreadable = 0;  // places in it that could not be read; how many rows they held nobody knows
  };
  std::vector<Table> tables;
  std::int64_t posts = 0;       // that the new database keeps
  std::int64_t incomplete = 0;  // posts left out: their key or author was lost
  bool forgotten_known = true;  // false: whom it had forgotten could not be read to the end
  bool whole() const;           // nothing is missing
};

// Reads `damaged` row by row into the new database `into`, where no file may be yet, by the rules by which
// pages come. Every total is counted anew. Unless all could be read the new one claims no coverage: whatever
// time it reaches over may miss posts, so each stretch becomes a gap, and the next collection asks for it
// again. Nothing is written of whom it had forgotten, as far as that can be read, nor of whom `stay_out` means.
// StorageError::damaged when nothing can be read.
struct StayOut {
  std::filesystem::path database = {};  // in use since: whom it forgot
  OptOut opt_out = {};
};
Salvaged salvage(const std::filesystem::path& damaged, const std::filesystem::path& into,
                 const CampaignSetup& campaign, UtcTime now, const StayOut& stay_out = {});

}  // namespace clamor::storage
