#pragma once
// People before their posts. Where posts come without what their author's profile says of programs ("#nobot"),
// that is read before a stranger's post is kept: pages wait here, in order, until it is known of everybody on
// them. Safe from any thread, as a stream hands in pages too.

#include <deque>
#include <functional>
#include <mutex>
#include <set>
#include <vector>

#include "core/page.hpp"

namespace clamor::collector {

class Introductions {
 public:
  // `batch`: how many of the network's people one question names; 0: nobody waits. `known`: whose profile was
  // read before. `save` only hands on.
  Introductions(Network network, int batch, std::set<AuthorKey> known, std::function<void(PreparedPage)> save);

  // Saved at once when nobody on it is a stranger and no page waits before it.
  void add(PreparedPage page);
  // A page has come to wait since the last call.
  bool take_news();

  // Whom to ask about next; empty: nobody, or nobody can be asked.
  std::vector<AuthorKey> strangers() const;
  // They were asked about: what was said of them is saved, and they keep nobody waiting.
  void met(const std::vector<AuthorKey>& people);
  // The question was refused: ask about fewer. False: it was one person.
  bool ask_fewer();

  // Nobody can be asked now: pages pass, and who was on them is asked about later.
  void open();
  // They can be asked again.
  void close();
  bool full() const;

 private:
  bool brings_strangers(const PreparedPage& page) const;
  void let_pass();

  const Network network_;
  const std::function<void(PreparedPage)> save_;
  mutable std::mutex mutex_;
  std::set<AuthorKey> known_, strangers_;  // of pages that wait, and of those that were let pass
  int batch_;
  std::deque<PreparedPage> waiting_;
  std::size_t posts_ = 0;  // of those that wait
  bool open_ = false, news_ = false;
};

}  // namespace clamor::collector
