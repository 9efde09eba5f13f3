#include "bench/collecting.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/generator.hpp"
#include "bench/json_page.hpp"
#include "bench/setup.hpp"

namespace clamor::bench {
namespace {

// New posts behind the others, and of the posts of the last days some that are read again.
PreparedPage later_page(const Generator& generator, std::int64_t posts, std::int64_t number) {
  MadePage page;
  page.server = static_cast<int>(number % servers_asked);
  page.tag = tracked_tags[0];
  constexpr std::int64_t fresh = 8;
  for (std::int64_t i = 0; i < fresh; ++i) page.posts.push_back(generator.post(posts + number * fresh + i, 0));
  page.read_at = page.posts.back().at + std::chrono::minutes{10};
  for (std::int64_t i = fresh; i < page_size; ++i)
    page.posts.push_back(generator.post(posts - 1 - (number * 7'919 + i * 104'729) % (posts / 20 + 1), number + 2));
  return prepared(generator, page);
}

[[noreturn]] void collect(const Options& options, const std::string& database) {
  const auto writer = storage::open_writer(database);
  writer->set_campaign(setup_of(campaign_config()), UtcTime{Millis{1'600'000'000'000}});
  const Generator generator(options.seed, options.posts);
  for (std::int64_t number = 0;;) {
    std::vector<PreparedPage> pages;
    for (int i = 0; i < 10; ++i) pages.push_back(later_page(generator, options.posts, number++));
    writer->save(pages);
    ::usleep(1'000'000);
  }
}

}  // namespace

Collecting::Collecting(const Options& options, const std::string& database) : process_(::fork()) {
  if (process_ != 0) return;
  try {
    collect(options, database);
  } catch (const std::exception& error) {
    fmt::print(stderr, "the collector beside it: {}\n", error.what());
  }
  ::_exit(1);
}

Collecting::~Collecting() {
  ::kill(process_, SIGTERM);
  ::waitpid(process_, nullptr, 0);
}

}  // namespace clamor::bench
