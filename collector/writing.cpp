#include "collector/writing.hpp"

#include <chrono>
#include <iterator>
#include <utility>

namespace clamor::collector {
namespace {

// A group is committed after this long or this many posts, whichever comes first; each commit is one sync.
constexpr std::chrono::seconds group_time{1};
constexpr std::size_t group_posts = 5'000;
constexpr std::size_t most_posts = 2 * group_posts;
constexpr std::size_t most_pages = 500;

}  // namespace

Writing::Writing(storage::Writer& writer, std::function<void()> awake)
    : writer_(writer), awake_(std::move(awake)), thread_([this] { work(); }) {}

Writing::~Writing() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
}

void Writing::add(PreparedPage page) {
  {
    const std::lock_guard lock(mutex_);
    posts_ += page.posts.size();
    pages_.push_back(std::move(page));
  }
  changed_.notify_all();
}

void Writing::add(storage::SourceNote note) {
  {
    const std::lock_guard lock(mutex_);
    notes_.push_back(std::move(note));
  }
  changed_.notify_all();
}

void Writing::add(storage::HostBudget budget) {
  const std::lock_guard lock(mutex_);
  std::string host = budget.host;
  budgets_.insert_or_assign(std::move(host), std::move(budget));
}

bool Writing::full() const {
  const std::lock_guard lock(mutex_);
  return posts_ >= most_posts || pages_.size() >= most_pages;
}

void Writing::mark_simulated(const std::string& id) {
  const std::lock_guard lock(mutex_);
  writer_.mark_simulated(id);
}

std::vector<storage::Saved> Writing::take_saved() {
  const std::lock_guard lock(mutex_);
  return std::exchange(saved_, {});
}

bool Writing::failed() const {
  const std::lock_guard lock(mutex_);
  return error_ != nullptr;
}

void Writing::finish() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
  if (error_) std::rethrow_exception(error_);
}

void Writing::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [&] { return ending_ || !pages_.empty() || !notes_.empty(); });
    changed_.wait_for(lock, group_time, [&] { return ending_ || posts_ >= group_posts; });
    if (pages_.empty() && notes_.empty() && budgets_.empty()) {
      if (ending_) return;
      continue;
    }
    auto pages = std::exchange(pages_, {});
    auto notes = std::exchange(notes_, {});
    auto budgets = std::exchange(budgets_, {});
    lock.unlock();
    std::exception_ptr error;
    try {
      commit(std::move(pages), std::move(notes), std::move(budgets));
    } catch (...) {
      error = std::current_exception();
    }
    lock.lock();
    posts_ = 0;
    for (const PreparedPage& page : pages_) posts_ += page.posts.size();
    if (error) error_ = error;
    awake_();
    if (error) return;
  }
}

void Writing::commit(std::deque<PreparedPage> pages, std::vector<storage::SourceNote> notes,
                     std::map<std::string, storage::HostBudget> budgets) {
  if (!pages.empty()) {
    const std::vector<PreparedPage> group(std::make_move_iterator(pages.begin()),
                                          std::make_move_iterator(pages.end()));
    const storage::Saved saved = writer_.save(group);
    const std::lock_guard lock(mutex_);
    saved_.push_back(saved);
  }
  for (const storage::SourceNote& note : notes) writer_.note(note);
  for (const auto& [host, budget] : budgets) writer_.save_budget(budget);
}

}  // namespace clamor::collector
