#include "cli/notices.hpp"

#include <fmt/chrono.h>

#include <ctime>
#include <optional>

#include "cli/json.hpp"
#include "cli/words.hpp"
#include "collector/net/mail.hpp"
#include "collector/net/url.hpp"
#include "core/text.hpp"
#include "i18n/sentences.hpp"
#include "i18n/tr.hpp"

namespace clamor::cli {
namespace {

using collector::Event;
using i18n::tr;
using i18n::tr_format;
using storage::SourceState;

constexpr Millis longest_delivery{15'000};
constexpr Millis longest_desktop{1'000};

std::string reason(SourceState state) {
  switch (state) {
    case SourceState::needs_login:
      return tr("it asks for a login, or refuses the one it was given");
    case SourceState::refused:
      return tr("the server does not want to be asked");
    case SourceState::limited:
      return tr("the server asks to be left alone for now");
    default:
      return tr("the server gives no answer that can be read");
  }
}

}  // namespace

std::string notice_sentence(const std::string& campaign, const Event& event) {
  const std::string source = printable(event.source), name = printable(campaign);
  if (event.kind == Event::Kind::all_clear) return tr_format("{0}: {1} is read again.", name, source);
  if (event.kind != Event::Kind::alarm) return {};
  if (event.wait == Millis{0})
    return tr_format("{0}: {1} is not asked any more: {2}. `clamor status` says more.", name, source,
                     reason(event.state));
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(event.wait).count();
  return tr_format("{0}: {1} could not be read for {2} minutes: {3}. `clamor status` says more.", name,
                   source, minutes, reason(event.state));
}

Notices::Notices(const config::Config& config, net::CurlOptions options, std::string desktop_program)
    : config_(config), options_(std::move(options)), desktop_program_(std::move(desktop_program)) {
  const config::Notice& notice = config_.notice;
  if (notice.desktop || notice.webhook.given() || !notice.mail_server.empty())
    thread_ = std::jthread([this](const std::stop_token& stop) { work(stop); });
}

void Notices::tell(const Event& event) {
  if (!thread_.joinable()) return;
  std::string sentence = notice_sentence(config_.campaign, event);
  if (sentence.empty()) return;
  if (const std::string mark = simulated_mark(config_.simulated); !mark.empty())
    sentence = mark + " · " + sentence;
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(sentence));
  }
  changed_.notify_all();
}

std::vector<std::string> Notices::finish(Millis patience) {
  if (!thread_.joinable()) return {};
  {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, patience, [this] { return waiting_.empty() && !busy_; });
    for (std::size_t lost = waiting_.size(); lost > 0; --lost)
      failures_.push_back(tr("A notice was not sent: the program ended first."));
    waiting_.clear();
  }
  thread_.request_stop();
  thread_.join();
  return std::exchange(failures_, {});
}

void Notices::work(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (changed_.wait(lock, stop, [this] { return !waiting_.empty(); })) {
    const std::string sentence = std::move(waiting_.front());
    waiting_.pop_front();
    busy_ = true;
    lock.unlock();
    deliver(sentence, stop);
    lock.lock();
    busy_ = false;
    changed_.notify_all();
  }
}

void Notices::deliver(const std::string& sentence, const std::stop_token& stop) {
  if (config_.notice.desktop) on_desktop(sentence);
  for (const auto& result : {to_webhook(sentence, stop), by_mail(sentence, stop)})
    if (!result) failed(i18n::translated(result.error().detail));
}

void Notices::failed(const std::string& why) {
  const std::lock_guard lock(mutex_);
  failures_.push_back(tr_format("A notice was not sent: {0}.", printable(why)));
}

void Notices::on_desktop(const std::string& sentence) {
  Child::Start start;
  start.command = {desktop_program_, "Clamor", sentence};
  start.quiet = true;
  auto program = Child::start(start);
  for (Millis waited{0}; program && !program->ended() && waited < longest_desktop; waited += Millis{10})
    std::this_thread::sleep_for(Millis{10});
  if (!program || program->ended() != 0)
    failed(tr_format("the program {0} is not there or found no desktop", desktop_program_));
}

Result<void> Notices::to_webhook(const std::string& sentence, const std::stop_token& stop) const {
  if (!config_.notice.webhook.given()) return {};
  const auto address = config::read_secret(config_.notice.webhook);
  if (!address) return tl::unexpected(address.error());
  const auto url = net::parse_url(address->reveal());
  if (!url) return fail(Errc::invalid_input, tr("what stands for \"webhook\" is no web address"));
  net::CurlOptions options = options_;
  options.named_hosts.push_back(url->authority());
  options.limits.total = longest_delivery;
  const auto client = net::make_curl_client(options);
  net::HttpRequest request;
  request.method = "POST";
  request.url = address->reveal();
  request.headers = {{"Content-Type", "application/json"}};
  request.body = Json().open().text("text", sentence).close().line();
  std::optional<Result<net::HttpResponse>> answer;
  client->send(std::move(request), [&](Result<net::HttpResponse> result) { answer = std::move(result); });
  const std::stop_callback give_up(stop, [&] { client->wake(); });
  while (!answer && !stop.stop_requested()) client->run(Millis{1000});
  if (!answer) return fail(Errc::cancelled, tr("the program ended first"));
  if (!*answer) return tl::unexpected(answer->error());
  if ((*answer)->status >= 300)
    return fail(Errc::bad_answer, tr_format("{0} answered HTTP {1}", url->host, (*answer)->status));
  return {};
}

Result<void> Notices::by_mail(const std::string& sentence, const std::stop_token& stop) const {
  const config::Notice& notice = config_.notice;
  if (notice.mail_server.empty()) return {};
  net::Letter letter{notice.mail_server, notice.mail_from, notice.mail_to, "", {}, {}};
  for (const auto& [ref, into] :
       {std::pair{&notice.mail_user, &letter.user}, std::pair{&notice.mail_password, &letter.password}}) {
    if (!ref->given()) continue;
    auto secret = config::read_secret(*ref);
    if (!secret) return tl::unexpected(secret.error());
    *into = std::move(*secret);
  }
  net::CurlOptions options = options_;
  if (const auto url = net::parse_url(notice.mail_server)) options.named_hosts.push_back(url->authority());
  letter.text = fmt::format(
      "Date: {:%a, %d %b %Y %H:%M:%S +0000}\r\nFrom: <{}>\r\nTo: <{}>\r\nSubject: Clamor\r\nMIME-Version: "
      "1.0\r\n"
      "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\nAuto-Submitted: "
      "auto-generated\r\n\r\n"
      "{}\r\n",
      fmt::gmtime(std::time(nullptr)), notice.mail_from, notice.mail_to, sentence);
  return net::post_letter(letter, options, longest_delivery, stop);
}

}  // namespace clamor::cli
