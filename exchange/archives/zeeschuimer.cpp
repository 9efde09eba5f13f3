// What Zeeschuimer recorded in a browser, as it saves it and as 4CAT hands it on: a line per post, in the
// shape of the network's own web page.
#include "core/text.hpp"
#include "exchange/archives/formats.hpp"
#include "exchange/archives/tweet.hpp"

namespace clamor::exchange {
namespace {

std::optional<UtcTime> collected_at(Json about) {
  const auto millis = count_at(about, "timestamp_collected");
  if (!millis || *millis < 1'000'000'000'000) return {};
  return UtcTime{Millis{*millis}};
}

class Zeeschuimer final : public Decoder {
 public:
  Result<void> read(const Raw& raw, Findings& into) override {
    const auto record = json_.read(raw.text);
    if (!record) return tl::unexpected(record.error());
    const auto inside = object_at(*record, "data");
    const Json about = inside ? *record : object_at(*record, "__import_meta").value_or(*record);
    const auto platform = text_at(about, "source_platform");
    if (!platform.empty() && platform != "twitter.com" && platform != "x.com")
      return fail(Errc::bad_answer, "a post of " + printable(truncate_utf8(platform, 40)) +
                                        ": of Zeeschuimer's files only those of X are read");
    return read_tweet_of_web_page(inside.value_or(*record), collected_at(about), into);
  }

 private:
  JsonRecord json_;
};

}  // namespace

const Format zeeschuimer_format{
    .name = "zeeschuimer",
    .network = Network::x,
    .recognise =
        [](const Head& head) {
          const auto line = head.bytes.substr(0, head.bytes.find('\n'));
          const auto has = [&](std::string_view name) { return line.find(name) != line.npos; };
          return line.starts_with('{') &&
                 (has("\"source_platform\"") || has("\"timestamp_collected\"") || has("\"rest_id\""));
        },
    .framing = [](const Head&) { return Framing::lines; },
    .open = [] { return std::unique_ptr<Decoder>(new Zeeschuimer); }};

}  // namespace clamor::exchange
