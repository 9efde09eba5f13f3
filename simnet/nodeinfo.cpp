#include "simnet/nodeinfo.hpp"

#include "simnet/json.hpp"

namespace clamor::simnet {
namespace {

Response told(Json& json) {
  Response response;
  response.body = json.take();
  response.headers = {{"cache-control", "max-age=180, public"}};
  return response;
}

}  // namespace

int people_at(const World& world, Home self) {
  int count = 0;
  for (const Person& person : world.people) count += person.home == self;
  return count;
}

std::optional<Response> nodeinfo(const Request& request, const Surroundings& around,
                                 std::string_view software, std::string_view version, UtcTime now) {
  Json json;
  if (request.path == "/.well-known/nodeinfo") {
    json.open_object()
        .key("links")
        .open_array()
        .open_object()
        .field("rel", "http://nodeinfo.diaspora.software/ns/schema/2.0")
        .field("href", around.url() + "/nodeinfo/2.0")
        .close_object()
        .close_array()
        .close_object();
    return told(json);
  }
  if (request.path != "/nodeinfo/2.0") return std::nullopt;
  const int users = people_at(around.world, around.self);
  int posts = 0;
  for (const auto& known : around.view().in_order())
    posts += around.view().of_post(known.post, now) && around.lives_here(known.post);
  json.open_object()
      .field("version", "2.0")
      .key("software")
      .open_object()
      .field("name", software)
      .field("version", version)
      .close_object()
      .key("protocols")
      .open_array()
      .value("activitypub")
      .close_array()
      .key("services")
      .open_object()
      .key("outbound")
      .open_array()
      .close_array()
      .key("inbound")
      .open_array()
      .close_array()
      .close_object()
      .key("usage")
      .open_object()
      .key("users")
      .open_object()
      .field("total", users)
      .field("activeMonth", users)
      .field("activeHalfyear", users)
      .close_object()
      .field("localPosts", posts)
      .close_object()
      .field("openRegistrations", false)
      .key("metadata")
      .open_object()
      .field("nodeName", "SIMULADO")
      .close_object()
      .close_object();
  return told(json);
}

}  // namespace clamor::simnet
