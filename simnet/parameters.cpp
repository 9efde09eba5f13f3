#include "simnet/parameters.hpp"

#include <algorithm>
#include <charconv>
#include <string>
#include <system_error>

namespace clamor::simnet {

std::uint64_t number_in(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc::result_out_of_range ? ~std::uint64_t{0} : number;
}

std::size_t limit_in(const Request& request, std::size_t otherwise, std::size_t most, std::string_view name) {
  if (!request.has(name)) return otherwise;
  std::string_view text = request.one(name);
  if (text.starts_with("-")) text.remove_prefix(1);
  return static_cast<std::size_t>(std::min<std::uint64_t>(number_in(text), most));
}

bool yes(const Request& request, std::string_view name) {
  const std::string_view value = request.one(name);
  return !value.empty() && value != "0" && value != "f" && value != "F" && value != "false" &&
         value != "FALSE";
}

}  // namespace clamor::simnet
