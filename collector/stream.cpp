#include "collector/stream.hpp"
#include "collector/sources/kinds.hpp"

namespace clamor::collector {

std::unique_ptr<StreamKind> make_stream(const config::Source& source) {
  if (!source.jetstream.empty()) return make_jetstream();
  if (source.stream && source.kind == "mastodon") return make_mastodon_stream();
  return nullptr;
}

}  // namespace clamor::collector
