#include "bench/database.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "bench/json_page.hpp"
#include "bench/setup.hpp"

namespace clamor::bench {
namespace {

constexpr std::size_t group_posts = 5'000;  // as the collector commits

void fill(const Options& options, const std::string& file) {
  const auto writer = storage::open_writer(file);
  writer->set_campaign(setup_of(campaign_config()), UtcTime{Millis{1'600'000'000'000}});
  const Generator generator(options.seed, options.posts);
  std::int64_t page = 0;
  PreparedPage made;
  while (page < generator.pages()) {
    std::size_t posts = 0;
    writer->save_each([&]() -> const PreparedPage* {
      if (page >= generator.pages() || posts >= group_posts) return nullptr;
      made = prepared(generator, generator.page(page++));
      posts += made.posts.size();
      return &made;
    });
    if (page % 2'000 < 140) fmt::print(stderr, "\r{} of {} pages", page, generator.pages());
  }
  fmt::print(stderr, "\r{:40}\r", "");
}

}  // namespace

FilledDatabase::FilledDatabase(const Options& options) : file_(options.database) {
  if (file_.empty()) {
    scratch_ = std::make_unique<Scratch>(options.folder);
    file_ = (*scratch_ / "filled.db").string();
  }
  if (!storage::exists(file_)) fill(options, file_);
  const auto reader = storage::open_reader(file_);
  const auto newest = reader->totals().newest_post;
  if (!newest) throw std::runtime_error(file_ + " holds no post");
  now_ = *newest + std::chrono::minutes{10};
}

}  // namespace clamor::bench
