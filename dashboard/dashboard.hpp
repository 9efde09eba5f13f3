#pragma once
// The desktop program's window. It paints the snapshots it is given and answers with actions; it never
// touches database or network, and it draws only when something changed. The caller owns the worker threads:
// one reads snapshots and lists of posts and pushes them in, one carries actions out.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "analysis/snapshot.hpp"
#include "chart/style.hpp"
#include "config/config.hpp"
#include "core/result.hpp"
#include "i18n/tr.hpp"

namespace clamor::dashboard {

using chart::Theme;

// What a person asked for that the window cannot do itself.
struct Action {
  enum class Kind {
    none,
    ask_details,       // `posts` and `links`: read them and call show_details
    start_collecting,  // and call show_collection when it runs or fails
    stop_collecting,
    open_demo,
    open_url,       // `url`: http or https only
    theme_changed,  // already done; worth remembering
    language_changed,
  };
  Kind kind = Kind::none;
  std::vector<std::int64_t> posts, links;
  std::string url;
  Theme theme = Theme::dark;
  i18n::Language language = i18n::Language::en;
};

// A link that a list shows.
struct LinkText {
  std::int64_t id = 0;  // the store's
  std::string url;
  std::string name;  // of the campaign's own [[link]]; empty: it is not one
};

// Whether a collector works on the same database, as the caller knows it.
struct Collection {
  enum class State { off, starting, on, failed } state = State::off;
  std::string problem;  // failed: one sentence for a person, already translated
};

// The window as a file: drawn hidden, written once a snapshot and the posts of its list are in.
struct Screenshot {
  std::string path;
  std::string page = "overview";  // one of page_names()
  int width = 1440, height = 900;
};
const std::vector<std::string>& page_names();

struct Options {
  Theme theme = Theme::dark;
  int width = 1440, height = 900;
  std::optional<Screenshot> screenshot;
  std::optional<Millis> run_for;         // closes by itself: to measure idleness
  std::optional<Millis> until_idle_for;  // closes once nothing was drawn for so long, however slow the machine
  Millis patience{60'000};        // a screenshot without a snapshot gives up after this
};

// What a run cost. `since_last_frame` and `cpu_since_last_frame` tell how idle an untouched window is.
struct RunReport {
  std::int64_t frames = 0;
  Millis elapsed{0}, cpu{0};
  Millis since_last_frame{0}, cpu_since_last_frame{0};
};

class Dashboard {
 public:
  // `carry_out` is called on the thread of run(); it must return at once (hand the work to another thread).
  Dashboard(Options options, config::Config config, const Clock& clock,
            std::function<void(const Action&)> carry_out);
  ~Dashboard();
  Dashboard(const Dashboard&) = delete;
  Dashboard& operator=(const Dashboard&) = delete;

  // From any thread, also before run(); each wakes the window.
  void show(analysis::SnapshotPtr snapshot);
  void show_details(std::vector<storage::PostDetail> posts, std::vector<LinkText> links = {});
  void show_collection(Collection collection);
  void show_trouble(std::string sentence);  // the database can't be read; empty: it can again
  void close();

  // Until the window is closed. Call it on the main thread, once. An error is one translated sentence that
  // says what to do: no display, no OpenGL, no fonts, a screenshot that could not be made.
  Result<RunReport> run();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace clamor::dashboard
