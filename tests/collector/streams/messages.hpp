#pragma once
// What streams say, made by hand.

#include <fmt/format.h>

#include <string>

#include "collector/stream.hpp"
#include "core/time.hpp"

namespace clamor::collector::test {

inline std::int64_t micros(UtcTime at) {
  return std::chrono::microseconds(at.time_since_epoch()).count();
}

// An event of Jetstream about post `key` of a simulated account; `tag` empty: without a hashtag.
inline net::StreamMessage event(const std::string& operation, const std::string& key, UtcTime at,
                                const std::string& tag = "") {
  const std::string facets = tag.empty()
                                 ? "[]"
                                 : fmt::format(R"([{{"index":{{"byteStart":0,"byteEnd":4}},"features":[)"
                                               R"({{"$type":"app.bsky.richtext.facet#tag","tag":"{}"}}]}}])",
                                               tag);
  const std::string record =
      operation == "delete"
          ? ""
          : fmt::format(
                R"(,"cid":"simulated","record":{{"$type":"app.bsky.feed.post","text":"#{0} y más","langs":["es"],)"
                R"("createdAt":"{1}","facets":{2}}})",
                tag, to_rfc3339(at), facets);
  return {"",
          fmt::format(R"({{"did":"did:plc:simulada17","time_us":{0},"kind":"commit","commit":{{"rev":"r",)"
                      R"("operation":"{1}","collection":"app.bsky.feed.post","rkey":"{2}"{3}}}}})",
                      micros(at), operation, key, record)};
}

// Nothing but the time, as in the many events about nobody's posts.
inline net::StreamMessage tick(UtcTime at) {
  return {"", fmt::format(R"({{"did":"did:plc:simulada1","time_us":{},"kind":"identity","identity":{{}}}})",
                          micros(at))};
}

// The same post as the search shows it.
inline std::string search_page(const std::string& key, UtcTime at, const std::string& tag) {
  return fmt::format(
      R"({{"posts":[{{"uri":"at://did:plc:simulada17/app.bsky.feed.post/{0}","cid":"simulated",)"
      R"("author":{{"did":"did:plc:simulada17","handle":"cuenta-simulada-17.bsky.sim","displayName":"cuenta simulada 17"}},)"
      R"("record":{{"$type":"app.bsky.feed.post","text":"#{2} y más","langs":["es"],"createdAt":"{1}",)"
      R"("facets":[{{"index":{{"byteStart":0,"byteEnd":4}},"features":[{{"$type":"app.bsky.richtext.facet#tag","tag":"{2}"}}]}}]}},)"
      R"("likeCount":3,"repostCount":2,"replyCount":0,"quoteCount":0,"indexedAt":"{1}"}}]}})",
      key, to_rfc3339(at), tag);
}

// A status of Mastodon.
inline std::string status(int id, const std::string& tag, const std::string& edited_at = "") {
  return fmt::format(
      R"({{"id":"{0}","uri":"https://servidor.example/post/{0}","created_at":"2026-07-01T11:00:00.000Z","content":"<p>#{1}</p>",)"
      R"("visibility":"public","tags":[{{"name":"{1}"}}],"edited_at":{2},"replies_count":0,"reblogs_count":0,"favourites_count":0,)"
      R"("account":{{"id":"1","username":"simulada17","acct":"simulada17","display_name":"cuenta simulada 17"}}}})",
      id, tag, edited_at.empty() ? "null" : "\"" + edited_at + "\"");
}

}  // namespace clamor::collector::test
