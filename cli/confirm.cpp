#include "cli/confirm.hpp"

#include <fmt/ostream.h>

#include "core/text.hpp"
#include "i18n/tr.hpp"

namespace clamor::cli {

using i18n::tr;

namespace {

// In either language, whichever the question was asked in, with or without capitals and accents.
bool means_yes(const std::string& answer) {
  constexpr const char* blanks = " \t\r";
  const auto first = answer.find_first_not_of(blanks);
  if (first == std::string::npos) return false;
  const auto last = answer.find_last_not_of(blanks);
  const std::string word = fold_for_phrases(answer.substr(first, last - first + 1));
  return word == "yes" || word == "si";
}

}  // namespace

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
  if (means_yes(answer)) return true;
  fmt::print(err, "{}\n", tr("Nothing was done."));
  return false;
}

}  // namespace clamor::cli
