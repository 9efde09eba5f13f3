#include "simnet/http_server.hpp"

#include <utility>  // Boost.Asio 1.74 forgets it

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/version.hpp>

#include <algorithm>
#include <cctype>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>

#include "simnet/endless.hpp"

namespace clamor::simnet {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;

constexpr std::size_t most_body_bytes = 64 * 1024;
constexpr auto idle_time = std::chrono::seconds(60);
constexpr auto drip_pause = std::chrono::seconds(1);
constexpr std::size_t drip_bytes = 100;  // in a pause: slower than a patient client bears
constexpr auto silence = std::chrono::minutes(5);

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& letter : result) letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  return result;
}

std::string text_of(beast::string_view view) {
  return {view.data(), view.size()};
}

// One connection; it keeps itself alive through the callback that is under way.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(tcp::socket socket, const HttpServer::Handler& handler, const Now& now)
      : stream_(std::move(socket)), timer_(stream_.get_executor()), handler_(handler), now_(now) {
    stream_.socket().set_option(tcp::no_delay(true));
  }

  void read() {
    parser_.emplace();
    parser_->body_limit(most_body_bytes);
    stream_.expires_after(idle_time);
    http::async_read(stream_, buffer_, *parser_,
                     [self = shared_from_this()](beast::error_code error, std::size_t) {
                       if (error == http::error::end_of_stream)
                         self->close();
                       else if (!error)
                         self->answer();
                     });
  }

 private:
  void answer() {
    const auto& raw = parser_->get();
    Request request = make_request(text_of(raw.method_string()), text_of(raw.target()));
    for (const auto& field : raw)
      request.headers[lower(text_of(field.name_string()))] = text_of(field.value());
    request.body = raw.body();
    const bool head = request.method == "HEAD";
    if (head) request.method = "GET";

    Response answer = handler_(request);
    if (answer.manner == Response::Manner::events)
      return tell_events(std::move(stream_), std::move(answer), now_);
    if (answer.manner == Response::Manner::messages)
      return tell_messages(std::move(stream_), parser_->release(), std::move(answer), now_);
    reply_ = {};
    reply_.version(raw.version());
    reply_.result(static_cast<unsigned>(answer.status));
    reply_.keep_alive(raw.keep_alive());
    reply_.set(http::field::content_type, answer.content_type);
    for (const auto& [name, value] : answer.headers) reply_.insert(name, value);
    const std::size_t length = answer.body.size();
    if (!head) reply_.body() = std::move(answer.body);
    reply_.content_length(length);
    switch (answer.manner) {
      case Response::Manner::hang_up:
        return close();
      case Response::Manner::silent:
        return later(silence, [this] { close(); });
      case Response::Manner::dripping:
        return drip();
      case Response::Manner::whole:
      case Response::Manner::events:
      case Response::Manner::messages:
        break;
    }
    if (answer.delay.count() == 0) return write();
    later(answer.delay, [this] { write(); });
  }

  template <class Then>
  void later(Millis wait, Then then) {
    stream_.expires_never();
    timer_.expires_after(wait);
    timer_.async_wait([self = shared_from_this(), then](beast::error_code error) {
      if (!error) then();
    });
  }

  // The head at once, the body a few bytes at a time.
  void drip() {
    std::ostringstream text;
    text << reply_;
    dripping_ = text.str();
    const std::size_t head = dripping_.find("\r\n\r\n") + 4;
    drip_from(0, head);
  }

  void drip_from(std::size_t start, std::size_t size) {
    stream_.expires_never();
    asio::async_write(stream_, asio::buffer(dripping_.data() + start, size),
                      [self = shared_from_this(), next = start + size](beast::error_code error, std::size_t) {
                        if (error) return;
                        if (next == self->dripping_.size()) return self->read();
                        const std::size_t more = std::min(drip_bytes, self->dripping_.size() - next);
                        self->later(drip_pause, [me = self.get(), next, more] { me->drip_from(next, more); });
                      });
  }

  void write() {
    stream_.expires_after(idle_time);
    http::async_write(stream_, reply_, [self = shared_from_this()](beast::error_code error, std::size_t) {
      if (error) return;
      if (self->reply_.keep_alive())
        self->read();
      else
        self->close();
    });
  }

  void close() {
    beast::error_code ignored;
    stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
  }

  beast::tcp_stream stream_;
  asio::steady_timer timer_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  http::response<http::string_body> reply_;
  std::string dripping_;
  const HttpServer::Handler& handler_;
  const Now& now_;
};

}  // namespace

struct HttpServer::Parts {
  struct Door {
    tcp::acceptor acceptor;
    Handler handler;
  };
  Now now;
  asio::io_context context{1};
  std::map<std::uint16_t, Door> doors;

  void accept(Door& door) {
    door.acceptor.async_accept([this, &door](beast::error_code error, tcp::socket socket) {
      if (error == asio::error::operation_aborted) return;
      if (!error && door.handler) std::make_shared<Connection>(std::move(socket), door.handler, now)->read();
      accept(door);
    });
  }
};

HttpServer::HttpServer(std::function<UtcTime()> now) : parts_(std::make_unique<Parts>()) {
  parts_->now = std::move(now);
}
HttpServer::~HttpServer() = default;

std::uint16_t HttpServer::bind(std::uint16_t port) {
  try {
    tcp::acceptor acceptor(parts_->context, tcp::endpoint(asio::ip::address_v4::loopback(), port));
    const std::uint16_t taken = acceptor.local_endpoint().port();
    parts_->doors.emplace(taken, Parts::Door{std::move(acceptor), {}});
    return taken;
  } catch (const boost::system::system_error& error) {
    throw std::runtime_error("cannot listen on 127.0.0.1:" + std::to_string(port) + ": " +
                             error.code().message());
  }
}

void HttpServer::on_request(std::uint16_t port, Handler handler) {
  parts_->doors.at(port).handler = std::move(handler);
}

void HttpServer::serve(std::stop_token stop) {
  const std::stop_callback on_stop(stop, [this] { parts_->context.stop(); });
  if (stop.stop_requested()) return;
  for (auto& [port, door] : parts_->doors) parts_->accept(door);
  const auto work = asio::make_work_guard(parts_->context);
  parts_->context.run();
}

}  // namespace clamor::simnet
