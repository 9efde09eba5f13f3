#include <fmt/ostream.h>

#include "cli/campaign.hpp"
#include "cli/commands.hpp"
#include "cli/json.hpp"
#include "cli/words.hpp"
#include "core/text.hpp"
#include "i18n/sentences.hpp"
#include "i18n/tr.hpp"
#include "storage/store.hpp"

namespace clamor::cli {
namespace {

using i18n::tr;
using i18n::trn_format;

int run_verify(Invocation& invocation) {
  const auto campaign = open_campaign(invocation);
  if (!campaign) return exit_config;
  if (!storage::exists(campaign->db)) return say_no_database(invocation, campaign->db);
  const auto reader = storage::open_reader(campaign->db);
  if (invocation.given.has("dump")) {
    reader->canonical_dump([&](std::string_view line) { invocation.out << line << '\n'; });
    return exit_ok;
  }
  const std::vector<std::string> violations = reader->verify();
  if (invocation.json()) {
    Json json;
    json.open().text("database", database_path(campaign->db)).boolean("ok", violations.empty());
    json.open_list("violations");
    for (const std::string& violation : violations) json.item(violation);
    json.close_list().close();
    fmt::print(invocation.out, "{}\n", json.line());
  } else {
    for (const std::string& violation : violations)
      fmt::print(invocation.out, "{}\n", printable(i18n::translated(violation)));
    if (violations.empty())
      fmt::print(invocation.out, "{}\n", tr("Recounted from the rows: every number agrees."));
    else
      fmt::print(
          invocation.out, "{}\n",
          trn_format(
              "{0} number does not agree with its rows. Keep a copy of the database and tell the project.",
              "{0} numbers do not agree with their rows. Keep a copy of the database and tell the "
              "project.",
              violations.size(), violations.size()));
  }
  return violations.empty() ? exit_ok : exit_trouble;
}

}  // namespace

Command verify_command() {
  using i18n::TR;
  return {"verify",
          TR("recounts everything from the stored rows"),
          TR("Checks the database: every total, every edge of the counted time and every reference is "
             "recounted from "
             "the rows. It changes nothing. With --dump it prints all that was collected in one order, so "
             "that two "
             "databases can be compared."),
          "  clamor verify\n  clamor verify --dump | sha256sum\n",
          {{"dump", nullptr, TR("print what the database holds, in a fixed order")}},
          run_verify};
}

}  // namespace clamor::cli
