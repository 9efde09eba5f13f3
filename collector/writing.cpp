#include "collector/writing.hpp"

#include <utility>

namespace clamor::collector {
namespace {

constexpr std::chrono::seconds group_time{1};
constexpr std::size_t most_posts = 5'000;  // that wait in memory
constexpr std::size_t most_pages = 500;
constexpr std::size_t most_stored = 64;

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
  std::vector<PreparedPage> stored;
  {
    const std::lock_guard lock(mutex_);
    posts_ += page.posts.size();
    pages_.push_back(std::move(page));
    stored.swap(stored_);
  }
  changed_.notify_all();
}

void Writing::add(storage::SourceNote note) {
  {
    const std::lock_guard lock(mutex_);
    missed_ = missed_ || !note.missed.empty();
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
  return is_full();
}

void Writing::wait_for_room(std::chrono::milliseconds at_most) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, at_most, [&] { return error_ || !is_full(); });
}

bool Writing::is_full() const {
  return posts_ >= most_posts || pages_.size() >= most_pages;
}

void Writing::mark_simulated(const std::string& id) {
  const std::lock_guard lock(mutex_);
  writer_.mark_simulated(id);
}

void Writing::settle() {
  std::unique_lock lock(mutex_);
  hurry_ = true;
  changed_.notify_all();
  changed_.wait(lock, [&] { return error_ || (pages_.empty() && !busy_); });
  hurry_ = false;
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
    changed_.wait_for(lock, group_time, [&] { return ending_ || !pages_.empty(); });
    if (pages_.empty() && notes_.empty() && budgets_.empty()) {
      if (ending_) return;
      continue;
    }
    const bool any_pages = !pages_.empty() && !missed_;
    busy_ = true;
    lock.unlock();
    std::exception_ptr error;
    try {
      if (any_pages) commit_group();
      commit_notes();
    } catch (...) {
      error = std::current_exception();
    }
    lock.lock();
    busy_ = false;
    if (error) error_ = error;
    changed_.notify_all();
    awake_();
    if (error) return;
  }
}

// Pages are written while others are still being read; the commit waits for the group.
void Writing::commit_group() {
  const auto deadline = std::chrono::steady_clock::now() + group_time;
  PreparedPage page;
  std::size_t posts = 0;
  const storage::Saved saved = writer_.save_each([&]() -> const PreparedPage* {
    if (posts >= group_posts || !take_page(page, deadline)) return nullptr;
    posts += page.posts.size();
    return &page;
  });
  const std::lock_guard lock(mutex_);
  saved_.push_back(saved);
}

// False: the group's time is over, or there will be no more.
bool Writing::take_page(PreparedPage& page, std::chrono::steady_clock::time_point deadline) {
  bool room = false;
  {
    std::unique_lock lock(mutex_);
    changed_.wait_until(lock, deadline, [&] { return ending_ || hurry_ || missed_ || !pages_.empty(); });
    if (missed_ || pages_.empty() || std::chrono::steady_clock::now() >= deadline) return false;
    const bool was_full = is_full();
    if (stored_.size() < most_stored) stored_.push_back(std::exchange(page, {}));
    page = std::move(pages_.front());
    pages_.pop_front();
    posts_ -= page.posts.size();
    room = was_full && !is_full();
  }
  if (room) changed_.notify_all();
  return true;
}

void Writing::commit_notes() {
  std::unique_lock lock(mutex_);
  const auto notes = std::exchange(notes_, {});
  missed_ = false;
  const auto budgets = std::exchange(budgets_, {});
  lock.unlock();
  writer_.note(notes);
  std::vector<storage::HostBudget> newest;
  for (const auto& [host, budget] : budgets) newest.push_back(budget);
  writer_.save_budgets(newest);
}

}  // namespace clamor::collector
