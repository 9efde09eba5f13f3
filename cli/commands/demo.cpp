#include <fmt/ostream.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "cli/campaign.hpp"
#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/process.hpp"
#include "collector/net/http.hpp"
#include "collector/source.hpp"
#include "core/text.hpp"
#include "i18n/tr.hpp"
#include "storage/store.hpp"

namespace clamor::cli {
namespace {

namespace fs = std::filesystem;
using i18n::tr;
using i18n::tr_format;

constexpr Millis patience_for_start{60'000};

// The text value of `key` in the one line that `clamor simnet` prints. Its values are addresses and paths of
// our own making, so no escapes beyond \" and \\ occur.
std::string field(const std::string& line, const std::string& key) {
  const std::string wanted = "\"" + key + "\"";
  auto at = line.find(wanted);
  if (at == std::string::npos || (at = line.find('"', at + wanted.size())) == std::string::npos) return {};
  std::string value;
  for (++at; at < line.size() && line[at] != '"'; ++at) {
    if (line[at] == '\\' && at + 1 < line.size()) ++at;
    value += line[at];
  }
  return value;
}

[[maybe_unused]] bool on_path(const char* program) {  // a build without the dashboard draws nothing
  const char* path = std::getenv("PATH");
  std::string_view rest = path ? path : "/usr/bin:/bin";
  while (!rest.empty()) {
    const auto end = rest.find(':');
    if (access((std::string(rest.substr(0, end)) + "/" + program).c_str(), X_OK) == 0) return true;
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  }
  return false;
}

bool has_display() {
  for (const char* name : {"DISPLAY", "WAYLAND_DISPLAY"})
    if (const char* value = std::getenv(name); value && *value) return true;
  return false;
}

class Demo {
 public:
  explicit Demo(Invocation& invocation) : invocation_(invocation) {}

  int run() {
    folder_ = fs::absolute(invocation_.given.get("out").value_or("demo")).lexically_normal();
    headless_ = invocation_.given.has("headless") || !has_display();
    for (const auto& [option, most] :
         {std::pair{"seed", 9'000'000'000'000'000'000LL}, std::pair{"days", 366LL}})
      if (const auto number = whole_number(invocation_.given, option, 1, option[0] == 'd' ? 1 : 0, most);
          !number)
        return refuse(number.error().detail, exit_config);
    say(tr("SIMULATED: this demonstration invents its servers and everyone on them."));
    if (const std::string sentence = clear_folder(); !sentence.empty()) return refuse(sentence, exit_config);
    if (const std::string sentence = start_network(); !sentence.empty())
      return refuse(sentence, exit_trouble);
    return headless_ ? on_paper() : on_screen();
  }

 private:
  void say(const std::string& sentence) { fmt::print(invocation_.err, "{}\n", sentence); }
  int refuse(const std::string& sentence, int code) {
    say("clamor: " + sentence);
    return code;
  }

  // An earlier demonstration makes room; anything real does not.
  std::string clear_folder() {
    const fs::path db = folder_ / "clamor.db";
    std::error_code ignored;
    if (fs::exists(db, ignored)) {
      if (storage::simulated_mark(db.string()).empty())
        return tr_format("{0} is there and is no demonstration's: choose another folder with --out.",
                         printable(db.string()));
      for (const char* name : {"clamor.db", "clamor.db-wal", "clamor.db-shm", "truth.json", "dashboard.png"})
        fs::remove(folder_ / name, ignored);
    } else if (const fs::path file = folder_ / "clamor.toml";
               fs::exists(file, ignored) &&
               config::read_file(file, collector::kind_names()).config.simulated.empty()) {
      return tr_format("{0} is there and is no demonstration's: choose another folder with --out.",
                       printable((folder_ / "clamor.toml").string()));
    }
    return {};
  }

  std::string start_network() {
    say(tr("1. Starting a simulated social network."));
    Child::Start start;
    start.command = {own_program().string(), "simnet", "--folder", folder_.string()};
    for (const char* option : {"seed", "days"})
      if (const auto value = invocation_.given.get(option)) {
        start.command.push_back(std::string("--") + option);
        start.command.push_back(*value);
      }
    if (!headless_) start.command.push_back("--live");
    start.read_stdout = true;
    auto child = Child::start(start);
    if (!child) return printable(child.error().detail);
    network_.emplace(std::move(*child));
    const auto line = network_->line(patience_for_start);
    if (!line) return tr("The simulated network did not start; the reason is above.");
    config_ = field(*line, "config");
    truth_ = field(*line, "truth");
    return {};
  }

  std::vector<std::string> clamor(std::vector<std::string> words) const {
    std::vector<std::string> command{own_program().string(), "--config", config_.string(), "--lang",
                                     i18n::language() == i18n::Language::es ? "es" : "en"};
    command.insert(command.end(), words.begin(), words.end());
    return command;
  }

  // Runs a child to its end, or to ours.
  int run_child(Child::Start start) {
    auto child = Child::start(start);
    if (!child) return exit_trouble;
    while (!child->ended())
      if (stop_.wait(Millis{50})) return child->stop(Millis{3000});
    return *child->ended();
  }

  int on_screen() {
    say(tr("2. Collecting from it, and opening the dashboard. Close the window to end."));
    const int code = run_child({.command = clamor({"dashboard", "--collect"})});
    if (code == exit_ok)
      say(tr_format("What was collected stays in {0}. Look again with: clamor --config {1} dashboard",
                    printable(folder_.string()), printable(config_.string())));
    return code;
  }

  int on_paper() {
    say(tr("2. Collecting from it."));
    if (const int code = run_child({.command = clamor({"collect", "--once"})}); code != exit_ok) return code;
    if (stop_.token().stop_requested()) return exit_ok;
    if (const std::string sentence = save_truth(); !sentence.empty()) return refuse(sentence, exit_trouble);
    say(tr("3. Drawing the dashboard."));
    const int code = draw();
    say(tr("Left for you (SIMULATED):"));
    for (const char* name : {"clamor.db", "clamor.toml", "truth.json", "dashboard.png"})
      if (fs::exists(folder_ / name))
        fmt::print(invocation_.out, "{}\n", printable((folder_ / name).string()));
    return code;
  }

  std::string save_truth() {
    const std::string_view host = std::string_view(truth_).substr(truth_.find("://") + 3);
    const auto client = net::make_curl_client({.user_agent = "clamor",
                                               .limits = {},
                                               .named_hosts = {std::string(host.substr(0, host.find('/')))},
                                               .ca_file = ""});
    std::optional<Result<net::HttpResponse>> answer;
    net::HttpRequest request;
    request.url = truth_;
    client->send(std::move(request), [&](Result<net::HttpResponse> got) { answer = std::move(got); });
    while (!answer && !stop_.token().stop_requested()) client->run(Millis{200});
    if (!answer || !*answer || (*answer)->status != 200)
      return tr("The simulated network does not tell its truth.");
    std::ofstream out(folder_ / "truth.json", std::ios::binary);
    out << (*answer)->body;
    out.close();
    if (!out) return tr_format("{0} cannot be written.", printable((folder_ / "truth.json").string()));
    return {};
  }

  // The real window, on an invisible screen of its own when there is one to be had.
  int draw() {
#ifndef CLAMOR_WITH_DASHBOARD
    say(tr("This program was built without the dashboard: there is no dashboard.png."));
    return exit_ok;
#else
    Child::Start start{.command =
                           clamor({"dashboard", "--screenshot", (folder_ / "dashboard.png").string()})};
    std::optional<Child> screen;
    if (on_path("Xvfb")) {
      auto xvfb = Child::start(
          {.command = {"Xvfb", "-displayfd", "3", "-screen", "0", "1600x1000x24", "-nolisten", "tcp"},
           .quiet = true,
           .pass_stdout_as_3 = true});
      if (xvfb) {
        if (const auto number = xvfb->line(patience_for_start)) {
          screen.emplace(std::move(*xvfb));
          start.extra_environment = {"DISPLAY=:" + *number, "WAYLAND_DISPLAY=", "LIBGL_ALWAYS_SOFTWARE=1"};
        }
      }
    }
    if (!screen && !has_display())
      return refuse(tr("dashboard.png needs a screen. Install the package xvfb (./run does) and try again."),
                    exit_trouble);
    return run_child(start);
#endif
  }

  Invocation& invocation_;
  const StopOnSignal stop_;
  fs::path folder_, config_;
  std::string truth_;
  bool headless_ = false;
  std::optional<Child> network_;
};

int run_demo(Invocation& invocation) {
  return Demo(invocation).run();
}

}  // namespace

Command demo_command() {
  using i18n::TR;
  return {
      "demo",
      TR("shows everything with a simulated network: no internet, no account"),
      TR("Starts a simulated social network, collects from it and opens the dashboard while the collector "
         "works. "
         "Without a screen, or with --headless, it leaves a database, the campaign file, what a perfect "
         "observer "
         "would know and a picture of the dashboard in a folder and says where. Everything says SIMULATED."),
      "  clamor demo\n  clamor demo --headless --out /tmp/demo\n  clamor demo --days 60 --seed 7\n",
      {{"headless", nullptr, TR("no window: leave files and a picture")},
       {"out", "DIR", TR("where the files go (default ./demo)")},
       {"days", "NUMBER", TR("how many days of posts (default 30)")},
       {"seed", "NUMBER", TR("which of the many possible worlds (default 1)")}},
      run_demo};
}

}  // namespace clamor::cli
