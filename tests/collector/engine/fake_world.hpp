#pragma once
// A clock that only moves when the engine waits, and servers that answer within the process.

#include <fmt/core.h>

#include <algorithm>
#include <ctime>
#include <functional>
#include <map>

#include "collector/net/http.hpp"
#include "collector/net/url.hpp"
#include "collector/random.hpp"

namespace clamor::collector {

class FakeClock final : public Clock {
 public:
  static UtcTime start() {
    static const UtcTime noon = *parse_rfc3339("2026-07-01T12:00:00Z");
    return noon;
  }
  UtcTime now() const override { return start() + passed + jumped; }
  Millis monotonic() const override { return passed; }
  Millis passed{0};
  Millis jumped{0};  // of the calendar alone
};

class FixedRandom final : public RandomSource {
 public:
  double uniform() override { return 0.5; }
};

struct Asked {
  Millis at;
  net::HttpRequest request;
};
using Answerer = std::function<Result<net::HttpResponse>(const net::HttpRequest&)>;

// Each host answers through its function, after its `latency`; transfers run side by side.
class FakeClient final : public net::HttpClient {
 public:
  explicit FakeClient(FakeClock& clock) : clock_(clock) {}

  void send(net::HttpRequest request, net::HttpCallback callback) override {
    const std::string host = net::parse_url(request.url)->authority();
    const auto slow = latencies.find(host);
    asked.push_back({clock_.passed, request});
    pending_.emplace(clock_.passed + (slow == latencies.end() ? latency : slow->second),
                     Transfer{host, std::move(request), std::move(callback)});
  }
  void run(Millis at_most) override {
    ++rounds;
    const Millis until = clock_.passed + std::max(at_most, Millis{1});
    if (pending_.empty() || pending_.begin()->first > until) {
      clock_.passed = until;
      return;
    }
    clock_.passed = std::max(clock_.passed, pending_.begin()->first);
    while (!pending_.empty() && pending_.begin()->first <= clock_.passed) {
      Transfer transfer = std::move(pending_.extract(pending_.begin()).mapped());
      const auto host = hosts.find(transfer.host);
      transfer.callback(host == hosts.end() ? fail(Errc::network, "no such host") : host->second(transfer.request));
    }
  }
  void wake() override {}
  void cancel_all() override { pending_.clear(); }

  std::vector<Asked> to(const std::string& authority, const std::string& part = "") const {
    std::vector<Asked> found;
    for (const Asked& one : asked)
      if (net::parse_url(one.request.url)->authority() == authority &&
          one.request.url.find(part) != std::string::npos)
        found.push_back(one);
    return found;
  }

  std::map<std::string, Answerer> hosts;
  std::vector<Asked> asked;
  std::map<std::string, Millis> latencies;  // by host, where they differ
  Millis latency{20};
  std::int64_t rounds = 0;  // calls of run()

 private:
  struct Transfer {
    std::string host;
    net::HttpRequest request;
    net::HttpCallback callback;
  };
  FakeClock& clock_;
  std::multimap<Millis, Transfer> pending_;  // by when it is through
};

inline net::HttpResponse says(int status, std::string body, std::vector<net::Header> headers = {}) {
  headers.push_back({"content-type", "application/json"});
  return {status, std::move(headers), std::move(body), ""};
}

inline std::string http_date(UtcTime at) {
  const std::time_t seconds = std::chrono::duration_cast<std::chrono::seconds>(at.time_since_epoch()).count();
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[40];
  std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts);
  return text;
}

// A small Mastodon: post n of a tag has id n and was written n minutes into the year.
class FakeMastodon {
 public:
  explicit FakeMastodon(std::string url) : url_(std::move(url)) {}

  std::map<std::string, std::vector<int>> tags;  // ids, ascending
  std::string version = "4.5.1";                 // also what software it is
  std::map<int, UtcTime> arrives;                // of posts that are not there from the beginning
  std::function<UtcTime()> now = [] { return UtcTime::max(); };
  std::vector<net::Header> extra;                // on every answer

  static UtcTime written_at(int id) {
    static const UtcTime year = *parse_rfc3339("2026-01-01T00:00:00Z");
    return year + std::chrono::minutes(id);
  }

  Result<net::HttpResponse> operator()(const net::HttpRequest& request) const {
    if (request.url.find("/api/v2/instance") != std::string::npos)
      return answer(200, fmt::format(R"({{"domain":"servidor.example","version":"{}"}})", version));
    if (request.url.find("/api/v1/tags/") != std::string::npos)
      return answer(200, R"({"name":"uno","history":[{"day":"1782864000","uses":"7","accounts":"4"},)"
                         R"({"day":"1782777600","uses":"2","accounts":"2"}]})");
    if (request.url.find("/api/v1/statuses") != std::string::npos) return known_posts(request.url);
    const auto start = request.url.find("/timelines/tag/");
    if (start == std::string::npos) return answer(404, R"({"error":"Record not found"})");
    const std::string tag = request.url.substr(start + 15, request.url.find('?') - start - 15);
    const auto found = tags.find(tag);
    if (found == tags.end()) return answer(404, R"({"error":"Record not found"})");
    return timeline(tag, found->second, net::query_parameters(request.url));
  }

 private:
  net::HttpResponse answer(int status, std::string body, std::vector<net::Header> headers = {}) const {
    headers.insert(headers.end(), extra.begin(), extra.end());
    return says(status, std::move(body), std::move(headers));
  }

  bool arrived(int id) const {
    const auto late = arrives.find(id);
    return late == arrives.end() || late->second <= now();
  }

  // "?id[]=3&id[]=4", or "/3" of one that is there or not.
  net::HttpResponse known_posts(const std::string& url) const {
    const bool several = url.find('?') != std::string::npos;
    const std::string before = several ? "id%5B%5D=" : "/statuses/";
    std::string body;
    for (auto at = url.find(before); at != std::string::npos; at = url.find(before, at + 1)) {
      const int id = std::stoi(url.substr(at + before.size()));
      for (const auto& [tag, ids] : tags)
        if (arrived(id) && std::ranges::binary_search(ids, id)) body += (body.empty() ? "" : ",") + status(id, tag);
    }
    if (several) return answer(200, "[" + body + "]");
    return body.empty() ? answer(404, R"({"error":"Record not found"})") : answer(200, std::move(body));
  }

  net::HttpResponse timeline(const std::string& tag, const std::vector<int>& ids,
                             const std::map<std::string, std::string>& query) const {
    const auto bound = [&](const char* name, int otherwise) {
      const auto given = query.find(name);
      return given == query.end() ? otherwise : std::stoi(given->second);
    };
    const int limit = bound("limit", 20), max = bound("max_id", 1 << 30), min = bound("min_id", 0);
    std::vector<int> page;
    for (const int id : ids)
      if (id > min && id < max && arrived(id)) page.push_back(id);
    if (static_cast<int>(page.size()) > limit) {
      if (min > 0)
        page.resize(static_cast<std::size_t>(limit));
      else
        page.erase(page.begin(), page.end() - limit);
    }
    std::string body;
    for (auto id = page.rbegin(); id != page.rend(); ++id)
      body += (body.empty() ? "" : ",") + status(*id, tag);
    std::vector<net::Header> headers;
    if (!page.empty())
      headers.push_back(
          {"link", fmt::format("<{0}/x?max_id={1}>; rel=\"next\", <{0}/x?min_id={2}>; rel=\"prev\"", url_,
                               page.front(), page.back())});
    return answer(200, "[" + body + "]", std::move(headers));
  }

  std::string status(int id, const std::string& tag) const {
    const UtcTime at = written_at(id);
    return fmt::format(
        R"({{"id":"{0}","uri":"{1}/post/{0}","url":null,"created_at":"{2}","content":"<p>#{3}</p>","visibility":"public",)"
        R"("sensitive":false,"spoiler_text":"","language":"es","tags":[{{"name":"{3}","url":"x"}}],"mentions":[],)"
        R"("media_attachments":[],"emojis":[],"replies_count":0,"reblogs_count":1,"favourites_count":2,"reblog":null,)"
        R"("in_reply_to_id":null,"in_reply_to_account_id":null,"edited_at":null,"account":{{"id":"1","username":"simulada17",)"
        R"("acct":"simulada17","display_name":"cuenta simulada 17","url":"x","uri":"{1}/users/1","bot":false,"group":false,)"
        R"("locked":false,"followers_count":3,"following_count":3,"statuses_count":9,"created_at":"2025-01-01T00:00:00.000Z"}}}})",
        id, url_, to_rfc3339(at), tag);
  }

  std::string url_;
};

}  // namespace clamor::collector
