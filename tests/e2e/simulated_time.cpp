#include "tests/e2e/simulated_time.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <fstream>
#include <random>
#include <stdexcept>

#include "collector/net/url.hpp"
#include "core/text.hpp"

namespace clamor::e2e {
namespace {

constexpr Millis latency{120}, patience_with_silence{15'000};
constexpr const char* mark = "simnet-simulated-time";

std::vector<std::string> addresses(int servers) {
  std::vector<std::string> urls;
  const auto kinds = simnet::kinds_of(servers);
  for (int place = 0; place < servers; ++place)
    urls.push_back("https://" + simnet::server_name(kinds[static_cast<std::size_t>(place)], place) +
                   ".example");
  return urls;
}

std::string lower(std::string text) {
  for (char& letter : text) letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  return text;
}

class SeededChance final : public collector::RandomSource {
 public:
  explicit SeededChance(std::uint64_t seed) : engine_(seed) {}
  double uniform() override { return std::uniform_real_distribution<double>(0.0, 1.0)(engine_); }

 private:
  std::mt19937_64 engine_;
};

simnet::Request as_received(const net::HttpRequest& sent) {
  const auto path = sent.url.find('/', sent.url.find("://") + 3);
  simnet::Request request =
      simnet::make_request(sent.method, path == std::string::npos ? "/" : sent.url.substr(path));
  for (const net::Header& header : sent.headers) request.headers[lower(header.name)] = header.value;
  if (!sent.bearer.empty()) request.headers["authorization"] = "Bearer " + std::string(sent.bearer.reveal());
  request.body = sent.secret_body.empty() ? sent.body : std::string(sent.secret_body.reveal());
  return request;
}

}  // namespace

Result<net::HttpResponse> SimulatedClient::answer(const net::HttpRequest& sent, Millis& takes) {
  const auto& urls = fleet_.urls();
  const auto url = std::find_if(urls.begin(), urls.end(),
                                [&](const std::string& one) { return sent.url.starts_with(one + "/"); });
  if (url == urls.end()) return fail(Errc::network, "no such host");
  if (moments_.empty() || clock_.now() - moments_.back() >= std::chrono::minutes(15))
    moments_.push_back(clock_.now());
  simnet::Response given = fleet_.answer(static_cast<simnet::Home>(url - urls.begin()), as_received(sent),
                                         clock_.now(), clock_.now());
  takes += given.delay;
  switch (given.manner) {
    case simnet::Response::Manner::hang_up:
    case simnet::Response::Manner::events:  // streams come another way
    case simnet::Response::Manner::messages:
      return fail(Errc::network, "the connection was closed");
    case simnet::Response::Manner::silent:
    case simnet::Response::Manner::dripping:
      takes += patience_with_silence;
      return fail(Errc::network, "nothing was heard in time");
    case simnet::Response::Manner::whole:
      break;
  }
  net::HttpResponse response;
  response.status = given.status;
  response.headers = {{"content-type", given.content_type}, {"x-clamor-simulated", mark_}};
  for (const auto& [name, value] : given.headers) response.headers.push_back({lower(name), value});
  response.body = std::move(given.body);
  response.final_url = sent.url;
  return response;
}

void SimulatedClient::send(net::HttpRequest request, net::HttpCallback callback) {
  Millis takes = latency;
  auto given = answer(request, takes);
  transfers_.push_back({clock_.monotonic() + takes, std::move(given), std::move(callback)});
}

void SimulatedClient::run(Millis at_most) {
  const Millis now = clock_.monotonic(), wait = std::max(at_most, Millis{1});
  const auto first = std::ranges::min_element(transfers_, {}, &Transfer::due);
  if (first == transfers_.end() || first->due > now + wait) return clock_.move(wait);
  Transfer done = std::move(*first);
  transfers_.erase(first);
  clock_.move(std::max(Millis{0}, done.due - now));
  done.callback(std::move(done.answer));
}

SimulatedCampaign::SimulatedCampaign(const simnet::Design& design)
    : fleet_(design, addresses(design.servers), mark), clock_(design.end), client_(clock_, fleet_, mark) {
  std::string pattern = (std::filesystem::temp_directory_path() / "clamor-time-XXXXXX").string();
  if (!::mkdtemp(pattern.data())) throw std::runtime_error("no temporary folder");
  folder_ = pattern;
  database_ = (folder_ / "clamor.db").string();
  config_.campaign = "Campaña simulada";
  config_.contact = "simulated@example.org";
  config_.simulated = mark;
  for (const std::string_view tag : simnet::tracked_tags)
    config_.hashtags.push_back({std::string(tag), hashtag_key(tag), {}, {}});
  const auto secret = [&](const char* name, const std::string& text) {
    const auto file = folder_ / name;
    std::ofstream(file) << text;
    std::filesystem::permissions(file,
                                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    return config::SecretRef{config::SecretRef::Where::file, {}, file};
  };
  const auto names = simnet::server_names(fleet_.world());
  for (std::size_t home = 0; home < names.size(); ++home) {
    config::Source source;
    source.name = names[home];
    source.kind = simnet::kind_name(fleet_.world().kinds[home]);
    source.server = fleet_.urls()[home];
    if (source.kind == "bluesky") {
      source.identifier = secret("identifier", fleet_.bluesky().account().identifier);
      source.password = secret("password", fleet_.bluesky().account().password);
    }
    config_.sources.push_back(std::move(source));
  }
}

SimulatedCampaign::~SimulatedCampaign() {
  std::filesystem::remove_all(folder_);
}

collector::Outcome SimulatedCampaign::collect(const collector::Options& options) {
  const auto writer = storage::open_writer(database_);
  writer->set_campaign(collector::campaign_setup(config_), clock_.now());
  if (writer->simulated().empty()) writer->mark_simulated(mark);
  SeededChance random(fleet_.world().seed);
  const auto outcome =
      collector::collect(config_, *writer, client_, clock_, random, options, {}, [](const auto&) {});
  if (!outcome) throw std::runtime_error(outcome.error().detail);
  return *outcome;
}

std::string SimulatedCampaign::truth() const {
  return fleet_.truth().summary(clock_.now(), client_.moments());
}

}  // namespace clamor::e2e
