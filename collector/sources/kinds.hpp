#pragma once
// One line per kind: its file's door.

#include <memory>

#include "collector/source.hpp"

namespace clamor::collector {

std::unique_ptr<Source> make_mastodon();
std::unique_ptr<Source> make_bluesky();
std::unique_ptr<Source> make_misskey();
std::unique_ptr<Source> make_lemmy();
std::unique_ptr<Source> make_peertube();

}  // namespace clamor::collector
