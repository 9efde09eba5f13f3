#include "simnet/json_body.hpp"

#include <boost/property_tree/json_parser.hpp>

#include <sstream>

namespace clamor::simnet {
namespace {

using Tree = boost::property_tree::ptree;

std::string joined(const Tree& list) {
  std::string words = list.data();
  for (const auto& [none, one] : list) words += (words.empty() ? "" : " ") + one.data();
  return words;
}

}  // namespace

std::optional<std::vector<std::pair<std::string, std::string>>> parameters_in_json(const std::string& body) {
  if (body.find('{') == std::string::npos) return std::nullopt;
  Tree tree;
  try {
    std::istringstream in(body);
    boost::property_tree::read_json(in, tree);
  } catch (const boost::property_tree::json_parser_error&) {
    return std::nullopt;
  }
  std::vector<std::pair<std::string, std::string>> parameters;
  for (const auto& [name, value] : tree) {
    if (value.empty() && value.data() != "null") parameters.emplace_back(name, value.data());
    for (const auto& [none, one] : value) parameters.emplace_back(name, joined(one));
  }
  return parameters;
}

}  // namespace clamor::simnet
