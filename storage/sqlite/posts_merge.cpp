// The rules by which copies of one post become one (see posts.hpp).
#include <algorithm>
#include <set>
#include <sstream>
#include <tuple>

#include "storage/sqlite/posts.hpp"

namespace clamor::storage {

namespace {

template <class Lines>  // in order, each once
std::string join(const Lines& lines) {
  std::string all;
  for (const std::string_view line : lines) {
    if (!all.empty()) all += '\n';
    all += line;
  }
  return all;
}

std::set<std::string> split(const std::string& all) {
  std::set<std::string> lines;
  std::istringstream stream(all);
  for (std::string line; std::getline(stream, line);) lines.insert(line);
  return lines;
}

// The longest text wins, then the hash decides: any fixed rule would do, as long as it is one.
std::int64_t version_of(const PreparedPost& prepared) {
  const Post& post = prepared.post;
  std::uint64_t hash = hash_words(post.text);
  for (const std::string_view part :
       {std::string_view(post.author.id), std::string_view(post.url), std::string_view(post.language),
        std::string_view(prepared.detected_language)}) {
    hash = hash_words(part, hash);
  }
  hash = hash_words(std::to_string(post.media) + (post.sensitive ? "s" : "-"), hash);
  constexpr std::uint64_t longest = (1ULL << 23) - 1;
  const std::uint64_t length = std::min<std::uint64_t>(post.text.size(), longest);
  return static_cast<std::int64_t>((length << 40) | (hash >> 24));
}

}  // namespace

// Everything but what take_content() takes.
Posts::Stored Posts::facts_of(const PreparedPost& prepared, const Reading& reading, const PageAuthor* author,
                              std::int64_t id) {
  const Post& post = prepared.post;
  Stored facts;
  facts.id = id;
  facts.network = static_cast<int>(post.key.network);
  if (author)
    facts.author = author->id;
  else if (!post.author.id.empty())  // a deleted post has none
    facts.author = authors_.ensure(post.author);
  facts.at = millis(prepared.charted_at);
  facts.repair = static_cast<int>(prepared.repair);
  facts.created_at = millis(post.created_at);
  facts.first_seen = millis(reading.at);
  facts.edited = std::max<std::int64_t>(0, millis(post.edited_at).value_or(0));
  facts.home = is_home(post.key, reading.server);
  facts.version = version_of(prepared);
  std::vector<std::string_view> hashtags(prepared.hashtags.begin(), prepared.hashtags.end());
  std::ranges::sort(hashtags);
  facts.hashtags = join(hashtags);
  facts.reply_to = reference(post.reply_to);
  facts.root = reference(post.root);
  facts.quote_of = reference(post.quote_of);
  facts.is_reply = post.is_reply || post.reply_to;
  return facts;
}

void Posts::take_content(Held& held, const Stored& facts, const PreparedPost& prepared) {
  const Post& post = prepared.post;
  held.row.author = facts.author;
  held.row.sensitive = post.sensitive;
  held.row.media = post.media;
  held.content =
      std::make_unique<Content>(Content{post.url, post.text, post.language, prepared.detected_language});
}

std::optional<std::int64_t> Posts::reference(const std::optional<PostKey>& key) {
  return key ? std::optional(keys_.ensure_post(*key)) : std::nullopt;
}

// Whether anything changed.
bool Posts::merge(Held& held, const Stored& facts, const PreparedPost& prepared) {
  Stored& row = held.row;
  const auto rank = [](const Stored& s) { return std::tie(s.edited, s.home, s.version); };
  const auto time = [](const Stored& s) { return std::tie(s.at, s.repair, s.created_at); };
  bool changed = false;
  const auto set = [&changed](auto& value, auto better) {
    if (value == better) return;
    value = std::move(better);
    changed = true;
  };
  if (facts.edited > row.edited) {
    set(row.hashtags, facts.hashtags);
  } else if (facts.edited == row.edited && facts.hashtags != row.hashtags) {
    std::set<std::string> both = split(row.hashtags);
    both.merge(split(facts.hashtags));
    set(row.hashtags, join(both));
  }
  if (rank(facts) > rank(row)) {
    std::tie(row.edited, row.home, row.version) = rank(facts);
    take_content(held, facts, prepared);
    changed = true;
  }
  if (time(facts) < time(row)) {
    std::tie(row.at, row.repair, row.created_at) = time(facts);
    changed = true;
  }
  set(row.first_seen, std::min(row.first_seen, facts.first_seen));
  set(row.is_reply, row.is_reply || facts.is_reply);
  set(row.reply_to, one_of(row.reply_to, facts.reply_to));
  set(row.root, one_of(row.root, facts.root));
  set(row.quote_of, one_of(row.quote_of, facts.quote_of));
  return changed;
}

// Known beats unknown; of two that differ the one with the smaller key, as ids depend on the order of
// arrival.
std::optional<std::int64_t> Posts::one_of(std::optional<std::int64_t> a, std::optional<std::int64_t> b) {
  if (!a || !b || *a == *b) return a ? a : b;
  keys_.flush();
  const auto key = [&](std::int64_t id) {
    auto rows = uri_.rows(id);
    rows.next();
    return std::tuple(rows.integer(0), rows.text(1));
  };
  return key(*a) < key(*b) ? a : b;
}

// ---- mentions ----------------------------------------------------------------------------------------

Posts::Few<Posts::MentionRow> Posts::given_mentions(const PreparedPost& prepared, std::int64_t edited) {
  Few<MentionRow> rows;
  for (const Mention& mention : prepared.mentions) {
    rows.push_back(
        MentionRow{tags_.ensure(mention.tag), edited, false, mention.spelling, MentionState::counted});
  }
  for (const std::string& tag : prepared.vetoed) {
    merge_mention(rows, {tags_.ensure(tag), edited, true, "", MentionState::vetoed});
  }
  return rows;
}

void Posts::merge_mention(Few<MentionRow>& rows, MentionRow row) {
  const auto same = std::ranges::find(rows, row.tag, &MentionRow::tag);
  if (same == rows.end()) {
    rows.push_back(std::move(row));
    return;
  }
  const auto rank = [](const MentionRow& r) { return std::tuple(-r.edited, r.vetoed, r.spelling); };
  if (rank(row) < rank(*same)) {
    row.state = same->state;
    *same = std::move(row);
  }
}

void Posts::settle_states(Few<MentionRow>& rows, std::int64_t newest_edit) {
  for (MentionRow& row : rows) {
    if (row.state == MentionState::opted_out || row.state == MentionState::deleted) continue;
    row.state = row.edited < newest_edit ? MentionState::edited_away
                : row.vetoed             ? MentionState::vetoed
                                         : MentionState::counted;
  }
}

}  // namespace clamor::storage
