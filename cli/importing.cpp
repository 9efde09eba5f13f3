#include "cli/importing.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "cli/import_stages.hpp"

namespace clamor::cli {
namespace {

constexpr std::size_t posts_per_batch = 250;
constexpr std::int64_t records_per_batch = 20'000;

bool counts(const PreparedPost& post) {
  return !post.mentions.empty() || !post.vetoed.empty();
}

// Posts without a tracked hashtag are none of the campaign's business, nor is what was done with them, nor
// who did it. `others`: such posts that are not on the page.
std::int64_t leave_out_others(PreparedPage& page, std::set<PostKey> others) {
  const auto absent = others.size();
  for (const PreparedPost& post : page.posts)
    if (!counts(post)) others.insert(post.post.key);
  std::erase_if(page.posts, [](const PreparedPost& post) { return !counts(post); });
  std::erase_if(page.edges, [&](const Edge& edge) { return others.contains(edge.post); });
  std::set<AuthorKey> people;
  for (const PreparedPost& post : page.posts) people.insert(post.post.author);
  for (const Edge& edge : page.edges) {
    people.insert(edge.from);
    if (edge.to) people.insert(*edge.to);
  }
  std::erase_if(page.authors, [&](const Author& author) { return !people.contains(author.key); });
  return static_cast<std::int64_t>(others.size() - absent);
}

void widen(std::optional<Interval>& time, UtcTime at) {
  const Interval moment{at, at + Millis{1}};
  if (!time)
    time = moment;
  else
    time = {std::min(time->from, moment.from), std::max(time->to, moment.to)};
}

// A record's facts are all of one network.
std::optional<Network> network_of(const Page& page) {
  if (!page.posts.empty()) return page.posts.front().key.network;
  if (!page.edges.empty()) return page.edges.front().post.network;
  return {};
}

// Empty, where the archive stands now.
ImportBatch batch_behind(const exchange::Archive& archive) {
  ImportBatch batch;
  batch.position.records = archive.records();
  batch.position.digest = archive.digest();
  return batch;
}

// Between reading and writing: what belongs to the campaign is prepared, the rest is counted.
class Importing {
 public:
  Importing(exchange::Archive& archive, const intake::Intake& intake, storage::Writer& writer,
            const ImportOptions& options, Imported& into)
      : intake_(intake),
        options_(options),
        into_(into),
        bytes_(archive.bytes()),
        committed_(archive.records()),
        batch_(batch_behind(archive)),
        writing_(writer),
        reading_(archive) {}

  Result<void> run(const std::string& position, std::stop_token stop,
                   const std::function<void(const ImportProgress&)>& tell) {
    batch_.position.content = position;
    give_way();
    while (!stop.stop_requested() && !writing_.failed()) {
      auto chunk = reading_.next();
      if (!chunk) break;
      for (auto& s : chunk->sources)
        batch_.sources.push_back({std::move(s.name), std::move(s.kind), std::move(s.server), s.network});
      for (auto& [format, page] : chunk->pages) {
        if (page.own)
          take_own(std::move(page), source_of(*format, format->network));
        else
          take(std::move(page), source_of(*format, network_of(page.page).value_or(format->network)));
      }
      into_.records = chunk->read;
      batch_.position.records = chunk->records;
      batch_.position.digest = std::move(chunk->digest);
      if (batch_.posts >= posts_per_batch || chunk->records - committed_ >= records_per_batch) commit();
      tell({into_.skipped + into_.records, chunk->bytes_read, bytes_});
    }
    exchange::Findings found;
    const auto ended = reading_.finish(found);
    into_.finished = batch_.position.finished = ended.value_or(false);
    commit();
    into_.unread += found.unread;
    into_.reasons.merge(found.reasons);
    into_.unknown = std::move(found.unknown);
    into_.saved = writing_.finish();
    return ended ? Result<void>{} : tl::unexpected(ended.error());
  }

 private:
  // What is covered is told per network, so the posts of each one are a source.
  const std::string& source_of(const exchange::Format& format, Network network) {
    std::string& name = sources_[{&format, network}];
    if (name.empty()) {
      name = std::string("archive-") + format.name;
      if (network != format.network) (name += '-') += network_name(network);
      batch_.sources.push_back({name, std::string(storage::archive_kind), "", network});
    }
    return name;
  }

  void take(exchange::ArchivePage found, const std::string& source) {
    std::set<PostKey> others;
    for (const Post& post : found.absent)
      if (!counts(intake_.prepare(post, *found.read_at))) others.insert(post.key);
    PreparedPage page =
        intake_.prepare(std::move(found.page), std::min(*found.read_at, options_.now), &texts_);
    page.source = source;
    into_.other_posts += leave_out_others(page, std::move(others));
    if (page.posts.empty() && page.edges.empty()) return;
    for (const PreparedPost& post : page.posts) {
      count(post);
      for (const Mention& mention : post.mentions) widen(covered_[{source, mention.tag}], post.charted_at);
    }
    add(std::move(page));
  }

  // A copy of our own is taken as it is, to the last fact. Its posts come page by page: one is counted once.
  void take_own(exchange::ArchivePage found, const std::string& source) {
    exchange::OwnFacts& own = *found.own;
    PreparedPage page = intake_.prepare(std::move(found.page), *found.read_at, &texts_);
    page.source = own.source.empty() ? source : std::move(own.source);
    page.tag = std::move(own.tag);
    page.vantage = std::move(own.vantage);
    page.covered = std::move(own.covered);
    page.gaps = std::move(own.gaps);
    page.cursor = std::move(own.cursor);
    page.deleted = std::move(own.deleted);
    for (const PreparedPost& post : page.posts) {
      if (post.post.key == counted_) continue;
      counted_ = post.post.key;
      if (counts(post))
        count(post);
      else
        ++into_.other_posts;
    }
    add(std::move(page));
  }

  void count(const PreparedPost& post) {
    ++into_.posts;
    widen(into_.time, post.charted_at);
    for (const Mention& mention : post.mentions) ++into_.posts_of_tag[mention.tag];
  }

  void add(PreparedPage page) {
    for (const Edge& edge : page.edges) into_.boosts += edge.kind == EdgeKind::boost;
    batch_.posts += page.posts.size() + page.edges.size();
    batch_.pages.push_back(std::move(page));
  }

  // What an archive covers of a hashtag goes from its first post to its last.
  void commit() {
    for (auto& [of, time] : covered_) {
      PreparedPage page;
      std::tie(page.source, page.tag) = of;
      page.read_at = time->to;
      page.covered = {*time};
      batch_.pages.push_back(std::move(page));
    }
    covered_.clear();
    committed_ = batch_.position.records;
    ImportBatch next;
    next.position = batch_.position;
    writing_.add(std::exchange(batch_, std::move(next)));
  }

  const intake::Intake& intake_;
  const ImportOptions& options_;
  Imported& into_;
  const std::int64_t bytes_;
  std::int64_t committed_;
  ImportBatch batch_;
  WriteBehind writing_;
  ReadAhead reading_;  // from here on the archive is its own
  std::map<std::pair<const exchange::Format*, Network>, std::string> sources_;
  std::map<std::pair<std::string, std::string>, std::optional<Interval>> covered_;
  PostKey counted_;
  intake::TextMemo texts_;
};

// Goes on behind what an earlier try stored, if this is that archive. A finished one is read again: nothing
// is stored twice, and what was lost since comes back.
Result<void> pass_what_is_stored(exchange::Archive& archive, const std::string& position,
                                 storage::Writer& writer, Imported& into) {
  const auto before = writer.archive_position(position);
  if (!before || before->finished || before->records == 0) return {};
  const auto there = archive.skip(before->records);
  if (!there) return tl::unexpected(there.error());
  if (!*there || archive.digest() != before->digest)
    return fail(Errc::bad_answer,
                "it changed since the import that was cut short; give it another name and try again");
  into.skipped = before->records;
  return {};
}

}  // namespace

Result<void> import_archive(exchange::Archive& archive, const intake::Intake& intake, storage::Writer& writer,
                            const ImportOptions& options, std::stop_token stop,
                            const std::function<void(const ImportProgress&)>& tell, Imported& into) {
  std::string position;  // a pipe has none: it can't be the same twice
  if (const auto content = archive.content(); !content.empty()) position = content + ' ' + options.campaign;
  if (!position.empty())
    if (auto passed = pass_what_is_stored(archive, position, writer, into); !passed) return passed;
  return Importing(archive, intake, writer, options, into).run(position, stop, tell);
}

}  // namespace clamor::cli
