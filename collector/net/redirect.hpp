#pragma once
// Where a request may be led. Pure; safe from any thread.

#include <string>
#include <string_view>
#include <vector>

#include "collector/net/http.hpp"
#include "collector/net/url.hpp"

namespace clamor::net {

using NamedHosts = std::vector<std::string>;  // Url::authority() of what the user wrote

// https everywhere; http only to a host the user named. invalid_input otherwise.
Result<Url> check_url(std::string_view text, const NamedHosts& named);

bool is_redirect(int status);  // 301, 302, 303, 307, 308

// The request after `response`, or why it must not be made. `visited`: the addresses of this transfer so far.
// A secret never leaves its host; a body is never sent to another host.
Result<HttpRequest> follow(const HttpRequest& request, const HttpResponse& response,
                           const std::vector<std::string>& visited, const NamedHosts& named, int at_most);

}  // namespace clamor::net
