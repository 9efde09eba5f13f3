#pragma once
// Copies of a database, and bringing one back. Collection and dashboards go on while a copy is made. Every
// failure is a StorageError and leaves everything as it was.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "storage/forgotten.hpp"
#include "storage/store.hpp"

namespace clamor::storage {

// Asked between steps of a few MB, with the share that is done (0..1). False: stop, and keep nothing.
using GoOn = std::function<bool(double share)>;

// Copies one moment of the database to `place`, where no file may be yet. The copy appears there only when it
// is whole, on the disk, and recounted (as `verify` does). False: `go_on` stopped it.
bool back_up(std::string_view url, const std::filesystem::path& place, const GoOn& go_on = {});

// Dated copies: "<database>-20261127T041000Z.backup.db", in a folder of the user's choice.
std::filesystem::path dated_backup(std::string_view url, const std::filesystem::path& folder, UtcTime now);
// Removes all but the newest `keep` of them; what it removed. What is left of those that were never finished goes too.
std::vector<std::filesystem::path> keep_newest_backups(std::string_view url,
                                                       const std::filesystem::path& folder, std::size_t keep);

// Puts a copy in the place of the database, which nobody may be writing. What was there is set aside beside
// it and never removed. Refused (StorageError::refused) unless `force`: the database knows something that the
// copy does not, or one of both is simulated. A copy that is damaged or of a newer schema is never taken.
// Whom the database had forgotten since, and whom `opt_out` names, the copy does not bring back; nor does it
// bring names into a `sensitive` campaign.
struct Restored {
  std::optional<std::filesystem::path> set_aside;
  KeptAway kept_away;  // known is false: nobody can say whom the database had forgotten
};
Restored restore(std::string_view url, const std::filesystem::path& copy, const CampaignSetup& campaign,
                 const OptOut& opt_out, bool force, UtcTime now);

}  // namespace clamor::storage
