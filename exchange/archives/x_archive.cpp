// The archive of an account, as X gives it to its owner: a zip of scripts, of which data/account.js says who
// it is and data/tweets.js (once tweet.js, -part1 and on when there are many) what was written.
#include "exchange/archives/formats.hpp"
#include "exchange/archives/tweet.hpp"

namespace clamor::exchange {
namespace {

class XArchive final : public Decoder {
 public:
  Result<void> read(const Raw& raw, Findings& into) override {
    const auto record = json_.read(raw.text);
    if (!record) return tl::unexpected(record.error());
    if (const auto account = object_at(*record, "account")) {
      owner_.id = id_at(*account, "accountId");
      owner_.handle = text_at(*account, "username");
      owner_.name = text_at(*account, "accountDisplayName");
      ++into.passed;
      return {};
    }
    if (owner_.id.empty())
      return fail(Errc::bad_answer,
                  "a tweet without its author: bring in the archive's whole zip, not one script of it");
    // Archives of before 2019 have no wrapper.
    return read_tweet_v1(object_at(*record, "tweet").value_or(*record), &owner_, into);
  }

 private:
  JsonRecord json_;
  TweetOwner owner_;
};

}  // namespace

const Format x_archive_format{
    .name = "x-archive",
    .network = Network::x,
    .recognise =
        [](const Head& head) {
          for (const auto script :
               {"window.YTD.account.part", "window.YTD.tweet.part", "window.YTD.tweets.part"})
            if (head.bytes.starts_with(script)) return true;
          return false;
        },
    .framing = [](const Head&) { return Framing::values; },
    .open = [] { return std::unique_ptr<Decoder>(new XArchive); },
    .spans_files = true};

}  // namespace clamor::exchange
