#include "cli/import_stages.hpp"

#include <sched.h>

#include <chrono>
#include <limits>
#include <utility>

namespace clamor::cli {
namespace {

constexpr std::size_t pages_per_chunk = 100, chunks_waiting = 4;
constexpr std::int64_t records_per_chunk = 250;
constexpr std::size_t never_full = std::numeric_limits<std::size_t>::max();
constexpr std::size_t batches_waiting = 8;
// A commit waits for the disk and writes small tables whole, so it is shared; an archive can be read again.
// What it changes should fit into the writer's memory for pages: a page that has to leave early is written
// twice, and the checksums of all that the log got since with it.
constexpr std::size_t posts_per_commit = 30'000;
constexpr std::chrono::seconds time_per_commit{10};

}  // namespace

void give_way() {
  const sched_param none{};
  sched_setscheduler(0, SCHED_BATCH, &none);  // refused: it only takes longer
}

ReadAhead::ReadAhead(exchange::Archive& archive)
    : archive_(archive), chunks_(chunks_waiting), thread_([this] {
        try {
          give_way();
          work();
        } catch (...) {
          error_ = std::current_exception();
        }
        chunks_.end();
      }) {}

ReadAhead::~ReadAhead() {
  chunks_.abandon();
  if (thread_.joinable()) thread_.join();
}

std::optional<ReadChunk> ReadAhead::next() {
  auto chunk = chunks_.pop();
  if (!chunk) all_given_ = true;
  return chunk;
}

Result<bool> ReadAhead::finish(exchange::Findings& found) {
  chunks_.abandon();
  thread_.join();
  if (error_) std::rethrow_exception(error_);
  found = std::move(found_);
  if (!all_given_) return false;
  return there_ ? Result<bool>(true) : tl::unexpected(there_.error());
}

void ReadAhead::work() {
  ReadChunk chunk;
  chunk.records = archive_.records();
  while (true) {
    there_ = archive_.next(found_);
    if (!there_ || !*there_) break;
    if (!found_.refused.empty()) {
      there_ = fail(Errc::invalid_input, found_.refused);
      break;
    }
    take_pages(chunk);
    const bool full =
        chunk.pages.size() >= pages_per_chunk || archive_.records() - chunk.records >= records_per_chunk;
    if (full && !give(chunk)) return;
  }
  give(chunk);
}

void ReadAhead::take_pages(ReadChunk& chunk) {
  for (auto& page : std::exchange(found_.pages, {})) {
    if (page.read_at || page.own) {
      chunk.pages.push_back({archive_.format(), std::move(page)});
      continue;
    }
    ++found_.unread;
    auto& told = found_.reasons["nothing in it says when it was"];
    if (told.times++ == 0) told.first = archive_.records();
  }
}

bool ReadAhead::give(ReadChunk& chunk) {
  chunk.sources = std::exchange(found_.sources, {});
  chunk.records = archive_.records();
  chunk.read = found_.records;
  chunk.bytes_read = archive_.bytes_read();
  chunk.digest = archive_.digest();
  ReadChunk next;
  next.records = chunk.records;
  return chunks_.push(std::exchange(chunk, std::move(next)));
}

WriteBehind::WriteBehind(storage::Writer& writer)
    : writer_(writer), batches_(batches_waiting), written_(never_full), thread_([this] { work(); }) {}

bool WriteBehind::add(ImportBatch batch) {
  while (written_.try_pop()) continue;
  return batches_.push(std::move(batch));
}

WriteBehind::~WriteBehind() {
  batches_.end();
  if (thread_.joinable()) thread_.join();
}

storage::Saved WriteBehind::finish() {
  batches_.end();
  thread_.join();
  if (error_) std::rethrow_exception(error_);
  return saved_;
}

void WriteBehind::work() {
  try {
    for (auto batch = batches_.pop(); batch;) write(batch);
  } catch (...) {
    error_ = std::current_exception();
    batches_.abandon();
  }
}

// `batch` and what waits behind it in one transaction. A source is a transaction of its own.
void WriteBehind::write(std::optional<ImportBatch>& batch) {
  for (const auto& source : batch->sources) writer_.add_source(source);
  const auto deadline = std::chrono::steady_clock::now() + time_per_commit;
  std::size_t posts = 0;
  bool first = true;
  saved_ += writer_.save_archive([&]() -> const storage::ArchiveBatch* {
    if (!std::exchange(first, false)) {
      written_.push(std::move(*batch));
      batch = posts < posts_per_commit ? batches_.pop_until(deadline) : std::nullopt;
      if (!batch || !batch->sources.empty()) return nullptr;
    }
    posts += batch->posts;
    return &*batch;
  });
  if (!batch) batch = batches_.pop();
}

}  // namespace clamor::cli
