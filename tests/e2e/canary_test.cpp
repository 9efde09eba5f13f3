// Secrets and people go through every command and are looked for afterwards in every byte that was written.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>

#include "cli/command.hpp"
#include "tests/e2e/canary.hpp"
#include "tests/e2e/canary_servers.hpp"
#include "tests/e2e/program.hpp"

namespace clamor::e2e {
namespace {

namespace fs = std::filesystem;
using net::Server;
using ::testing::IsSubsetOf;
using ::testing::IsSupersetOf;
using Files = std::set<std::string>;
// ---- the campaign ------------------------------------------------------------------------------------

// Everything the program could write lies in the folder.
class Canary : public ::testing::Test, protected Program {
 protected:
  Canary() {
    for (const char* name : {"home", "tmp", "far"}) fs::create_directory(folder() / name);
    set("HOME", (folder() / "home").string());
    set("TMPDIR", (folder() / "tmp").string());
    for (const char* name : {"XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"})
      set(name, (folder() / "home" / name).string());
    for (const std::string name : {"token", "identifier", "password", "mail_user", "mail_password"})
      set("CANARY_" + name, secret(name));
    set("CANARY_webhook", webhook_.url("/hooks/" + secret("webhook")));
    write("secret-token", secret("file") + "\n");
    write("tweets.jsonl", tweet);
    keep_texts_for(36'500);
  }
  ~Canary() override {
    for (const auto& [name, before] : before_)
      before ? ::setenv(name.c_str(), before->c_str(), 1) : ::unsetenv(name.c_str());
  }

  void keep_texts_for(int days) {
    std::string config = R"([campaign]
name = "Simulada"
hashtags = ["FreeThemAll"]
contact = "nobody@example.org"
[storage]
url = "sqlite:clamor.db"
keep_text_days = )" + std::to_string(days) +
                         R"(
[notice]
webhook = "env:CANARY_webhook"
mail_server = "smtps://127.0.0.1:1"
mail_from = "clamor@example.org"
mail_to = "team@example.org"
mail_user = "env:CANARY_mail_user"
mail_password = "env:CANARY_mail_password"
)";
    const auto source = [&](const std::string& kind, const Server& server, const std::string& more) {
      config += "[[source]]\nname = \"" + kind + std::to_string(server.port()) + "\"\nkind = \"" + kind +
                "\"\nserver = \"http://" + server.authority() + "\"\n" + more;
    };
    source("mastodon", island_, "token = \"env:CANARY_token\"\n");
    source("mastodon", closed_, "token = \"file:secret-token\"\nstream = true\n");
    source("misskey", misskey_, "token = \"env:CANARY_token\"\n");
    source("lemmy", lemmy_, "token = \"env:CANARY_token\"\n");
    source("peertube", peertube_, "token = \"file:secret-token\"\n");
    source("bluesky", sky_, "identifier = \"env:CANARY_identifier\"\npassword = \"env:CANARY_password\"\n");
    write("clamor.toml", config);
  }
  static Words secrets() {
    Words all;
    for (const char* name : {"token", "file", "identifier", "password", "mail_user", "mail_password",
                             "webhook", "access", "refresh"})
      all.push_back(secret(name));
    return all;
  }

  std::string file(const std::string& name) const { return (folder() / name).string(); }
  std::map<std::string, std::string> everything() const { return everything_in(folder()); }
  Files hits(const Words& words) const {
    Files found;
    const auto files = everything();
    for (const std::string& word : words) found.merge(with(word, files));
    for (const char* ours : {"tweets.jsonl", "secret-token", "said"}) found.erase(ours);
    return found;
  }

  // Runs it, keeps all it says in the file `said`, and notes the command as run.
  int run(const Words& words) {
    run_.insert(words.front() == "--json" ? words[1] : words.front());
    return clamor_into("said", words);
  }
  void runs(const Words& words) {
    EXPECT_EQ(run(words), cli::exit_ok) << ::testing::PrintToString(words) << everything()["said"];
  }
  // One that serves until it is told to stop, once it has said a line.
  void serves(const Words& words) {
    run_.insert(words.front());
    cli::Child child = begin(words, false);
    if (const auto line = child.line(patience)) write("said-by-" + words.front(), *line);
    EXPECT_EQ(child.stop(Millis{10'000}), 0);
  }
  void exports() {
    for (const std::string what : {"posts", "authors", "timeline", "edges", "links", "readings", "coverage"})
      for (const std::string format : {"csv", "jsonl", "xlsx", "gexf"})
        if (format != "gexf" || what == "edges") {
          runs({"export", "--what", what, "--out", file(what + "." + format)});
          pseudonymised_.insert(what + "." + format);
        }
  }
  // Every command but those that take away; the dashboard on a screen nobody sees, where there is one.
  void run_what_adds() {
    EXPECT_EQ(run({"collect", "--once", "--for", "2s"}), cli::exit_some_failed);  // others are tried for long
    EXPECT_EQ(run({"collect", "--for", "2s"}), cli::exit_some_failed);
    runs({"import", "--dry-run", file("tweets.jsonl")});
    runs({"import", file("tweets.jsonl")});
    runs({"--json", "status"});
    runs({"status"});
    runs({"verify"});
    runs({"verify", "--dump"});
    run({"doctor"});
    run({"--json", "doctor"});
    runs({"doctor", "--kinds"});
    exports();
    runs({"export", "--what", "posts", "--out", file("far/named.jsonl"), "--identify", "--yes"});
    runs({"export", "--what", "edges", "--out", file("far/named.csv"), "--identify", "--yes"});
    runs({"search", "canario"});
    runs({"backup"});
    runs({"backup", "--out", file("far/copy.db")});
    runs({"salvage", "--out", file("far/saved.db")});
    runs({"merge", file("far/copy.db")});
    runs({"restore", "--force", file("far/copy.db")});
    runs({"init", "--tag", "FreeThemAll", "--server", "mastodon:" + island_.url(""), "--contact",
          "nobody@example.org", "--out", file("new.toml"), "--yes"});
    const auto screen = screen_nobody_sees();
    run({"dashboard", "--collect", "--for", "1s", "--screenshot", file("far/seen.png")});
    run({"demo", "--headless", "--days", "1", "--out", file("demo")});
    serves({"simnet", "--days", "1", "--folder", file("simnet")});
    runs({"help", "collect"});
  }
  // What the program wrote, and not the shell or the drivers of a screen.
  Files readable_by_others() const {
    Files found;
    for (const auto& entry : fs::recursive_directory_iterator(folder())) {
      const std::string name = fs::relative(entry.path(), folder()).string();
      const bool ours = name != "said" && name != "far" && name != "tmp" && !name.starts_with("home");
      const auto others = fs::perms::group_all | fs::perms::others_all;
      if (ours && (entry.status().permissions() & others) != fs::perms::none) found.insert(name);
    }
    return found;
  }
  Files pseudonymised_;
  // Those that a line of JSON does not list under `copies`: whole paths, for one may begin with another.
  Files untold(const Files& names, const std::string& told) const {
    const auto from = told.find("\"copies\":["), to = told.find(']', from);
    if (from == std::string::npos) return names;
    const std::string copies = told.substr(from, to - from);
    Files left;
    for (const std::string& name : names)
      if (copies.find('"' + file(name) + '"') == std::string::npos) left.insert(name);
    return left;
  }
  // Backups, what was set aside and what was salvaged too: `forget` and `prune` clean them.
  static Files databases(const Files& names) {
    Files found;
    for (const std::string& name : names)
      if (name.find(".db") != std::string::npos) found.insert(name);
    return found;
  }

  void every_command_was_run() const {
    for (const cli::Command& command : cli::all_commands())
      EXPECT_TRUE(run_.contains(command.name)) << command.name << ": run it here too";
  }

 private:
  // Without Xvfb the dashboard only says that it needs a screen.
  std::optional<cli::Child> screen_nobody_sees() {
    auto screen = cli::Child::start(
        {.command = {"Xvfb", "-displayfd", "3", "-screen", "0", "1600x1000x24", "-nolisten", "tcp"},
         .quiet = true,
         .pass_stdout_as_3 = true});
    const auto number = screen ? screen->line(patience) : std::nullopt;
    if (!number) return {};
    set("DISPLAY", ":" + *number);
    set("WAYLAND_DISPLAY", "");
    set("LIBGL_ALWAYS_SOFTWARE", "1");
    return std::move(*screen);
  }
  void set(const std::string& name, const std::string& value) {
    const char* before = std::getenv(name.c_str());
    before_.emplace(name, before ? std::optional<std::string>(before) : std::nullopt);
    ::setenv(name.c_str(), value.c_str(), 1);
  }
  std::map<std::string, std::optional<std::string>> before_;
  Files run_;

 protected:
  static bool was_told(Server& server, const std::string& words) {
    return std::ranges::any_of(
        server.requests(), [&](const std::string& head) { return head.find(words) != std::string::npos; });
  }
  Server webhook_{{says_back("500 Internal Server Error")}};
  Server island_{{island}}, closed_{{says_back("401 Unauthorized")}},
      misskey_{{says_back("400 Bad Request")}}, lemmy_{{says_back("302 Found")}},
      peertube_{{says_back("200 OK", "text/html")}}, sky_{{sky}};
};

TEST_F(Canary, SecretsReachNoFileNoOutputAndNoListOfProcesses) {
  CommandLines watch;
  run_what_adds();
  EXPECT_EQ(readable_by_others(), Files{});
  runs({"prune"});
  runs({"forget", "@canaria@isla.example", "--yes"});
  runs({"wipe", "--dry-run"});
  const auto files = everything();
  const std::string command_lines = watch.seen();
  runs({"wipe", "--yes"});
  every_command_was_run();

  EXPECT_TRUE(was_told(island_, "Bearer " + secret("token")));
  EXPECT_TRUE(was_told(closed_, "Bearer " + secret("file")));
  EXPECT_TRUE(was_told(sky_, "Bearer " + secret("access")));
  EXPECT_TRUE(was_told(webhook_, "/hooks/" + secret("webhook")));
  EXPECT_NE(command_lines.find("--once"), std::string::npos) << "nothing was watched";
  EXPECT_EQ(with(secret("file"), files), Files{"secret-token"}) << "nothing was searched";
  for (const std::string& each : secrets())
    for (const auto& [form, bytes] : forms_of(each)) {
      EXPECT_THAT(with(bytes, files), IsSubsetOf(Files{"secret-token"})) << each << " as " << form;
      EXPECT_EQ(command_lines.find(bytes), std::string::npos) << each << " as " << form;
    }
}

// Exports that name people are told, for their owner to delete.
TEST_F(Canary, WhoWasForgottenIsInNoFileButThoseThatAreToldAndTheServersBringNobodyBack) {
  run_what_adds();
  const Files before = hits(canary);
  EXPECT_THAT(before, IsSupersetOf(Files{"clamor.db", "far/named.jsonl", "far/copy.db"}))
      << "nothing to forget";
  for (const std::string& name : pseudonymised_) EXPECT_FALSE(before.contains(name)) << name;

  const Ran told = clamor({"--json", "forget", "@canaria@isla.example", "--yes"});
  EXPECT_EQ(told.code, 0);
  runs({"forget", "https://x.com/canaria_equis", "--yes"});
  run({"collect", "--once", "--for", "2s"});
  runs({"import", file("tweets.jsonl")});
  runs({"verify"});
  EXPECT_EQ(untold(hits(canary), told.out), Files{}) << told.out;
  EXPECT_EQ(databases(hits(canary)), Files{}) << told.out;
}

TEST_F(Canary, OldTextsAreInNoFileAfterPruneButThoseThatAreToldAndNobodyIsInAnyAfterWipe) {
  run_what_adds();
  EXPECT_THAT(hits({old_text}), IsSupersetOf(Files{"clamor.db", "far/named.jsonl"})) << "nothing to prune";
  keep_texts_for(1);
  const Ran told = clamor({"--json", "prune"});
  EXPECT_EQ(untold(hits({old_text}), told.out), Files{}) << told.out;
  EXPECT_EQ(databases(hits({old_text})), Files{}) << told.out;

  runs({"wipe", "--yes"});
  Words all = canary;
  all.push_back(old_text);
  EXPECT_EQ(hits(all), Files{});
}

// Every command that reads the campaign file says where the mistake is, and not what stands there.
TEST_F(Canary, SecretsInTheWrongPlaceAreNotRepeated) {
  write(
      "clamor.toml",
      "[campaign]\nname = \"Simulada\"\nhashtags = [\"FreeThemAll\"]\n[notice]\nwebhook = \"https://" +
          secret("a") + ".example/" + secret("b") +
          "\"\n[[source]]\nkind = \"mastodon\"\nserver = \"https://nobody:" + secret("c") +
          "@isla.example\"\ntoken = \"" + secret("d") +
          "\"\n[[source]]\nkind = \"bluesky\"\nserver = \"https://isla.example\"\npassword = \"file:nowhere" +
          "\"\nidentifier = \"env:" + secret("e") + "\"\n");
  for (const cli::Command& command : cli::all_commands()) {
    const std::string name = command.name;
    if (name != "demo" && name != "simnet" && name != "help" && name != "init") run({name});
  }
  run({"init", "--tag", "FreeThemAll", "--server", "https://nobody:" + secret("f") + "@isla.example",
       "--contact", "nobody@example.org", "--out", file("new.toml"), "--yes"});
  auto files = everything();
  EXPECT_NE(files["said"].find("clamor.toml:5"), std::string::npos) << files["said"];
  for (const char* name : {"a", "b", "c", "d", "e", "f"})
    EXPECT_THAT(with(secret(name), files), IsSubsetOf(Files{"clamor.toml"})) << name << files["said"];
}

}  // namespace
}  // namespace clamor::e2e
