#include "cli/notices.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/collector/net/ask.hpp"

namespace clamor::cli {
namespace {

using collector::Event;
using storage::SourceState;
using testing::HasSubstr;
using testing::Not;

Event alarm(SourceState state = SourceState::refused, Millis wait = Millis{0}) {
  Event event;
  event.kind = Event::Kind::alarm;
  event.source = "mastodon.example";
  event.state = state;
  event.wait = wait;
  event.detail = "login refused (401) account canary@example.org, token canary";  // a server's words
  return event;
}

TEST(NoticeSentence, NamesTheSourceAndTheReasonAndRepeatsNoServersWord) {
  for (const auto state :
       {SourceState::refused, SourceState::needs_login, SourceState::limited, SourceState::failing}) {
    const std::string sentence = notice_sentence("Simulada", alarm(state));
    EXPECT_THAT(sentence, HasSubstr("Simulada: mastodon.example is not asked any more: "));
    EXPECT_THAT(sentence, Not(HasSubstr("canary")));
  }
  EXPECT_THAT(notice_sentence("Simulada", alarm(SourceState::failing, std::chrono::hours{2})),
              HasSubstr("could not be read for 120 minutes"));
  Event well = alarm();
  well.kind = Event::Kind::all_clear;
  EXPECT_EQ(notice_sentence("Simulada", well), "Simulada: mastodon.example is read again.");
  well.kind = Event::Kind::page;
  EXPECT_EQ(notice_sentence("Simulada", well), "");
}

class NoticesSent : public testing::Test {
 protected:
  NoticesSent() {
    char pattern[] = "/tmp/clamor-notices-XXXXXX";
    folder_ = mkdtemp(pattern);
    config_.campaign = "Simulada";
  }
  ~NoticesSent() override { std::filesystem::remove_all(folder_); }

  config::SecretRef secret(const std::string& name, const std::string& value) const {
    const std::string file = folder_ + "/" + name;
    std::ofstream(file) << value;
    std::filesystem::permissions(file, std::filesystem::perms::owner_read);
    return {config::SecretRef::Where::file, {}, file};
  }
  // A program in place of notify-send that keeps its arguments.
  std::string desktop_program(int exit_code) const {
    const std::string file = folder_ + "/desktop";
    std::ofstream(file) << "#!/bin/sh\necho \"$1|$2\" >> " << folder_ << "/shown\nexit " << exit_code << "\n";
    std::filesystem::permissions(file, std::filesystem::perms::owner_all);
    return file;
  }
  std::vector<std::string> send(const std::vector<Event>& events, const std::string& program = "/nowhere") {
    Notices notices(config_, {"Clamor/test", net::quick(), {}, ""}, program);
    for (const Event& event : events) notices.tell(event);
    return notices.finish(Millis{10'000});
  }
  std::string shown() const {
    std::ifstream file(folder_ + "/shown");
    return {std::istreambuf_iterator<char>(file), {}};
  }

  config::Config config_;
  std::string folder_;
};

TEST_F(NoticesSent, GoToTheWebAddress) {
  net::Server server({net::answers(net::whole_answer("ok"))});
  config_.notice.webhook = secret("webhook", server.url("/hook/canary"));
  EXPECT_THAT(send({alarm()}), testing::IsEmpty());
  ASSERT_EQ(server.requests().size(), 1u);
  EXPECT_THAT(server.requests()[0], HasSubstr("POST /hook/canary HTTP/1.1"));
  EXPECT_THAT(server.requests()[0], HasSubstr("Content-Type: application/json"));
}

TEST_F(NoticesSent, ThatDoNotArriveAreSaidWithoutTheAddress) {
  net::Server server({net::answers(net::whole_answer("", "", "404 Not Found"))});
  config_.notice.webhook = secret("webhook", server.url("/hook/canary"));
  const auto failures = send({alarm()});
  ASSERT_EQ(failures.size(), 1u);
  EXPECT_THAT(failures[0], HasSubstr("HTTP 404"));
  EXPECT_THAT(failures[0], Not(HasSubstr("canary")));
}

TEST_F(NoticesSent, AreShownOnTheDesktop) {
  config_.notice.desktop = true;
  Event page = alarm();
  page.kind = Event::Kind::page;
  EXPECT_THAT(send({page, alarm(), page}, desktop_program(0)), testing::IsEmpty());
  EXPECT_THAT(shown(), testing::StartsWith("Clamor|Simulada: mastodon.example is not asked any more"));
  EXPECT_EQ(std::ranges::count(shown(), '\n'), 1);
  EXPECT_EQ(send({alarm()}, "/nowhere/notify-send").size(), 1u);
  EXPECT_EQ(send({alarm()}, desktop_program(1)).size(), 1u);
}

TEST_F(NoticesSent, OfASimulatedNetworkSaySo) {
  config_.notice.desktop = true;
  config_.simulated = "simnet-seed1";
  send({alarm()}, desktop_program(0));
  EXPECT_THAT(shown(), HasSubstr("SIMULATED DATA"));
}

TEST_F(NoticesSent, AreSentToNobodyWhenNobodyWantsThem) {
  EXPECT_THAT(send({alarm()}, desktop_program(0)), testing::IsEmpty());
  EXPECT_EQ(shown(), "");
}

TEST_F(NoticesSent, AGiantSilenceHoldsNothingUp) {
  net::Server server({[](net::Connection& connection, const std::string&) { connection.wait_for_end(); }});
  config_.notice.webhook = secret("webhook", server.url());
  Notices notices(config_, {"Clamor/test", {}, {}, ""});
  notices.tell(alarm());
  notices.tell(alarm());
  EXPECT_THAT(notices.finish(Millis{0}), Not(testing::IsEmpty()));
}

}  // namespace
}  // namespace clamor::cli
