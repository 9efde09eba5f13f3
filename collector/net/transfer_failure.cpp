#include <fmt/core.h>

#include <algorithm>

#include "collector/net/transfer.hpp"
#include "collector/net/trouble.hpp"

namespace clamor::net {
namespace {

std::string trouble_with_certificate(const Transfer& transfer) {
  long result = 0;
  curl_easy_getinfo(transfer.easy.get(), CURLINFO_SSL_VERIFYRESULT, &result);
  return certificate_trouble(transfer.url.host, result, transfer.words);
}

Error timed_out(const Transfer& transfer) {
  const std::string& host = transfer.url.host;
  if (!transfer.asked)
    return {Errc::network, fmt::format("{} did not answer within {}", host,
                                       seconds(std::min(transfer.limits.connect, transfer.limits.total)))};
  return {Errc::network,
          fmt::format("{} took longer than {} for one answer", host, seconds(transfer.limits.total))};
}

}  // namespace

std::string certificate_trouble(const std::string& host, long result, std::string_view words) {
  switch (result) {
    case 9:
      return fmt::format("the certificate of {} is not valid yet: is this computer's clock right?", host);
    case 10:
      return fmt::format("the certificate of {} has expired", host);
    case 18:
      return fmt::format("the certificate of {} is signed by itself", host);
    case 19:
    case 20:
    case 21:
      return fmt::format("the certificate of {} is signed by nobody this computer trusts", host);
    case 23:
      return fmt::format("the certificate of {} was revoked", host);
    default:
      break;
  }
  const auto says = [&](std::string_view what) { return words.find(what) != std::string_view::npos; };
  if (result == 62 || result == 64 || says("subject name") || says("does not match"))
    return fmt::format("the certificate of {} was made for another name", host);
  return fmt::format("the certificate of {} does not hold: {}", host, words);
}

std::string seconds(Millis time) {
  return fmt::format("{:g} s", static_cast<double>(time.count()) / 1000.0);
}

Error explain(const Transfer& transfer, CURLcode code) {
  const std::string& host = transfer.url.host;
  const auto network = [&](std::string detail) { return Error{Errc::network, std::move(detail)}; };
  if (transfer.stopped) return *transfer.stopped;
  if (!transfer.blocked_address.empty() && code == CURLE_COULDNT_CONNECT)
    return {Errc::bad_answer,
            fmt::format("{} leads to {}, an address inside a private network, and is not asked", host,
                        transfer.blocked_address)};
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return network(fmt::format("no address was found for the name {}", host));
    case CURLE_COULDNT_CONNECT:
      return network(fmt::format("{} refused the connection", transfer.url.authority()));
    case CURLE_OPERATION_TIMEDOUT:
      return timed_out(transfer);
    case CURLE_PEER_FAILED_VERIFICATION:
      return network(trouble_with_certificate(transfer));
    case CURLE_SSL_CONNECT_ERROR:
      return network(fmt::format("no secure connection to {} (TLS 1.2 or newer): {}", host, transfer.words));
    case CURLE_SSL_CACERT_BADFILE:
      return network("the file of extra certificates cannot be read");
    case CURLE_GOT_NOTHING:
      return network(fmt::format("{} closed the connection without an answer", host));
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
      return network(fmt::format("{} broke the connection off", host));
    case CURLE_PARTIAL_FILE:
      return network(fmt::format("the answer of {} ended too early", host));
    case CURLE_BAD_CONTENT_ENCODING:
      return {Errc::bad_answer, fmt::format("the answer of {} cannot be unpacked", host)};
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WEIRD_SERVER_REPLY:
      return {Errc::bad_answer, fmt::format("{} does not speak HTTP", host)};
    default:
      return network(
          fmt::format("{}: {}", host, *transfer.words ? transfer.words : curl_easy_strerror(code)));
  }
}

}  // namespace clamor::net
