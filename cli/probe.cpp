#include "cli/probe.hpp"

#include "collector/source.hpp"
#include "collector/stream.hpp"
#include "core/text.hpp"
#include "i18n/sentences.hpp"
#include "i18n/tr.hpp"

namespace clamor::cli {
namespace {

using i18n::tr;
using i18n::tr_format;
constexpr Millis patience{20'000};

Result<net::HttpResponse> exchange(net::HttpClient& client, net::HttpRequest request, const Clock& clock,
                                   const std::stop_token& stop) {
  std::optional<Result<net::HttpResponse>> answer;
  const Millis until = clock.monotonic() + patience;
  client.send(std::move(request), [&](Result<net::HttpResponse> got) { answer = std::move(got); });
  while (!answer && !stop.stop_requested() && clock.monotonic() < until) client.run(Millis{200});
  if (answer) return std::move(*answer);
  client.cancel_all();
  return fail(Errc::network, tr("no answer within 20 seconds"));
}

Probe trouble(const std::string& detail) {
  return {Probe::State::trouble, {}, printable(i18n::translated(detail))};
}

// Logs in where the source has credentials. Empty session: none given.
Result<collector::Session> log_in(const collector::Source& kind, const config::Source& source,
                                  net::HttpClient& client, const Clock& clock, const std::stop_token& stop) {
  collector::Session session;
  if (source.token.given()) {
    auto token = config::read_secret(source.token);
    if (!token) return tl::unexpected(token.error());
    session.token = std::move(*token);
  }
  if (!source.password.given()) return session;
  const auto identifier = config::read_secret(source.identifier);
  const auto password = config::read_secret(source.password);
  if (!identifier) return fail(Errc::needs_login, identifier.error().detail);
  if (!password) return fail(Errc::needs_login, password.error().detail);
  auto request = kind.login_request(source.server, std::string(identifier->reveal()), *password);
  if (!request) return session;
  const auto answer = exchange(client, std::move(*request), clock, stop);
  if (!answer) return tl::unexpected(answer.error());
  if (answer->status == 400 || answer->status == 401)
    return fail(Errc::needs_login, tr("the login was refused"));
  return kind.read_session(*answer);
}

// A login that is not set says nothing about the server: whether it answers at all has to be asked.
Probe without_login(const collector::Source& kind, const config::Source& source, const std::string& tag,
                    const std::string& why, net::HttpClient& client, const Clock& clock,
                    const std::stop_token& stop) {
  collector::Ask ask;
  ask.tag = tag;
  ask.limit = 1;
  const auto answer = exchange(client, kind.request(ask, source.server, {}, {}), clock, stop);
  if (!answer) return trouble(answer.error().detail);
  return {Probe::State::needs_login, {}, printable(i18n::translated(why))};
}

// What was learned on the way: a stream is asked for with the same.
struct Learned {
  collector::ServerFacts facts;
  collector::Session session;
};

Probe probe_pages(const config::Source& source, const std::string& tag, net::HttpClient& client,
                  const Clock& clock, const std::stop_token& stop, Learned& learned) {
  const auto kind = collector::make_source(source.kind);
  if (!kind) return trouble(tr("unknown kind"));
  auto session = log_in(*kind, source, client, clock, stop);
  if (!session && session.error().code == Errc::needs_login)
    return without_login(*kind, source, tag, session.error().detail, client, clock, stop);
  if (!session) return trouble(session.error().detail);
  learned.session = *session;

  collector::ServerFacts& facts = learned.facts;
  for (int attempt = 0; facts.software.empty(); ++attempt) {
    auto question = kind->server_request(attempt, source.server, *session);
    if (!question) break;
    const auto answer = exchange(client, std::move(*question), clock, stop);
    if (!answer) return trouble(answer.error().detail);
    facts = kind->read_server(*answer, facts);
  }
  Probe found{Probe::State::open, printable(facts.software), {}};
  for (int attempt = 0; attempt < 2; ++attempt) {
    collector::Ask ask;
    ask.tag = tag;
    ask.limit = 1;
    const auto answer = exchange(client, kind->request(ask, source.server, facts, *session), clock, stop);
    if (!answer) return trouble(answer.error().detail);
    switch (kind->classify(*answer, facts)) {
      case collector::Verdict::page:
      case collector::Verdict::smaller_page:
      case collector::Verdict::no_posts_yet:
        found.state = facts.local_only ? Probe::State::local_only : Probe::State::open;
        return found;
      case collector::Verdict::ask_local_only:
        facts.local_only = true;
        continue;
      case collector::Verdict::refresh_session:
      case collector::Verdict::needs_login:
        found.state = Probe::State::needs_login;
        return found;
      case collector::Verdict::refused:
        found.state = Probe::State::refused;
        return found;
      case collector::Verdict::retry:
      case collector::Verdict::slow_down:
      case collector::Verdict::gone:
        found.state = Probe::State::trouble;
        found.detail = "HTTP " + std::to_string(answer->status);
        return found;
    }
  }
  found.state = Probe::State::refused;
  return found;
}

void probe_stream(const config::Source& source, const std::string& tag, const collector::OpenStream& open_stream,
                  const Clock& clock, const std::stop_token& stop, Learned learned, Probe& found) {
  const auto kind = collector::make_stream(source);
  if (!kind) return;
  const bool signed_in = found.state == Probe::State::open || found.state == Probe::State::local_only;
  found.stream = Probe::Stream::untried;
  if (kind->needs_sign_in() && !signed_in) return;
  const collector::StreamAsk ask{source, std::move(learned.facts), std::move(learned.session.token),
                                 kind->per_tag() ? tag : "", {}};
  const auto stream = open_stream(kind->transport(), kind->request(ask));
  found.stream = Probe::Stream::trouble;
  found.stream_detail = tr("no answer within 20 seconds");
  const Millis until = clock.monotonic() + patience;
  while (!stop.stop_requested() && clock.monotonic() < until) {
    const auto message = stream->next(Millis{200});
    if (stream->opened()) found.stream = Probe::Stream::open;
    if (!message && !stream->opened()) found.stream_detail = printable(i18n::translated(message.error().detail));
    if (!message || stream->opened()) return;
  }
}

}  // namespace

Probe probe(const config::Source& source, const std::string& tag, net::HttpClient& client,
            const collector::OpenStream& open_stream, const Clock& clock, std::stop_token stop) {
  Learned learned;
  Probe found = probe_pages(source, tag, client, clock, stop, learned);
  probe_stream(source, tag, open_stream, clock, stop, std::move(learned), found);
  return found;
}

namespace {

std::string stream_for_people(const Probe& probe) {
  switch (probe.stream) {
    case Probe::Stream::none:
      break;
    case Probe::Stream::untried:
      return std::string("; ") + tr("its stream was not tried");
    case Probe::Stream::open:
      return std::string("; ") + tr("its stream tells posts as they happen");
    case Probe::Stream::trouble:
      return "; " + tr_format("its stream does not open ({0})", probe.stream_detail);
  }
  return {};
}

std::string pages_for_people(const Probe& probe) {
  std::string text = probe.software.empty() ? "" : probe.software + ": ";
  switch (probe.state) {
    case Probe::State::open:
      return text + tr("answers, and its hashtags can be read");
    case Probe::State::local_only:
      return text + tr("answers, but shows only posts of its own people");
    case Probe::State::needs_login:
      return text + tr("answers, but wants a login for hashtags");
    case Probe::State::refused:
      return text + tr("does not let us read hashtags: use another server or a token");
    case Probe::State::trouble:
      return text + tr_format("no use right now ({0})", probe.detail);
  }
  return text;
}

}  // namespace

std::string probe_for_people(const Probe& probe) {
  return pages_for_people(probe) + stream_for_people(probe);
}

}  // namespace clamor::cli
