#include "collector/source.hpp"
#include "collector/sources/kinds.hpp"

namespace clamor::collector {

int limit_of(const Ask& ask, const KindInfo& kind) {
  return ask.limit > 0 ? ask.limit : kind.page_size;
}

Ask go_on(const Ask& ask, const Cursor& cursor, std::string page_token, std::string walk_newest) {
  Ask next = ask;
  next.cursor = cursor;
  next.page_token = std::move(page_token);
  next.walk_newest = std::move(walk_newest);
  return next;
}

Result<Session> Source::read_session(const net::HttpResponse&) const {
  return fail(Errc::needs_login, "this kind has no login, only tokens");
}

const std::vector<SourceEntry>& all_sources() {
  static const std::vector<SourceEntry> entries{
      {"mastodon", make_mastodon},
      {"bluesky", make_bluesky},
      {"misskey", make_misskey},
      {"lemmy", make_lemmy},
      {"peertube", make_peertube},
  };
  return entries;
}

std::unique_ptr<Source> make_source(std::string_view kind) {
  for (const auto& entry : all_sources())
    if (entry.name == kind) return entry.make();
  return nullptr;
}

std::vector<std::string> kind_names() {
  std::vector<std::string> names;
  for (const auto& entry : all_sources()) names.emplace_back(entry.name);
  return names;
}

}  // namespace clamor::collector
