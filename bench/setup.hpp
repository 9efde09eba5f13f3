#pragma once
// The campaign that is measured: the shipped one, read from the generator's servers.

#include "config/config.hpp"
#include "storage/store.hpp"

namespace clamor::bench {

config::Config campaign_config();
storage::CampaignSetup setup_of(const config::Config& config);

}  // namespace clamor::bench
