// What twarc and twarc2 wrote, and the streams of API v1.1: a tweet or an answer per line.
#include "exchange/archives/formats.hpp"
#include "exchange/archives/tweet.hpp"

namespace clamor::exchange {
namespace {

bool says(std::string_view text, std::string_view name) {
  return text.find('"' + std::string(name) + '"') != text.npos;
}

bool is_answer(Json record) {
  return member(record, "data") && !member(record, "item_id");
}

class Twarc final : public Decoder {
 public:
  Result<void> read(const Raw& raw, Findings& into) override {
    const auto record = json_.read(raw.text);
    if (!record) return tl::unexpected(record.error());
    if (!record->is_object()) return fail(Errc::bad_answer, "no tweet and no answer of X");
    if (object_at(*record, "user")) return read_tweet_v1(*record, nullptr, into);  // nothing newer has one
    if (is_answer(*record) || member(*record, "author_id") || object_at(*record, "author"))
      return read_tweets_v2(*record, into);
    if (member(*record, "delete") || member(*record, "limit") || member(*record, "warning") ||
        member(*record, "status_withheld") || member(*record, "user_withheld") ||
        member(*record, "scrub_geo"))
      return fail(Errc::bad_answer, "a notice of the stream, no tweet");
    if (const auto meta = object_at(*record, "meta")) {
      ++into.records;
      return {};  // an answer that found nothing
    }
    if (!member(*record, "id_str") && !member(*record, "id"))
      return fail(Errc::bad_answer, "no tweet and no answer of X");
    return read_tweet_v1(*record, nullptr, into);
  }

 private:
  JsonRecord json_;
};

}  // namespace

const Format twarc_format{
    .name = "twarc",
    .network = Network::x,
    .recognise =
        [](const Head& head) {
          if (!head.bytes.starts_with('{') && !head.bytes.starts_with('[')) return false;
          const bool v1 = says(head.bytes, "created_at") && says(head.bytes, "user") &&
                          (says(head.bytes, "full_text") || says(head.bytes, "text")) &&
                          says(head.bytes, "id_str");
          const bool v2 = says(head.bytes, "author_id") && says(head.bytes, "text") && says(head.bytes, "id");
          const bool nothing = says(head.bytes, "result_count") && says(head.bytes, "meta");
          return (v1 || v2 || nothing) && !says(head.bytes, "rest_id");
        },
    // Indented JSON, or an array of tweets, is no line per tweet.
    .framing =
        [](const Head& head) {
          const auto line = head.bytes.substr(0, head.bytes.find('\n'));
          const auto last = line.find_last_not_of(" \r\t");
          const bool whole = line.starts_with('{') && last != line.npos && line[last] == '}';
          const bool long_line = line.starts_with('{') && line.size() == head.bytes.size();
          return whole || long_line ? Framing::lines : Framing::values;
        },
    .open = [] { return std::unique_ptr<Decoder>(new Twarc); }};

}  // namespace clamor::exchange
