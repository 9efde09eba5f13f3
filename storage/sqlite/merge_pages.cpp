#include "storage/sqlite/merge_pages.hpp"

#include <algorithm>

#include "storage/sqlite/identity.hpp"

namespace clamor::storage {

namespace {

PreparedPage page_at(const std::string& source, const std::string& vantage, UtcTime time) {
  PreparedPage page;
  page.source = source;
  page.vantage = vantage;
  page.read_at = time;
  return page;
}

// A run of equal observations is known by its ends.
template <class Take>
void for_ends(UtcTime first, UtcTime last, const Take& take) {
  take(first);
  if (last != first) take(last);
}

Author numbers_alone(const AuthorKey& who, const AuthorReading& told) {
  Author author;
  author.key = who;
  author.followers = told.followers;
  author.following = told.following;
  author.posts = told.posts;
  return author;
}

// The copy that is kept: text, author, hashtags and the rest of its newest edit.
PreparedPost copy_of(const PostRecord& record) {
  PreparedPost copy;
  copy.post = record.post;
  copy.post.counts = {};
  copy.charted_at = record.charted_at;
  copy.repair = record.repair;
  copy.hashtags = record.post.declared_tags;
  copy.links = record.post.links;
  copy.themes = record.themes;
  copy.detected_language = record.detected_language;
  for (const MentionRecord& mention : record.mentions) {
    if (mention.fate == MentionFate::counted) copy.mentions.push_back({mention.tag, mention.spelling});
    if (mention.fate == MentionFate::vetoed) copy.vetoed.push_back(mention.tag);
  }
  return copy;
}

// The counts a home server gave belong to its copy. Where the copy kept is a newer edit read elsewhere, they
// come with an older one of which nothing else is known.
PreparedPost copy_for(const CountsReading& reading, const PostRecord& record, const PreparedPost& kept) {
  PreparedPost copy = kept;
  if (reading.home && !record.home) {
    copy.post.edited_at.reset();
    copy.hashtags.clear();
    copy.mentions.clear();
    copy.vetoed.clear();
  }
  copy.post.counts = reading.counts;
  return copy;
}

const Sighting& sighted_at(const PostRecord& record, UtcTime time) {
  const auto then = std::ranges::find_if(
      record.sightings, [&](const Sighting& s) { return s.first_seen <= time && time <= s.last_seen; });
  return then == record.sightings.end() ? record.sightings.front() : *then;
}

}  // namespace

std::vector<PreparedPage> pages_of(const PostRecord& record) {
  std::vector<PreparedPage> pages;
  if (record.sightings.empty()) return pages;
  const auto add = [&](PreparedPage page, PreparedPost post) {
    page.posts.push_back(std::move(post));
    pages.push_back(std::move(page));
  };
  const PreparedPost kept = copy_of(record);
  const std::string vantage = record.home ? "https://" + authority_of(record.post.key.uri) : std::string();
  for (const Sighting& sighting : record.sightings) {
    PreparedPost copy = kept;
    copy.post.native_id = sighting.native_id;
    copy.post.indexed_at = sighting.indexed_at;
    for_ends(sighting.first_seen, sighting.last_seen,
             [&](UtcTime time) { add(page_at(sighting.source, vantage, time), copy); });
    if (!sighting.author) continue;
    const AuthorReading& told = *sighting.author;
    PreparedPage page = page_at(sighting.source, told.vantage, told.at);
    page.authors = {numbers_alone(record.post.author, told)};
    add(std::move(page),
        copy_for({.vantage = told.vantage, .home = told.home, .at = told.at, .until = told.at, .counts = {}},
                 record, copy));
  }
  for (const CountsReading& reading : record.readings) {
    for_ends(reading.at, reading.until, [&](UtcTime time) {
      add(page_at(sighted_at(record, time).source, reading.vantage, time), copy_for(reading, record, kept));
    });
  }
  for (const MentionRecord& mention : record.mentions) {  // of an older edit only this hashtag is known
    if (mention.fate != MentionFate::edited_away) continue;
    PreparedPost older = kept;
    older.post.edited_at = mention.edited_at;
    older.mentions = {{mention.tag, mention.spelling}};
    older.vetoed.clear();
    add(page_at(record.sightings.front().source, "", record.sightings.front().first_seen), std::move(older));
  }
  return pages;
}

// The profile is the one place's where it was read; what other places told are numbers alone.
std::vector<PreparedPage> pages_of(const AuthorRecord& record, const std::string& source) {
  std::vector<PreparedPage> pages;
  const auto add = [&](const std::string& vantage, UtcTime time, const Author& author) {
    pages.push_back(page_at(source, vantage, time));
    pages.back().authors = {author};
  };
  add(record.vantage, record.read_at.value_or(UtcTime{}), record.author);
  pages.back().full_profiles = record.full;
  for (const AuthorReading& reading : record.readings) {
    if (reading.with_post) continue;  // comes with the post
    const Author told = numbers_alone(record.author.key, reading);
    for_ends(reading.at, reading.until, [&](UtcTime time) { add(reading.vantage, time, told); });
  }
  return pages;
}

PreparedPage page_of(const EdgeRecord& record, const std::string& source) {
  PreparedPage page = page_at(source, "", record.at);
  page.edges = {record.edge};
  return page;
}

}  // namespace clamor::storage
