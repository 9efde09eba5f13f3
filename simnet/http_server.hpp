#pragma once
// HTTP/1.1 with keep-alive on loopback ports, one thread for all of them. With endless.hpp the only file pair
// that sees sockets.

#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>

#include "simnet/http.hpp"

namespace clamor::simnet {

class HttpServer {
 public:
  using Handler = std::function<Response(const Request&)>;

  // `now` of the simulated world, for answers that go on.
  explicit HttpServer(std::function<UtcTime()> now);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  // Takes 127.0.0.1:port at once (0: any free one) and answers its number. Throws std::runtime_error.
  std::uint16_t bind(std::uint16_t port);
  // What answers there. Set it before `serve`; called on the serving thread only.
  void on_request(std::uint16_t port, Handler handler);
  void serve(std::stop_token stop);  // returns within a second of being asked to stop

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace clamor::simnet
