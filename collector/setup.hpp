#pragma once
// What a configuration means for collecting.

#include <string>
#include <vector>

#include "config/config.hpp"
#include "core/result.hpp"

namespace clamor::collector {

// `mark`: the simulated network that the database holds; empty: a real one.
Result<void> may_collect(const config::Config& config, const std::string& mark);

// The label and the variants that are another tag to a server.
std::vector<std::string> spellings_to_ask(const config::Hashtag& hashtag);

}  // namespace clamor::collector
