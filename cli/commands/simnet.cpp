#include "simnet/simnet.hpp"

#include <fmt/ostream.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>

#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/process.hpp"
#include "core/text.hpp"
#include "i18n/tr.hpp"

namespace clamor::cli {
namespace {

using i18n::tr;
using i18n::tr_format;

Result<std::filesystem::path> folder_of(const Given& given) {
  if (const auto folder = given.get("folder")) return std::filesystem::path(*folder);
  std::string pattern = (std::filesystem::temp_directory_path() / "clamor-simnet-XXXXXX").string();
  if (!mkdtemp(pattern.data()))
    return fail(Errc::invalid_input, tr("No temporary folder can be made: use --folder."));
  return std::filesystem::path(pattern);
}

Result<std::vector<std::string>> faults_of(const Given& given) {
  std::vector<std::string> faults;
  for (const std::string& list : given.all("fault")) {
    std::istringstream words(list);
    for (std::string word; std::getline(words, word, ',');)
      if (!word.empty()) faults.push_back(word);
  }
  const auto& known = simnet::known_faults();
  for (const std::string& fault : faults)
    if (std::find(known.begin(), known.end(), fault.substr(0, fault.find_first_of(":@"))) == known.end())
      return fail(Errc::invalid_input,
                  tr_format("There is no fault \"{0}\": choose from {1}.", printable(fault),
                            fmt::format("{}", fmt::join(known, ", "))));
  return faults;
}

Result<simnet::Options> options_of(const Given& given) {
  simnet::Options options;
  const auto seed = whole_number(given, "seed", 1, 0, std::numeric_limits<long long>::max());
  const auto days = whole_number(given, "days", 30, 1, 366);
  const auto servers = whole_number(given, "servers", 4, 2, 512);
  const auto posts = whole_number(given, "posts", 0, 0, 1'000'000);
  const auto pace = whole_number(given, "pace", 60, 60, 100'000);
  const auto port = whole_number(given, "port-base", 0, 0, 65'000);
  for (const auto* number : {&seed, &days, &servers, &posts, &pace, &port})
    if (!*number) return tl::unexpected(number->error());
  options.seed = static_cast<std::uint64_t>(*seed);
  options.days = static_cast<int>(*days);
  options.servers = static_cast<int>(*servers);
  options.posts = static_cast<int>(*posts);
  options.port_base = static_cast<std::uint16_t>(*port);
  options.live = given.has("live");
  options.pace = static_cast<int>(*pace);
  options.streams = given.has("streams");
  if (const auto end = given.get("end")) {
    options.end = parse_rfc3339(*end);
    if (!options.end)
      return fail(Errc::invalid_input, tr("--end must be a date like 2026-11-23 or 2026-11-23T18:00:00Z."));
  }
  auto faults = faults_of(given);
  if (!faults) return tl::unexpected(faults.error());
  options.faults = std::move(*faults);
  auto folder = folder_of(given);
  if (!folder) return tl::unexpected(folder.error());
  options.folder = std::move(*folder);
  return options;
}

int run_simnet(Invocation& invocation) {
  auto options = options_of(invocation.given);
  if (!options) {
    fmt::print(invocation.err, "clamor: {}\n", options.error().detail);
    return exit_config;
  }
  const StopOnSignal stop;
  simnet::Network network(*options);
  fmt::print(invocation.out, "{}\n", network.announcement());
  invocation.out.flush();
  if (invocation.live)
    fmt::print(invocation.err, "{}\n",
               tr("SIMULATED network: nobody in it is real. It serves until you press Ctrl-C."));
  network.serve(stop.token());
  return exit_ok;
}

}  // namespace

Command simnet_command() {
  using i18n::TR;
  return {"simnet",
          TR("serves a simulated social network, to try things out"),
          TR("Starts a few servers of the fediverse and one Bluesky network on this machine. Nobody in them "
             "is real. One line says where the campaign file lies and where they listen; then they serve "
             "until Ctrl-C. The same options give the same posts. What a perfect observer would know is at "
             "the address called truth.\n"
             "With 7 servers or more they are of five kinds: Mastodon, Misskey, Lemmy (and PieFed), PeerTube "
             "and Bluesky.\n"
             "A fault may say how much of it and where: late:10 (percent), outages:3@masto-2.sim (a server "
             "as the campaign file calls it)."),
          "  clamor simnet --seed 7 --days 30\n"
          "  clamor simnet --live\n"
          "  clamor simnet --servers 12 --posts 9000 --fault late:10,edits,deletions,storm\n",
          {{"seed", "NUMBER", TR("which of the many possible worlds (default 1)")},
           {"days", "NUMBER", TR("how many days of posts (default 30)")},
           {"end", "DATE", TR("when the last day ends (default now)")},
           {"servers", "NUMBER", TR("how many servers, 2 to 512, Bluesky among them (default 4)")},
           {"posts", "NUMBER", TR("about how many posts (default: what such a campaign has)")},
           {"live", nullptr, TR("posts go on arriving while it serves")},
           {"pace", "NUMBER", TR("how many times faster than in life they arrive (default 60)")},
           {"streams", nullptr, TR("the campaign file asks for streams too")},
           {"fault", "LIST",
            TR("what goes wrong: edits, deletions, late, opt-outs, outages, storm, html-error, few-requests, "
               "starting-up, drip, slow, stream-drop, closed-feed, short-pages, token-expiry, no-link, "
               "odd-401, blocks, "
               "wrong-counts")},
           {"port-base", "PORT", TR("first of the ports to listen on (default: any free ones)")},
           {"folder", "DIR", TR("where the campaign file goes (default: a new temporary folder)")}},
          run_simnet};
}

}  // namespace clamor::cli
