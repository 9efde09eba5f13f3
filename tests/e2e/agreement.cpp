#include "tests/e2e/agreement.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace clamor::e2e {

using simdjson::dom::element;

void expect_equal(const std::string& status_line, const std::string& truth_text) {
  simdjson::dom::parser status_parser, truth_parser;
  const element status = status_parser.parse(status_line), truth = truth_parser.parse(truth_text);
  for (const char* key : {"posts", "mentions", "authors", "boosts", "engagement", "deleted", "edited_away",
                          "opted_out"})
    EXPECT_EQ(number(status, key), number(truth, key)) << key;
  std::map<std::string, std::pair<std::int64_t, std::int64_t>> wanted, found;
  for (element tag : truth["tags"])
    wanted[text(tag, "tag")] = {number(tag, "mentions"), number(tag, "authors")};
  for (element tag : status["tags"])
    found[text(tag, "tag")] = {number(tag, "mentions"), number(tag, "authors")};
  EXPECT_EQ(found, wanted);
  std::map<std::string, std::int64_t> held, seen;
  for (element server : truth["servers"]) {
    const std::string url = text(server, "url");
    held[url] = number(server, "posts");
    for (element tag : server["tags"]) held[url + " " + text(tag, "tag")] = number(tag, "posts");
  }
  for (element source : status["sources"]) {
    const std::string url = text(source, "server");
    seen[url] = number(source, "posts");
    EXPECT_EQ(text(source, "state"), "ok") << url;
    for (element tag : source["tags"]) seen[url + " " + text(tag, "tag")] = number(tag, "posts");
  }
  EXPECT_EQ(seen, held);
}

Tally told(storage::Reader& reader) {
  Tally tally{{"posts", reader.totals().posts}, {"mentions", reader.totals().mentions}};
  for (const auto& source : reader.sources()) {
    tally[source.name] = source.posts;
    for (const auto& tag : source.tags) tally[source.name + " " + tag.label] = tag.mentions;
  }
  return tally;
}

Tally told(const std::string& truth_json) {
  simdjson::dom::parser parser;
  const element truth = parser.parse(truth_json);
  Tally tally{{"posts", number(truth, "posts")}, {"mentions", number(truth, "mentions")}};
  for (element server : truth["servers"]) {
    tally[text(server, "name")] = number(server, "posts");
    for (element tag : server["tags"])
      tally[text(server, "name") + " " + text(tag, "tag")] = number(tag, "posts");
  }
  return tally;
}

Tally sums(const storage::Totals& totals) {
  return {{"posts", totals.posts},
          {"authors", totals.authors},
          {"boosts", totals.boosts.value_or(-1)},
          {"engagement", totals.engagement.value_or(-1)},
          {"deleted", totals.deleted},
          {"edited_away", totals.edited_away}};
}

Tally sums(const std::string& truth_json) {
  simdjson::dom::parser parser;
  const element truth = parser.parse(truth_json);
  Tally tally;
  for (const char* key : {"posts", "authors", "boosts", "engagement", "deleted", "edited_away"})
    tally[key] = number(truth, key);
  return tally;
}

std::vector<Outage> outages_in(const std::string& truth_json) {
  simdjson::dom::parser parser;
  const element truth = parser.parse(truth_json);
  std::vector<Outage> outages;
  for (element one : truth["outages"])
    outages.push_back(
        {text(one, "server"), *parse_rfc3339(text(one, "from")), *parse_rfc3339(text(one, "to"))});
  return outages;
}

std::vector<std::string> stored_posts(storage::Reader& reader) {
  std::vector<std::int64_t> ids;
  reader.each_post([&](const storage::PostRow& post) { ids.push_back(post.id); });
  std::vector<std::string> uris;
  for (const auto& post : reader.details(ids)) uris.push_back(post.key.uri);
  std::ranges::sort(uris);
  return uris;
}

std::int64_t early_requests(const std::string& truth_json) {
  simdjson::dom::parser parser;
  std::int64_t early = 0;
  const element truth = parser.parse(truth_json);
  for (element server : truth["servers"]) early += number(server, "early_requests");
  return early;
}

}  // namespace clamor::e2e
