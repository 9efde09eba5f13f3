#include "storage/merge.hpp"

#include <fmt/format.h>

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <tuple>
#include <unordered_map>

#include "storage/sqlite/campaign.hpp"
#include "storage/sqlite/merge_pages.hpp"
#include "storage/sqlite/merge_state.hpp"
#include "storage/sqlite/reader.hpp"
#include "storage/sqlite/up_to_date.hpp"
#include "storage/sqlite/writer_parts.hpp"

namespace clamor::storage {

namespace fs = std::filesystem;
using Kind = StorageError::Kind;

namespace {

constexpr std::size_t pages_per_slice = 5'000;

bool is_veiled(SQLite::Database& db) {
  return Veil(db).drawn();
}

using TagRules = std::map<std::string, std::pair<std::string, std::string>>;  // variants and veto, by key

TagRules rules_of(SQLite::Database& db) {
  TagRules all;
  Query query(db, "SELECT key, variants, veto FROM tag WHERE position IS NOT NULL");
  for (auto row = query.rows(); row.next();) all[row.text(0)] = {row.text(1), row.text(2)};
  return all;
}

}  // namespace

class SqliteWriter::Merging {
 public:
  Merging(SqliteWriter& here, SqliteReader& there, const OptOut& opt_out, UtcTime now, const GoOn& go_on)
      : here_(here), there_(there), opt_out_(opt_out), now_(now), go_on_(go_on) {}

  Merged run() {
    sources();
    here_.keep_out(opt_out_, now_);
    here_.in_transaction([&](Parts& parts) { find_kept_out(parts); });
    merged_.whole = any_source_.empty() || (people() && posts() && edges() && save_slice());
    if (!merged_.whole) return merged_;  // what is covered waits for all the posts
    here_.in_transaction([&](Parts& parts) {
      for (const PostRecord& record : remains_) join_remains(parts, record);
      match_what_differs(parts);
      here_.keep_away(parts, there_.connection(), now_);  // whom they were asked to forget we forget too
      unite_state(here_.db_, there_.connection(), parts.coverage);
      parts.marks.clean_stored();
      // Addresses and logs that name ours.
      parts.forgetting.forget(kept_out_, Gone::forgotten, now_);
      parts.forgetting.forget({opted_out_.begin(), opted_out_.end()}, Gone::opted_out, now_);
      parts.forget_held();
    });
    return merged_;
  }

 private:
  void sources() {
    for (const SourceSetup& source : there_.all_sources()) {
      here_.add_source(source);
      any_source_ = source.name;
    }
  }

  // Whom we keep out, or our list names, and they do not: what they have of them is never written here. Their posts are counted
  // without a name, and others' texts come without the name, as they would have been left here.
  void find_kept_out(Parts& parts) {
    if (!parts.tombstones.any() && opt_out_.empty()) return;
    std::unordered_map<std::int64_t, std::shared_ptr<const Person>> people;
    Query authors(there_.connection(), "SELECT id, network, key, handle, uri, url FROM author");
    for (auto row = authors.rows(); row.next();) {
      const AuthorKey key{static_cast<Network>(row.small(1)), row.text(2)};
      if (is_on_list(key, row)) {
        parts.tombstones.add(key);
        opted_out_.insert(key);
      } else if (parts.tombstones.has(key) || parts.tombstones.has(parts.veil.over(key))) {
        kept_out_.push_back(key);
      } else {
        continue;
      }
      people[row.integer(0)] = std::make_shared<Person>(key, row.view(3), row.view(4), row.view(5));
    }
    if (people.empty()) return;
    Query posts(there_.connection(),
                "SELECT p.author, k.network, k.uri FROM post p JOIN post_key k ON k.id = p.id "
                "WHERE p.author IS NOT NULL");
    for (auto row = posts.rows(); row.next();)
      if (people.contains(row.integer(0)))
        parts.tombstones.add(PostKey{static_cast<Network>(row.small(1)), row.text(2)});
    Query addressing(there_.connection(),
                     "SELECT e.target, k.network, k.uri FROM edge e JOIN post_key k ON k.id = e.post");
    for (auto row = addressing.rows(); row.next();)
      if (const auto person = people.find(row.integer(0)); person != people.end())
        addressed_.emplace(PostKey{static_cast<Network>(row.small(1)), row.text(2)}, person->second);
  }

  bool is_on_list(const AuthorKey& key, const auto& row) const {
    Author author;
    author.key = key;
    author.handle = row.text(3);
    author.uri = row.text(4);
    author.url = row.text(5);
    return opt_out_.covers(key, &author);
  }

  // False: stopped.
  bool add(std::vector<PreparedPage> pages) {
    std::ranges::move(pages, std::back_inserter(slice_));
    return slice_.size() < pages_per_slice || save_slice();
  }

  bool save_slice() {
    here_.in_transaction([&](Parts&) {
      for (const PreparedPage& page : slice_) here_.save_page(page, merged_.saved);
    });
    slice_.clear();
    return !go_on_ || go_on_(all_ > 0 ? static_cast<double>(merged_.posts) / static_cast<double>(all_) : 0);
  }

  // A record that is passed to `take` after it answered false is not looked at.
  template <class Each, class Take>
  bool all_of(const Each& each, const Take& take) {
    bool go_on = true;
    each([&](const auto& record) { go_on = go_on && take(record); });
    return go_on;
  }

  bool people() {
    return all_of([&](const auto& take) { there_.each_author(take); },
                  [&](const AuthorRecord& record) { return add(pages_of(record, any_source_)); });
  }

  bool posts() {
    all_ = there_.connection().execAndGet("SELECT count(*) FROM post").getInt64();
    return all_of([&](const auto& take) { there_.each_kept_post(take); },
                  [&](const PostRecord& record) {
                    ++merged_.posts;
                    if (record.deleted_at || here_.parts_->tombstones.has(record.post.key)) {
                      remains_.push_back(record);
                      return true;
                    }
                    return add(pages_of(without_names(record)));
                  });
  }

  PostRecord without_names(PostRecord record) const {
    const auto [from, to] = addressed_.equal_range(record.post.key);
    for (auto person = from; person != to; ++person)
      if (std::string text = person->second->without_name(record.post.text); !text.empty())
        record.post.text = std::move(text);
    return record;
  }

  bool edges() {
    return all_of([&](const auto& take) { there_.each_edge(take); },
                  [&](const EdgeRecord& record) { return add({page_of(record, any_source_)}); });
  }

  // A post that one of both knows to be gone is gone. What is left of it is the same whether it was united
  // before or after: the earlier hour, every hashtag, every source that saw it, the greater reason.
  void join_remains(Parts& parts, PostRecord record) {
    const std::string name = gone_name(record.post.key);
    const PostKey remains{record.post.key.network, name};
    const UtcTime since = record.deleted_at.value_or(now_);
    if (!record.gone && opted_out_.contains(record.post.author)) {
      record.gone = Gone::opted_out;
      ++merged_.opted_out;
    }
    const Gone why = record.gone.value_or(Gone::forgotten);  // not gone there: we keep its author out
    for (const Sighting& seen : record.sightings)
      parts.marks.gone(here_.source_id(seen.source), seen.native_id, record.post.created_at);
    parts.flush();
    if (!is_here(remains)) {
      const bool named = record.post.key.uri != name;
      const PostKey own = named ? record.post.key : known_here(name).value_or(remains);
      if (is_here(own)) {
        parts.erasing.mark(own);
        parts.erasing.run(why, since);
      } else {
        parts.erasing.place(own, record.charted_at, record.post.edited_at.value_or(UtcTime{}),
                            record.first_seen, why, since);
        parts.erasing.unite(own, remains);
        ++merged_.saved.new_posts;
        merged_.saved.new_mentions += static_cast<std::int64_t>(record.mentions.size());
      }
    }
    record.post.key = remains;
    unite_remains(
        here_.db_, record, [&](const std::string& tag) { return parts.posts.tags().ensure(tag); },
        [&](const std::string& source) { return here_.source_id(source); });
    parts.forget_held();
  }

  // The address, read or only heard of, that would have this name if it were deleted.
  std::optional<PostKey> known_here(const std::string& name) {
    if (!known_) {
      known_.emplace();
      Query query(here_.db_, "SELECT network, uri FROM post_key WHERE NOT uri GLOB 'gone:*'");
      for (auto row = query.rows(); row.next();) {
        PostKey key{static_cast<Network>(row.small(0)), row.text(1)};
        std::string would_be = gone_name(key);
        known_->emplace(std::move(would_be), std::move(key));
      }
    }
    const auto found = known_->find(name);
    return found == known_->end() ? std::nullopt : std::optional(found->second);
  }

  bool is_here(const PostKey& key) {
    Query query(here_.db_,
                "SELECT 1 FROM post_key k JOIN post p ON p.id = k.id WHERE k.hash = ? AND k.network = ? AND "
                "k.uri = ?");
    return query.rows(key_hash(key.network, key.uri), key.network, key.uri).next();
  }

  // Mentions came as the other campaign counted them.
  void match_what_differs(Parts& parts) {
    const TagRules ours = rules_of(here_.db_), theirs = rules_of(there_.connection());
    std::set<std::string> differ;
    for (const auto& [tag, rules] : ours)
      if (const auto other = theirs.find(tag); other == theirs.end() || other->second != rules)
        differ.insert(tag);
    if (!differ.empty()) match_again(here_.db_, differ);
    if (!differ.empty() || !remains_.empty()) Rollups::rebuild(here_.db_);
    parts.forget_held();
  }

  SqliteWriter& here_;
  SqliteReader& there_;
  const OptOut& opt_out_;
  const UtcTime now_;
  const GoOn& go_on_;
  std::vector<AuthorKey> kept_out_;                                  // of theirs, by us
  std::set<AuthorKey> opted_out_;                                    // of theirs, by our list
  std::multimap<PostKey, std::shared_ptr<const Person>> addressed_;  // whom of them posts of others name
  std::string any_source_;
  std::vector<PreparedPage> slice_;
  std::vector<PostRecord> remains_;
  std::optional<std::unordered_map<std::string, PostKey>> known_;  // by the names they would have
  std::int64_t all_ = 0;
  Merged merged_;
};

Merged SqliteWriter::merge(SqliteReader& other, const OptOut& opt_out, UtcTime now, const GoOn& go_on) {
  return Merging(*this, other, opt_out, now, go_on).run();
}

Merged merge(std::string_view into, std::string_view from, const CampaignSetup& campaign,
             const OptOut& opt_out, UtcTime now, const GoOn& go_on) {
  const fs::path here = path_of(into), there = path_of(from);
  const auto refuse = [&](const char* why) {
    throw StorageError(Kind::refused, fmt::format("{}: {}", there.string(), why));
  };
  if (!fs::exists(there))
    throw StorageError(Kind::cannot_open, fmt::format("there is no file {}", there.string()));
  if (fs::exists(here) && fs::equivalent(here, there))
    refuse("this is the database itself; there is nothing to unite");
  std::optional<UpToDate> other(std::in_place, there, here);
  std::optional<SqliteReader> reader(std::in_place, other->file());
  if (const auto found = reader->verify(); !found.empty())
    throw StorageError(Kind::damaged,
                       fmt::format("{} is damaged; nothing was merged: {}", there.string(), found.front()));
  const bool new_here = !fs::exists(here);
  if (is_veiled(reader->connection()))
    refuse("it is a sensitive campaign's, where nobody can tell who is who; nothing was merged");
  SqliteWriter writer(here, new_here ? reader->simulated() : "");
  if (writer.simulated() != reader->simulated())
    refuse("one of the two databases is simulated, or by another network; they are never mixed");
  writer.set_campaign(campaign, now);
  reader->begin_view();
  Merged merged = writer.merge(*reader, opt_out, now, go_on);
  reader.reset();
  other.reset();  // scrub() takes what lies beside the database
  if (merged.whole) merged.scrubbed = writer.scrub([&] { return !go_on || go_on(1); });
  return merged;
}

}  // namespace clamor::storage
