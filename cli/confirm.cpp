#include "cli/confirm.hpp"

#include <fmt/ostream.h>

#include "i18n/tr.hpp"

namespace clamor::cli {

using i18n::tr;

bool confirmed(Invocation& invocation, const std::string& question) {
  std::ostream& err = invocation.err;
  if (invocation.given.has("yes")) return true;
  if (!invocation.live) {
    fmt::print(err, "clamor: {}\n", tr("Nothing was done. If you mean it, add --yes."));
    return false;
  }
  fmt::print(err, "{} {} ", question, tr("Go on? Type yes:"));
  err.flush();
  std::string answer;
  std::getline(invocation.in, answer);
  if (answer == "yes" || answer == tr("yes") || answer == "si") return true;
  fmt::print(err, "{}\n", tr("Nothing was done."));
  return false;
}

}  // namespace clamor::cli
