#include "collector/engine.hpp"

#include <algorithm>
#include <chrono>
#include <deque>
#include <map>

#include "collector/agenda.hpp"
#include "collector/hosts.hpp"
#include "collector/net/headers.hpp"
#include "collector/net/url.hpp"
#include "collector/one_world.hpp"
#include "collector/rereading.hpp"
#include "collector/setup.hpp"
#include "collector/source_run.hpp"
#include "collector/streams.hpp"
#include "collector/writing.hpp"
#include "core/text.hpp"

namespace clamor::collector {
namespace {

using namespace std::chrono_literals;
using storage::SourceState;

constexpr Millis longest_sleep = 1s;  // a stop request is noticed at the latest after this
constexpr Millis queue_is_full = 50ms;
constexpr Millis budgets_are_kept_every = 10s;

std::vector<Walk> read_walks(const config::Config& config, const config::Source& source,
                             const Options& options, UtcTime now, storage::Writer& writer) {
  Walk::Limits limits;
  limits.pages = options.pages_a_run;
  limits.beginning = network_epoch(make_source(source.kind)->info().network);
  if (options.backfill) limits.not_before = now - *options.backfill;
  std::vector<Walk> walks;
  for (const config::Hashtag& hashtag : config.hashtags)
    for (const std::string& spelling : spellings_to_ask(hashtag)) {
      const std::string key = hashtag_key(spelling);
      walks.emplace_back(spelling, writer.cursor(source.name, key), writer.covered_until(source.name, key),
                         limits);
    }
  return walks;
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
                 clock,
                 random,
                 options_,
                 tell_,
                 [this](PreparedPage page) { writing_->add(std::move(page)); },
                 [this](storage::SourceNote note) { writing_->add(std::move(note)); }},
        rereading_(config, writer.following(), context_) {
    started_ = clock_.monotonic();
    std::map<std::string, std::optional<UtcTime>> read_to;
    if (options_.open_stream && !options_.once && writer.simulated() == config.simulated)
      for (const config::Source& source : config.sources)
        read_to.emplace(source.name, all_read_to(config, source, writer));
    std::deque<std::vector<Walk>> walks;
    for (const config::Source& source : config.sources)
      walks.push_back(read_walks(config, source, options_, clock_.now(), writer));
    writing_.emplace(writer, [this] { client_.wake(); });  // from here on the writer belongs to its thread
    for (const config::Source& source : config.sources) {
      const bool loopback = net::is_loopback(*net::parse_url(source.server));
      sources_.emplace_back(source, make_source(source.kind), std::move(walks.front()), loopback, context_);
      walks.pop_front();
      enlist(sources_.back(), started_);
      rereading_.servers().add_source(source, sources_.back().kind(),
                                      [&run = sources_.back()] { return run.access(); });
    }
    streams_.emplace(config,
                     StreamContext{intake_, clock, config.simulated, options_.open_stream,
                                   [this] { return writing_->full(); }, context_.save, context_.note},
                     std::move(read_to), random);
  }

  ~Engine() { client_.cancel_all(); }  // their callbacks point here
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  Outcome run(std::stop_token stop) {
    const std::stop_callback wake(stop, [this] { client_.wake(); });
    while (!stop.stop_requested() && !over() && !writing_->failed()) {
      for (std::size_t i = 0; i < sources_.size(); ++i)
        streams_->start(config_.sources[i], sources_[i].sign_in());
      for (Asker* asker : rereading_.look()) enlist(*asker, clock_.monotonic());
      std::optional<Millis> wait = send_what_is_due();
      if (!wait && streams_->any()) wait = longest_sleep;
      if (!wait && !reread_once()) break;
      client_.run(std::clamp(wait.value_or(0ms), Millis{0}, longest_sleep));
      tell_saved();
      keep_budgets(false);
    }
    streams_->stop();
    client_.cancel_all();
    for (Asker* asker : askers_) asker->close();
    keep_budgets(true);
    writing_->finish();
    tell_saved();
    return outcome();
  }

 private:
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
    if (writing_->full()) return queue_is_full;
    const Millis now = clock_.monotonic();
    for (const std::size_t who : agenda_.take_due(now)) send_or_wait(who, now);
    if (const auto next = agenda_.first_at()) return *next - now;
    return in_flight_ > 0 ? std::optional(longest_sleep) : std::nullopt;
  }

  void send_or_wait(std::size_t who, Millis now) {
    Asker& asker = *askers_[who];
    Host& host = hosts_.of(asker.server(), now, clock_.now());
    const Wants wants = asker.wants();
    if (!wants.live && !wants.backfill) return;
    if (host.busy) return host.waiting.push_back(who);
    Millis wait = Millis::max();
    for (const Errand errand : {Errand::live, Errand::backfill}) {
      const auto& want = errand == Errand::live ? wants.live : wants.backfill;
      if (!want) continue;
      const Millis here = std::max(want->at - now, host.budget.ready_in(now, want->paging));
      if (here <= 0ms) return send(who, errand, want->paging, host, now);
      wait = std::min(wait, here);
    }
    agenda_.add(who, now + wait);
  }

  void send(std::size_t who, Errand errand, bool paging, Host& host, Millis now) {
    host.budget.spend(now, paging);
    host.busy = host.changed = true;
    ++in_flight_;
    client_.send(askers_[who]->next(errand), [this, who, &host](Result<net::HttpResponse> result) {
      --in_flight_;
      host.busy = false;
      take(*askers_[who], host, result);
      const Millis at = clock_.monotonic();
      for (const std::size_t other : std::exchange(host.waiting, {})) agenda_.add(other, at);
      agenda_.add(who, at);  // after those who waited
    });
  }

  void take(Asker& asker, Host& host, const Result<net::HttpResponse>& result) {
    const Millis now = clock_.monotonic();
    if (result) {
      if (const std::string why = world_.why_not(*result); !why.empty()) return asker.refuse(why);
      host.budget.learn(net::rate_limit(*result, clock_.now()), now);
    }
    const Effect effect = asker.take(result);
    host.budget.learn(effect.announced, now);
    if (effect.throttled)
      host.budget.throttled(effect.wait, now);
    else if (effect.wait > 0ms)
      host.budget.hold(effect.wait, now);
  }

  void keep_budgets(bool now_too) {
    const Millis now = clock_.monotonic();
    if (!now_too && now - budgets_kept_ < budgets_are_kept_every) return;
    budgets_kept_ = now;
    for (storage::HostBudget& budget : hosts_.changed(now, clock_.now())) writing_->add(std::move(budget));
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
  const Clock& clock_;
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
  Millis started_{0}, budgets_kept_{0};
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
