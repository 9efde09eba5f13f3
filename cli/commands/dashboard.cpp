#include <fmt/ostream.h>

#include <algorithm>
#include <charconv>

#include "cli/campaign.hpp"
#include "cli/commands.hpp"
#include "cli/copies.hpp"
#include "cli/keeping_search.hpp"
#include "cli/process.hpp"
#include "core/text.hpp"
#include "i18n/tr.hpp"
#include "storage/store.hpp"
#ifdef CLAMOR_WITH_DASHBOARD
#include "cli/dashboard_glue.hpp"
#include "collector/engine.hpp"
#include "dashboard/dashboard.hpp"
#endif

namespace clamor::cli {
namespace {

using i18n::tr;
using i18n::tr_format;

#ifdef CLAMOR_WITH_DASHBOARD

Result<dashboard::Options> options_of(const Given& given) {
  dashboard::Options options;
  const std::string theme = given.get("theme").value_or("dark");
  if (theme != "dark" && theme != "light")
    return fail(Errc::invalid_input, tr("--theme must be light or dark."));
  options.theme = theme == "light" ? dashboard::Theme::light : dashboard::Theme::dark;
  if (const auto size = given.get("size")) {
    const char* end = size->data() + size->size();
    const auto width = std::from_chars(size->data(), end, options.width);
    const bool by = width.ec == std::errc{} && width.ptr != end && *width.ptr == 'x';
    const auto height = by ? std::from_chars(width.ptr + 1, end, options.height) : width;
    const auto fits = [](int pixels) { return pixels >= 480 && pixels <= 8192; };
    if (!by || height.ec != std::errc{} || height.ptr != end || !fits(options.width) || !fits(options.height))
      return fail(Errc::invalid_input, tr("--size must be like 1440x900."));
  }
  if (const auto run_for = given.get("for")) {
    options.run_for = parse_duration(*run_for);
    if (!options.run_for)
      return fail(Errc::invalid_input,
                  tr_format("--{0} must be a length of time like 10m, 12h or 7d.", "for"));
  }
  const std::string page = given.get("page").value_or("overview");
  const auto& pages = dashboard::page_names();
  if (std::find(pages.begin(), pages.end(), page) == pages.end())
    return fail(Errc::invalid_input, tr_format("There is no page \"{0}\": choose from {1}.", printable(page),
                                               fmt::format("{}", fmt::join(pages, ", "))));
  if (const auto file = given.get("screenshot"))
    options.screenshot = dashboard::Screenshot{*file, page, options.width, options.height};
  return options;
}

// A window over nothing explains itself better than a sentence: the database is made, empty.
void make_database(const Campaign& campaign, const Clock& clock) {
  if (storage::exists(campaign.db)) return;
  const auto writer = storage::open_writer(campaign.db, campaign.config.simulated);
  writer->set_campaign(collector::campaign_setup(campaign.config), clock.now());
}

int run_dashboard(Invocation& invocation) {
  const auto options = options_of(invocation.given);
  if (!options) {
    fmt::print(invocation.err, "clamor: {}\n", options.error().detail);
    return exit_config;
  }
  const auto campaign = open_campaign(invocation);
  if (!campaign) return exit_config;
  StopOnSignal stop;
  const SystemClock clock;
  make_database(*campaign, clock);
  DashboardGlue glue(
      campaign->db,
      {own_program().string(), "--config", campaign->config.file.string(), "--db", campaign->db}, campaign->config, clock);
  dashboard::Dashboard window(*options, campaign->config, clock,
                              [&](const dashboard::Action& action) { glue.carry_out(action); });
  const std::stop_callback close(stop.token(), [&] { window.close(); });
  glue.serve(window);
  if (invocation.given.has("collect")) glue.start_collecting();
  std::optional<KeepingSearch> search;
  if (!options->screenshot) search.emplace(campaign->db, clock);
  if (options->screenshot) remember_copy(invocation.err, campaign->db, "picture", options->screenshot->path);
  const auto report = window.run();
  glue.finish();
  if (!report) {
    fmt::print(invocation.err, "clamor: {}\n", report.error().detail);
    return exit_trouble;
  }
  if (options->screenshot)
    fmt::print(invocation.err, "{}\n", tr_format("Written: {0}", printable(options->screenshot->path)));
  if (options->run_for)
    fmt::print(invocation.out,
               "{{\"frames\":{},\"elapsed_ms\":{},\"cpu_ms\":{},\"idle_ms\":{},\"idle_cpu_ms\":{}}}\n",
               report->frames, report->elapsed.count(), report->cpu.count(), report->since_last_frame.count(),
               report->cpu_since_last_frame.count());
  return exit_ok;
}

#else

int run_dashboard(Invocation& invocation) {
  fmt::print(
      invocation.err, "clamor: {}\n",
      tr("This program was built without the dashboard. Build it with -DCLAMOR_DASHBOARD=ON, or use `clamor "
         "status`."));
  return exit_config;
}

#endif

}  // namespace

Command dashboard_command() {
  using i18n::TR;
  return {"dashboard",
          TR("opens the window with the charts"),
          TR("Shows what has been collected and follows what comes in. With --collect it also collects while "
             "the window "
             "is open. With --screenshot it writes the window into a picture and ends."),
          "  clamor dashboard\n"
          "  clamor dashboard --collect\n"
          "  clamor dashboard --screenshot chart.png --theme light --lang en\n",
          {{"collect", nullptr, TR("collect while the window is open")},
           {"screenshot", "FILE", TR("write the window into a PNG file and end")},
           {"page", "NAME", TR("which page to write (default overview)")},
           {"size", "WxH", TR("size of the window (default 1440x900)")},
           {"theme", "light|dark", TR("colours (default dark)")},
           {"for", "TIME", TR("close after this time and say what it cost")}},
          run_dashboard};
}

}  // namespace clamor::cli
