#pragma once
// A scripted server on loopback: each connection is answered by the next script, byte for byte. Blocking
// sockets on one thread of its own; nothing here waits for time.

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace clamor::net {

class Connection {
 public:
  explicit Connection(int socket) : socket_(socket) {}
  virtual ~Connection() { close(); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Head of the next request; empty when the client went away.
  std::string read_request() {
    std::string text;
    char letter = 0;
    while (text.find("\r\n\r\n") == std::string::npos && receive(&letter, 1) == 1) text += letter;
    return text;
  }
  // The body that follows such a head, as long as its Content-Length says.
  std::string read_body(const std::string& head) {
    const std::string field = "Content-Length: ";
    const auto at = head.find(field);
    std::string text;
    const std::size_t size = at == std::string::npos ? 0 : std::stoul(head.substr(at + field.size()));
    char letter = 0;
    while (text.size() < size && receive(&letter, 1) == 1) text += letter;
    return text;
  }
  // One line of a dialogue, without its end; empty when the client went away.
  std::string read_line() {
    std::string text;
    char letter = 0;
    while (!text.ends_with("\r\n") && receive(&letter, 1) == 1) text += letter;
    return text.ends_with("\r\n") ? text.substr(0, text.size() - 2) : "";
  }
  // False when the client no longer listens.
  bool write(const std::string& bytes) {
    std::size_t sent = 0;
    while (sent < bytes.size()) {
      const ssize_t count = transmit(bytes.data() + sent, bytes.size() - sent);
      if (count <= 0) return false;
      sent += static_cast<std::size_t>(count);
    }
    return true;
  }
  // Returns when the client hangs up: the server that never answers.
  void wait_for_end() {
    char letter = 0;
    while (receive(&letter, 1) == 1) {
    }
  }
  // The slow loris: a byte, and again one when `pause` is over, until all is said or the client hangs up.
  bool drip(const std::string& bytes, int pause_ms) {
    for (const char byte : bytes) {
      if (!write(std::string(1, byte))) return false;
      pollfd gone{socket_, POLLRDHUP, 0};
      if (poll(&gone, 1, pause_ms) != 0) return false;
    }
    return true;
  }
  void close() {
    if (socket_ >= 0) ::close(socket_);
    socket_ = -1;
  }
  void reset() {
    const linger now{1, 0};
    setsockopt(socket_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    close();
  }

 protected:
  virtual ssize_t receive(char* into, std::size_t size) { return recv(socket_, into, size, 0); }
  virtual ssize_t transmit(const char* from, std::size_t size) {
    return ::send(socket_, from, size, MSG_NOSIGNAL);
  }

 private:
  int socket_;
};

// What stands between the socket and the script: nothing, or TLS (tls_server.hpp).
using Wrap = std::function<std::unique_ptr<Connection>(int socket)>;
inline std::unique_ptr<Connection> plain(int socket) {
  return std::make_unique<Connection>(socket);
}

using Script = std::function<void(Connection&, const std::string& request)>;

class Server {
 public:
  // Connection n is answered by script n, the last script answers all that follow.
  // One that `speaks_first` reads no request before its script begins.
  explicit Server(std::vector<Script> scripts, Wrap wrap = plain, bool speaks_first = false)
      : scripts_(std::move(scripts)), wrap_(std::move(wrap)), speaks_first_(speaks_first) {
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    bind(listener_, reinterpret_cast<sockaddr*>(&where), sizeof where);
    listen(listener_, 16);
    socklen_t size = sizeof where;
    getsockname(listener_, reinterpret_cast<sockaddr*>(&where), &size);
    port_ = ntohs(where.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~Server() { stop(); }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // After this nobody changes requests().
  void stop() {
    if (!thread_.joinable()) return;
    shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }
  int port() const { return port_; }
  std::string authority() const { return "127.0.0.1:" + std::to_string(port_); }
  std::string url(const std::string& path = "/") const { return "http://" + authority() + path; }
  const std::vector<std::string>& requests() {
    stop();
    return requests_;
  }

 private:
  void serve() {
    for (std::size_t turn = 0;; ++turn) {
      const int socket = accept(listener_, nullptr, nullptr);
      if (socket < 0) return;
      const auto connection = wrap_(socket);
      const std::string request = speaks_first_ ? "" : connection->read_request();
      requests_.push_back(request);
      if (!scripts_.empty()) scripts_[std::min(turn, scripts_.size() - 1)](*connection, request);
    }
  }

  std::vector<Script> scripts_;
  Wrap wrap_;
  const bool speaks_first_;
  std::vector<std::string> requests_;
  int listener_ = -1;
  int port_ = 0;
  std::thread thread_;
};

inline Script answers(std::string bytes) {
  return [bytes = std::move(bytes)](Connection& connection, const std::string&) { connection.write(bytes); };
}

inline std::string whole_answer(const std::string& body, const std::string& headers = "",
                                const std::string& status = "200 OK") {
  return "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\nConnection: close\r\n" + headers + "\r\n" + body;
}

}  // namespace clamor::net
