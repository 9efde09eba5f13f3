#include <arpa/inet.h>
#include <curl/curl.h>
#include <fmt/core.h>
#include <sys/socket.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <list>
#include <memory>
#include <optional>

#include "collector/net/address.hpp"
#include "collector/net/http.hpp"
#include "collector/net/redirect.hpp"
#include "collector/net/url.hpp"

namespace clamor::net {
namespace {

using Instant = std::chrono::steady_clock::time_point;

struct FreeEasy {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct FreeMulti {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};
struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

Millis since(Instant start) {
  return std::chrono::duration_cast<Millis>(std::chrono::steady_clock::now() - start);
}

std::string seconds(Millis time) {
  return fmt::format("{:g} s", static_cast<double>(time.count()) / 1000.0);
}

// One request and the redirects it is led through. It lives from send() to its callback.
struct Transfer {
  HttpRequest request;
  HttpCallback callback;
  HttpLimits limits;
  Url url;
  bool private_allowed = false;
  std::vector<std::string> visited;
  Instant started;

  // of the present hop
  std::unique_ptr<CURL, FreeEasy> easy;
  std::unique_ptr<curl_slist, FreeList> header_list;
  HttpResponse response;
  std::optional<Instant> asked;  // when the connection stood
  bool in_body = false;
  std::size_t header_bytes = 0;
  int header_lines = 0;
  std::optional<Error> stopped;  // why we ended it ourselves
  std::string blocked_address;
  char words[CURL_ERROR_SIZE] = {};

  std::size_t stop(Errc code, std::string detail) {
    if (!stopped) stopped = Error{code, std::move(detail)};
    return 0;
  }
};

// ---- what libcurl calls while a transfer runs -----------------------------------------------------------

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

std::size_t take_header(char* data, std::size_t, std::size_t size, void* context) {
  auto& transfer = *static_cast<Transfer*>(context);
  // Interim answers count too, else a flood of them would never end.
  transfer.header_bytes += size;
  if (transfer.header_bytes > transfer.limits.header_bytes ||
      ++transfer.header_lines > transfer.limits.header_count)
    return too_many_headers(transfer);
  const std::string_view line = trim({data, size});
  if (transfer.in_body) return size;  // a trailer: nothing we ask for comes in one
  if (line.starts_with("HTTP/")) {
    transfer.response.headers.clear();
    return size;
  }
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return size;
  Header header{std::string(trim(line.substr(0, colon))), std::string(trim(line.substr(colon + 1)))};
  for (char& letter : header.name)
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  if (header.name == "content-encoding" &&
      (header.value.find(',') != std::string::npos || !transfer.response.header("content-encoding").empty()))
    return transfer.stop(Errc::bad_answer,
                         fmt::format("{} coded its answer more than once", transfer.url.host));
  transfer.response.headers.push_back(std::move(header));
  return size;
}

bool beyond_ratio(const Transfer& transfer, std::size_t decoded, std::size_t slack) {
  constexpr std::size_t harmless = 1u << 20;
  if (decoded <= harmless || transfer.response.header("content-encoding").empty()) return false;
  curl_off_t received = 0;
  curl_easy_getinfo(transfer.easy.get(), CURLINFO_SIZE_DOWNLOAD_T, &received);
  return static_cast<double>(decoded) >
         transfer.limits.decoded_ratio * static_cast<double>(static_cast<std::size_t>(received) + slack);
}

std::size_t take_body(char* data, std::size_t, std::size_t size, void* context) {
  auto& transfer = *static_cast<Transfer*>(context);
  transfer.in_body = true;
  std::string& body = transfer.response.body;
  if (body.size() + size > transfer.limits.decoded_bytes)
    return transfer.stop(Errc::too_large,
                         fmt::format("the answer of {} is larger than {} KB", transfer.url.host,
                                     transfer.limits.decoded_bytes / 1024));
  // libcurl's count of received bytes may lag by one buffer while it decodes a chunked body.
  if (beyond_ratio(transfer, body.size() + size, CURL_MAX_WRITE_SIZE))
    return transfer.stop(Errc::too_large,
                         fmt::format("the answer of {} unpacks to more than {:g} times its size",
                                     transfer.url.host, transfer.limits.decoded_ratio));
  body.append(data, size);
  return size;
}

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
  const Place place = address ? place_of(*address) : Place::never;
  const bool allowed = place == Place::open ||
                       (transfer.private_allowed && (place == Place::loopback || place == Place::local));
  if (!allowed) {
    char text[INET6_ADDRSTRLEN] = "?";
    if (address) inet_ntop(AF_INET6, address->data(), text, sizeof text);
    transfer.blocked_address = text;
    return CURL_SOCKET_BAD;
  }
  return socket(where->family, where->socktype | SOCK_CLOEXEC, where->protocol);
}

// ---- why a transfer failed, in words ----------------------------------------------------------------------

// The numbers are OpenSSL's X509_V_ERR_*: libcurl passes them on as CURLINFO_SSL_VERIFYRESULT.
std::string certificate_trouble(const Transfer& transfer) {
  long result = 0;
  curl_easy_getinfo(transfer.easy.get(), CURLINFO_SSL_VERIFYRESULT, &result);
  const std::string& host = transfer.url.host;
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
  if (std::strstr(transfer.words, "subject name") || std::strstr(transfer.words, "does not match"))
    return fmt::format("the certificate of {} was made for another name", host);
  return fmt::format("the certificate of {} does not hold: {}", host, transfer.words);
}

Error timed_out(const Transfer& transfer) {
  const std::string& host = transfer.url.host;
  if (!transfer.asked)
    return {Errc::network, fmt::format("{} did not answer within {}", host,
                                       seconds(std::min(transfer.limits.connect, transfer.limits.total)))};
  if (since(transfer.started) >= transfer.limits.total)
    return {Errc::network,
            fmt::format("{} took longer than {} for one answer", host, seconds(transfer.limits.total))};
  return {Errc::network,
          fmt::format("{} sent less than {} bytes per second for {} s", host,
                      transfer.limits.slow_bytes_per_second, transfer.limits.slow_for.count())};
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
      return network(certificate_trouble(transfer));
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

// ---- the client
// ---------------------------------------------------------------------------------------------

class CurlClient final : public HttpClient {
 public:
  explicit CurlClient(CurlOptions options) : options_(std::move(options)), multi_(curl_multi_init()) {}
  ~CurlClient() override { CurlClient::cancel_all(); }

  void send(HttpRequest request, HttpCallback callback) override {
    auto transfer = std::make_unique<Transfer>();
    transfer->request = std::move(request);
    transfer->callback = std::move(callback);
    transfer->limits = options_.limits;
    transfer->started = std::chrono::steady_clock::now();
    if (auto refused = start(*transfer)) {
      finished_.push_back({std::move(transfer->callback), tl::unexpected(std::move(*refused))});
      return;
    }
    running_.push_back(std::move(transfer));
  }

  void run(Millis at_most) override {
    int still_running = 0;
    curl_multi_perform(multi_.get(), &still_running);
    collect();
    if (finished_.empty()) {
      const auto wait = std::clamp(std::min(at_most, nearest_deadline()), Millis{0}, Millis{3'600'000});
      curl_multi_poll(multi_.get(), nullptr, 0, static_cast<int>(wait.count()), nullptr);
      curl_multi_perform(multi_.get(), &still_running);
      collect();
    }
    while (!finished_.empty()) {
      Finished done = std::move(finished_.front());
      finished_.pop_front();
      done.callback(std::move(done.result));
    }
  }

  void wake() override { curl_multi_wakeup(multi_.get()); }

  void cancel_all() override {
    for (const auto& transfer : running_) curl_multi_remove_handle(multi_.get(), transfer->easy.get());
    running_.clear();
    finished_.clear();
  }

 private:
  struct Finished {
    HttpCallback callback;
    Result<HttpResponse> result;
  };

  // Begins the present hop; an Error when it must not be made.
  std::optional<Error> start(Transfer& transfer) {
    Result<Url> url = check_url(transfer.request.url, options_.named_hosts);
    if (!url) return url.error();
    transfer.url = std::move(*url);
    const auto& named = options_.named_hosts;
    transfer.private_allowed = std::find(named.begin(), named.end(), transfer.url.authority()) != named.end();
    transfer.visited.push_back(transfer.url.text);
    transfer.response = {};
    transfer.asked.reset();
    transfer.in_body = false;
    transfer.easy.reset(curl_easy_init());
    configure(transfer);
    curl_multi_add_handle(multi_.get(), transfer.easy.get());
    return std::nullopt;
  }

  void configure(Transfer& transfer) const {
    CURL* easy = transfer.easy.get();
    const HttpLimits& limits = transfer.limits;
    const auto set = [easy](CURLoption option, auto value) { curl_easy_setopt(easy, option, value); };
    set(CURLOPT_URL, transfer.url.text.c_str());
    set(CURLOPT_PRIVATE, &transfer);
    set(CURLOPT_ERRORBUFFER, transfer.words);
    set(CURLOPT_USERAGENT, options_.user_agent.c_str());
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_FOLLOWLOCATION, 0L);
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_HTTP09_ALLOWED, 0L);
    set(CURLOPT_ACCEPT_ENCODING, "");  // all that libcurl can decode: gzip, br, zstd
    // A proxy of the environment would be the address that is checked in place of the server's: none is used.
    set(CURLOPT_PROXY, "");
    set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
    set(CURLOPT_PIPEWAIT, 1L);  // share one HTTP/2 connection rather than open a second
    set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    set(CURLOPT_SSL_VERIFYPEER, 1L);
    set(CURLOPT_SSL_VERIFYHOST, 2L);
    // The system's folder of certificates stays in force beside this file.
    if (!options_.ca_file.empty()) set(CURLOPT_CAINFO, options_.ca_file.c_str());
    set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(limits.connect.count()));
    set(CURLOPT_TIMEOUT_MS,
        std::max(1L, static_cast<long>((limits.total - since(transfer.started)).count())));
    set(CURLOPT_LOW_SPEED_LIMIT, limits.slow_bytes_per_second);
    set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(limits.slow_for.count()));
    set(CURLOPT_HEADERFUNCTION, take_header);
    set(CURLOPT_HEADERDATA, &transfer);
    set(CURLOPT_WRITEFUNCTION, take_body);
    set(CURLOPT_WRITEDATA, &transfer);
    set(CURLOPT_PREREQFUNCTION, connection_stands);
    set(CURLOPT_PREREQDATA, &transfer);
    set(CURLOPT_OPENSOCKETFUNCTION, open_socket);
    set(CURLOPT_OPENSOCKETDATA, &transfer);
    set_request(transfer);
  }

  static void set_request(Transfer& transfer) {
    CURL* easy = transfer.easy.get();
    const HttpRequest& request = transfer.request;
    curl_slist* list = nullptr;
    for (const Header& header : request.headers)
      list = curl_slist_append(list, (header.name + ": " + header.value).c_str());
    if (!request.bearer.empty())
      list =
          curl_slist_append(list, fmt::format("Authorization: Bearer {}", request.bearer.reveal()).c_str());
    const std::string_view body = request.secret_body.empty() ? request.body : request.secret_body.reveal();
    if (!body.empty() || request.method == "POST") {
      curl_easy_setopt(easy, CURLOPT_POST, 1L);
      curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
      curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body.data());  // not copied: `request` outlives the hop
      list = curl_slist_append(list, "Expect:");
    }
    if (request.method != "GET" && request.method != "POST")
      curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request.method.c_str());
    transfer.header_list.reset(list);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, list);
  }

  // libcurl has no limit for the time to the first header, so it is kept here.
  static Instant header_deadline(const Transfer& transfer) {
    if (!transfer.asked || transfer.in_body) return Instant::max();
    return *transfer.asked + transfer.limits.headers;
  }

  Millis nearest_deadline() const {
    Instant nearest = Instant::max();
    for (const auto& transfer : running_) nearest = std::min(nearest, header_deadline(*transfer));
    if (nearest == Instant::max()) return Millis::max();
    const auto left = std::chrono::duration_cast<Millis>(nearest - std::chrono::steady_clock::now());
    return std::max(left, Millis{0}) + Millis{1};
  }

  // Moves what ended into finished_, or on to its next hop.
  void collect() {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      const CURLcode code = message->data.result;
      char* owner = nullptr;
      curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &owner);
      end_hop(*reinterpret_cast<Transfer*>(owner), code);
    }
    const Instant now = std::chrono::steady_clock::now();
    for (auto next = running_.begin(); next != running_.end();) {
      Transfer& transfer = **next++;
      if (now < header_deadline(transfer)) continue;
      finish(transfer, fail(Errc::network, fmt::format("{} sent no headers within {}", transfer.url.host,
                                                       seconds(transfer.limits.headers))));
    }
  }

  void end_hop(Transfer& transfer, CURLcode code) {
    if (code == CURLE_OK && beyond_ratio(transfer, transfer.response.body.size(), 0))
      transfer.stop(Errc::too_large, fmt::format("the answer of {} unpacks to more than {:g} times its size",
                                                 transfer.url.host, transfer.limits.decoded_ratio));
    if (code != CURLE_OK || transfer.stopped)
      return finish(transfer, tl::unexpected(explain(transfer, code)));
    long status = 0;
    curl_easy_getinfo(transfer.easy.get(), CURLINFO_RESPONSE_CODE, &status);
    transfer.response.status = static_cast<int>(status);
    transfer.response.final_url = transfer.url.text;
    if (!is_redirect(transfer.response.status)) return finish(transfer, std::move(transfer.response));

    auto next = follow(transfer.request, transfer.response, transfer.visited, options_.named_hosts,
                       transfer.limits.redirects);
    if (!next) return finish(transfer, tl::unexpected(next.error()));
    curl_multi_remove_handle(multi_.get(), transfer.easy.get());
    transfer.request = std::move(*next);
    if (auto refused = start(transfer)) finish(transfer, tl::unexpected(std::move(*refused)));
  }

  void finish(Transfer& transfer, Result<HttpResponse> result) {
    curl_multi_remove_handle(multi_.get(), transfer.easy.get());
    finished_.push_back({std::move(transfer.callback), std::move(result)});
    running_.remove_if([&](const auto& one) { return one.get() == &transfer; });
  }

  CurlOptions options_;
  std::unique_ptr<CURLM, FreeMulti> multi_;
  std::list<std::unique_ptr<Transfer>> running_;
  std::list<Finished> finished_;
};

}  // namespace

std::unique_ptr<HttpClient> make_curl_client(CurlOptions options) {
  static const CURLcode ready =
      curl_global_init(CURL_GLOBAL_DEFAULT);  // once, before any thread of ours asks
  static_cast<void>(ready);
  return std::make_unique<CurlClient>(std::move(options));
}

}  // namespace clamor::net
