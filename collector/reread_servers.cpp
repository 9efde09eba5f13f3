#include "collector/reread_servers.hpp"

#include <algorithm>
#include <chrono>

#include "collector/net/url.hpp"
#include "collector/reread_course.hpp"

namespace clamor::collector {
namespace {

constexpr std::size_t most_homes = 200;

}  // namespace

RereadServers::RereadServers(storage::Following& following, RereadNews& news, const RunContext& context)
    : following_(following),
      news_(news),
      context_(context),
      objects_(make_activitypub_objects()) {
  for (const SourceEntry& entry : all_sources()) kinds_.push_back(entry.make());
}

void RereadServers::add_source(const config::Source& source, const Source& kind,
                               std::function<std::optional<Access>()> access) {
  const auto url = net::parse_url(source.server);
  if (!kind.rereads() || !url) return;
  sources_.emplace_back(RereadServer{.source = source.name,
                                     .vantage = source.server,
                                     .authority = url->authority(),
                                     .network = kind.info().network,
                                     .kind = kind.rereads(),
                                     .access = std::move(access)},
                        following_, news_, context_);
  by_authority_.try_emplace(url->authority(), &sources_.back());
}

// The home server's counts are the true ones: once it is a source that answers, nobody else is asked. Else
// whoever knows most, for text and many posts at once, and the home beside it.
std::vector<RereadAsker*> RereadServers::of(const storage::FollowedPost& post) {
  if (post.key.network == Network::fediverse) {
    const auto uri = net::parse_url(post.key.uri);
    const auto home = uri ? by_authority_.find(uri->authority()) : by_authority_.end();
    if (home != by_authority_.end() && home->second->knows(post)) return {home->second};
  }
  std::vector<RereadAsker*> servers;
  if (RereadAsker* const source = best_source(post)) servers.push_back(source);
  if (RereadAsker* const guest = home(post.key)) servers.push_back(guest);
  return servers;
}

// At home all of them are known.
RereadAsker* RereadServers::of_boosters(const storage::FollowedPost& post) {
  RereadAsker* lister = nullptr;
  for (RereadAsker* server : of(post))
    if (server->lists_boosters() && (!lister || server->is_home_of(post.key))) lister = server;
  return lister;
}

RereadAsker* RereadServers::of_profile(const AuthorKey& author) {
  const auto home =
      std::ranges::find_if(sources_, [&](RereadAsker& source) { return source.is_home_of(author); });
  return home == sources_.end() ? nullptr : &*home;
}

RereadAsker* RereadServers::best_source(const storage::FollowedPost& post) {
  RereadAsker* best = nullptr;
  std::int64_t most = -1;
  for (RereadAsker& source : sources_) {
    if (!source.knows(post)) continue;
    const auto* readings = readings_at(post, source.vantage());
    const std::int64_t told = readings ? engagement_of(readings->newest.counts) : 0;
    if (told <= most) continue;
    best = &source;
    most = told;
  }
  return best;
}

RereadAsker* RereadServers::home(const PostKey& key) {
  if (key.network != Network::fediverse || !context_.guests) return nullptr;
  const auto uri = net::parse_url(key.uri);
  if (!uri || !net::may_visit(*uri)) return nullptr;
  const auto known = homes_.find(uri->authority());
  if (known != homes_.end()) return known->second.get();
  if (homes_.size() >= most_homes || by_authority_.contains(uri->authority())) return nullptr;
  auto& made = homes_[uri->authority()];
  made = std::make_unique<RereadAsker>(guest_at(*uri, key), following_, news_, context_);
  return made.get();
}

// What API it speaks the address of its posts tells.
RereadServer RereadServers::guest_at(const net::Url& home, const PostKey& key) const {
  RereadServer server;
  server.vantage = "https://" + (home.port == 443 ? home.host : home.authority());
  server.authority = home.authority();
  server.network = key.network;
  server.kind = server.objects = objects_.get();
  for (const auto& kind : kinds_)
    if (const Rereads* rereads = kind->rereads();
        rereads && kind->info().network == key.network && !rereads->native_id(key).empty()) {
      server.kind = rereads;
      break;
    }
  server.access = [access = Access{server.vantage, {}, {}}] { return std::optional(access); };
  server.pace = guests_come_every;
  return server;
}

std::vector<Asker*> RereadServers::ready() {
  std::vector<Asker*> askers;
  for (RereadAsker& source : sources_)
    if (source.prepare()) askers.push_back(&source);
  for (auto& [authority, home] : homes_)
    if (home->prepare()) askers.push_back(home.get());
  return askers;
}

}  // namespace clamor::collector
