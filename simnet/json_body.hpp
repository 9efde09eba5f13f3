#pragma once
// The JSON object that came as a request's body, as parameters: {"tag": "x", "userIds": ["a", "b"]} is tag=x,
// userIds=a, userIds=b. A list inside a list becomes its words with a space between; null is not there.

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace clamor::simnet {

std::optional<std::vector<std::pair<std::string, std::string>>> parameters_in_json(const std::string& body);

}  // namespace clamor::simnet
