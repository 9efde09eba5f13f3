// WebSockets over Boost.Beast: Debian 12's libcurl has none. The one file that pays for compiling it.
#include <fmt/core.h>

#include <utility>  // Boost.Asio 1.74 forgets it

// It knows of clang only the coroutines of a draft.
#if defined(__clang__)
#define BOOST_ASIO_HAS_CO_AWAIT 1
#define BOOST_ASIO_HAS_STD_COROUTINE 1
#endif

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/ssl.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>

#include <algorithm>
#include <deque>

#include "collector/net/address.hpp"
#include "collector/net/message_stream.hpp"
#include "collector/net/redirect.hpp"
#include "collector/net/trouble.hpp"
#include "collector/net/url.hpp"
#include "core/text.hpp"

namespace clamor::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
namespace ssl = asio::ssl;
using asio::ip::tcp;
using boost::system::error_code;

asio::redirect_error_t<asio::use_awaitable_t<>> into(error_code& error) {
  return asio::redirect_error(asio::use_awaitable, error);
}

// The rules of addresses are those of http and https.
Result<Url> check_socket_url(std::string text, const NamedHosts& named) {
  if (text.starts_with("ws://") || text.starts_with("wss://")) text.replace(0, 2, "http");
  return check_url(text, named);
}

Address address_of(const asio::ip::address& address) {
  if (address.is_v4()) return from_ipv4(address.to_v4().to_uint());
  return address.to_v6().to_bytes();
}

class WebSocket final : public MessageStream {
 public:
  WebSocket(StreamRequest request, CurlOptions options, StreamLimits limits)
      : request_(std::move(request)), options_(std::move(options)), limits_(limits) {
    auto url = check_socket_url(request_.url, options_.named_hosts);
    if (!url) {
      end_ = url.error();
      return;
    }
    url_ = std::move(*url);
    const auto& named = options_.named_hosts;
    named_ = std::find(named.begin(), named.end(), url_.authority()) != named.end();
    asio::co_spawn(context_, talk(), asio::detached);
  }

  Result<std::optional<StreamMessage>> next(Millis at_most) override {
    const auto until = std::chrono::steady_clock::now() + at_most;
    while (messages_.empty() && !end_)
      if (context_.run_one_until(until) == 0) break;
    if (!messages_.empty()) {
      StreamMessage message{"", std::move(messages_.front())};
      messages_.pop_front();
      return message;
    }
    if (end_) return tl::unexpected(*end_);
    return std::nullopt;
  }

  const HttpResponse* opened() const override { return opened_ ? &*opened_ : nullptr; }

 private:
  void stop(Errc code, std::string detail) {
    if (!end_) end_ = Error{code, std::move(detail)};
  }

  asio::awaitable<void> talk() {
    beast::tcp_stream socket(context_);
    if (!co_await connect(socket)) co_return;
    if (url_.scheme == "http") {
      websocket::stream<beast::tcp_stream> plain(std::move(socket));
      co_await listen(plain);
      co_return;
    }
    ssl::context tls(ssl::context::tls_client);
    if (!trust(tls)) co_return;
    websocket::stream<beast::ssl_stream<beast::tcp_stream>> secure(std::move(socket), tls);
    if (co_await prove(secure.next_layer())) co_await listen(secure);
  }

  // Each address is judged where the connection is made, so that no second look-up can change it in between.
  asio::awaitable<bool> connect(beast::tcp_stream& socket) {
    error_code error;
    tcp::resolver resolver(context_);
    const std::string host = bare_host();
    const auto found = co_await resolver.async_resolve(host, std::to_string(url_.port), into(error));
    if (error) {
      stop(Errc::network, fmt::format("no address was found for the name {}", url_.host));
      co_return false;
    }
    std::string blocked;
    for (const auto& entry : found) {
      const auto address = entry.endpoint().address();
      if (!may_connect(address_of(address), named_)) {
        blocked = address.to_string();
        continue;
      }
      socket.expires_after(limits_.connect);
      co_await socket.async_connect(entry.endpoint(), into(error));
      if (!error) co_return true;
    }
    if (error == beast::error::timeout)
      stop(Errc::network, fmt::format("{} did not answer within {}", url_.host, seconds(limits_.connect)));
    else if (!error && !blocked.empty())
      stop(Errc::bad_answer,
           fmt::format("{} leads to {}, an address inside a private network, and is not asked", url_.host,
                       blocked));
    else
      stop(Errc::network, fmt::format("{} refused the connection", url_.authority()));
    co_return false;
  }

  std::string bare_host() const {
    return url_.host.starts_with('[') ? url_.host.substr(1, url_.host.size() - 2) : url_.host;
  }

  bool trust(ssl::context& tls) {
    error_code error;
    SSL_CTX_set_min_proto_version(tls.native_handle(), TLS1_2_VERSION);
    tls.set_default_verify_paths(error);
    if (!options_.ca_file.empty()) tls.load_verify_file(options_.ca_file, error);
    if (error) stop(Errc::network, "the file of extra certificates cannot be read");
    return !error;
  }

  // Not one byte of the request before the server has proved its name.
  asio::awaitable<bool> prove(beast::ssl_stream<beast::tcp_stream>& secure) {
    error_code error;
    const std::string host = bare_host();
    secure.set_verify_mode(ssl::verify_peer);
    X509_VERIFY_PARAM* expected = SSL_get0_param(secure.native_handle());
    if (is_ip_literal(url_.host)) {
      X509_VERIFY_PARAM_set1_ip_asc(expected, host.c_str());
    } else {
      X509_VERIFY_PARAM_set_hostflags(expected, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
      X509_VERIFY_PARAM_set1_host(expected, host.c_str(), host.size());
      SSL_set_tlsext_host_name(secure.native_handle(), host.c_str());
    }
    beast::get_lowest_layer(secure).expires_after(limits_.headers);
    co_await secure.async_handshake(ssl::stream_base::client, into(error));
    if (!error) co_return true;
    const long result = SSL_get_verify_result(secure.native_handle());
    if (result != X509_V_OK)
      stop(Errc::network, certificate_trouble(url_.host, result, X509_verify_cert_error_string(result)));
    else
      stop(Errc::network,
           fmt::format("no secure connection to {} (TLS 1.2 or newer): {}", url_.host, error.message()));
    co_return false;
  }

  template <class Layer>
  asio::awaitable<void> listen(websocket::stream<Layer>& socket) {
    error_code error;
    beast::get_lowest_layer(socket).expires_never();  // the WebSocket keeps its own time from here on
    // Pings when it is quiet, so that a connection nobody ends is noticed.
    socket.set_option(websocket::stream_base::timeout{limits_.headers, limits_.silence, true});
    socket.read_message_max(limits_.message_bytes);
    socket.set_option(websocket::stream_base::decorator([this](websocket::request_type& head) {
      head.set(beast::http::field::user_agent, options_.user_agent);
      for (const Header& header : request_.headers) head.insert(header.name, header.value);
      if (!request_.bearer.empty())
        head.set(beast::http::field::authorization, fmt::format("Bearer {}", request_.bearer.reveal()));
    }));
    websocket::response_type answer;
    const std::string target = url_.text.substr(url_.text.find('/', url_.scheme.size() + 3));
    const std::string authority =
        url_.port == (url_.scheme == "http" ? 80 : 443) ? url_.host : url_.authority();
    co_await socket.async_handshake(answer, authority, target, into(error));
    if (error) co_return refused(error, static_cast<int>(answer.result_int()));
    remember(answer);
    beast::flat_buffer buffer;
    while (true) {
      co_await socket.async_read(buffer, into(error));
      if (error) co_return broke_off(error);
      messages_.push_back(beast::buffers_to_string(buffer.data()));
      buffer.consume(buffer.size());
    }
  }

  void remember(const websocket::response_type& answer) {
    HttpResponse opened;
    opened.status = static_cast<int>(answer.result_int());
    for (const auto& field : answer)
      opened.headers.push_back({ascii_lower(std::string(field.name_string())), std::string(field.value())});
    opened_ = std::move(opened);
  }

  void refused(error_code error, int status) {
    if (error == websocket::error::upgrade_declined) {
      const Error why = refused_stream(url_.host, status);
      return stop(why.code, why.detail);
    }
    if (error == beast::error::timeout)
      return stop(Errc::network,
                  fmt::format("{} sent no headers within {}", url_.host, seconds(limits_.headers)));
    if (error == beast::http::error::header_limit)
      return stop(Errc::too_large, fmt::format("{} sent too many headers", url_.host));
    if (error.category() == beast::http::make_error_code(beast::http::error::end_of_stream).category() ||
        error.category() == websocket::make_error_code(websocket::error::closed).category())
      return stop(Errc::bad_answer, fmt::format("{} answered with something that is no stream", url_.host));
    stop(Errc::network, fmt::format("{} broke the connection off", url_.host));
  }

  void broke_off(error_code error) {
    if (error == websocket::error::message_too_big)
      return stop(Errc::too_large, fmt::format("{} sent a message of more than {} KB", url_.host,
                                               limits_.message_bytes / 1024));
    if (error == beast::error::timeout)
      return stop(Errc::network, fmt::format("{} was silent for {}", url_.host, seconds(limits_.silence)));
    stop(Errc::network, fmt::format("{} broke the connection off", url_.host));
  }

  const StreamRequest request_;
  const CurlOptions options_;
  const StreamLimits limits_;
  Url url_;
  bool named_ = false;
  std::optional<Error> end_;
  std::optional<HttpResponse> opened_;
  std::deque<std::string> messages_;
  asio::io_context context_{1};  // goes first: the talk under way refers to all the others
};

}  // namespace

std::unique_ptr<MessageStream> open_websocket(StreamRequest request, CurlOptions options,
                                              StreamLimits limits) {
  return std::make_unique<WebSocket>(std::move(request), std::move(options), limits);
}

}  // namespace clamor::net
