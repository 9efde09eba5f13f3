// The whole thing on real ports of loopback: what is printed, what is written, that it stops at once.

#include "simnet/simnet.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fstream>
#include <thread>

#include "tests/simnet/town.hpp"

namespace clamor::simnet {
namespace {

namespace fs = std::filesystem;

// One connection that stays open for several requests.
class Client {
 public:
  explicit Client(const std::string& url) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1))));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
      ADD_FAILURE() << url;
  }
  ~Client() { ::close(socket_); }
  Client(const Client&) = delete;

  // Head and body of the answer.
  std::pair<std::string, std::string> get(const std::string& target) {
    const std::string request = "GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
    EXPECT_EQ(::send(socket_, request.data(), request.size(), 0), static_cast<ssize_t>(request.size()));
    std::string all;
    std::size_t end = std::string::npos, length = 0;
    for (char part[4096]; end == std::string::npos || all.size() < end + length;) {
      const ssize_t got = ::recv(socket_, part, sizeof part, 0);
      if (got <= 0) break;
      all.append(part, static_cast<std::size_t>(got));
      if (end != std::string::npos || (end = all.find("\r\n\r\n")) == std::string::npos) continue;
      end += 4;
      length = std::stoul(all.substr(all.find("Content-Length: ") + 16));
    }
    return {all.substr(0, end), all.substr(end)};
  }

 private:
  int socket_;
};

struct Folder {
  fs::path path;
  Folder() {
    std::string name = (fs::temp_directory_path() / "clamor-simnet-XXXXXX").string();
    path = fs::path(::mkdtemp(name.data())) / "world";
  }
  ~Folder() { fs::remove_all(path.parent_path()); }
};

Options small(const Folder& folder) {
  Options options;
  options.days = 2;
  options.end = town_end();
  options.folder = folder.path;
  return options;
}

TEST(Network, SaysWhereItIsAndAnswersThere) {
  const Folder folder;
  Network network(small(folder));
  const Parsed said(network.announcement());
  EXPECT_EQ(text(said["end"]), "2026-11-23T12:00:00Z");
  EXPECT_EQ(text(said["tags"].at(0)), "FreeThemAll");
  ASSERT_EQ(network.endpoints().size(), 4u);
  const std::string truth = network.truth_json();
  const auto stopped_in = [&] {
    std::jthread server([&](std::stop_token stop) { network.serve(stop); });
    const std::string url = text(said["truth"]);
    Client teller(url.substr(0, url.rfind('/')));
    EXPECT_EQ(teller.get("/truth").second, truth);
    Client reader(network.endpoints()[0].url);
    for (int again = 0; again < 3; ++again) {
      const auto [head, body] = reader.get("/api/v1/timelines/tag/FreeThemAll");
      EXPECT_TRUE(head.starts_with("HTTP/1.1 200 OK\r\n")) << head;
      EXPECT_NE(head.find("X-Clamor-Simulated: simnet-seed1-2d\r\n"), std::string::npos) << head;
      EXPECT_NE(head.find("x-ratelimit-remaining: " + std::to_string(29999 - again)), std::string::npos)
          << head;
      EXPECT_EQ(Parsed(body).root().type(), simdjson::dom::element_type::ARRAY);
    }
    Client bluesky(network.endpoints()[3].url);
    EXPECT_NE(bluesky.get("/xrpc/app.bsky.feed.searchPosts?q=%23freethemall").second.find("\"posts\":[{"),
              std::string::npos);
    const auto before = std::chrono::steady_clock::now();
    server.request_stop();
    server.join();
    return std::chrono::steady_clock::now() - before;
  }();
  EXPECT_LT(stopped_in, std::chrono::seconds(1));
}

TEST(Network, WritesAConfigThatKeepsItsSecrets) {
  const Folder folder;
  const Network network(small(folder));
  EXPECT_EQ(fs::status(folder.path).permissions(), fs::perms::owner_all);
  EXPECT_EQ(fs::status(folder.path / "bluesky-password").permissions(),
            fs::perms::owner_read | fs::perms::owner_write);
  std::ifstream in(folder.path / "clamor.toml");
  const std::string toml{std::istreambuf_iterator<char>(in), {}};
  EXPECT_NE(toml.find("simulated = \"simnet-seed1-2d\""), std::string::npos);
  for (const Endpoint& one : network.endpoints())
    EXPECT_NE(toml.find("server = \"" + one.url + "\""), std::string::npos);
  std::ifstream secret(folder.path / "bluesky-password");
  std::string password;
  std::getline(secret, password);
  EXPECT_EQ(toml.find(password), std::string::npos);
  EXPECT_EQ(text(Parsed(network.announcement())["config"]), (folder.path / "clamor.toml").string());
}

TEST(Network, RefusesOptionsThatMakeNoSense) {
  const Folder folder;
  const auto refused = [&](auto change) {
    Options options = small(folder);
    change(options);
    EXPECT_THROW(Network network(options), std::runtime_error);
  };
  refused([](Options& options) { options.days = 0; });
  refused([](Options& options) { options.servers = 1; });
  refused([](Options& options) { options.faults = {"earthquake"}; });
  refused([](Options& options) { options.faults = {"storm@masto-9.sim"}; });
  refused([](Options& options) { options.faults = {"storm:often"}; });
  refused([](Options& options) { options.folder.clear(); });
  refused([](Options& options) { options.port_base = 65535; });
}

}  // namespace
}  // namespace clamor::simnet
