#include "tests/collector/faults/faults.hpp"

#include <fmt/core.h>

#include "tests/collector/faults/packing.hpp"
#include "tests/collector/net/ask.hpp"
#include "tests/collector/net/bombs.hpp"

namespace clamor::collector::faults {
namespace {

using net::answers;
using net::Connection;
using net::Script;
using Played = std::optional<Script>;

const std::string json = "Content-Type: application/json\r\n";

std::string answer(const std::string& body, const std::string& headers = json) {
  return net::whole_answer(body, headers);
}

// How much of an answer comes before the fault strikes.
std::size_t bytes_before(const std::string& bytes, Place place) {
  const std::size_t body = bytes.find("\r\n\r\n") + 4;
  switch (place) {
    case Place::header:
      return body / 2;
    case Place::first:
      return body;
    case Place::middle:
      return body + (bytes.size() - body) / 2;
    case Place::last:
      return bytes.size() - 1;
  }
  return 0;
}
std::string cut(const std::string& bytes, Place place) {
  return bytes.substr(0, bytes_before(bytes, place));
}

// The answer breaks there, in the manner of `end`.
using End = void (*)(Connection&);
auto breaks(End end) {
  return [end](const std::string& page, Place place) -> Played {
    return [bytes = cut(answer(page), place), end](Connection& connection, const std::string&) {
      connection.write(bytes);
      end(connection);
    };
  };
}

Played dripping(const std::string& page, Place place) {
  // The last byte alone would come in time: it is followed by promised ones.
  const std::string bytes = net::whole_answer(page + std::string(1000, ' '), json);
  const std::size_t before = place == Place::last ? bytes.size() - 1000 : bytes_before(bytes, place);
  return [bytes, before](Connection& connection, const std::string&) {
    connection.write(bytes.substr(0, before));
    connection.drip(bytes.substr(before), 10);
  };
}

Played without_length(const std::string& page, Place place) {
  return answers(cut("HTTP/1.1 200 OK\r\nConnection: close\r\n" + json + "\r\n" + page, place));
}

Played cut_chunk(const std::string& page, Place place) {
  const std::string chunks =
      net::chunk(page.substr(0, page.size() / 2)) + net::chunk(page.substr(page.size() / 2));
  const std::string head = net::chunked + json + "\r\n";
  if (place == Place::header) return answers(head + chunks.substr(0, 2));  // within the length of a chunk
  if (place == Place::last) return answers(head + chunks + "0\r\n");       // without the line that ends it
  return answers(cut(head + chunks, place));
}

// Length and coding are told truly, but the packed text is not all there.
auto cut_packed(std::string coding, std::string (*pack)(const std::string&), std::size_t header) {
  return [=](const std::string& page, Place place) -> Played {
    const std::string whole = pack(page);
    const std::size_t sizes[]{header / 2, header, whole.size() / 2, whole.size() - trailer_of(coding) - 1};
    return answers(answer(whole.substr(0, sizes[static_cast<int>(place)]),
                          json + "Content-Encoding: " + coding + "\r\n"));
  };
}
auto spoilt_packed(std::string coding, std::string (*pack)(const std::string&), std::size_t header) {
  return [=](const std::string& page, Place place) -> Played {
    std::string bytes = pack(page);
    const std::size_t at[]{0, header, bytes.size() / 2, bytes.size() - 1};
    bytes[at[static_cast<int>(place)]] = static_cast<char>(bytes[at[static_cast<int>(place)]] ^ 0x55);
    return answers(answer(bytes, json + "Content-Encoding: " + coding + "\r\n"));
  };
}

// A fault of the whole answer: it has one place.
auto only_at(Place where, std::function<std::string(const std::string& page)> bytes) {
  return [where, bytes](const std::string& page, Place place) -> Played {
    if (place != where) return std::nullopt;
    return answers(bytes(page));
  };
}
auto bomb(std::string coding, std::string bytes) {
  return only_at(Place::first, [coding, bytes](const std::string&) {
    return answer(bytes, json + "Content-Encoding: " + coding + "\r\n");
  });
}
auto redirect(std::string to) {
  return only_at(Place::header, [to](const std::string& page) {
    return net::whole_answer(page, to.empty() ? json : "Location: " + to + "\r\n" + json, "302 Found");
  });
}
auto body(std::string (*other)(const std::string& page), Place place = Place::first) {
  return only_at(place, [other](const std::string& page) { return answer(other(page)); });
}

std::string many_headers(const std::string& page) {
  std::string headers = json;
  for (int i = 0; i < 300; ++i) headers += fmt::format("X-{}: 1\r\n", i);
  return answer(page, headers);
}
std::string early_hints(const std::string& page) {
  std::string bytes;
  for (int i = 0; i < 300; ++i) bytes += "HTTP/1.1 103 Early Hints\r\n\r\n";
  return bytes + answer(page);
}
std::string trailers(const std::string& page) {
  std::string bytes = net::chunked + json + "\r\n" + net::chunk(page) + "0\r\n";
  for (int i = 0; i < 20; ++i) bytes += fmt::format("X-{}: 1\r\n", i);
  return bytes + "\r\n";
}
std::string trailer_flood(const std::string& page) {
  std::string bytes = net::chunked + json + "\r\n" + net::chunk(page) + "0\r\n";
  for (int i = 0; i < 300; ++i) bytes += fmt::format("X-{}: 1\r\n", i);
  return bytes + "\r\n";
}

std::string utf16(const std::string& page) {
  std::string wide = "\xff\xfe";
  for (const char byte : page) wide += {byte, '\0'};
  return wide;
}

std::vector<Fault> list() {
  const std::string whole_answer_only = "it is a fault of the whole answer";
  const std::string before_any = "there is no answer to be in the middle of";
  std::vector<Fault> faults{
      {"refused",
       [](const std::string&, Place place) -> Played {
         if (place != Place::header) return std::nullopt;
         return Script{};  // nobody listens
       },
       before_any},
      {"reset", breaks([](Connection& connection) { connection.reset(); })},
      {"closed early", breaks([](Connection& connection) { connection.close(); })},
      {"half open", breaks([](Connection& connection) { connection.wait_for_end(); }), "", false, true},
      {"dripping", dripping, "", false, true},
      {"cut, no length told", without_length},
      {"cut chunk", cut_chunk},
      {"cut gzip", cut_packed("gzip", as_gzip, gzip_header)},
      {"cut zstd", cut_packed("zstd", as_zstd, zstd_header)},
      {"spoilt gzip", spoilt_packed("gzip", as_gzip, gzip_header)},
      // libcurl 7.88 does not miss the checksum; nothing of the text is lost with it.
      {"cut gzip checksum",
       only_at(Place::last,
               [](const std::string& page) {
                 const std::string packed = as_gzip(page);
                 return answer(packed.substr(0, packed.size() - 1), json + "Content-Encoding: gzip\r\n");
               }),
       "it is the last byte of all", true},
      {"gzip bomb", bomb("gzip", net::gzip_bomb(400'000)), whole_answer_only},
      {"br bomb", bomb("br", net::brotli_bomb()), whole_answer_only},
      {"zstd bomb", bomb("zstd", net::zstd_bomb(80'000)), whole_answer_only},
      {"coded twice",
       only_at(Place::header,
               [](const std::string& page) {
                 return answer(as_gzip(as_gzip(page)), json + "Content-Encoding: gzip, gzip\r\n");
               }),
       whole_answer_only},
      {"unknown coding",
       only_at(Place::header,
               [](const std::string& page) { return answer(page, json + "Content-Encoding: sdch\r\n"); }),
       whole_answer_only},
      {"HTML", body([](const std::string&) { return std::string("<!DOCTYPE html><p>Sign in</p>"); }),
       whole_answer_only},
      {"empty body", body([](const std::string&) { return std::string(); }), whole_answer_only},
      {"another shape", body([](const std::string& page) { return R"({"data":)" + page + "}"; }),
       whole_answer_only},
      {"UTF-16", body(utf16), whole_answer_only},
      {"second document", body([](const std::string& page) { return page + "[]"; }, Place::last),
       whole_answer_only},
      {"byte order mark", body([](const std::string& page) { return "\xef\xbb\xbf" + page; }),
       whole_answer_only, true},
      {"called HTML",
       only_at(Place::header,
               [](const std::string& page) { return answer(page, "Content-Type: text/html\r\n"); }),
       whole_answer_only, true},
      {"no content type", only_at(Place::header, [](const std::string& page) { return answer(page, ""); }),
       whole_answer_only, true},
      {"redirect in a circle", redirect("/"), whole_answer_only},
      {"redirect to a file", redirect("file:///etc/passwd"), whole_answer_only},
      {"redirect to a stranger", redirect("https://stranger.example/"), whole_answer_only},
      {"redirect nowhere", redirect(""), whole_answer_only},
      {"bad certificate", only_at(Place::header, [](const std::string& page) { return answer(page); }),
       before_any, false, false, true},
      {"no HTTP", only_at(Place::header, [](const std::string& page) { return "220 mail\r\n\r\n" + page; }),
       whole_answer_only},
      {"header flood", only_at(Place::header, many_headers), whole_answer_only},
      {"flood of 1xx", only_at(Place::header, early_hints), whole_answer_only},
      {"trailers", only_at(Place::last, trailers), whole_answer_only, true},
      {"trailer flood", only_at(Place::last, trailer_flood), whole_answer_only},
  };
  for (const int status :
       {204, 206, 304, 400, 401, 403, 404, 408, 410, 418, 422, 429, 451, 500, 501, 502, 503, 504, 520, 599})
    faults.push_back({fmt::format("status {}", status),
                      only_at(Place::header,
                              [status](const std::string& page) {
                                return net::whole_answer(page, json, fmt::format("{} Simulated", status));
                              }),
                      whole_answer_only});
  return faults;
}

}  // namespace

const std::vector<Fault>& all_faults() {
  static const std::vector<Fault> faults = list();
  return faults;
}

}  // namespace clamor::collector::faults
