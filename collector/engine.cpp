#include "collector/engine.hpp"

#include <algorithm>
#include <chrono>
#include <deque>
#include <map>
#include <set>

#include "collector/agenda.hpp"
#include "collector/hosts.hpp"
#include "collector/net/headers.hpp"
#include "collector/net/url.hpp"
#include "collector/one_world.hpp"
#include "collector/reread_schedule.hpp"
#include "collector/rereading.hpp"
#include "collector/rereads.hpp"
#include "collector/setup.hpp"
#include "collector/source_run.hpp"
#include "collector/steady_clock.hpp"
#include "collector/streams.hpp"
#include "collector/writing.hpp"
#include "core/text.hpp"

namespace clamor::collector {
namespace {

using namespace std::chrono_literals;
using storage::SourceState;

constexpr Millis longest_sleep = 1s;  // a stop request is noticed at the latest after this
constexpr Millis queue_is_full = 50ms;

std::vector<Turn> read_turns(const config::Config& config, const config::Source& source, bool loopback,
                             const Options& options, UtcTime now, storage::Writer& writer) {
  Walk::Limits limits;
  limits.pages = options.pages_a_run;
  limits.beginning = network_epoch(make_source(source.kind)->info().network);
  if (options.backfill) limits.not_before = now - *options.backfill;
  std::vector<Turn> turns;
  for (const config::Hashtag& hashtag : config.hashtags)
    for (const std::string& spelling : spellings_to_ask(hashtag)) {
      const std::string key = hashtag_key(spelling);
      Walk::Known known{writer.cursor(source.name, key), writer.covered_until(source.name, key),
                        writer.open_gaps(source.name, key)};
      turns.push_back(
          {Walk(spelling, std::move(known), limits), LookbackPlan(writer.lookbacks(source.name, key), loopback)});
    }
  return turns;
}

// Empty: some hashtag was never read.
std::optional<UtcTime> all_read_to(const config::Config& config, const config::Source& source,
                                   storage::Writer& writer) {
  std::optional<UtcTime> first;
  for (const config::Hashtag& hashtag : config.hashtags)
    for (const std::string& spelling : spellings_to_ask(hashtag)) {
      const auto to = writer.covered_until(source.name, hashtag_key(spelling));
      if (!to) return std::nullopt;
      first = std::min(*to, first.value_or(*to));
    }
  return first;
}

// Whose profile was read in an earlier run, of those who wrote lately; followers are told nowhere else.
std::set<AuthorKey> introduced(const config::Config& config, storage::Writer& writer, UtcTime now) {
  std::set<AuthorKey> people;
  const auto asks = [](const config::Source& source) {
    const auto kind = make_source(source.kind);
    return kind->rereads() && kind->rereads()->profiles_first();
  };
  if (std::ranges::none_of(config.sources, asks)) return people;
  for (const auto& author : writer.following()->authors(now - ladder.back()))
    if (author.read_at) people.insert(author.key);
  return people;
}

class Engine {
 public:
  Engine(const config::Config& config, storage::Writer& writer, net::HttpClient& client, const Clock& clock,
         RandomSource& random, const Options& options, const Tell& tell)
      : config_(config),
        client_(client),
        clock_(clock),
        options_(options),
        tell_(tell),
        intake_(config),
        hosts_(writer.budgets()),
        world_(config.simulated, writer.simulated(),
               [this](const std::string& id) { writing_->mark_simulated(id); }),
        context_{intake_,
                 clock_,
                 random,
                 options_,
                 tell_,
                 config.contact + '\n' + config.campaign,
                 introduced(config, writer, clock.now()),
                 !config.contact.empty() && config.simulated.empty(),
                 [this](PreparedPage page) { writing_->add(std::move(page)); },
                 [this](storage::SourceNote note) { writing_->add(std::move(note)); }},
        rereading_(writer.following(), context_) {
    started_ = clock_.monotonic();
    std::map<std::string, std::optional<UtcTime>> read_to;
    if (options_.open_stream && !options_.once && writer.simulated() == config.simulated)
      for (const config::Source& source : config.sources)
        read_to.emplace(source.name, all_read_to(config, source, writer));
    std::deque<std::vector<Turn>> turns;
    for (const config::Source& source : config.sources) {
      turns.push_back(read_turns(config, source, is_loopback(source), options_, clock_.now(), writer));
      hosts_.of(source.server, started_, clock_.now());
    }
    writer.save_budgets(hosts_.leases(started_, clock_.now()));
    writing_.emplace(writer, [this] { client_.wake(); });  // from here on the writer belongs to its thread
    for (const config::Source& source : config.sources) {
      sources_.emplace_back(source, make_source(source.kind), std::move(turns.front()), is_loopback(source),
                            context_);
      turns.pop_front();
      enlist(sources_.back(), started_);
      rereading_.servers().add_source(source, sources_.back().kind(),
                                      [&run = sources_.back()] { return run.access(); });
    }
    streams_.emplace(config,
                     StreamContext{intake_, clock, config.simulated, options_.open_stream,
                                   [this] { return full(); },
                                   [this](PreparedPage page) { keep(std::move(page)); }, context_.note},
                     std::move(read_to), random);
  }

  ~Engine() { client_.cancel_all(); }  // their callbacks point here
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  Outcome run(std::stop_token stop) {
    const std::stop_callback wake(stop, [this] { client_.wake(); });
    while (!stop.stop_requested() && !over() && !writing_->failed()) {
      for (std::size_t i = 0; i < sources_.size(); ++i) {
        streams_->start(config_.sources[i], sources_[i].sign_in());
        if (sources_[i].introductions().take_news()) enlist(sources_[i], clock_.monotonic());
        if (sources_[i].whole_texts().take_news()) enlist(sources_[i].whole_texts(), clock_.monotonic());
      }
      for (Asker* asker : rereading_.look()) enlist(*asker, clock_.monotonic());
      std::optional<Millis> wait = send_what_is_due();
      if (!wait && streams_->any()) wait = longest_sleep;
      if (!wait && !reread_once()) break;
      client_.run(std::clamp(wait.value_or(0ms), Millis{0}, longest_sleep));
      tell_saved();
    }
    streams_->stop();
    client_.cancel_all();
    for (Asker* asker : askers_) asker->close();
    for (storage::HostBudget& budget : hosts_.balances(clock_.monotonic(), clock_.now()))
      writing_->add(std::move(budget));
    writing_->finish();
    tell_saved();
    return outcome();
  }

 private:
  static bool is_loopback(const config::Source& source) {
    const auto url = net::parse_url(source.server);
    return url && net::is_loopback(*url);
  }
  // Of streams; on their threads.
  bool full() {
    return writing_->full() || std::ranges::any_of(sources_, [](SourceRun& source) {
             return source.introductions().full();
           });
  }
  void keep(PreparedPage page) {
    const auto source = std::ranges::find(sources_, page.source, &SourceRun::name);
    source->introductions().add(std::move(page));
  }
  bool over() const { return options_.run_for && clock_.monotonic() - started_ >= *options_.run_for; }

  // Somebody new, or somebody who has something to ask again.
  void enlist(Asker& asker, Millis at) {
    auto place = std::ranges::find(askers_, &asker);
    if (place == askers_.end()) place = askers_.insert(place, &asker);
    agenda_.add(static_cast<std::size_t>(place - askers_.begin()), at);
  }

  // At the end of --once. False: there is nothing to read again.
  bool reread_once() {
    if (!options_.once) return false;
    writing_->settle();
    const std::vector<Asker*> askers = rereading_.pass();
    for (Asker* asker : askers) enlist(*asker, clock_.monotonic());
    return !askers.empty();
  }

  // The wait until something is due; empty when nothing ever will be.
  std::optional<Millis> send_what_is_due() {
    if (writing_->full()) {
      writing_->wait_for_room(queue_is_full);
      return 0ms;
    }
    const Millis now = clock_.monotonic();
    const std::vector<std::size_t> due = agenda_.take_due(now);
    std::vector<std::size_t> left;
    for (const std::size_t who : due)
      if (!send_if_allowed(who, Errand::live, now)) left.push_back(who);
    for (const std::size_t who : left)
      if (!send_if_allowed(who, Errand::backfill, now)) look_again_later(who, now);
    if (const auto next = agenda_.first_at()) return *next - now;
    return in_flight_ > 0 ? std::optional(longest_sleep) : std::nullopt;
  }

  // How long until this errand may go; empty: there is none.
  std::optional<Millis> wait_for(std::size_t who, Errand errand, Millis now) {
    const Wants wants = askers_[who]->wants();
    const auto& want = errand == Errand::live ? wants.live : wants.backfill;
    if (!want) return std::nullopt;
    return std::max(want->at - now, host_of(who, now).budget.ready_in(now, cost(errand, *want)));
  }

  // With --once nothing will be polled later, so that the past need not leave room for it.
  Cost cost(Errand errand, const Want& want) const {
    return {want.paging, errand == Errand::backfill && !options_.once};
  }

  Host& host_of(std::size_t who, Millis now) { return hosts_.of(askers_[who]->server(), now, clock_.now()); }

  bool send_if_allowed(std::size_t who, Errand errand, Millis now) {
    Host& host = host_of(who, now);
    if (host.busy || wait_for(who, errand, now).value_or(longest_sleep) > 0ms) return false;
    const Wants wants = askers_[who]->wants();
    host.budget.spend(now, cost(errand, errand == Errand::live ? *wants.live : *wants.backfill));
    if (auto lease = host.lease(now, clock_.now())) writing_->add(std::move(*lease));
    host.busy = true;
    ++in_flight_;
    client_.send(askers_[who]->next(errand), [this, who, &host](Result<net::HttpResponse> result) {
      --in_flight_;
      host.busy = false;
      take(*askers_[who], host, result);
      const Millis at = clock_.monotonic();
      for (const std::size_t other : std::exchange(host.waiting, {})) agenda_.add(other, at);
      agenda_.add(who, at);  // after those who waited
    });
    return true;
  }

  void look_again_later(std::size_t who, Millis now) {
    Host& host = host_of(who, now);
    const auto live = wait_for(who, Errand::live, now), backfill = wait_for(who, Errand::backfill, now);
    if (!live && !backfill) return;
    if (host.busy) return host.waiting.push_back(who);
    if (options_.once && give_up_on(host, *askers_[who], now)) return;
    agenda_.add(who, now + std::min(live.value_or(Millis::max()), backfill.value_or(Millis::max())));
  }

  // Nobody waits hours for the end of a single run.
  bool give_up_on(const Host& host, Asker& asker, Millis now) {
    if (host.given_up(now))
      asker.stop(SourceState::failing, "unreachable",
                 "the server failed ten times in a row and is left alone for now");
    else if (host.budget.held_for(now) > longest_wait_once)
      asker.stop(SourceState::limited, "rate_limited", "the server asked to be left alone for a while");
    else
      return false;
    return true;
  }

  void take(Asker& asker, Host& host, const Result<net::HttpResponse>& result) {
    const Millis now = clock_.monotonic();
    if (result) {
      if (const std::string why = world_.why_not(*result); !why.empty())
        return asker.stop(SourceState::refused, "refused", why);
      host.budget.learn(net::rate_limit(*result, clock_.now()), now);
      if (const auto date = time_there(*result)) clock_.heard(*date);
    }
    const Effect effect = asker.take(result);
    host.budget.learn(effect.announced, now);
    host.heard(effect, now);
  }

  void tell_saved() {
    for (const storage::Saved& saved : writing_->take_saved()) {
      Event event;
      event.kind = Event::Kind::stored;
      event.new_posts = saved.new_posts;
      tell_(event);
    }
  }

  Outcome outcome() const {
    std::size_t failed = 0, well = 0;
    for (const SourceRun& source : sources_) {
      failed += source.failed();
      well += source.state() == SourceState::ok;
    }
    if (failed == 0) return Outcome::ok;
    return well == 0 ? Outcome::all_failed : Outcome::some_failed;
  }

  const config::Config& config_;
  net::HttpClient& client_;
  SteadyClock clock_;
  const Options options_;
  const Tell& tell_;
  const intake::Intake intake_;
  Hosts hosts_;
  std::optional<Writing> writing_;
  OneWorld world_;
  RunContext context_;
  Rereading rereading_;
  std::deque<SourceRun> sources_;
  std::optional<Streams> streams_;
  std::vector<Asker*> askers_;
  Agenda agenda_;  // of askers, by their place
  int in_flight_ = 0;
  Millis started_{0};
};

}  // namespace

Result<Outcome> collect(const config::Config& config, storage::Writer& writer, net::HttpClient& client,
                        const Clock& clock, RandomSource& random, const Options& options,
                        std::stop_token stop, const Tell& tell) {
  if (const auto allowed = may_collect(config, writer.simulated()); !allowed)
    return tl::unexpected(allowed.error());
  Engine engine(config, writer, client, clock, random, options, tell);
  return engine.run(std::move(stop));
}

}  // namespace clamor::collector
