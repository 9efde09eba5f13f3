#include "cli/dashboard_glue.hpp"

#include "analysis/measures.hpp"
#include "analysis/read_model.hpp"
#include "collector/intake/prepare.hpp"
#include "cli/words.hpp"
#include "core/text.hpp"
#include "i18n/sentences.hpp"
#include "i18n/tr.hpp"
#include "storage/store.hpp"

namespace clamor::cli {
namespace {

using dashboard::Action;
using dashboard::Collection;
constexpr Millis between_looks{1000};
constexpr int rest_after_looking = 9;  // a large database is looked at less often: a tenth of the time at most

}  // namespace

DashboardGlue::DashboardGlue(std::string db, std::vector<std::string> base, const config::Config& config,
                             const Clock& clock)
    : db_(std::move(db)), base_(std::move(base)), clock_(clock) {
  for (const config::Link& link : config.links) own_links_.emplace(intake::normalise_link(link.url), link.name);
}

DashboardGlue::~DashboardGlue() {
  finish();
}

void DashboardGlue::finish() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
  collector_.reset();
  others_.clear();
}

void DashboardGlue::serve(dashboard::Dashboard& window) {
  window_ = &window;
  thread_ = std::jthread([this](std::stop_token stop) { read_on(std::move(stop)); });
}

// One look a second is one cheap question; a snapshot is taken only when the answer changed.
void DashboardGlue::read_on(std::stop_token stop) {
  analysis::ReadModel model(analysis::cache_of(storage::file_of(db_)));
  std::unique_ptr<storage::Reader> reader;
  std::optional<std::int64_t> seen;
  analysis::SnapshotPtr newest;  // knows its figures
  Millis next_look{0};
  std::string trouble;
  const auto complain = [&](std::string sentence) {
    reader.reset();
    seen.reset();
    // The same trouble again is no news: the window need not be drawn for it.
    if (sentence != trouble) window_->show_trouble(trouble = std::move(sentence));
  };
  while (!stop.stop_requested()) {
    std::optional<Wanted> wanted;
    {
      std::unique_lock lock(mutex_);
      if (seen || !trouble.empty()) changed_.wait_for(lock, stop, between_looks, [&] { return wanted_.has_value(); });
      wanted.swap(wanted_);
      look_after_collector();
    }
    try {
      if (!reader) reader = storage::open_reader(db_);
      const Millis began = clock_.monotonic();
      const std::int64_t version = reader->data_version();
      const bool lost = newest && !newest->sound();  // then what is shown of it next would be wrong
      if (lost || (seen != version && began >= next_look)) {
        const auto snapshot = model.take(*reader, clock_.now());
        if (!seen) window_->show(snapshot);  // the first as soon as there is one, a newer one with its figures
        analysis::find_out(*snapshot, analysis::standard_questions(*snapshot), stop, newest.get());
        newest = snapshot;
        if (seen) window_->show(snapshot);
        const Millis end = clock_.monotonic();
        next_look = end + rest_after_looking * (end - began);
        seen = version;
      }
      if (wanted) window_->show_details(reader->details(wanted->posts), named(reader->links(wanted->links)));
      if (!std::exchange(trouble, {}).empty()) window_->show_trouble({});
    } catch (const storage::StorageError& error) {
      complain(printable(i18n::translated(error.what())));
    } catch (const std::bad_alloc&) {
      complain(i18n::tr("There is not enough memory to look at the database. Close other programs."));
    }
  }
}

std::vector<dashboard::LinkText> DashboardGlue::named(std::vector<storage::LinkDetail> links) const {
  std::vector<dashboard::LinkText> all;
  for (auto& [id, url] : links) {
    const auto own = own_links_.find(url);
    all.push_back({id, std::move(url), own == own_links_.end() ? std::string() : own->second});
  }
  return all;
}

void DashboardGlue::look_after_collector() {
  if (!collector_) return;
  const auto code = collector_->ended();
  if (!code) return;
  collector_.reset();
  std::string why = why_collecting_ended(*code);
  const auto state = why.empty() ? Collection::State::off : Collection::State::failed;
  window_->show_collection({state, std::move(why)});
}

void DashboardGlue::start_collecting() {
  const std::lock_guard lock(mutex_);
  if (collector_) return;
  Child::Start start{.command = base_, .quiet = true};
  start.command.push_back("collect");
  auto child = Child::start(start);
  if (!child) return window_->show_collection({Collection::State::failed, printable(child.error().detail)});
  collector_.emplace(std::move(*child));
  window_->show_collection({Collection::State::on, {}});
}

void DashboardGlue::carry_out(const Action& action) {
  switch (action.kind) {
    case Action::Kind::ask_details: {
      const std::lock_guard lock(mutex_);
      if (!wanted_) wanted_.emplace();
      wanted_->posts.insert(wanted_->posts.end(), action.posts.begin(), action.posts.end());
      wanted_->links.insert(wanted_->links.end(), action.links.begin(), action.links.end());
      changed_.notify_all();
      break;
    }
    case Action::Kind::start_collecting:
      start_collecting();
      break;
    case Action::Kind::stop_collecting: {
      const std::lock_guard lock(mutex_);
      if (collector_) collector_->ask_to_stop();
      break;
    }
    case Action::Kind::open_demo:
      if (auto child = Child::start({.command = {own_program().string(), "demo"}, .quiet = true}))
        others_.push_back(std::move(*child));
      break;
    case Action::Kind::open_url:
      if (action.url.starts_with("https://") || action.url.starts_with("http://"))
        if (auto child = Child::start({.command = {"xdg-open", action.url}, .quiet = true}))
          others_.push_back(std::move(*child));
      break;
    case Action::Kind::theme_changed:
    case Action::Kind::language_changed:
    case Action::Kind::none:
      break;
  }
}

}  // namespace clamor::cli
