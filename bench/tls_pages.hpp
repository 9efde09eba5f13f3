#pragma once
// A server on loopback that answers every request with one page, behind TLS and kept alive: what a poll gets.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace clamor::bench {

// Lives in a process of its own, so that a client's cost is the client's; ends with the object.
class TlsPages {
 public:
  // As many ports, each as good as a host of its own: connections are not shared between them. `certificate`
  // and `key`: PEM files. `page`: sent as application/json, as it is.
  TlsPages(int ports, const std::filesystem::path& certificate, const std::filesystem::path& key,
           const std::string& page);
  ~TlsPages();
  TlsPages(const TlsPages&) = delete;
  TlsPages& operator=(const TlsPages&) = delete;

  std::vector<std::string> urls() const;  // "https://127.0.0.1:PORT/page"
  std::int64_t accepted() const;          // connections until now

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace clamor::bench
