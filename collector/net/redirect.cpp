#include "collector/net/redirect.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace clamor::net {
namespace {

bool is_named(const Url& url, const NamedHosts& named) {
  return std::find(named.begin(), named.end(), url.authority()) != named.end();
}

Result<Url> check(Url url, const NamedHosts& named) {
  if (url.scheme == "https") return url;
  if (url.scheme != "http")
    return fail(Errc::invalid_input, fmt::format("{}: addresses are never fetched, only https", url.scheme));
  if (is_named(url, named)) return url;
  return fail(Errc::invalid_input, fmt::format("{} would be asked over plain http, which is only done for a "
                                               "server named with http:// in the configuration",
                                               url.authority()));
}

}  // namespace

Result<Url> check_url(std::string_view text, const NamedHosts& named) {
  return parse_url(text).and_then([&](Url url) { return check(std::move(url), named); });
}

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

Result<HttpRequest> follow(const HttpRequest& request, const HttpResponse& response,
                           const std::vector<std::string>& visited, const NamedHosts& named, int at_most) {
  const auto refuse = [](std::string why) { return fail(Errc::bad_answer, std::move(why)); };
  const Result<Url> from = parse_url(request.url);
  if (!from) return tl::unexpected(from.error());
  const auto locations = response.all("location");
  if (locations.size() != 1 || locations.front().empty())
    return refuse(fmt::format("{} redirects without saying where to", from->host));
  Result<Url> to = resolve(*from, locations.front());
  if (!to) return refuse(fmt::format("{} redirects to something that is not an address", from->host));
  if (from->scheme == "https" && to->scheme != "https")
    return refuse(fmt::format("{} redirects from https to {}", from->host, to->scheme));
  to = check(*to, named);
  if (!to)
    return refuse(
        fmt::format("{} redirects to a place that is not asked: {}", from->host, to.error().detail));
  if (!same_site(*from, *to))
    return refuse(fmt::format("{} redirects to another site, {}", from->authority(), to->authority()));
  const bool repeated = std::find(visited.begin(), visited.end(), to->text) != visited.end();
  const bool keeps_method = response.status == 307 || response.status == 308 || request.method == "GET";
  if (repeated && keeps_method) return refuse(fmt::format("{} redirects in a circle", from->host));
  if (static_cast<int>(visited.size()) > at_most)
    return refuse(fmt::format("{} redirects more than {} times", from->host, at_most));

  HttpRequest next = request;
  next.url = to->text;
  const bool has_body = !request.body.empty() || !request.secret_body.empty();
  if (!keeps_method) {
    next.method = "GET";
    next.body.clear();
    next.secret_body = Secret();
  } else if (has_body && !same_host(*from, *to)) {
    return refuse(fmt::format("{} redirects a form to another host, {}", from->host, to->host));
  }
  if (!same_host(*from, *to)) next.bearer = Secret();
  return next;
}

}  // namespace clamor::net
