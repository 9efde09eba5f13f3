#include "collector/engine.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <deque>
#include <map>

#include "collector/budget.hpp"
#include "collector/net/url.hpp"
#include "collector/source_run.hpp"
#include "collector/writing.hpp"
#include "core/text.hpp"
#include "core/version.hpp"

namespace clamor::collector {
namespace {

using namespace std::chrono_literals;
using storage::SourceState;

constexpr Millis longest_sleep = 1s;  // a stop request is noticed at the latest after this
constexpr Millis queue_is_full = 50ms;
constexpr Millis budgets_are_kept_every = 10s;

Result<void> may_collect(const config::Config& config, const std::string& mark) {
  if (!mark.empty() && mark != config.simulated)
    return fail(Errc::invalid_input,
                fmt::format("this database holds the simulated network {}, and the configuration {}", mark,
                            config.simulated.empty() ? "asks real servers" : "belongs to another one"));
  for (const config::Source& source : config.sources) {
    const auto url = net::parse_url(source.server);
    if (!url) return fail(Errc::invalid_input, fmt::format("{}: {}", source.server, url.error().detail));
    if (!make_source(source.kind))
      return fail(Errc::invalid_input, fmt::format("there is no kind \"{}\"", source.kind));
    if (config.contact.empty() && !net::is_loopback(*url))
      return fail(Errc::invalid_input,
                  fmt::format("{} wants to know whom to write to: set `contact` under [campaign] to "
                              "an e-mail address or a web page",
                              url->host));
  }
  return {};
}

// The label and the variants that are another tag to a server.
std::vector<std::string> spellings_to_ask(const config::Hashtag& hashtag) {
  std::vector<std::string> spellings{hashtag.label}, keys{hashtag_key(hashtag.label)};
  for (const std::string& variant : hashtag.variants) {
    const std::string key = hashtag_key(variant);
    if (key.empty() || std::find(keys.begin(), keys.end(), key) != keys.end()) continue;
    spellings.push_back(variant);
    keys.push_back(key);
  }
  return spellings;
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
        mark_(writer.simulated()),
        context_{intake_,
                 clock,
                 random,
                 options_,
                 tell_,
                 [this](PreparedPage page) { writing_->add(std::move(page)); },
                 [this](storage::SourceNote note) { writing_->add(std::move(note)); }} {
    started_ = clock_.monotonic();
    for (storage::HostBudget& saved : writer.budgets()) saved_budgets_.emplace(saved.host, std::move(saved));
    auto walks = read_walks(writer);
    writing_.emplace(writer, [this] { client_.wake(); });  // from here on the writer belongs to its thread
    for (std::size_t i = 0; i < config_.sources.size(); ++i) {
      const config::Source& source = config_.sources[i];
      const bool loopback = net::is_loopback(*net::parse_url(source.server));
      runs_.emplace_back(source, make_source(source.kind), std::move(walks[i]), loopback, context_);
    }
    in_flight_.resize(runs_.size());
  }

  ~Engine() { client_.cancel_all(); }  // their callbacks point here
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  Outcome run(std::stop_token stop) {
    const std::stop_callback wake(stop, [this] { client_.wake(); });
    while (!stop.stop_requested() && !over() && !writing_->failed()) {
      const std::optional<Millis> wait = send_what_is_due();
      if (!wait) break;
      client_.run(std::clamp(*wait, Millis{0}, longest_sleep));
      tell_saved();
      keep_budgets(false);
    }
    client_.cancel_all();
    for (SourceRun& run : runs_) run.close();
    keep_budgets(true);
    writing_->finish();
    tell_saved();
    return outcome();
  }

 private:
  struct Host {
    Budget budget;
    bool busy = false;
    bool changed = false;
  };

  std::vector<std::vector<Walk>> read_walks(storage::Writer& writer) const {
    Walk::Limits limits;
    limits.pages = options_.pages_a_run;
    if (options_.backfill) limits.not_before = clock_.now() - *options_.backfill;
    std::vector<std::vector<Walk>> all;
    for (const config::Source& source : config_.sources) {
      std::vector<Walk> walks;
      limits.beginning = network_epoch(make_source(source.kind)->info().network);
      for (const config::Hashtag& hashtag : config_.hashtags)
        for (const std::string& spelling : spellings_to_ask(hashtag)) {
          const std::string key = hashtag_key(spelling);
          walks.emplace_back(spelling, writer.cursor(source.name, key),
                             writer.covered_until(source.name, key), limits);
        }
      all.push_back(std::move(walks));
    }
    return all;
  }

  bool over() const { return options_.run_for && clock_.monotonic() - started_ >= *options_.run_for; }

  // The wait until something is due; empty when nothing ever will be.
  std::optional<Millis> send_what_is_due() {
    if (writing_->full()) return queue_is_full;
    std::optional<Millis> nearest;
    for (std::size_t step = 0; step < runs_.size(); ++step) {
      const std::size_t i = (first_ + step) % runs_.size();
      const std::optional<Millis> wait = in_flight_[i] ? longest_sleep : send_if_due(i);
      if (wait) nearest = std::min(*wait, nearest.value_or(*wait));
    }
    first_ = runs_.empty() ? 0 : (first_ + 1) % runs_.size();
    return nearest;
  }

  std::optional<Millis> send_if_due(std::size_t i) {
    SourceRun& run = runs_[i];
    const auto wanted = run.wanted_at();
    if (!wanted) return std::nullopt;
    const Millis now = clock_.monotonic();
    if (*wanted > now) return *wanted - now;
    SourceRun::Next next = run.next();
    const auto url = net::parse_url(next.request.url);
    const std::string name = url ? url->authority() : config_.sources[i].server;
    Host& host = host_of(name, url && net::is_loopback(*url));
    if (host.busy) return longest_sleep;
    if (const Millis wait = host.budget.ready_in(now, next.paging); wait > 0ms) return wait;
    host.budget.spend(now, next.paging);
    host.busy = host.changed = true;
    in_flight_[i] = true;
    client_.send(std::move(next.request), [this, i, &host](Result<net::HttpResponse> result) {
      in_flight_[i] = false;
      host.busy = false;
      take(i, host, std::move(result));
    });
    return longest_sleep;
  }

  void take(std::size_t i, Host& host, Result<net::HttpResponse> result) {
    SourceRun& run = runs_[i];
    const Millis now = clock_.monotonic();
    if (result) {
      if (const std::string why = wrong_world(*result); !why.empty())
        return run.stop(SourceState::refused, "refused", why);
      host.budget.learn(net::rate_limit(*result, clock_.now()), now);
    }
    const SourceRun::Effect effect = run.take(result);
    if (effect.throttled)
      host.budget.throttled(effect.wait, now);
    else if (effect.wait > 0ms)
      host.budget.hold(effect.wait, now);
  }

  // Real and simulated posts never meet in one database. Empty: the answer belongs here.
  std::string wrong_world(const net::HttpResponse& response) {
    const std::string id(response.header("x-clamor-simulated"));
    if (id == mark_ && (id.empty() || id == config_.simulated)) {
      if (id.empty() && !config_.simulated.empty())
        return "the configuration is for a simulated network and this server is none";
      real_seen_ = real_seen_ || id.empty();
      return {};
    }
    if (id.empty()) return "this server is not part of the simulated network that the database holds";
    if (!config_.simulated.empty() && id != config_.simulated)
      return "this server belongs to another simulated network";
    if (!mark_.empty()) return "this server belongs to another simulated network";
    if (real_seen_) return "this server is simulated, and real answers were already taken";
    try {
      writing_->mark_simulated(id);
    } catch (const storage::StorageError& error) {
      if (error.kind() != storage::StorageError::Kind::refused) throw;
      return "this server is simulated, and the database holds real posts";
    }
    mark_ = id;
    return {};
  }

  Host& host_of(const std::string& name, bool loopback) {
    const auto known = hosts_.find(name);
    if (known != hosts_.end()) return known->second;
    Host& host = hosts_.emplace(name, Host{Budget(loopback)}).first->second;
    if (const auto saved = saved_budgets_.find(name); saved != saved_budgets_.end())
      host.budget.restore(saved->second, clock_.monotonic(), clock_.now());
    return host;
  }

  void keep_budgets(bool now_too) {
    const Millis now = clock_.monotonic();
    if (!now_too && now - budgets_kept_ < budgets_are_kept_every) return;
    budgets_kept_ = now;
    for (auto& [name, host] : hosts_) {
      if (!host.changed) continue;
      host.changed = false;
      writing_->add(host.budget.save(name, now, clock_.now()));
    }
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
    for (const SourceRun& run : runs_) {
      failed += run.failed();
      well += run.state() == SourceState::ok;
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
  std::string mark_;  // the simulated network of this database
  bool real_seen_ = false;
  RunContext context_;
  std::map<std::string, storage::HostBudget> saved_budgets_;
  std::optional<Writing> writing_;
  std::deque<SourceRun> runs_;
  std::vector<bool> in_flight_;
  std::map<std::string, Host> hosts_;
  std::size_t first_ = 0;
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

net::CurlOptions http_options(const config::Config& config) {
  net::CurlOptions options;
  options.user_agent = config.contact.empty()
                           ? fmt::format("Clamor/{}", version)
                           : fmt::format("Clamor/{} (+{})", version, printable(config.contact));
  for (const config::Source& source : config.sources)
    if (const auto url = net::parse_url(source.server)) options.named_hosts.push_back(url->authority());
  return options;
}

storage::CampaignSetup campaign_setup(const config::Config& config) {
  storage::CampaignSetup setup;
  setup.name = config.campaign;
  setup.timezone = config.timezone;
  for (const config::Hashtag& tag : config.hashtags)
    setup.tags.push_back({tag.key, tag.label, tag.variants, tag.veto});
  for (const config::Source& source : config.sources) {
    const auto kind = make_source(source.kind);
    setup.sources.push_back(
        {source.name, source.kind, source.server, kind ? kind->info().network : Network::other});
  }
  for (const config::Theme& theme : config.themes) setup.themes.push_back(theme.name);
  return setup;
}

}  // namespace clamor::collector
