#include <arpa/inet.h>
#include <fmt/core.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>

#include "collector/net/address.hpp"
#include "collector/net/transfer.hpp"
#include "collector/net/trouble.hpp"
#include "core/text.hpp"

namespace clamor::net {
namespace {

// ---- headers ------------------------------------------------------------------------------------------

std::size_t too_many_headers(Transfer& transfer) {
  return transfer.stop(Errc::too_large,
                       fmt::format("{} sent more than {} KB or {} lines of headers", transfer.url.host,
                                   transfer.limits.header_bytes / 1024, transfer.limits.header_count));
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && std::strchr(" \t\r\n", text.front())) text.remove_prefix(1);
  while (!text.empty() && std::strchr(" \t\r\n", text.back())) text.remove_suffix(1);
  return text;
}

Header header_of(std::string_view line, std::size_t colon) {
  return {ascii_lower(trim(line.substr(0, colon))), std::string(trim(line.substr(colon + 1)))};
}

void end_of_headers(Transfer& transfer) {
  long status = 0;
  curl_easy_getinfo(transfer.easy.get(), CURLINFO_RESPONSE_CODE, &status);
  if (status < 200) return;  // an interim answer: the real one is still to come
  transfer.response.status = static_cast<int>(status);
  transfer.headers_done = transfer.slow_since = std::chrono::steady_clock::now();
  transfer.slow_from = 0;
}

std::size_t too_large(Transfer& transfer) {
  return transfer.stop(Errc::too_large, fmt::format("the answer of {} is larger than {} KB",
                                                    transfer.url.host, transfer.limits.decoded_bytes / 1024));
}

// What announces itself as too large is not fetched first.
bool announced_too_large(const Transfer& transfer) {
  curl_off_t announced = -1;
  curl_easy_getinfo(transfer.easy.get(), CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &announced);
  return !transfer.take && announced > 0 &&
         static_cast<std::size_t>(announced) > transfer.limits.decoded_bytes;
}

std::size_t take_header(char* data, std::size_t, std::size_t size, void* context) {
  auto& transfer = *static_cast<Transfer*>(context);
  // Interim answers count too, else a flood of them would never end.
  transfer.header_bytes += size;
  if (transfer.header_bytes > transfer.limits.header_bytes ||
      ++transfer.header_lines > transfer.limits.header_count)
    return too_many_headers(transfer);
  const std::string_view line = trim({data, size});
  if (transfer.in_body) return size;  // a trailer: nothing we ask for comes in one
  if (line.starts_with("HTTP/")) transfer.response.headers.clear();
  if (line.empty()) {
    end_of_headers(transfer);
    if (announced_too_large(transfer)) return too_large(transfer);
  }
  const auto colon = line.find(':');
  if (colon == std::string_view::npos || line.starts_with("HTTP/")) return size;
  Header header = header_of(line, colon);
  if (header.name == "content-encoding" &&
      (header.value.find(',') != std::string::npos || !transfer.response.header("content-encoding").empty()))
    return transfer.stop(Errc::bad_answer,
                         fmt::format("{} coded its answer more than once", transfer.url.host));
  transfer.response.headers.push_back(std::move(header));
  return size;
}

// ---- the body -----------------------------------------------------------------------------------------

curl_off_t received(const Transfer& transfer) {
  curl_off_t bytes = 0;
  curl_easy_getinfo(transfer.easy.get(), CURLINFO_SIZE_DOWNLOAD_T, &bytes);
  return bytes;
}

bool beyond_ratio(const Transfer& transfer, std::size_t decoded, std::size_t slack) {
  constexpr std::size_t harmless = 1u << 20;
  if (decoded <= harmless || transfer.response.header("content-encoding").empty()) return false;
  return static_cast<double>(decoded) >
         transfer.limits.decoded_ratio *
             static_cast<double>(static_cast<std::size_t>(received(transfer)) + slack);
}

Error unpacks_to_too_much(const Transfer& transfer) {
  return {Errc::too_large, fmt::format("the answer of {} unpacks to more than {:g} times its size",
                                       transfer.url.host, transfer.limits.decoded_ratio)};
}

std::size_t take_body(char* data, std::size_t, std::size_t size, void* context) {
  auto& transfer = *static_cast<Transfer*>(context);
  transfer.in_body = true;
  if (transfer.take) return transfer.take({data, size}) ? size : 0;
  std::string& body = transfer.response.body;
  if (body.size() + size > transfer.limits.decoded_bytes) return too_large(transfer);
  // libcurl's count of received bytes may lag by one buffer while it decodes a chunked body.
  if (beyond_ratio(transfer, body.size() + size, CURL_MAX_WRITE_SIZE)) {
    const Error error = unpacks_to_too_much(transfer);
    return transfer.stop(error.code, error.detail);
  }
  body.append(data, size);
  return size;
}

// ---- the connection -----------------------------------------------------------------------------------

int connection_stands(void* context, char*, char*, int, int) {
  static_cast<Transfer*>(context)->asked = std::chrono::steady_clock::now();
  return CURL_PREREQFUNC_OK;
}

std::optional<Address> address_in(const curl_sockaddr& socket_address) {
  if (socket_address.family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &socket_address.addr, sizeof v4);
    return from_ipv4(ntohl(v4.sin_addr.s_addr));
  }
  if (socket_address.family != AF_INET6) return std::nullopt;
  // curl_sockaddr ends in a plain sockaddr; what follows it is the longer address libcurl copied there.
  sockaddr_in6 v6{};
  std::memcpy(&v6, static_cast<const void*>(&socket_address.addr),
              std::min<std::size_t>(socket_address.addrlen, sizeof v6));
  Address address{};
  std::memcpy(address.data(), &v6.sin6_addr, address.size());
  return address;
}

// The address is judged where the connection is made, so that no second look-up can change it in between.
curl_socket_t open_socket(void* context, curlsocktype, curl_sockaddr* where) {
  auto& transfer = *static_cast<Transfer*>(context);
  const auto address = address_in(*where);
  if (!address || !may_connect(*address, transfer.private_allowed)) {
    char text[INET6_ADDRSTRLEN] = "?";
    if (address) inet_ntop(AF_INET6, address->data(), text, sizeof text);
    transfer.blocked_address = text;
    return CURL_SOCKET_BAD;
  }
  return socket(where->family, where->socktype | SOCK_CLOEXEC, where->protocol);
}

}  // namespace

void guard(Transfer& transfer) {
  CURL* easy = transfer.easy.get();
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, &transfer);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &transfer);
  curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, connection_stands);
  curl_easy_setopt(easy, CURLOPT_PREREQDATA, &transfer);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, &transfer);
}

Instant deadline(const Transfer& transfer) {
  if (!transfer.asked) return Instant::max();
  if (!transfer.headers_done) return *transfer.asked + transfer.limits.headers;
  return transfer.slow_since + transfer.limits.slow_for;
}

std::optional<Error> check_pace(Transfer& transfer, Instant now) {
  if (now < deadline(transfer)) return std::nullopt;
  const std::string& host = transfer.url.host;
  if (!transfer.headers_done)
    return Error{Errc::network,
                 fmt::format("{} sent no headers within {}", host, seconds(transfer.limits.headers))};
  const curl_off_t bytes = received(transfer) - transfer.slow_from;
  const double least = static_cast<double>(transfer.limits.slow_bytes_per_second) *
                       std::chrono::duration<double>(now - transfer.slow_since).count();
  if (static_cast<double>(bytes) < least)
    return Error{Errc::network,
                 fmt::format("{} sent less than {} bytes per second for {}", host,
                             transfer.limits.slow_bytes_per_second, seconds(transfer.limits.slow_for))};
  transfer.slow_since = now;
  transfer.slow_from += bytes;
  return std::nullopt;
}

std::optional<Error> check_whole(const Transfer& transfer) {
  // libcurl takes a connection closed between two lines of headers for an empty answer.
  if (!transfer.headers_done)
    return Error{Errc::network, fmt::format("the answer of {} ended too early", transfer.url.host)};
  if (beyond_ratio(transfer, transfer.response.body.size(), 0)) return unpacks_to_too_much(transfer);
  return std::nullopt;
}

}  // namespace clamor::net
