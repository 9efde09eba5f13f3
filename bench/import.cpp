// `import`: the same statuses into our whole schema and into what peers keep of them.
#include <fmt/format.h>

#include <fstream>
#include <future>
#include <stdexcept>
#include <string>
#include <vector>

#include "bench/json_page.hpp"
#include "bench/measure.hpp"
#include "bench/peers.hpp"
#include "bench/report.hpp"
#include "bench/setup.hpp"
#include "bench/subcommands.hpp"
#include "collector/intake/prepare.hpp"
#include "collector/source.hpp"
#include "collector/writing.hpp"
#include "core/bounded_queue.hpp"
#include "core/text.hpp"
#include "storage/page_room.hpp"

namespace clamor::bench {
namespace {

struct Files {
  std::filesystem::path pages;     // of each a line: server, tag, time of reading, bytes; then the body
  std::filesystem::path statuses;  // the same statuses, one a line, as the peers want them
};

// Answers how many statuses there are.
std::int64_t write_files(const Files& files, const Options& options) {
  std::int64_t count = 0;
  std::ofstream pages(files.pages), statuses(files.statuses);
  const Generator generator(options.seed, options.posts);
  for (std::int64_t i = 0; i < generator.pages(); ++i) {
    const MadePage page = generator.page(i);
    const auto all = statuses_of(generator, page);
    const std::string body = body_of(all);
    pages << fmt::format("{}\t{}\t{}\t{}\n", Generator::server(page.server), page.tag, to_rfc3339(page.read_at),
                         body.size())
          << body;
    // Peers let the last line of a post win: they get the old state first.
    for (std::size_t j = all.size(); j-- > 0;) statuses << all[j] << '\n';
    count += static_cast<std::int64_t>(all.size());
  }
  if (!pages.flush() || !statuses.flush()) throw std::runtime_error("the pages could not be written");
  return count;
}

// A page of the file, read by its source.
struct ReadPage {
  Page page;
  std::string server, tag;
  UtcTime read_at;
  std::optional<Cursor> cursor;
};

constexpr std::size_t room_behind = 64;  // of a text; with it JSON is read where it lies

void read_pages(const std::filesystem::path& path, BoundedQueue<ReadPage>& pages) {
  const auto source = collector::make_source("mastodon");
  std::vector<char> buffer(4096);  // less than a body, which then goes where it belongs
  std::ifstream file;
  file.rdbuf()->pubsetbuf(buffer.data(), static_cast<std::streamsize>(buffer.size()));
  file.open(path);
  net::HttpResponse response;
  response.status = 200;
  std::string server, tag, time, bytes;
  const auto next = [&] {
    if (!std::getline(file, server, '\t') || !std::getline(file, tag, '\t') ||
        !std::getline(file, time, '\t') || !std::getline(file, bytes))
      return false;
    const auto size = std::stoull(bytes);
    response.body.reserve(size + room_behind);
    response.body.resize(size);
    if (!file.read(response.body.data(), static_cast<std::streamsize>(size)))
      throw std::runtime_error("a page of the file is cut short");
    return true;
  };
  while (next()) {
    ReadPage page;
    page.server = server;
    page.tag = tag;
    page.read_at = parse_rfc3339(time).value();
    collector::Ask ask;
    ask.tag = page.tag;
    auto answer = source->parse(response, ask, page.server, {});
    if (!answer) throw std::runtime_error(answer.error().detail);
    page.page = std::move(answer->page);
    page.cursor = answer->cursor;
    if (!pages.push(std::move(page))) return;
  }
}

// Whichever way the giver and the taker leave, the other does not wait for ever.
struct Ended {
  BoundedQueue<ReadPage>& queue;
  ~Ended() { queue.end(); }
};
struct Abandoned {
  BoundedQueue<ReadPage>& queue;
  ~Abandoned() { queue.abandon(); }
};

// Reading, intake and the store, each on a thread of its own as `clamor import` has them.
void import_pages(const std::filesystem::path& path, const std::filesystem::path& database) {
  // As many as are read while the store is opened.
  BoundedQueue<ReadPage> pages(64);
  auto reading = std::async(std::launch::async, [&] {
    const Ended ended{pages};
    read_pages(path, pages);
  });
  const Abandoned abandoned{pages};
  const config::Config config = campaign_config();
  const intake::Intake intake(config);
  const auto writer = storage::open_writer(database.string());
  writer->set_campaign(setup_of(config), UtcTime{Millis{1'600'000'000'000}});

  collector::Writing writing(*writer, [] {});
  intake::TextMemo memo;
  while (auto read = pages.pop()) {
    PreparedPage page = intake.prepare(std::move(read->page), read->read_at, &memo);
    page.source = page.vantage = read->server;
    page.tag = hashtag_key(read->tag);
    page.cursor = read->cursor;
    writing.add(std::move(page));
    while (writing.full() && !writing.failed()) writing.wait_for_room(std::chrono::seconds{1});
  }
  reading.get();
  writing.finish();
}

struct Pairs {
  std::vector<double> wall_ratio, cpu_ratio, wall, cpu, peak;
};

}  // namespace

int import(const Options& options) {
  storage::take_room_for_pages();
  const Scratch folder(options.folder);
  const Files files{folder / "pages.tsv", folder / "statuses.jsonl"};
  // In a process of its own, as all that is done between the runs: memory that was in use here would be copied, page by
  // page, into every one of them.
  const std::string statuses = run([&] { return std::to_string(write_files(files, options)); }).output;
  int made = 0;
  const auto ours = [&] {
    const auto database = folder / fmt::format("ours{}.db", ++made);
    Cost cost = run([&] {
      import_pages(files.pages, database);
      return std::string();
    });
    const std::string stored =
        run([&] { return std::to_string(storage::open_reader(database.string())->totals().posts); }).output;
    if (stored != std::to_string(options.posts))
      throw std::runtime_error(fmt::format("of {} posts {} were stored", options.posts, stored));
    std::filesystem::remove(database);
    return cost;
  };
  const Cost warm = ours();

  Report report("import");
  report.fact("posts", static_cast<double>(options.posts));
  report.fact("statuses", std::stod(statuses));
  report.fact("bytes", static_cast<double>(std::filesystem::file_size(files.pages)));
  report.fact("pairs", static_cast<double>(options.pairs));
  Pairs own;
  const auto posts_per_s = [&](double wall) { return static_cast<double>(options.posts) / wall; };
  for (const Peer& peer : peers()) {
    if (!options.only.empty() && peer.name.find(options.only) == std::string::npos) continue;
    if (!peer.missing.empty()) {
      report.skipped(peer.name, peer.missing);
      continue;
    }
    Pairs pairs;
    for (int i = 0; i < options.pairs; ++i) {
      const Cost us = ours();
      const auto database = folder / fmt::format("peer{}.db", ++made);
      auto command = peer.command;
      command.insert(command.end(), {files.statuses.string(), database.string()});
      const Cost they = run(command);
      std::filesystem::remove(database);
      pairs.wall.push_back(they.wall_s), pairs.cpu.push_back(they.cpu_s), pairs.peak.push_back(they.peak_mib);
      pairs.wall_ratio.push_back(they.wall_s / us.wall_s), pairs.cpu_ratio.push_back(they.cpu_s / us.cpu_s);
      own.wall.push_back(us.wall_s), own.cpu.push_back(us.cpu_s), own.peak.push_back(us.peak_mib);
    }
    report.row(peer.name, {{"wall s", median(pairs.wall)},
                           {"cpu s", median(pairs.cpu)},
                           {"posts/s", posts_per_s(median(pairs.wall))},
                           {"peak MiB", median(pairs.peak)},
                           {"wall ratio", median(pairs.wall_ratio)},
                           {"cpu ratio", median(pairs.cpu_ratio)}});
  }
  if (own.wall.empty()) own = {{}, {}, {warm.wall_s}, {warm.cpu_s}, {warm.peak_mib}};
  report.row("clamor", {{"wall s", median(own.wall)},
                        {"cpu s", median(own.cpu)},
                        {"posts/s", posts_per_s(median(own.wall))},
                        {"peak MiB", median(own.peak)},
                        {"wall ratio", 1},
                        {"cpu ratio", 1}});
  report.print();
  return 0;
}

}  // namespace clamor::bench
