#pragma once
// What software a server says it is: the same two documents on every kind of the fediverse.

#include <optional>

#include "simnet/server.hpp"

namespace clamor::simnet {

// Empty: something else was asked for.
std::optional<Response> nodeinfo(const Request& request, const Surroundings& around,
                                 std::string_view software, std::string_view version, UtcTime now);

int people_at(const World& world, Home home);

}  // namespace clamor::simnet
