#include "simnet/bluesky_session.hpp"

#include <algorithm>

#include "simnet/bluesky_views.hpp"
#include "simnet/json.hpp"
#include "simnet/random.hpp"

namespace clamor::simnet {
namespace {

constexpr std::size_t most_tokens = 256;

// The text of one member of a flat JSON object. Enough for {"identifier": ..., "password": ...}.
std::optional<std::string> text_member(std::string_view json, std::string_view name) {
  const auto at = json.find("\"" + std::string(name) + "\"");
  if (at == std::string_view::npos) return std::nullopt;
  auto place = json.find_first_not_of(" \t\r\n", at + name.size() + 2);
  if (place == std::string_view::npos || json[place] != ':') return std::nullopt;
  place = json.find_first_not_of(" \t\r\n", place + 1);
  if (place == std::string_view::npos || json[place] != '"') return std::nullopt;
  std::string text;
  for (++place; place < json.size() && json[place] != '"'; ++place) {
    if (json[place] == '\\' && place + 1 < json.size()) ++place;
    text += json[place];
  }
  return text;
}

std::string_view bearer(const Request& request) {
  const auto header = request.headers.find("authorization");
  if (header == request.headers.end()) return {};
  const std::string_view value = header->second;
  return value.starts_with("Bearer ") ? value.substr(7) : "?";
}

}  // namespace

Response bluesky_error(int status, std::string_view error, std::string_view message) {
  Response response;
  response.status = status;
  response.body = Json().open_object().field("error", error).field("message", message).close_object().take();
  return response;
}

BlueskySessions::BlueskySessions(std::uint64_t seed, Account account, int uses)
    : seed_(seed), account_(std::move(account)), uses_(uses) {}

// Shaped like the real ones: three parts with dots; what is inside is noise.
std::string BlueskySessions::issue(Kind kind) {
  const std::uint64_t salt = mixed(seed_, 15, ++issued_);
  std::string token = (kind == Kind::access ? "eyJ0eXAiOiJhdCtqd3QifQ." : "eyJ0eXAiOiJyZWZyZXNoK2p3dCJ9.") +
                      base32(salt, 120) + "." + base32(salt + 1, 43);
  if (access_.size() > most_tokens) access_.clear();
  if (refresh_.size() > most_tokens) refresh_.clear();
  if (kind == Kind::access)
    access_[token] = 0;
  else
    refresh_[token] = true;
  return token;
}

Response BlueskySessions::session(const std::string& own_url, bool whole) {
  Json json;
  json.open_object()
      .field("accessJwt", issue(Kind::access))
      .field("refreshJwt", issue(Kind::refresh))
      .field("did", account_.did)
      .key("didDoc")
      .open_object()
      .key("@context")
      .open_array()
      .value("https://www.w3.org/ns/did/v1")
      .close_array()
      .field("id", account_.did)
      .key("alsoKnownAs")
      .open_array()
      .value("at://" + account_.identifier)
      .close_array()
      .key("verificationMethod")
      .open_array()
      .close_array()
      .key("service")
      .open_array()
      .open_object()
      .field("id", "#atproto_pds")
      .field("type", "AtprotoPersonalDataServer")
      .field("serviceEndpoint", own_url)
      .close_object()
      .close_array()
      .close_object()
      .field("handle", account_.identifier);
  if (whole) json.field("email", "simulated@example.org").field("emailConfirmed", false);
  json.field("active", true).close_object();
  Response response;
  response.body = json.take();
  return response;
}

Response BlueskySessions::create(const Request& request, const std::string& own_url) {
  const auto identifier = text_member(request.body, "identifier");
  const auto password = text_member(request.body, "password");
  if (!identifier || !password)
    return bluesky_error(400, "InvalidRequest",
                         "Error: Input must have the properties \"identifier\" and \"password\"");
  const bool known = *identifier == account_.identifier || *identifier == account_.did;
  if (!known || *password != account_.password)
    return bluesky_error(401, "AuthenticationRequired", "Invalid identifier or password");
  return session(own_url, true);
}

Response BlueskySessions::refresh(const Request& request, const std::string& own_url) {
  const auto token = refresh_.find(bearer(request));
  if (bearer(request).empty()) return bluesky_error(401, "AuthMissing", "Authentication Required");
  if (token == refresh_.end()) return bluesky_error(400, "InvalidToken", "Token could not be verified");
  if (!token->second) return bluesky_error(400, "ExpiredToken", "Token has been revoked");
  token->second = false;  // each one works once
  return session(own_url, false);
}

std::optional<Response> BlueskySessions::refusal(const Request& request) {
  if (bearer(request).empty()) return std::nullopt;
  const auto token = access_.find(bearer(request));
  if (token == access_.end()) return bluesky_error(400, "InvalidToken", "Token could not be verified");
  if (uses_ > 0 && token->second >= uses_) return bluesky_error(400, "ExpiredToken", "Token has expired");
  ++token->second;
  return std::nullopt;
}

}  // namespace clamor::simnet
