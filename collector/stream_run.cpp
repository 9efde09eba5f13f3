#include "collector/stream_run.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>

#include "collector/retry.hpp"
#include "core/text.hpp"

namespace clamor::collector {
namespace {

using namespace std::chrono_literals;

constexpr Millis flush_posts_every = 1s, flush_position_every = 5s;
constexpr Millis queue_is_full = 50ms;
constexpr Millis when_refused = 1h;
constexpr Millis shortest_wait = 1s;
// A dead connection is noticed so late: what it kept from us may be as old.
constexpr Millis unnoticed = 90s;
constexpr std::size_t most_told = 50'000, most_issues = 20;

template <class T>
void append(std::vector<T>& to, std::vector<T>& from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

}  // namespace

StreamRun::StreamRun(StreamAsk ask, std::vector<std::string> keys, std::unique_ptr<StreamKind> kind,
                     const StreamContext& context, unsigned seed)
    : ask_(std::move(ask)), keys_(std::move(keys)), kind_(std::move(kind)), context_(context), random_(seed) {
  reached_ = ask_.since;
  flushed_ = context_.clock.monotonic();
}

Millis StreamRun::wait() const {
  if (stopped_) return Millis::max();
  if (context_.full()) return queue_is_full;
  return std::max(not_before_ - context_.clock.monotonic(), 0ms);
}

void StreamRun::step(Millis at_most) {
  if (!stream_) {
    ask_.since = reached_;
    stream_ = context_.open(kind_->transport(), kind_->request(ask_));
  }
  const auto message = stream_->next(at_most);
  if (!greeted_ && stream_->opened()) greet();
  if (stopped_) return;
  if (!message) return drop(message.error());
  if (*message) take(**message);
  const bool news = !batch_.posts.empty() || !batch_.deleted.empty();
  if (context_.clock.monotonic() - flushed_ >= (news ? flush_posts_every : flush_position_every)) flush();
}

// The connection stands. Real and simulated posts never meet in one database.
void StreamRun::greet() {
  greeted_ = true;
  const UtcTime now = context_.clock.now();
  if (stream_->opened()->header("x-clamor-simulated") != context_.simulated) {
    stopped_ = true;
    stream_.reset();
    dropped_at_ = now;
    return tell({}, now, "the stream belongs to another world than this database: it is not listened to");
  }
  dropped_at_.reset();
  tell(now, {});
  open_gap(now);
  lost_since_.reset();
  const bool goes_on = reached_ && now - *reached_ < kind_->replays();
  covered_to_ = goes_on ? *reached_ : now;
}

void StreamRun::take(const net::StreamMessage& message) {
  auto news = kind_->read(message, ask_);
  if (!news) {
    if (batch_.issues.size() < most_issues)
      batch_.issues.push_back({"a message of the stream", news.error().detail});
    return;
  }
  failures_ = 0;
  const UtcTime now = context_.clock.now();
  if (news->at) reached_ = std::max(std::min(*news->at, now), reached_.value_or(*news->at));
  for (const std::string& id : news->deleted_ids)
    if (const auto told = told_.find(id); told != told_.end()) batch_.deleted.push_back(told->second);
  append(batch_.deleted, news->deleted);
  keep(context_.intake.prepare(std::move(news->page), now), news->edited);
}

// Of all that is told only the posts that count; of edits also those that counted before and do no more.
void StreamRun::keep(PreparedPage page, bool edited) {
  std::vector<std::string> kept;
  for (PreparedPost& post : page.posts) {
    const bool counts = !post.mentions.empty() || !post.vetoed.empty();
    if (!counts && !(edited && told_.contains(post.post.native_id))) continue;
    remember(post.post);
    kept.push_back(post.post.key.uri);
    batch_.posts.push_back(std::move(post));
  }
  if (batch_.issues.size() < most_issues) append(batch_.issues, page.issues);
  if (kept.empty()) return;
  append(batch_.authors, page.authors);
  std::copy_if(page.edges.begin(), page.edges.end(), std::back_inserter(batch_.edges), [&](const Edge& edge) {
    return std::find(kept.begin(), kept.end(), edge.post.uri) != kept.end();
  });
}

void StreamRun::remember(const Post& post) {
  if (!told_.emplace(post.native_id, post.key).second) return;
  told_order_.push_back(post.native_id);
  if (told_order_.size() <= most_told) return;
  told_.erase(told_order_.front());
  told_order_.pop_front();
}

void StreamRun::drop(const Error& error) {
  const UtcTime now = context_.clock.now();
  flush();
  if (greeted_)
    lost_since_ = kind_->replays() > 0ms ? reached_ : std::optional(std::max(*covered_to_, now - unnoticed));
  stream_.reset();
  greeted_ = false;
  const double chance = std::uniform_real_distribution<double>()(random_);
  const bool unwanted = error.code == Errc::needs_login || error.code == Errc::rate_limited;
  not_before_ = context_.clock.monotonic() +
                (unwanted ? when_refused : std::max(full_jitter(failures_, chance), shortest_wait));
  ++failures_;
  if (!dropped_at_) dropped_at_ = now;
  tell({}, dropped_at_, truncate_utf8(printable(error.detail), 200), 1);
}

void StreamRun::tell(std::optional<UtcTime> since, std::optional<UtcTime> dropped_at, const std::string& why,
                     int failed_requests) const {
  storage::SourceNote note;
  note.source = ask_.config.name;
  note.at = context_.clock.now();
  note.requests = note.errors = failed_requests;
  for (const std::string& key : keys_) note.streams.push_back({key, since, dropped_at, why});
  context_.note(std::move(note));
}

void StreamRun::open_gap(UtcTime to) {
  if (!lost_since_ || *lost_since_ >= to) return;
  for (const std::string& key : keys_) {
    PreparedPage page = empty_page(key);
    page.gaps.push_back({{*lost_since_, to}, std::string(stream_dropped), GapState::open, 0});
    context_.save(std::move(page));
  }
}

PreparedPage StreamRun::empty_page(const std::string& key) const {
  PreparedPage page;
  page.source = ask_.config.name;
  page.tag = key;
  page.vantage = ask_.config.server;
  page.read_at = context_.clock.now();
  return page;
}

void StreamRun::flush() {
  flushed_ = context_.clock.monotonic();
  const bool covers = kind_->replays() > 0ms && covered_to_ && reached_ && *covered_to_ < *reached_;
  const bool empty = batch_.posts.empty() && batch_.deleted.empty() && batch_.issues.empty();
  if (empty && !covers) return;
  for (std::size_t i = 0; i < keys_.size(); ++i) {
    PreparedPage page = empty_page(keys_[i]);
    if (covers) page.covered.push_back({*covered_to_, *reached_});
    if (i == 0) {  // the posts go first: what covers them comes behind
      page.posts = std::move(batch_.posts);
      page.authors = std::move(batch_.authors);
      page.edges = std::move(batch_.edges);
      page.issues = std::move(batch_.issues);
      page.deleted = std::move(batch_.deleted);
    }
    context_.save(std::move(page));
  }
  if (covers) covered_to_ = reached_;
  batch_ = {};
}

void StreamRun::close() {
  flush();
  open_gap(context_.clock.now());
  stream_.reset();
  if (!dropped_at_) tell({}, {});  // else it stays said why
}

}  // namespace clamor::collector
