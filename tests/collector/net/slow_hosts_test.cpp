// Fifty servers that drip and one that is well, over real sockets on one client.
#include <gtest/gtest.h>

#include <deque>

#include "tests/collector/net/ask.hpp"

namespace clamor::net {
namespace {

TEST(SlowHosts, DelayNobodyElse) {
  constexpr int slow_hosts = 50, questions = 40;
  std::deque<Server> slow;
  CurlOptions options{"Clamor/test", {}, {}, ""};
  const auto drips = [](Connection& connection, const std::string& request) {
    // Every second one already drips its headers.
    const bool headers_too = request.starts_with("GET /1");
    connection.write(headers_too ? "HTTP/1.1 200 OK\r\nX: " : "HTTP/1.1 200 OK\r\n\r\n");
    connection.drip(std::string(1u << 20, 'X'), 5);
  };
  for (int i = 0; i < slow_hosts; ++i)
    options.named_hosts.push_back(slow.emplace_back(std::vector<Script>{drips}).authority());
  Server healthy({answers(whole_answer("[]"))});
  options.named_hosts.push_back(healthy.authority());
  const auto client = make_curl_client(options);

  int dripping = slow_hosts, answered = 0;
  for (int i = 0; i < slow_hosts; ++i)
    client->send(get(slow[static_cast<std::size_t>(i)].url(i % 2 ? "/1" : "/0")),
                 [&](const Result<HttpResponse>&) { --dripping; });
  const std::function<void()> next = [&] {
    client->send(get(healthy.url()), [&](const Result<HttpResponse>& result) {
      ASSERT_TRUE(result) << result.error().detail;
      if (++answered < questions) next();
    });
  };
  next();
  // Their limits are fifteen seconds away: whoever waited for one of them would see it end first.
  while (answered < questions && dripping == slow_hosts) client->run(Millis{1000});
  EXPECT_EQ(answered, questions);
  EXPECT_EQ(dripping, slow_hosts);
  client->cancel_all();
}

}  // namespace
}  // namespace clamor::net
