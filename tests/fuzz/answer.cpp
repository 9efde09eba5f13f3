#include "tests/fuzz/answer.hpp"

#include <cassert>

#include "collector/rereads.hpp"

namespace clamor::fuzz {
namespace {

net::HttpResponse answer_of(const std::uint8_t* bytes, std::size_t size) {
  return {.status = 200,
          .headers = {{"content-type", "application/json"}},
          .body = std::string(reinterpret_cast<const char*>(bytes), size),
          .final_url = "https://server.example"};
}

}  // namespace

void read_as_answer(std::string_view kind, const std::uint8_t* bytes, std::size_t size) {
  static const auto source = collector::make_source(kind);
  const std::string server = "https://server.example";
  const net::HttpResponse response = answer_of(bytes, size);
  for (const auto direction : {collector::Direction::newer, collector::Direction::older})
    for (const char* software : {"", "lemmy 1.0.0"})  // which has lists of another shape
      for (const char* page : {"", "1 2 x 1"}) {
        collector::Ask ask;
        ask.tag = "FreeThemAll";
        ask.direction = direction;
        ask.cursor = {.newest = "9", .oldest = "1"};
        ask.page_token = page;
        const auto answer = source->parse(response, ask, server, {.software = software});
        // A walk that goes on where it stands would ask for ever.
        if (answer && answer->next) assert(answer->next->page_token != ask.page_token || answer->rows > 0);
      }
  (void)source->classify(response, {});
  (void)source->read_server(response, {});
  (void)source->read_session(response);
}

void read_again(std::string_view kind, const std::uint8_t* bytes, std::size_t size) {
  static const auto source = collector::make_source(kind);
  static const auto objects = collector::make_activitypub_objects();
  const collector::Rereads& rereads = source ? *source->rereads() : *objects;
  const net::HttpResponse response = answer_of(bytes, size);
  const collector::Access access{"https://server.example", {}, {}};
  const collector::PostName one{{Network::fediverse, "https://server.example/users/a/statuses/1"},
                                "1",
                                {Network::fediverse, "a@server.example"}};
  const std::vector<collector::PostName> two{one, one};
  (void)rereads.read_posts(response, two, access);
  (void)rereads.read_posts(response, std::span(&one, 1), access);
  (void)rereads.read_boosters(response, one, access);
  (void)rereads.read_profiles(response, access);
  (void)rereads.says_missing(response);
}

}  // namespace clamor::fuzz
