#include "simnet/endless.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>

#include <deque>
#include <memory>
#include <sstream>

namespace clamor::simnet {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;

constexpr auto look_every = std::chrono::milliseconds(100);

// Server-Sent Events. Keeps itself alive through the callback that is under way, as the next class does.
class Events : public std::enable_shared_from_this<Events> {
 public:
  Events(beast::tcp_stream stream, Response answer, Now now)
      : stream_(std::move(stream)),
        timer_(stream_.get_executor()),
        answer_(std::move(answer)),
        now_(std::move(now)) {
    stream_.expires_never();
  }

  void begin() {
    http::response<http::string_body> head{static_cast<http::status>(answer_.status), 11};
    head.set(http::field::content_type, answer_.content_type);
    for (const auto& [name, value] : answer_.headers) head.insert(name, value);
    head.keep_alive(false);  // it ends where the connection does
    head.body() = answer_.body;
    std::ostringstream text;
    text << head;
    write(text.str());
  }

 private:
  void write(std::string text) {
    text_ = std::move(text);
    asio::async_write(stream_, asio::buffer(text_),
                      [self = shared_from_this()](beast::error_code error, std::size_t) {
                        if (!error) self->wait();
                      });
  }

  void wait() {
    timer_.expires_after(look_every);
    timer_.async_wait([self = shared_from_this()](beast::error_code error) {
      if (!error) self->look();
    });
  }

  void look() {
    const auto news = answer_.news(now_());
    if (!news) return stream_.close();
    std::string text;
    for (const std::string& one : *news) text += one;
    text.empty() ? wait() : write(std::move(text));
  }

  beast::tcp_stream stream_;
  asio::steady_timer timer_;
  const Response answer_;
  const Now now_;
  std::string text_;
};

// A WebSocket, one message for each thing that happened.
class Messages : public std::enable_shared_from_this<Messages> {
 public:
  Messages(beast::tcp_stream stream, RawRequest request, Response answer, Now now)
      : socket_(std::move(stream)),
        timer_(socket_.get_executor()),
        request_(std::move(request)),
        answer_(std::move(answer)),
        now_(std::move(now)) {}

  void begin() {
    beast::get_lowest_layer(socket_).expires_never();
    socket_.set_option(websocket::stream_base::timeout::suggested(beast::role_type::server));
    socket_.set_option(websocket::stream_base::decorator([this](websocket::response_type& head) {
      for (const auto& [name, value] : answer_.headers) head.insert(name, value);
    }));
    socket_.async_accept(request_, [self = shared_from_this()](beast::error_code error) {
      if (error) return;
      self->read();
      self->wait();
    });
  }

 private:
  // Nothing is expected to come, but pings are answered and an end is noticed only by who reads.
  void read() {
    socket_.async_read(heard_, [self = shared_from_this()](beast::error_code error, std::size_t) {
      if (error) return void(self->timer_.cancel());
      self->heard_.clear();
      self->read();
    });
  }

  void wait() {
    timer_.expires_after(look_every);
    timer_.async_wait([self = shared_from_this()](beast::error_code error) {
      if (!error) self->look();
    });
  }

  void look() {
    auto news = answer_.news(now_());
    if (!news) return beast::get_lowest_layer(socket_).close();
    waiting_.assign(std::make_move_iterator(news->begin()), std::make_move_iterator(news->end()));
    send();
  }

  void send() {
    if (waiting_.empty()) return wait();
    socket_.async_write(asio::buffer(waiting_.front()),
                        [self = shared_from_this()](beast::error_code error, std::size_t) {
                          if (error) return;
                          self->waiting_.pop_front();
                          self->send();
                        });
  }

  websocket::stream<beast::tcp_stream> socket_;
  asio::steady_timer timer_;
  const RawRequest request_;
  const Response answer_;
  const Now now_;
  beast::flat_buffer heard_;
  std::deque<std::string> waiting_;
};

}  // namespace

void tell_events(beast::tcp_stream stream, Response answer, Now now) {
  std::make_shared<Events>(std::move(stream), std::move(answer), std::move(now))->begin();
}

void tell_messages(beast::tcp_stream stream, RawRequest request, Response answer, Now now) {
  std::make_shared<Messages>(std::move(stream), std::move(request), std::move(answer), std::move(now))
      ->begin();
}

}  // namespace clamor::simnet
