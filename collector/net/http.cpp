#include "collector/net/http.hpp"

namespace clamor::net {

std::string_view HttpResponse::header(std::string_view name) const {
  for (const Header& header : headers)
    if (header.name == name) return header.value;
  return {};
}

std::vector<std::string_view> HttpResponse::all(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const Header& header : headers)
    if (header.name == name) values.push_back(header.value);
  return values;
}

}  // namespace clamor::net
