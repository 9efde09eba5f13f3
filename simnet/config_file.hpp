#pragma once
// The campaign file a collector needs to follow this network, and the login that goes with it.

#include <filesystem>
#include <string>
#include <vector>

#include "simnet/bluesky_session.hpp"
#include "simnet/world.hpp"

namespace clamor::simnet {

// Writes clamor.toml and its secret files (0600) into `folder` (0700); answers the path of the config. With
// `streams` the sources that have one listen to it. Throws std::runtime_error when it cannot.
std::filesystem::path write_config(const World& world, const std::string& id,
                                   const std::vector<std::string>& urls,
                                   const BlueskySessions::Account& login, bool streams,
                                   const std::filesystem::path& folder);

}  // namespace clamor::simnet
