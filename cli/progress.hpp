#pragma once
// What a collection tells while it works: a line per source on a terminal, a line per event in a log.

#include <map>
#include <ostream>
#include <string>
#include <vector>

#include "collector/engine.hpp"

namespace clamor::cli {

class Progress {
 public:
  // `live`: redraw lines on a terminal. Sources in config order.
  Progress(std::ostream& out, bool live, std::vector<std::string> sources, const Clock& clock);
  void tell(const collector::Event& event);
  void say(const std::string& sentence);  // beside it
  void finish();  // leaves the last state on the screen

 private:
  struct Line {
    std::int64_t posts = 0, reread = 0;
    int pages = 0;
    std::map<std::string, int> pages_of_tag;
    storage::SourceState state = storage::SourceState::ok;
    std::string note;
    bool finished = false;
  };
  void log(const collector::Event& event);
  void draw();

  std::ostream& out_;
  const bool live_;
  const std::vector<std::string> order_;
  const Clock& clock_;
  std::map<std::string, Line> lines_;
  Millis drawn_at_{0};
  bool drawn_ = false;
};

}  // namespace clamor::cli
