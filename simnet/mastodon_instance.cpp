// What a server says about itself, and about a hashtag.

#include <array>
#include <set>

#include "core/text.hpp"
#include "simnet/mastodon_api.hpp"
#include "simnet/nodeinfo.hpp"
#include "simnet/random.hpp"

namespace clamor::simnet {
namespace {

Response plain(Json& json) {
  Response response;
  response.body = json.take();
  response.headers = {{"cache-control", "max-age=180, public"}};
  return response;
}

// The account that answers for the server: an organisation, wherever it lives.
int contact_of(const World& world, Home self) {
  for (int index = 0; index < static_cast<int>(world.people.size()); ++index)
    if (world.people[static_cast<std::size_t>(index)].home == self) return index;
  return 0;
}

constexpr std::string_view media_types[] = {"image/jpeg", "image/png", "image/gif", "image/webp",
                                            "video/mp4"};

void limits(Json& json) {
  json.key("statuses")
      .open_object()
      .field("max_characters", 500)
      .field("max_media_attachments", 4)
      .field("characters_reserved_per_url", 23)
      .close_object();
  json.key("media_attachments")
      .open_object()
      .field("description_limit", 1500)
      .field("image_matrix_limit", 33177600)
      .field("image_size_limit", 16777216)
      .key("supported_mime_types")
      .open_array();
  for (const auto type : media_types) json.value(type);
  json.close_array()
      .field("video_frame_rate_limit", 120)
      .field("video_matrix_limit", 8294400)
      .field("video_size_limit", 103809024)
      .close_object();
  json.key("polls")
      .open_object()
      .field("max_options", 4)
      .field("max_characters_per_option", 50)
      .field("min_expiration", 300)
      .field("max_expiration", 2629746)
      .close_object();
}

constexpr std::string_view rule = "Todo aquí es simulado. / Everything here is simulated.";

}  // namespace

Response MastodonApi::instance_v2(UtcTime now) const {
  const std::string& url = around_.url();
  const std::string access = habits_.closed_feed ? "authenticated" : "public";
  Json json;
  json.open_object()
      .field("domain", around_.host())
      .field("title", "Servidor simulado " + std::to_string(around_.self + 1))
      .field("version", mastodon_version)
      .field("source_url", "https://github.com/mastodon/mastodon")
      .field("description", "SIMULADO: ningún servidor real, ninguna persona real.")
      .key("usage")
      .open_object()
      .key("users")
      .open_object()
      .field("active_month", people_at(world(), around_.self))
      .close_object()
      .close_object()
      .key("thumbnail")
      .open_object()
      .field("url", url + "/packs/preview.png")
      .field("blurhash", nullptr)
      .key("versions")
      .open_object()
      .close_object()
      .close_object()
      .key("icon")
      .open_array()
      .open_object()
      .field("src", url + "/packs/icon-36.png")
      .field("size", "36x36")
      .close_object()
      .close_array()
      .key("languages")
      .open_array()
      .value("es")
      .close_array();
  json.key("configuration")
      .open_object()
      .key("urls")
      .open_object()
      .field("streaming", "ws://" + around_.host())
      .field("status", nullptr)
      .field("about", url + "/about")
      .field("privacy_policy", url + "/privacy-policy")
      .field("terms_of_service", nullptr)
      .close_object();
  json.key("vapid")
      .open_object()
      .field("public_key", "SIMULATED")
      .close_object()
      .key("accounts")
      .open_object()
      .field("max_featured_tags", 10)
      .field("max_pinned_statuses", 5)
      .close_object();
  limits(json);
  json.key("translation").open_object().field("enabled", false).close_object();
  json.key("timelines_access").open_object();
  const auto feeds = [&](const char* name, const std::string& who) {
    json.key(name).open_object().field("local", who).field("remote", who).close_object();
  };
  feeds("live_feeds", access);
  feeds("hashtag_feeds", access);
  feeds("trending_link_feeds", "public");
  json.close_object().field("limited_federation", false).close_object();
  json.key("registrations")
      .open_object()
      .field("enabled", false)
      .field("approval_required", false)
      .field("reason_required", false)
      .field("message", nullptr)
      .field("min_age", 16)
      .field("url", nullptr)
      .close_object();
  json.key("api_versions").open_object().field("mastodon", 7).close_object();
  json.key("contact").open_object().field("email", "simulated@example.org").key("account");
  entities_.account(json, contact_of(world(), around_.self), now);
  json.close_object();
  json.key("rules")
      .open_array()
      .open_object()
      .field("id", "1")
      .field("text", rule)
      .field("hint", "")
      .key("translations")
      .open_object()
      .close_object()
      .close_object()
      .close_array()
      .close_object();
  return plain(json);
}

Response MastodonApi::instance_v1(UtcTime now) const {
  Json json;
  json.open_object()
      .field("uri", around_.host())
      .field("title", "Servidor simulado " + std::to_string(around_.self + 1))
      .field("short_description", "SIMULADO")
      .field("description", "SIMULADO: ningún servidor real, ninguna persona real.")
      .field("email", "simulated@example.org")
      .field("version", mastodon_version)
      .key("urls")
      .open_object()
      .field("streaming_api", "ws://" + around_.host())
      .close_object()
      .key("stats")
      .open_object()
      .field("user_count", people_at(world(), around_.self))
      .field("status_count", view().in_order().size())
      .field("domain_count", world().bluesky())
      .close_object()
      .field("thumbnail", around_.url() + "/packs/preview.png")
      .key("languages")
      .open_array()
      .value("es")
      .close_array()
      .field("registrations", false)
      .field("approval_required", false)
      .field("invites_enabled", false);
  json.key("configuration")
      .open_object()
      .key("accounts")
      .open_object()
      .field("max_featured_tags", 10)
      .close_object();
  limits(json);
  json.close_object().key("contact_account");
  entities_.account(json, contact_of(world(), around_.self), now);
  json.key("rules")
      .open_array()
      .open_object()
      .field("id", "1")
      .field("text", rule)
      .close_object()
      .close_array();
  json.close_object();
  return plain(json);
}

Response MastodonApi::tag_facts(const std::string& tag, UtcTime now) const {
  constexpr std::size_t days_told = 7;
  const std::string key = hashtag_key(tag);
  const auto today = std::chrono::floor<std::chrono::days>(now);
  std::array<int, days_told> uses{};
  std::array<std::set<int>, days_told> accounts;
  for (const std::uint32_t place : view().tagged(key)) {
    const auto& known = view().in_order()[place];
    const auto age = (today - std::chrono::floor<std::chrono::days>(known.created_at)).count();
    if (!shows(known, key, now) || age < 0 || age >= static_cast<long>(days_told)) continue;
    ++uses[static_cast<std::size_t>(age)];
    accounts[static_cast<std::size_t>(age)].insert(around_.post(known.post).author);
  }
  Json json;
  std::uint64_t id = mixed(static_cast<std::uint64_t>(around_.self));
  for (const char letter : key) id = mixed(id, static_cast<unsigned char>(letter));
  json.open_object()
      .field("id", std::to_string(id % 10'000'000))
      .field("name", key)
      .field("url", around_.url() + "/tags/" + key)
      .key("history")
      .open_array();
  for (std::size_t age = 0; age < days_told; ++age) {
    const UtcTime day = today - std::chrono::days(age);
    json.open_object()
        .field("day", std::to_string(
                          std::chrono::duration_cast<std::chrono::seconds>(day.time_since_epoch()).count()))
        .field("accounts", std::to_string(accounts[age].size()))
        .field("uses", std::to_string(uses[age]))
        .close_object();
  }
  json.close_array().close_object();
  return plain(json);
}

}  // namespace clamor::simnet
