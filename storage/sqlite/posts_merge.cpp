// The rules by which copies of one post become one row (see posts.hpp), and the rows themselves.
#include <algorithm>
#include <set>
#include <sstream>
#include <tuple>

#include "storage/sqlite/posts.hpp"

namespace clamor::storage {

namespace {

template <class Line>
std::string join(const std::set<Line>& lines) {
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
  std::uint64_t hash = hash_bytes(post.text);
  for (const std::string_view part :
       {std::string_view(post.author.id), std::string_view(post.url), std::string_view(post.language),
        std::string_view(prepared.detected_language)}) {
    hash = hash_bytes(part, hash_bytes("\x1f", hash));
  }
  hash = hash_bytes(std::to_string(post.media) + (post.sensitive ? "s" : "-"), hash);
  constexpr std::uint64_t longest = (1ULL << 23) - 1;
  const std::uint64_t length = std::min<std::uint64_t>(post.text.size(), longest);
  return static_cast<std::int64_t>((length << 40) | (hash >> 24));
}

std::optional<std::int64_t> millis_of(const std::optional<UtcTime>& time) {
  return time ? std::optional(millis(*time)) : std::nullopt;
}

}  // namespace

Posts::Stored Posts::as_given(const PreparedPost& prepared, const Reading& reading, std::int64_t id) {
  const Post& post = prepared.post;
  Stored copy;
  copy.id = id;
  copy.network = static_cast<int>(post.key.network);
  if (!post.author.id.empty()) copy.author = authors_.ensure(post.author);  // a deleted post has none
  copy.at = millis(prepared.charted_at);
  copy.repair = static_cast<int>(prepared.repair);
  copy.created_at = millis_of(post.created_at);
  copy.first_seen = millis(reading.at);
  copy.edited = std::max<std::int64_t>(0, millis_of(post.edited_at).value_or(0));
  copy.home = is_home(post.key, reading.server);
  copy.version = version_of(prepared);
  copy.url = post.url;
  copy.text = post.text;
  copy.hashtags = join(std::set<std::string_view>(prepared.hashtags.begin(), prepared.hashtags.end()));
  copy.language = post.language;
  copy.detected = prepared.detected_language;
  copy.reply_to = reference(post.reply_to);
  copy.root = reference(post.root);
  copy.quote_of = reference(post.quote_of);
  copy.is_reply = post.is_reply || post.reply_to;
  copy.sensitive = post.sensitive;
  copy.media = post.media;
  return copy;
}

std::optional<std::int64_t> Posts::reference(const std::optional<PostKey>& key) {
  return key ? std::optional(keys_.ensure_post(*key)) : std::nullopt;
}

void Posts::merge(Stored& stored, const Stored& copy) {
  const auto rank = [](const Stored& s) { return std::tuple(s.edited, s.home, s.version); };
  const auto time = [](const Stored& s) { return std::tuple(s.at, s.repair, s.created_at); };
  if (copy.edited == stored.edited) {
    if (copy.hashtags != stored.hashtags) {
      std::set<std::string> both = split(stored.hashtags);
      both.merge(split(copy.hashtags));
      stored.hashtags = join(both);
    }
  } else if (copy.edited > stored.edited) {
    stored.hashtags = copy.hashtags;
  }
  if (rank(copy) > rank(stored)) {
    std::tie(stored.edited, stored.home, stored.version) = rank(copy);
    stored.author = copy.author;
    stored.url = copy.url;
    stored.text = copy.text;
    stored.language = copy.language;
    stored.detected = copy.detected;
    stored.sensitive = copy.sensitive;
    stored.media = copy.media;
  }
  if (time(copy) < time(stored)) std::tie(stored.at, stored.repair, stored.created_at) = time(copy);
  stored.first_seen = std::min(stored.first_seen, copy.first_seen);
  stored.is_reply = stored.is_reply || copy.is_reply;
  stored.reply_to = one_of(stored.reply_to, copy.reply_to);
  stored.root = one_of(stored.root, copy.root);
  stored.quote_of = one_of(stored.quote_of, copy.quote_of);
}

// Known beats unknown; of two that differ the one with the smaller key, as ids depend on the order of
// arrival.
std::optional<std::int64_t> Posts::one_of(std::optional<std::int64_t> a, std::optional<std::int64_t> b) {
  if (!a || !b || *a == *b) return a ? a : b;
  const auto key = [&](std::int64_t id) {
    auto rows = uri_.rows(id);
    rows.next();
    return std::tuple(rows.integer(0), rows.text(1));
  };
  return key(*a) < key(*b) ? a : b;
}

// ---- mentions ----------------------------------------------------------------------------------------

std::vector<Posts::MentionRow> Posts::given_mentions(const PreparedPost& prepared, std::int64_t edited) {
  std::vector<MentionRow> rows;
  for (const Mention& mention : prepared.mentions) {
    rows.push_back({tags_.ensure(mention.tag), edited, false, mention.spelling, MentionState::counted});
  }
  for (const std::string& tag : prepared.vetoed) {
    merge_mention(rows, {tags_.ensure(tag), edited, true, "", MentionState::vetoed});
  }
  return rows;
}

void Posts::merge_mention(std::vector<MentionRow>& rows, MentionRow row) {
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

void Posts::settle(std::vector<MentionRow>& rows, const Stored& post) {
  for (MentionRow& row : rows) {
    if (row.state == MentionState::opted_out || row.state == MentionState::deleted) continue;
    row.state = row.edited < post.edited ? MentionState::edited_away
                : row.vetoed             ? MentionState::vetoed
                                         : MentionState::counted;
  }
}

void Posts::write_mentions(const std::vector<MentionRow>& before, const std::vector<MentionRow>& now,
                           const Stored* old_post, const Stored& post) {
  const bool moved = old_post && (old_post->at != post.at || old_post->author != post.author);
  for (std::size_t i = 0; i < now.size(); ++i) {  // rows keep their place; new ones follow
    const MentionRow& row = now[i];
    if (i < before.size()) {
      if (!moved && row == before[i]) continue;
      drop_mention_.run(row.tag, old_post->at, post.id);
    }
    add_mention_.run(row.tag, post.at, post.id, post.network, post.author, row.state, row.vetoed, row.edited,
                     row.spelling);
  }
}

// ---- rows --------------------------------------------------------------------------------------------

std::optional<Posts::Stored> Posts::load(std::int64_t id) {
  auto row = load_.rows(id);
  if (!row.next()) return std::nullopt;
  Stored post;
  post.id = id;
  post.network = row.small(0);
  post.author = row.maybe(1);
  post.at = row.integer(2);
  post.repair = row.small(3);
  post.created_at = row.maybe(4);
  post.first_seen = row.integer(5);
  post.edited = row.integer(6);
  post.deleted = row.maybe(7);
  post.home = row.small(8) != 0;
  post.version = row.integer(9);
  post.url = row.text(10);
  post.text = row.text(11);
  post.hashtags = row.text(12);
  post.language = row.text(13);
  post.detected = row.text(14);
  post.reply_to = row.maybe(15);
  post.root = row.maybe(16);
  post.quote_of = row.maybe(17);
  post.is_reply = row.small(18) != 0;
  post.sensitive = row.small(19) != 0;
  post.media = row.integer(20);
  post.counts = {row.maybe(21), row.maybe(22), row.maybe(23), row.maybe(24), row.maybe(25)};
  return post;
}

std::vector<Posts::MentionRow> Posts::load_mentions(std::int64_t post) {
  std::vector<MentionRow> mentions;
  auto rows = load_mentions_.rows(post);
  while (rows.next()) {
    mentions.push_back({rows.integer(0), rows.integer(1), rows.small(2) != 0, rows.text(3),
                        static_cast<MentionState>(rows.small(4))});
  }
  return mentions;
}

std::vector<std::int64_t> Posts::load_sources(std::int64_t post) {
  std::vector<std::int64_t> sources;
  auto rows = load_sources_.rows(post);
  while (rows.next()) sources.push_back(rows.integer(0));
  return sources;
}

namespace {

template <class Post>
void write(Query& query, const Post& p) {
  query.run(p.network, p.author, p.at, p.repair, p.created_at, p.first_seen, p.edited, p.deleted, p.home,
            p.version, p.url, p.text, p.hashtags, p.language, p.detected, p.reply_to, p.root, p.quote_of,
            p.is_reply, p.sensitive, p.media, p.counts.likes, p.counts.boosts, p.counts.replies,
            p.counts.quotes, p.counts.views, p.id);
}

}  // namespace

void Posts::insert(const Stored& post) {
  write(insert_, post);
}
void Posts::update(const Stored& before, const Stored& now) {
  if (now == before) return;
  Stored counted = before;
  counted.counts = now.counts;
  if (now == counted) {
    const Counts& c = now.counts;
    update_counts_.run(c.likes, c.boosts, c.replies, c.quotes, c.views, now.id);
  } else {
    write(update_, now);
  }
}

void Posts::write_links(const PreparedPost& prepared, std::int64_t post) {
  for (const std::string& url : prepared.links) add_link_.run(post, keys_.ensure_link(url));
  for (const std::string& theme : prepared.themes) add_theme_.run(post, themes_.ensure(theme));
}

}  // namespace clamor::storage
