#include "cli/progress.hpp"

#include <fmt/ostream.h>

#include "core/redact.hpp"
#include "core/text.hpp"
#include "i18n/format.hpp"
#include "i18n/tr.hpp"

namespace clamor::cli {
namespace {

using collector::Event;
using i18n::tr_format;

constexpr Millis between_drawings{100};

const char* state_word(storage::SourceState state) {
  using storage::SourceState;
  switch (state) {
    case SourceState::limited:
      return i18n::tr("limited");
    case SourceState::refused:
      return i18n::tr("refused");
    case SourceState::needs_login:
      return i18n::tr("needs a login");
    case SourceState::failing:
      return i18n::tr("failing");
    case SourceState::ok:
    case SourceState::stopped:
      break;
  }
  return "";
}

const char* word(Event::Kind kind) {
  switch (kind) {
    case Event::Kind::page:
      return "page";
    case Event::Kind::finished:
      return "finished";
    case Event::Kind::waiting:
      return "waiting";
    case Event::Kind::state:
      return "state";
    case Event::Kind::stored:
      return "stored";
    case Event::Kind::reread:
      return "reread";
    case Event::Kind::alarm:
      return "alarm";
    case Event::Kind::all_clear:
      return "all_clear";
  }
  return "";
}

}  // namespace

Progress::Progress(std::ostream& out, bool live, std::vector<std::string> sources, const Clock& clock)
    : out_(out), live_(live), order_(std::move(sources)), clock_(clock) {}

void Progress::tell(const Event& event) {
  if (!live_) return log(event);
  if (event.kind != Event::Kind::stored) {
    Line& line = lines_[event.source];
    switch (event.kind) {
      case Event::Kind::page:
        line.posts += event.posts;
        line.pages += 1;
        line.finished = false;
        line.note.clear();
        break;
      case Event::Kind::finished:
        line.finished = true;
        break;
      case Event::Kind::waiting:
        line.note = tr_format("waiting {0}", i18n::duration(event.wait));
        break;
      case Event::Kind::state:
        line.state = event.state;
        break;
      case Event::Kind::reread:
        line.reread += event.posts;
        break;
      case Event::Kind::stored:
      case Event::Kind::alarm:
      case Event::Kind::all_clear:
        break;
    }
  }
  const Millis now = clock_.monotonic();
  if (drawn_ && now - drawn_at_ < between_drawings) return;
  drawn_at_ = now;
  draw();
}

// For journals and grep: time, source, event, then what belongs to it.
void Progress::log(const Event& event) {
  std::string text =
      fmt::format("{} {} {}", to_rfc3339(clock_.now()),
                  event.source.empty() ? "database" : printable(event.source), word(event.kind));
  if (!event.tag.empty()) text += " tag=" + printable(event.tag);
  if (event.kind == Event::Kind::page) text += fmt::format(" page={} posts={}", event.pages, event.posts);
  if (event.kind == Event::Kind::reread) text += fmt::format(" posts={} gone={}", event.posts, event.gone);
  if (event.kind == Event::Kind::finished) text += fmt::format(" pages={}", event.pages);
  if (event.kind == Event::Kind::stored) text += fmt::format(" new={}", event.new_posts);
  if (event.kind == Event::Kind::state)
    text += fmt::format(" state={}", storage::source_state_name(event.state));
  if (event.kind == Event::Kind::waiting || event.kind == Event::Kind::alarm)
    text += fmt::format(" seconds={:.1f}", double(event.wait.count()) / 1000);
  if (!event.detail.empty()) text += " detail=\"" + printable(event.detail) + "\"";
  fmt::print(out_, "{}\n", redacted(text));
  out_.flush();
}

void Progress::draw() {
  if (drawn_) fmt::print(out_, "\x1b[{}A", order_.size());
  for (const std::string& name : order_) {
    const Line& line = lines_[name];
    std::string text = line.pages == 0
                           ? std::string(i18n::tr("asking"))
                           : tr_format("{0} pages, {1} posts read", line.pages, i18n::number(line.posts));
    if (line.reread > 0) text += ", " + tr_format("{0} read again", i18n::number(line.reread));
    if (line.state != storage::SourceState::ok) text += ", " + std::string(state_word(line.state));
    if (!line.note.empty() && !line.finished) text += ", " + line.note;
    fmt::print(out_, "\x1b[2K  {} {:<24} {}\n", line.finished ? "✓" : "…", printable(name), text);
  }
  out_.flush();
  drawn_ = true;
}

void Progress::say(const std::string& sentence) {
  fmt::print(out_, "clamor: {}\n", sentence);
  out_.flush();
  drawn_ = false;  // what was drawn stays above it
}

void Progress::finish() {
  if (live_ && !order_.empty()) draw();
}

}  // namespace clamor::cli
