// What Zeeschuimer recorded in a browser, as it saves it and as 4CAT hands it on: a line per post, in the
// shape of the network's own web page.
#include "core/text.hpp"
#include "exchange/archives/formats.hpp"
#include "exchange/archives/social.hpp"
#include "exchange/archives/tweet.hpp"

namespace clamor::exchange {
namespace {

// A post that was seen again may have been replaced by its later state.
std::optional<UtcTime> collected_at(Json about) {
  auto millis = count_at(about, "last_updated");
  if (!millis) millis = count_at(about, "timestamp_collected");
  if (!millis || *millis < 1'000'000'000'000) return {};
  return UtcTime{Millis{*millis}};
}

// What older files of 4CAT don't say shows in the post.
std::string_view network_of(Json about, Json post) {
  if (const auto told = text_at(about, "source_platform"); !told.empty()) return told;
  if (member(post, "createTime")) return "tiktok.com";
  if (member(post, "taken_at") || member(post, "taken_at_timestamp")) return "instagram.com";
  return "x.com";
}

class Zeeschuimer final : public Decoder {
 public:
  Result<void> read(const Raw& raw, Findings& into) override {
    const auto record = json_.read(raw.text);
    if (!record) return tl::unexpected(record.error());
    const auto inside = object_at(*record, "data");
    const Json about = inside ? *record : object_at(*record, "__import_meta").value_or(*record);
    const Json post = inside.value_or(*record);
    const auto network = network_of(about, post);
    if (network == "twitter.com" || network == "x.com")
      return read_tweet_of_web_page(post, collected_at(about), into);
    if (network == "instagram.com") return read_instagram_post(post, collected_at(about), into);
    if (network == "tiktok.com" || network == "tiktok-search")
      return read_tiktok_post(post, collected_at(about), into);
    return fail(Errc::bad_answer,
                "a post of " + printable(truncate_utf8(network, 40)) +
                    ": of Zeeschuimer's files only those of X, Instagram and TikTok are read");
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
                 (has("\"source_platform\"") || has("\"timestamp_collected\"") || has("\"rest_id\"") ||
                  has("\"image_versions2\"") || has("\"taken_at_timestamp\"") || has("\"authorStats\""));
        },
    .framing = [](const Head&) { return Framing::lines; },
    .open = [] { return std::unique_ptr<Decoder>(new Zeeschuimer); }};

}  // namespace clamor::exchange
