#include "bench/looking.hpp"

#include <chrono>
#include <fstream>
#include <stdexcept>

#include "analysis/measures.hpp"
#include "bench/setup.hpp"

namespace clamor::bench {
namespace {

using namespace std::chrono_literals;
using SteadyClock = std::chrono::steady_clock;

double ms_since(SteadyClock::time_point start) {
  return std::chrono::duration<double, std::milli>(SteadyClock::now() - start).count();
}

std::unique_ptr<dashboard::Backend> null_backend() {
  auto backend = dashboard::make_null_backend({1440, 900});
  if (!backend) throw std::runtime_error(backend.error().detail);
  return std::move(*backend);
}

}  // namespace

Looking::Looking(std::string database, UtcTime now)
    : database_(std::move(database)),
      now_(now),
      thread_([this](const std::stop_token& stop) { read_on(stop); }),
      backend_(null_backend()),
      frame_(dashboard::Theme::dark, campaign_config()) {}

void Looking::read_on(const std::stop_token& stop) {
  const auto reader = storage::open_reader(database_);
  analysis::ReadModel model(analysis::cache_of(database_));
  std::optional<std::int64_t> seen;
  analysis::SnapshotPtr newest;
  auto next_look = SteadyClock::now();
  while (!stop.stop_requested()) {
    const auto start = SteadyClock::now();
    if (const auto version = reader->data_version(); seen != version && start >= next_look) {
      const auto snapshot = model.take(*reader, now_);
      Look look{ms_since(start), 0, model.report()};
      const auto show = [&] {
        look.shown_ms = ms_since(start);
        const std::lock_guard lock(mutex_);
        newest_ = snapshot;
        looks_.push_back(look);
      };
      if (!seen) show();
      analysis::find_out(*snapshot, analysis::standard_questions(*snapshot), stop, newest.get());
      newest = snapshot;
      if (seen) show();
      seen = version;
      next_look = SteadyClock::now() + std::max<SteadyClock::duration>(1s, 9 * (SteadyClock::now() - start));
    }
    std::optional<std::vector<std::int64_t>> wanted;
    {
      const std::lock_guard lock(mutex_);
      wanted.swap(wanted_);
    }
    if (wanted) {
      auto posts = reader->details(*wanted);
      const std::lock_guard lock(mutex_);
      details_ = std::move(posts);
    }
    std::this_thread::sleep_for(5ms);
  }
}

std::vector<Looking::Look> Looking::looks() {
  const std::lock_guard lock(mutex_);
  return looks_;
}

double Looking::frame() {
  const auto start = SteadyClock::now();
  {
    const std::lock_guard lock(mutex_);
    if (newest_) {
      snapshot_ = newest_;
      frame_.take(std::exchange(newest_, nullptr));
    }
    if (!details_.empty()) frame_.take(std::exchange(details_, {}));
  }
  backend_->begin_frame();
  const auto actions = frame_.draw(1, now_);
  backend_->end_frame();
  const double spent = ms_since(start);
  for (const auto& action : actions) {
    if (action.kind != dashboard::Action::Kind::ask_details) continue;
    const std::lock_guard lock(mutex_);
    wanted_ = action.posts;
  }
  return spent;
}

double Looking::until_settled(double& longest) {
  const auto start = SteadyClock::now();
  while (frame_.outdated() || !showing()) {
    longest = std::max(longest, frame());
    std::this_thread::sleep_for(1ms);
  }
  return ms_since(start);
}

Memory own_memory() {
  Memory memory;
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    if (word == "VmRSS:") status >> memory.now_mib;
    if (word == "VmHWM:") status >> memory.peak_mib;
    if (word == "RssAnon:") status >> memory.own_mib;
  }
  memory.now_mib /= 1024;
  memory.peak_mib /= 1024;
  memory.own_mib /= 1024;
  return memory;
}

}  // namespace clamor::bench
