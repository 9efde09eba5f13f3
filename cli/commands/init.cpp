#include <fcntl.h>
#include <fmt/ostream.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <sstream>

#include "cli/campaign.hpp"
#include "cli/commands.hpp"
#include "cli/json.hpp"
#include "cli/probe.hpp"
#include "cli/process.hpp"
#include "collector/engine.hpp"
#include "collector/source.hpp"
#include "core/text.hpp"
#include "i18n/tr.hpp"

namespace clamor::cli {
namespace {

namespace fs = std::filesystem;
using i18n::tr;
using i18n::tr_format;

constexpr const char* usual_servers =
    "mastodon.social mastodon.online mstdn.social mastodon.world masto.es bsky.social";

struct Answers {
  std::string name, timezone, language, contact;
  std::vector<std::string> tags, servers;
};

std::vector<std::string> words(const std::string& text) {
  std::string spaced = text;
  for (char& c : spaced)
    if (c == ',') c = ' ';
  std::istringstream in(spaced);
  std::vector<std::string> all;
  for (std::string word; in >> word;) all.push_back(word);
  return all;
}

// Asks unless the answer was given as an option; an empty line takes the proposal.
class Interview {
 public:
  Interview(Invocation& invocation) : invocation_(invocation), silent_(invocation.given.has("yes")) {}

  std::string ask(const char* option, const std::string& question, const std::string& proposal) {
    if (const auto given = invocation_.given.get(option)) return *given;
    if (silent_) return proposal;
    fmt::print(invocation_.out, "{}{}: ", question, proposal.empty() ? "" : " [" + proposal + "]");
    invocation_.out.flush();
    std::string line;
    if (!std::getline(invocation_.in, line)) silent_ = true;
    return line.empty() ? proposal : line;
  }
  bool yes(const std::string& question) {
    if (invocation_.given.has("yes")) return true;
    fmt::print(invocation_.out, "{} ", question);
    invocation_.out.flush();
    std::string line;
    std::getline(invocation_.in, line);
    return line.starts_with("s") || line.starts_with("S") || line.starts_with("y") || line.starts_with("Y");
  }

 private:
  Invocation& invocation_;
  bool silent_;
};

Answers interview(Invocation& invocation) {
  Interview talk(invocation);
  Answers answers;
  answers.tags = invocation.given.all("tag");
  if (answers.tags.empty())
    answers.tags = words(talk.ask("tag", tr("Your hashtags, with spaces between them"), ""));
  answers.name =
      talk.ask("name", tr("Name of the campaign"), answers.tags.empty() ? "" : answers.tags.front());
  const bool spanish = i18n::language() == i18n::Language::es;
  answers.language = talk.ask("lang", tr("Language of the dashboard (es or en)"), spanish ? "es" : "en");
  answers.timezone = talk.ask("timezone", tr("Time zone, for where a day begins"), "America/Mexico_City");
  answers.contact =
      talk.ask("contact", tr("Your e-mail or web page: servers see it and can write to you"), "");
  answers.servers = invocation.given.all("server");
  if (answers.servers.empty())
    answers.servers =
        words(talk.ask("server", tr("Servers to ask, with spaces between them"), usual_servers));
  return answers;
}

std::string toml_text(const std::string& text) {
  Json json;
  json.item(text);
  return json.line();  // a JSON string is a TOML string
}

// "lemmy:lemmy.world" names its kind; without one it is what most servers are.
std::pair<std::string, std::string> kind_and_address(const std::string& server) {
  const auto kinds = collector::kind_names();
  const auto colon = server.find(':');
  if (colon != std::string::npos && std::ranges::find(kinds, server.substr(0, colon)) != kinds.end())
    return {server.substr(0, colon), server.substr(colon + 1)};
  return {server.find("bsky") != std::string::npos ? "bluesky" : "mastodon", server};
}

// The kind's own sample, with this server in place of its example.
std::string source_block(const std::string& server) {
  const auto [kind, address] = kind_and_address(server);
  std::istringstream sample{std::string(collector::make_source(kind)->info().sample_config)};
  std::string text = "\n";
  for (std::string line; std::getline(sample, line);) {
    if (line.starts_with("server ="))
      line =
          "server = " + toml_text(address.find("://") == std::string::npos ? "https://" + address : address);
    text += line + "\n";
  }
  return text;
}

std::string as_toml(const Answers& answers) {
  std::string tags;
  for (const std::string& tag : answers.tags)
    tags += (tags.empty() ? "" : ", ") + toml_text(tag.starts_with('#') ? tag.substr(1) : tag);
  std::string text = fmt::format(
      "# {}\n\n[campaign]\nname = {}\nhashtags = [{}]\ntimezone = {}\nlanguage = {}\ncontact = {}\n",
      tr("Written by `clamor init`. Change what you like; config/example.toml explains every key."),
      toml_text(answers.name), tags, toml_text(answers.timezone), toml_text(answers.language),
      toml_text(answers.contact));
  for (const std::string& server : answers.servers) text += source_block(server);
  return text;
}

void test_servers(Invocation& invocation, const config::Config& config) {
  const StopOnSignal stop;
  const SystemClock clock;
  const auto client = net::make_curl_client(collector::http_options(config));
  const auto open_stream = collector::open_streams_with(collector::http_options(config));
  const std::stop_callback wake(stop.token(), [&] { client->wake(); });
  for (const config::Source& source : config.sources) {
    if (stop.token().stop_requested()) return;
    const Probe seen = probe(source, config.hashtags.front().label, *client, open_stream, clock, stop.token());
    fmt::print(invocation.out, "  {:<24} {}\n", printable(source.name), probe_for_people(seen));
    invocation.out.flush();
  }
}

// Whole or not at all.
bool write_file(const fs::path& file, const std::string& text) {
  const std::string beside = file.string() + ".new";
  ::unlink(beside.c_str());
  const int fd = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0) return false;
  const bool written =
      ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(fd) == 0;
  ::close(fd);
  return written && std::rename(beside.c_str(), file.c_str()) == 0;
}

int run_init(Invocation& invocation) {
  const fs::path file = invocation.given.get("out").value_or("clamor.toml");
  const auto refuse = [&](const std::string& sentence) {
    fmt::print(invocation.err, "clamor: {}\n", sentence);
    return exit_config;
  };
  if (fs::exists(file)) {
    if (invocation.given.has("yes"))
      return refuse(tr_format("{0} is there already: remove it first, or choose another name with --out.",
                              printable(file.string())));
    if (!Interview(invocation)
             .yes(tr_format("{0} is there already. Write over it? (y/n)", printable(file.string()))))
      return refuse(tr("Nothing was changed."));
  }
  const Answers answers = interview(invocation);
  if (answers.tags.empty())
    return refuse(tr("No hashtag was named. Give at least one: `clamor init --tag FreeThemAll`."));
  const std::string text = as_toml(answers);
  const config::Reading reading = config::read(text, file, collector::kind_names());
  if (!reading.mistakes.empty())
    return refuse(tr("This does not make a campaign file yet:") +
                  ("\n" + config::describe(reading, i18n::tr)) + tr("Nothing was written. Try again."));
  if (!invocation.given.has("offline") && !reading.config.contact.empty()) {
    fmt::print(invocation.out, "{}\n", tr("Asking the servers whether they let us read:"));
    test_servers(invocation, reading.config);
  }
  if (!write_file(file, text))
    return refuse(
        tr_format("{0} cannot be written: may you write in that folder?", printable(file.string())));
  fmt::print(invocation.out, "{}\n",
             tr_format("Written: {0}. Next: `clamor collect --once`, then `clamor dashboard`.",
                       printable(file.string())));
  if (reading.config.contact.empty())
    fmt::print(invocation.out, "{}\n",
               tr("`contact` is empty: write your e-mail or web page there before you collect."));
  return exit_ok;
}

}  // namespace

Command init_command() {
  using i18n::TR;
  return {
      "init",
      TR("asks a few questions and writes your campaign file"),
      TR("Asks for your hashtags, language, time zone, contact and servers, looks whether the servers "
         "let us read, "
         "and writes clamor.toml. What you give as an option is not asked; with --yes nothing is asked. "
         "A file "
         "that is there already is never written over without a question."),
      "  clamor init\n"
      "  clamor init --tag FreeThemAll --contact team@example.org --yes\n"
      "  clamor init --tag FreeThemAll --server misskey:misskey.io --out campaign.toml\n",
      {{"tag", "HASHTAG", TR("a hashtag to follow; may be repeated")},
       {"server", "ADDRESS", TR("a server to ask, as KIND:ADDRESS where it is no Mastodon; may be repeated")},
       {"name", "TEXT", TR("name of the campaign")},
       {"contact", "TEXT", TR("your e-mail or web page")},
       {"timezone", "NAME", TR("like America/Mexico_City")},
       {"out", "FILE", TR("where to write (default clamor.toml)")},
       {"offline", nullptr, TR("ask no server")},
       {"yes", nullptr, TR("ask no question: take what is given and what is usual")}},
      run_init};
}

}  // namespace clamor::cli
