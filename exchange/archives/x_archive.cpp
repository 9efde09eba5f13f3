// The archive of an account, as X gives it to its owner: a zip of scripts, of which data/account.js says who
// it is, data/tweets.js (once tweet.js, -part1 and on when there are many) what was written, and
// data/note-tweet.js the whole of what was longer than 280 characters, under ids of its own.
#include <algorithm>
#include <chrono>
#include <map>

#include "core/text.hpp"
#include "exchange/archives/formats.hpp"
#include "exchange/archives/tweet.hpp"
#include "exchange/archives/values.hpp"

namespace clamor::exchange {
namespace {

constexpr std::size_t max_notes_bytes = 16u << 20;

// The whole text of a long tweet.
struct Note {
  std::string id, text;
  std::vector<std::string> tags, links;
};

std::int64_t second_of(UtcTime time) {
  return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

Note note_in(Json record) {
  Note note{id_at(record, "noteTweetId"), {}, {}, {}};
  const auto core = object_at(record, "core");
  if (!core) return note;
  note.text = truncate_utf8(unescape_entities(text_at(*core, "text")), max_text_bytes);
  if (const auto tags = array_at(*core, "hashtags"))
    for (const Json tag : *tags)
      if (const auto text = text_at(tag, "text"); !text.empty() && note.tags.size() < max_tags)
        note.tags.emplace_back(text);
  if (const auto urls = array_at(*core, "urls"))
    for (const Json url : *urls)
      if (const auto link = text_at(url, "expandedUrl"); !link.empty() && note.links.size() < max_links)
        note.links.emplace_back(link);
  return note;
}

// What a shortened text surely has in common with the whole one: all before its first link or its dots.
std::string_view surely_same(std::string_view text) {
  text = text.substr(0, std::min(text.find("https://t.co/"), text.find("\u2026")));
  const auto last = text.find_last_not_of(" \r\n\t");
  return text.substr(0, last == text.npos ? 0 : last + 1);
}

class XArchive final : public Decoder {
 public:
  Result<void> read(const Raw& raw, Findings& into) override {
    const auto record = json_.read(raw.text);
    if (!record) return tl::unexpected(record.error());
    const auto learned = learn(*record);
    if (!learned) return tl::unexpected(learned.error());
    if (*learned) {
      ++into.passed;
      return {};
    }
    if (owner_.id.empty())
      return fail(Errc::bad_answer,
                  "a tweet without its author: bring in the archive's whole zip, not one script of it");
    const auto before = into.pages.size();
    // Archives of before 2019 have no wrapper.
    const auto told = read_tweet_v1(object_at(*record, "tweet").value_or(*record), &owner_, into);
    for (auto i = before; i < into.pages.size(); ++i)
      for (Post& post : into.pages[i].page.posts) lengthen(post);
    return told;
  }

  void foresee(const Raw& raw) override {
    if (const auto record = json_.read(raw.text)) (void)learn(*record);  // told when it is read
  }

 private:
  // False: the record is a tweet.
  Result<bool> learn(Json record) {
    if (const auto account = object_at(record, "account")) {
      owner_.id = id_at(*account, "accountId");
      owner_.handle = text_at(*account, "username");
      owner_.name = text_at(*account, "accountDisplayName");
      return true;
    }
    const auto told = object_at(record, "noteTweet");
    if (!told) return false;
    const auto at = time_at(*told, "createdAt");
    Note note = note_in(*told);
    if (!at || note.id.empty() || note.text.empty())
      return fail(Errc::bad_answer, "a long text without its time or its words");
    const auto same = notes_.equal_range(second_of(*at));
    for (auto known = same.first; known != same.second; ++known)
      if (known->second.id == note.id) return true;
    if (notes_bytes_ > max_notes_bytes)
      return fail(Errc::too_large, "a long text beyond the first 16 MB of them: its tweet stays shortened");
    notes_bytes_ += note.text.size() + 200;
    notes_.emplace(second_of(*at), std::move(note));
    return true;
  }

  // A note has another id than its tweet: it is the owner's of the same moment that begins alike.
  void lengthen(Post& post) const {
    if (notes_.empty() || !post.created_at || post.author != x_account(owner_.id, owner_.handle)) return;
    const auto beginning = surely_same(post.text);
    const auto second = second_of(*post.created_at);
    for (auto note = notes_.lower_bound(second - 1); note != notes_.upper_bound(second + 1); ++note) {
      const auto& [id, text, tags, links] = note->second;
      if (beginning.empty() || text.size() <= beginning.size() || !text.starts_with(beginning)) continue;
      post.text = text;
      for (const auto& [from, to] : {std::pair{&tags, &post.declared_tags}, std::pair{&links, &post.links}})
        for (const auto& one : *from)
          if (std::ranges::find(*to, one) == to->end()) to->push_back(one);
      return;
    }
  }

  JsonRecord json_;
  TweetOwner owner_;
  std::multimap<std::int64_t, Note> notes_;  // by the second
  std::size_t notes_bytes_ = 0;
};

bool is_script(const Head& head, std::initializer_list<std::string_view> names) {
  constexpr std::string_view before = "window.YTD.";
  if (!head.bytes.starts_with(before)) return false;
  const auto name = head.bytes.substr(before.size());
  return std::ranges::any_of(names, [&](auto wanted) { return name.starts_with(wanted); });
}

}  // namespace

const Format x_archive_format{
    .name = "x-archive",
    .network = Network::x,
    .recognise =
        [](const Head& head) {
          return is_script(head, {"account.part", "tweet.part", "tweets.part", "note_tweet.part"});
        },
    .framing = [](const Head&) { return Framing::values; },
    .open = [] { return std::unique_ptr<Decoder>(new XArchive); },
    .spans_files = true,
    .needed_first =
        [](const Head& head) {
          return is_script(head, {"account.part", "note_tweet.part"});
        }};

}  // namespace clamor::exchange
