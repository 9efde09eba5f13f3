#include "dashboard/dashboard.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <mutex>

#include "dashboard/backend.hpp"
#include "dashboard/frame.hpp"
#include "dashboard/png.hpp"

namespace clamor::dashboard {
namespace {

using namespace std::chrono_literals;
// A press, its effect and the settled picture: three frames after each event.
constexpr int frames_per_event = 3;
constexpr Millis longest_sleep = 1h;

Millis cpu_time() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto ms = [](const timeval& t) { return Millis{t.tv_sec * 1000 + t.tv_usec / 1000}; };
  return ms(usage.ru_utime) + ms(usage.ru_stime);
}

std::optional<Millis> earlier(std::optional<Millis> a, std::optional<Millis> b) {
  if (!a || !b) return a ? a : b;
  return std::min(*a, *b);
}

}  // namespace

const std::vector<std::string>& page_names() {
  static const std::vector<std::string> names{"overview"};
  return names;
}

struct Dashboard::Impl {
  Options options;
  const Clock& clock;
  std::function<void(const Action&)> carry_out;

  // What the workers brought since the last frame.
  std::mutex mutex;
  analysis::SnapshotPtr snapshot;
  std::vector<storage::PostDetail> posts;
  std::vector<LinkText> links;
  std::optional<Collection> collection;
  std::optional<std::string> trouble;
  bool found_out = false;
  std::atomic<bool> closing{false};
  Backend* window = nullptr;  // guarded by mutex; there while run() runs
  Frame frame;                // its other thread uses all of the above

  Impl(Options o, config::Config config, const Clock& c, std::function<void(const Action&)> act)
      : options(std::move(o)),
        clock(c),
        carry_out(std::move(act)),
        frame(options.theme, std::move(config), [this] { bring([this] { found_out = true; }); }) {}

  template <class Put>
  void bring(Put put) {
    const std::lock_guard lock(mutex);
    put();
    if (window) window->wake();
  }

  bool take_in() {
    const std::lock_guard lock(mutex);
    const bool news = snapshot || !posts.empty() || !links.empty() || collection || trouble || std::exchange(found_out, false);
    if (snapshot) frame.take(std::exchange(snapshot, nullptr));
    if (!posts.empty()) frame.take(std::exchange(posts, {}));
    if (!links.empty()) frame.take(std::exchange(links, {}));
    if (collection) frame.take(*std::exchange(collection, std::nullopt));
    if (trouble) frame.take_trouble(*std::exchange(trouble, std::nullopt));
    return news;
  }

  // Nothing happens by itself but a reading growing old.
  Millis sleep_before(UtcTime drawn_at) const {
    const auto at = frame.changes_at();
    if (!at || *at <= drawn_at) return longest_sleep;
    return std::clamp(*at - clock.now(), Millis{1}, longest_sleep);
  }

  std::optional<Millis> idle_deadline(Millis last_frame) const {
    if (!options.until_idle_for) return {};
    return last_frame + *options.until_idle_for;
  }

  Result<RunReport> loop(Backend& backend);
};

Result<RunReport> Dashboard::Impl::loop(Backend& backend) {
  const Millis start = clock.monotonic(), cpu_start = cpu_time();
  Millis last_frame = start, cpu_last_frame = cpu_start;
  std::optional<Millis> deadline;
  if (options.run_for) deadline = start + *options.run_for;
  if (options.screenshot) deadline = start + options.patience;

  RunReport report;
  int dirty = frames_per_event, settled = 0;
  UtcTime drawn_at = clock.now();
  while (!backend.closing() && !closing) {
    const Millis now = clock.monotonic();
    const auto ends = earlier(deadline, dirty > 0 ? std::nullopt : idle_deadline(last_frame));
    if (ends && now >= *ends) break;
    if (dirty > 0)
      backend.poll();
    else
      backend.wait(std::min(sleep_before(drawn_at), ends ? *ends - now : longest_sleep));
    const bool news = take_in();
    if (const auto at = frame.changes_at(); at && drawn_at < *at && clock.now() >= *at)
      dirty = std::max(dirty, 1);
    if (backend.take_event() || news) dirty = frames_per_event;
    if (dirty <= 0) continue;
    --dirty;

    backend.begin_frame();
    drawn_at = clock.now();
    const auto actions = frame.draw(backend.scale(), drawn_at);
    backend.end_frame();
    ++report.frames;
    for (const Action& action : actions) carry_out(action);
    last_frame = clock.monotonic();
    cpu_last_frame = cpu_time();

    if (!options.screenshot) continue;
    settled = frame.complete() ? settled + 1 : 0;
    if (settled < frames_per_event) {
      if (settled > 0) dirty = std::max(dirty, 1);
      continue;
    }
    if (auto written = write_png(options.screenshot->path, backend.pixels()); !written)
      return tl::unexpected(written.error());
    options.screenshot.reset();
    break;
  }
  if (options.screenshot)
    return fail(Errc::cancelled,
                i18n::tr("The database could not be read in time, so there is no picture. \"clamor "
                         "status\" shows what is in it."));
  report.elapsed = clock.monotonic() - start;
  report.cpu = cpu_time() - cpu_start;
  report.since_last_frame = clock.monotonic() - last_frame;
  report.cpu_since_last_frame = cpu_time() - cpu_last_frame;
  return report;
}

Dashboard::Dashboard(Options options, config::Config config, const Clock& clock,
                     std::function<void(const Action&)> carry_out)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(config), clock, std::move(carry_out))) {}
Dashboard::~Dashboard() = default;

void Dashboard::show(analysis::SnapshotPtr snapshot) {
  impl_->bring([&] { impl_->snapshot = std::move(snapshot); });
}
void Dashboard::show_details(std::vector<storage::PostDetail> posts, std::vector<LinkText> links) {
  impl_->bring([&] {
    for (auto& post : posts) impl_->posts.push_back(std::move(post));
    for (auto& link : links) impl_->links.push_back(std::move(link));
  });
}
void Dashboard::show_collection(Collection collection) {
  impl_->bring([&] { impl_->collection = std::move(collection); });
}
void Dashboard::show_trouble(std::string sentence) {
  impl_->bring([&] { impl_->trouble = std::move(sentence); });
}
void Dashboard::close() {
  impl_->bring([&] { impl_->closing = true; });
}

Result<RunReport> Dashboard::run() {
  const auto& picture = impl_->options.screenshot;
  const WindowSize size = picture ? WindowSize{picture->width, picture->height}
                                  : WindowSize{impl_->options.width, impl_->options.height};
  auto backend = make_glfw_backend(size, !picture);
  if (!backend) return tl::unexpected(backend.error());
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->window = backend->get();
  }
  auto report = impl_->loop(**backend);
  const std::lock_guard lock(impl_->mutex);
  impl_->window = nullptr;
  return report;
}

}  // namespace clamor::dashboard
