#include <fmt/ostream.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "cli/campaign.hpp"
#include "cli/commands.hpp"
#include "cli/disk_encryption.hpp"
#include "cli/folding.hpp"
#include "cli/json.hpp"
#include "cli/log_warning.hpp"
#include "cli/probe.hpp"
#include "cli/process.hpp"
#include "cli/words.hpp"
#include "collector/engine.hpp"
#include "collector/source.hpp"
#include "core/text.hpp"
#include "core/version.hpp"
#include "i18n/format.hpp"
#include "i18n/sentences.hpp"
#include "i18n/tr.hpp"

namespace clamor::cli {
namespace {

namespace fs = std::filesystem;
using i18n::TR;
using i18n::tr;
using i18n::tr_format;

// One thing that was looked at; `cure` is empty when it is well.
struct Finding {
  const char* what;  // marked for translation; --json keeps the English word
  std::string found;
  std::string cure;
  std::string which;  // of several
};

std::string label(const char* what, const std::string& which) {
  return which.empty() ? what : std::string(what) + ' ' + which;
}

// The words of --json, or those for people.
std::string counts_of(const collector::KindInfo& kind, bool for_people) {
  std::string text;
  for (const auto& [given, name] :
       {std::pair{kind.gives_likes, TR("likes")}, std::pair{kind.gives_boosts, TR("boosts")},
        std::pair{kind.gives_replies, TR("replies")}, std::pair{kind.gives_quotes, TR("quotes")},
        std::pair{kind.gives_views, TR("views")}})
    if (given) text += (text.empty() ? "" : ", ") + std::string(for_people ? tr(name) : name);
  return text;
}

std::string costs_of(const collector::KindInfo& kind) {
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(kind.poll_every).count();
  return tr_format("posts a page: {0}; minutes between two looks at a hashtag: {1}; requests a look: {2}",
                   kind.page_size, minutes, kind.requests_a_poll);
}

int list_kinds(Invocation& invocation) {
  Json json;
  json.open().open_list("kinds");
  for (const std::string& name : collector::kind_names()) {
    const auto source = collector::make_source(name);
    const collector::KindInfo& kind = source->info();
    if (invocation.json()) {
      json.open()
          .text("kind", kind.name)
          .text("network", network_name(kind.network))
          .text("summary", kind.summary);
      json.boolean("login_required", kind.login_required).text("counts", counts_of(kind, false));
      json.number("page_size", kind.page_size).number("requests_a_poll", kind.requests_a_poll);
      json.number("poll_seconds", std::chrono::duration_cast<std::chrono::seconds>(kind.poll_every).count());
      json.close();
    } else {
      fmt::print(invocation.out, "{} ({})\n  {}\n  {}\n  {}\n\n{}\n\n", kind.name, network_name(kind.network),
                 i18n::translated(kind.summary), tr_format("counts it gives: {0}", counts_of(kind, true)),
                 costs_of(kind), kind.sample_config);
    }
  }
  if (invocation.json()) fmt::print(invocation.out, "{}\n", json.close_list().close().line());
  return exit_ok;
}

Finding look_at_database(const std::string& db) {
  Finding finding{TR("database"), printable(database_path(db)), {}, {}};
  if (!storage::exists(db)) {
    finding.found += ": " + std::string(tr("not there yet"));
    finding.cure = tr("It is made by the first `clamor collect --once`.");
    return finding;
  }
  try {
    const auto reader = storage::open_reader(db);
    finding.found +=
        tr_format(": schema {0}, {1} posts", reader->schema(), i18n::number(reader->totals().posts));
    finding.cure = log_warning(db);
  } catch (const storage::StorageError& error) {
    finding.cure = printable(i18n::translated(error.what()));
  }
  return finding;
}

Finding look_at_space(const std::string& db) {
  fs::path folder = fs::path(database_path(db)).parent_path();
  while (!fs::exists(folder) && folder.has_relative_path()) folder = folder.parent_path();
  struct statvfs space {};
  Finding finding{TR("disk"), tr("unknown"), {}, {}};
  if (statvfs(folder.c_str(), &space) != 0) return finding;
  const auto free = static_cast<std::int64_t>(space.f_bavail) * static_cast<std::int64_t>(space.f_frsize);
  finding.found = tr_format("{0} free", i18n::bytes(free));
  if (free < 200'000'000)
    finding.cure = tr("Make room: a collection of months needs some hundred megabytes.");
  return finding;
}

// Whoever finds the laptop finds the list of supporters, unless the disk is encrypted.
Finding look_at_encryption(const std::string& db) {
  Finding finding{TR("encryption"), {}, {}, {}};
  switch (encryption_of(fs::path(database_path(db)).parent_path())) {
    case Encryption::disk:
      finding.found = tr("your data lie on an encrypted disk");
      return finding;
    case Encryption::folder:
      finding.found = tr("your data lie in an encrypted folder");
      return finding;
    case Encryption::memory:
      finding.found = tr("your data lie in memory only and go when the computer is switched off");
      return finding;
    case Encryption::none:
      finding.found = tr("your data lie on a disk that is not encrypted");
      break;
    case Encryption::unknown:
      finding.found = tr("the system does not say whether this disk is encrypted");
      break;
  }
  finding.cure =
      tr("Whoever takes this computer can read who supports you. Choose an encrypted disk when you install the "
         "system (Debian: \"encrypted LVM\"; Windows: BitLocker below a virtual machine), or keep the database "
         "on an encrypted stick: GNOME Disks, Format, \"Password protected (LUKS)\", then --db "
         "/media/you/stick/campaign.db. docs/privacy.md tells more.");
  return finding;
}

Finding look_at_zones() {
  Finding finding{TR("time zones"), tr("the system's list is there"), {}, {}};
  const auto mexico = Zone::find("America/Mexico_City");
  const auto july = parse_rfc3339("2026-07-15T12:00:00Z");
  if (!mexico || mexico->offset_at(*july) != -std::chrono::hours{6}) {
    finding.found = tr("the system's list is missing or old");
    finding.cure = tr("Install or update the package tzdata: days would begin at the wrong hour.");
  }
  return finding;
}

Finding look_at_screen() {
  const char* x11 = std::getenv("DISPLAY");
  const char* wayland = std::getenv("WAYLAND_DISPLAY");
  const bool some = (x11 && *x11) || (wayland && *wayland);
  Finding finding{TR("display"), some ? tr("there is one") : tr("none"), {}, {}};
  if (!some) finding.cure = tr("The dashboard needs a screen; `clamor demo --headless` works without one.");
  return finding;
}

Finding look_at_fonts() {
  const bool inter =
      fs::exists("/usr/share/fonts/opentype/inter") || fs::exists("/usr/share/fonts/truetype/inter");
  const bool icons =
      fs::exists("/usr/share/fonts-font-awesome") || fs::exists("/usr/share/fonts/truetype/font-awesome");
  Finding finding{TR("fonts"), inter && icons ? "Inter, Font Awesome" : tr("not all are there"), {}, {}};
  if (!inter || !icons) finding.cure = tr("Install the packages fonts-inter and fonts-font-awesome.");
  return finding;
}

std::vector<Finding> look_at_sources(const Campaign& campaign) {
  std::vector<Finding> findings;
  const StopOnSignal stop;
  const SystemClock clock;
  const auto client = net::make_curl_client(collector::http_options(campaign.config));
  const auto open_stream = collector::open_streams_with(collector::http_options(campaign.config));
  const std::stop_callback wake(stop.token(), [&] { client->wake(); });
  for (const config::Source& source : campaign.config.sources) {
    if (stop.token().stop_requested()) break;
    const Probe seen = probe(source, campaign.config.hashtags.front().label, *client, open_stream, clock, stop.token());
    Finding finding{TR("source"), probe_for_people(seen), {}, printable(source.name)};
    if (seen.state == Probe::State::needs_login)
      finding.cure = tr_format("Give it a login in {0}, line {1}.", printable(campaign.config.file.string()),
                               source.line);
    else if (seen.state == Probe::State::trouble)
      finding.cure =
          tr("Look whether this machine has internet and the address is right; else try again later.");
    else if (seen.state == Probe::State::refused)
      finding.cure = tr("Give it a token of your account, or remove it from the campaign file.");
    else if (seen.stream == Probe::Stream::trouble)
      finding.cure = tr_format("Polls go on without its stream. Look at the stream's address and token in {0}, line {1}.",
                               printable(campaign.config.file.string()), source.line);
    findings.push_back(std::move(finding));
  }
  return findings;
}

int run_doctor(Invocation& invocation) {
  if (invocation.given.has("kinds")) return list_kinds(invocation);
  std::vector<Finding> findings{{TR("version"), std::string("clamor ") + version, {}, {}}};
  const auto campaign = open_campaign(invocation);
  findings.push_back(look_at_zones());
  findings.push_back(look_at_fonts());
  findings.push_back(look_at_screen());
  if (campaign) {
    findings.push_back({TR("config"), printable(campaign->config.file.string()), {}, {}});
    if (campaign->config.contact.empty())
      findings.back().cure =
          tr("`contact` is empty: write your e-mail or web page there before you collect.");
    findings.push_back(look_at_database(campaign->db));
    findings.push_back(look_at_space(campaign->db));
    findings.push_back(look_at_encryption(campaign->db));
    if (!invocation.given.has("offline") && !campaign->config.contact.empty())
      for (Finding& finding : look_at_sources(*campaign)) findings.push_back(std::move(finding));
  }
  if (invocation.json()) {
    Json json;
    json.open().text("version", version).open_list("findings");
    for (const Finding& finding : findings)
      json.open()
          .text("what", label(finding.what, finding.which))
          .text("found", finding.found)
          .text("cure", finding.cure)
          .close();
    fmt::print(invocation.out, "{}\n", json.close_list().close().line());
  } else {
    for (const Finding& finding : findings) {
      fmt::print(invocation.out, "{} {:<24} {}\n", finding.cure.empty() ? "✓" : "!",
                 label(tr(finding.what), finding.which), folded(finding.found, 27));
      if (!finding.cure.empty()) fmt::print(invocation.out, "  {:<24} → {}\n", "", folded(finding.cure, 29));
    }
  }
  return campaign ? exit_ok : exit_config;
}

}  // namespace

Command doctor_command() {
  return {"doctor",
          TR("looks for what is wrong and says what helps"),
          TR("Looks at the program, the campaign file, the database, the disk, the screen, the time zones "
             "and each "
             "server, and names a cure for each trouble. Servers are asked only when the campaign file has a "
             "contact. "
             "With --kinds it lists the kinds of source with what they count."),
          "  clamor doctor\n  clamor doctor --offline\n  clamor doctor --kinds\n",
          {{"kinds", nullptr, TR("list the kinds of source")}, {"offline", nullptr, TR("ask no server")}},
          run_doctor};
}

}  // namespace clamor::cli
