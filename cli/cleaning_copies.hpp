#pragma once
// What `forget` and `prune` do for the copies of a database: those that are databases lose the same, and what may still
// hold it is told with its reason.

#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "cli/copies.hpp"
#include "cli/json.hpp"
#include "storage/copies.hpp"

namespace clamor::cli {

struct CleanedCopies {
  struct Left {
    Copy copy;
    std::string why;  // few words, translated
  };
  std::vector<std::filesystem::path> cleaned;
  std::vector<Left> left;
};

// `with_exports`: they are told too; they cannot be cleaned.
CleanedCopies clean_copies(const std::string& db, storage::CopyCare care, bool with_exports,
                           const std::function<bool()>& go_on);

void write(Json& json, const CleanedCopies& copies);
void say(std::ostream& out, const CleanedCopies& copies);

}  // namespace clamor::cli
