#include "bench/tls_pages.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <new>
#include <stdexcept>
#include <thread>

namespace clamor::bench {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;

// One request after the other, until the client goes.
void answer(tcp::socket socket, asio::ssl::context& tls, const std::string& page) {
  boost::system::error_code ended;
  socket.set_option(tcp::no_delay(true), ended);
  asio::ssl::stream<tcp::socket> stream(std::move(socket), tls);
  stream.handshake(asio::ssl::stream_base::server, ended);
  boost::beast::flat_buffer buffer;
  while (!ended) {
    http::request<http::empty_body> request;
    http::read(stream, buffer, request, ended);
    if (ended) return;
    http::response<http::span_body<const char>> response(http::status::ok, request.version());
    response.set(http::field::content_type, "application/json");
    response.body() = {page.data(), page.size()};
    response.keep_alive(true);
    response.prepare_payload();
    http::write(stream, response, ended);
  }
}

}  // namespace

struct TlsPages::Parts {
  asio::io_context context;
  asio::ssl::context tls{asio::ssl::context::tls_server};
  std::vector<tcp::acceptor> ports;
  std::string page;
  std::atomic<std::int64_t>* accepted = nullptr;  // in memory that both processes see
  pid_t server = -1;

  [[noreturn]] void serve() {
    std::vector<std::jthread> listening;
    for (tcp::acceptor& port : ports)
      listening.emplace_back([&] {
        while (true) {
          tcp::socket socket = port.accept();
          accepted->fetch_add(1);
          std::thread([this, socket = std::move(socket)]() mutable { answer(std::move(socket), tls, page); })
              .detach();
        }
      });
    while (true) ::pause();
  }
};

TlsPages::TlsPages(int ports, const std::filesystem::path& certificate, const std::filesystem::path& key,
                   const std::string& page)
    : parts_(std::make_unique<Parts>()) {
  parts_->page = page;
  parts_->tls.use_certificate_file(certificate.string(), asio::ssl::context::pem);
  parts_->tls.use_private_key_file(key.string(), asio::ssl::context::pem);
  for (int i = 0; i < ports; ++i)
    parts_->ports.emplace_back(parts_->context, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
  void* const shared = ::mmap(nullptr, sizeof(std::atomic<std::int64_t>), PROT_READ | PROT_WRITE,
                              MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) throw std::runtime_error("no memory to share with the server");
  parts_->accepted = new (shared) std::atomic<std::int64_t>(0);
  parts_->server = ::fork();
  if (parts_->server < 0) throw std::runtime_error("the server could not be started");
  if (parts_->server == 0) parts_->serve();
}

TlsPages::~TlsPages() {
  ::kill(parts_->server, SIGKILL);
  ::waitpid(parts_->server, nullptr, 0);
}

std::vector<std::string> TlsPages::urls() const {
  std::vector<std::string> all;
  for (const tcp::acceptor& port : parts_->ports)
    all.push_back(fmt::format("https://127.0.0.1:{}/page", port.local_endpoint().port()));
  return all;
}

std::int64_t TlsPages::accepted() const {
  return parts_->accepted->load();
}

}  // namespace clamor::bench
