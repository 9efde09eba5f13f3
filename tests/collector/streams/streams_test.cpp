// A run's streams on their own threads, over real sockets.
#include "collector/streams.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "tests/collector/engine/fake_world.hpp"
#include "tests/collector/net/frames.hpp"
#include "tests/collector/streams/messages.hpp"

namespace clamor::collector::test {
namespace {

TEST(Streams, ListenOnTheirOwnThreadAndEndWhenAsked) {
  const SystemClock clock;
  net::Server server({[&](net::Connection& connection, const std::string& request) {
    connection.write(net::switching(request) + net::frame(event("create", "k1", clock.now(), "Uno").data));
    connection.wait_for_end();
  }});
  config::Config config;
  config.hashtags = {{"Uno", "uno", {}, {}}};
  config::Source source;
  source.name = source.kind = "bluesky";
  source.server = "http://" + server.authority();
  source.jetstream = "ws://" + server.authority();
  config.sources = {source};
  const intake::Intake intake(config);
  FixedRandom random;
  std::promise<PreparedPage> heard;
  StreamContext context{intake,
                        clock,
                        "",
                        open_streams_with(http_options(config)),
                        [] { return false; },
                        [&](PreparedPage page) {
                          if (!page.posts.empty()) heard.set_value(std::move(page));
                        },
                        [](const storage::SourceNote&) {}};
  Streams streams(config, std::move(context), {{"bluesky", std::nullopt}}, random);
  const auto kind = make_source("bluesky");
  const SignIn sign_in(config.sources[0], *kind);
  EXPECT_FALSE(streams.any());
  streams.start(config.sources[0], sign_in);
  streams.start(config.sources[0], sign_in);  // once is enough
  EXPECT_TRUE(streams.any());
  const PreparedPage page = heard.get_future().get();
  EXPECT_EQ(page.source, "bluesky");
  EXPECT_EQ(page.posts.at(0).mentions.at(0).tag, "uno");
  streams.stop();
  EXPECT_FALSE(streams.any());
  EXPECT_EQ(server.requests().size(), 1u);
}

}  // namespace
}  // namespace clamor::collector::test
