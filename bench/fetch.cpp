// `fetch`: pages over TLS from several hosts, one request in flight for each, by our client and by libcurl's multi
// interface as it comes.
#include <curl/curl.h>
#include <fmt/format.h>

#include <memory>
#include <stdexcept>

#include "bench/json_page.hpp"
#include "bench/measure.hpp"
#include "bench/report.hpp"
#include "bench/subcommands.hpp"
#include "bench/tls_pages.hpp"
#include "collector/net/http.hpp"

namespace clamor::bench {
namespace {

constexpr int hosts_asked = 8, requests_made = 4'000;

struct Asked {
  std::vector<std::string> urls;
  std::string certificate;
  std::size_t page_bytes;
};

// Every answer must be the whole page; what a client says it got is what it is compared by.
std::string whole(const Asked& asked, std::int64_t bytes) {
  const auto expected = static_cast<std::int64_t>(asked.page_bytes) * requests_made;
  if (bytes != expected) throw std::runtime_error(fmt::format("{} bytes came in place of {}", bytes, expected));
  return {};
}

std::string by_our_client(const Asked& asked) {
  net::CurlOptions options;
  options.user_agent = "clamor-bench";
  options.ca_file = asked.certificate;
  for (const std::string& url : asked.urls) {
    const auto host = url.find("//") + 2;
    options.named_hosts.push_back(url.substr(host, url.rfind('/') - host));
  }
  const auto client = net::make_curl_client(options);
  std::int64_t bytes = 0;
  int begun = 0, answered = 0;
  const std::function<void(const std::string&)> ask = [&](const std::string& url) {
    if (begun == requests_made) return;
    ++begun;
    net::HttpRequest request;
    request.url = url;
    client->send(std::move(request), [&, url](Result<net::HttpResponse> response) {
      if (!response) throw std::runtime_error(response.error().detail);
      bytes += static_cast<std::int64_t>(response->body.size());
      ++answered;
      ask(url);
    });
  };
  for (const std::string& url : asked.urls) ask(url);
  while (answered < requests_made) client->run(Millis{1'000});
  return whole(asked, bytes);
}

std::size_t append(char* data, std::size_t size, std::size_t count, void* body) {
  static_cast<std::string*>(body)->append(data, size * count);
  return size * count;
}

// One handle a host, used again and again: the least that libcurl asks for.
std::string by_libcurl(const Asked& asked) {
  curl_global_init(CURL_GLOBAL_DEFAULT);
  const std::unique_ptr<CURLM, decltype(&curl_multi_cleanup)> multi(curl_multi_init(), curl_multi_cleanup);
  std::vector<std::string> bodies(asked.urls.size());
  std::vector<std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>> handles;
  for (std::size_t i = 0; i < asked.urls.size(); ++i) {
    CURL* easy = handles.emplace_back(curl_easy_init(), curl_easy_cleanup).get();
    curl_easy_setopt(easy, CURLOPT_URL, asked.urls[i].c_str());
    curl_easy_setopt(easy, CURLOPT_CAINFO, asked.certificate.c_str());
    curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "");
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, append);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &bodies[i]);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, &bodies[i]);
    curl_multi_add_handle(multi.get(), easy);
  }
  std::int64_t bytes = 0;
  int begun = static_cast<int>(handles.size()), answered = 0;
  while (answered < requests_made) {
    int running = 0, left = 0;
    bool any = false;
    curl_multi_perform(multi.get(), &running);
    while (const CURLMsg* message = curl_multi_info_read(multi.get(), &left)) {
      CURL* easy = message->easy_handle;
      if (message->data.result != CURLE_OK)
        throw std::runtime_error(curl_easy_strerror(message->data.result));
      char* body = nullptr;
      curl_easy_getinfo(easy, CURLINFO_PRIVATE, &body);
      bytes += static_cast<std::int64_t>(reinterpret_cast<std::string*>(body)->size());
      *reinterpret_cast<std::string*>(body) = {};  // handed on, as ours are
      ++answered;
      curl_multi_remove_handle(multi.get(), easy);
      if (begun++ < requests_made) curl_multi_add_handle(multi.get(), easy);
      any = true;
    }
    if (!any) curl_multi_poll(multi.get(), nullptr, 0, 1'000, nullptr);
  }
  return whole(asked, bytes);
}

std::string one_page(const Options& options) {
  const Generator generator(options.seed, options.posts);
  return body_of(statuses_of(generator, generator.page(0)));
}

}  // namespace

int fetch(const Options& options) {
  const Scratch folder(options.folder);
  const std::string certificate = (folder / "certificate.pem").string(), key = (folder / "key.pem").string();
  run({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
       "-subj", "/CN=simulated server", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate});
  const std::string page = one_page(options);
  const TlsPages server(hosts_asked, certificate, key, page);
  const Asked asked{server.urls(), certificate, page.size()};

  struct Way {
    const char* name;
    std::string (*ask)(const Asked&);
    std::vector<double> wall, cpu, peak, wall_ratio, cpu_ratio, reused;
  };
  Way ways[]{{"libcurl multi", by_libcurl, {}, {}, {}, {}, {}, {}}, {"clamor", by_our_client, {}, {}, {}, {}, {}, {}}};
  for (int pair = 0; pair < options.pairs; ++pair)
    for (Way& way : ways) {
      const auto before = server.accepted();
      const Cost cost = run([&] { return way.ask(asked); });
      const auto connections = static_cast<double>(server.accepted() - before);
      way.wall.push_back(cost.wall_s), way.cpu.push_back(cost.cpu_s), way.peak.push_back(cost.peak_mib);
      way.wall_ratio.push_back(ways[0].wall.back() / cost.wall_s);
      way.cpu_ratio.push_back(ways[0].cpu.back() / cost.cpu_s);
      way.reused.push_back(1 - connections / requests_made);
    }
  Report report("fetch");
  report.fact("requests", requests_made);
  report.fact("hosts", hosts_asked);
  report.fact("bytes of a page", static_cast<double>(page.size()));
  report.fact("pairs", options.pairs);
  for (const Way& way : ways)
    report.row(way.name, {{"wall s", median(way.wall)},
                          {"cpu s", median(way.cpu)},
                          {"requests/s", requests_made / median(way.wall)},
                          {"peak MiB", median(way.peak)},
                          {"wall ratio", median(way.wall_ratio)},
                          {"cpu ratio", median(way.cpu_ratio)},
                          {"connections re-used", median(way.reused)}});
  report.print();
  return 0;
}

}  // namespace clamor::bench
