#pragma once
// The two ends of an import, each on a thread of its own: an archive read ahead, and batches written behind.

#include <exception>
#include <thread>
#include <vector>

#include "core/bounded_queue.hpp"
#include "exchange/archive.hpp"
#include "storage/store.hpp"

namespace clamor::cli {

// The writer decides how long an import takes. The calling thread, which brings it work, does not push it
// aside from now on when it wakes up.
void give_way();

// Some records, and where the archive stands behind them.
struct ReadChunk {
  struct Page {
    const exchange::Format* format;
    exchange::ArchivePage facts;
  };
  std::vector<exchange::OwnSource> sources;
  std::vector<Page> pages;
  std::int64_t records = 0;  // as the file cuts them
  std::int64_t read = 0;     // as they are counted
  std::int64_t bytes_read = 0;
  std::string digest;
};

class ReadAhead {
 public:
  explicit ReadAhead(exchange::Archive& archive);  // nobody else uses it until finish()
  ~ReadAhead();

  std::optional<ReadChunk> next();
  // Ends the thread and tells what it found beside the pages. False: next() did not give all there is. An
  // error: why it ends here.
  Result<bool> finish(exchange::Findings& found);

 private:
  void work();
  void take_pages(ReadChunk& chunk);
  bool give(ReadChunk& chunk);

  exchange::Archive& archive_;
  exchange::Findings found_;
  Result<bool> there_ = true;
  bool all_given_ = false;
  std::exception_ptr error_;
  BoundedQueue<ReadChunk> chunks_;
  std::thread thread_;
};

struct ImportBatch : storage::ArchiveBatch {
  std::vector<storage::SourceSetup> sources;  // that its pages are the first to name
  std::size_t posts = 0;
};

// Commits what came every ten seconds, or every 30,000 posts and what was done with them.
class WriteBehind {
 public:
  explicit WriteBehind(storage::Writer& writer);
  ~WriteBehind();

  // Waits while too much waits to be written. False: writing failed; finish() throws why.
  bool add(ImportBatch batch);
  bool failed() const { return batches_.abandoned(); }
  storage::Saved finish();

 private:
  void work();
  void write(std::optional<ImportBatch>& batch);

  storage::Writer& writer_;
  storage::Saved saved_;
  std::exception_ptr error_;
  BoundedQueue<ImportBatch> batches_;
  BoundedQueue<ImportBatch> written_;  // for the giver to destroy, who has the time
  std::thread thread_;
};

}  // namespace clamor::cli
