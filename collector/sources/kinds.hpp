#pragma once
// One line per kind: its file's door.

#include <memory>

#include "collector/source.hpp"
#include "collector/stream.hpp"

namespace clamor::collector {

std::unique_ptr<Source> make_mastodon();
std::unique_ptr<Source> make_bluesky();
std::unique_ptr<Source> make_misskey();
std::unique_ptr<Source> make_lemmy();
std::unique_ptr<Source> make_peertube();

// Those that also tell posts as they happen.
std::unique_ptr<StreamKind> make_jetstream();
std::unique_ptr<StreamKind> make_mastodon_stream();

}  // namespace clamor::collector
