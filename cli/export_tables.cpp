#include "cli/export_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "exchange/own_jsonl.hpp"
#include "i18n/tr.hpp"

namespace clamor::cli {
namespace {

using exchange::Cell;
using exchange::Type;
using i18n::tr;

const AuthorKey nobody{};

std::string with_network(Network network, const std::string& id) {
  return std::string(network_name(network)) + ":" + id;
}

Cell text(std::string value) {
  return value.empty() ? Cell() : Cell(std::move(value));
}

template <class Words, class Of>
std::string joined(const Words& words, const Of& of) {
  std::string all;
  for (const auto& word : words) {
    const std::string one = of(word);
    if (!one.empty()) all += (all.empty() ? "" : " ") + one;
  }
  return all;
}

std::optional<std::int64_t> engagement(const Counts& counts) {
  std::optional<std::int64_t> sum;
  for (const auto& count : {counts.likes, counts.boosts, counts.replies, counts.quotes})
    if (count) sum = sum.value_or(0) + *count;
  return sum;
}

// The newest follower reading, of the home server where it was asked.
const AuthorReading* newest(const AuthorRecord& record) {
  const AuthorReading* best = nullptr;
  for (const AuthorReading& reading : record.readings)
    if (!best || std::pair(reading.home, reading.until) > std::pair(best->home, best->until)) best = &reading;
  return best;
}

// One digit says how large it is without saying which.
std::int64_t about(std::int64_t value) {
  if (value < 10) return value;
  const double unit = std::pow(10, std::floor(std::log10(static_cast<double>(value))));
  return static_cast<std::int64_t>(std::round(static_cast<double>(value) / unit) * unit);
}

UtcTime first_of_year(UtcTime time) {
  return *parse_rfc3339(to_rfc3339(time).substr(0, 4) + "-01-01");
}

UtcTime day_of(const Zone& zone, UtcTime time) {
  return UtcTime{std::chrono::floor<std::chrono::days>(zone.to_local(time))};
}

// Instant, campaign's clock, campaign's day: the three columns of every moment.
template <class Record, class At>
void add_moment(Fields<Record>& fields, const Naming& naming, const At& at) {
  fields.push_back({{"at", Type::time, tr("When, in UTC."), "", tr("observed")},
                    [at](const Record& r) { return Cell(at(r)); }});
  fields.push_back({{"local_time", Type::local, tr("The same on the campaign's clock."), "", tr("derived")},
                    [&naming, at](const Record& r) { return Cell(naming.zone.to_local(at(r))); }});
  fields.push_back({{"day", Type::date, tr("The campaign's day it fell on."), "", tr("derived")},
                    [&naming, at](const Record& r) { return Cell(day_of(naming.zone, at(r))); }});
}

template <class Record>
void add_mark(Fields<Record>& fields, const Naming& naming) {
  fields.push_back({mark_column(), [&naming](const Record&) { return text(naming.mark); }});
}

// What stands behind a definition where numbers or days are rounded.
std::string rounded(const Naming& naming, const char* how) {
  return naming.identified ? "" : " " + std::string(how);
}

template <class Record, class Of>
void add_counts(Fields<Record>& fields, const Naming& naming, const Of& of) {
  const auto add = [&](const char* name, const std::string& definition,
                       std::optional<std::int64_t> Counts::*count) {
    fields.push_back(
        {{name, Type::integer, definition + rounded(naming, tr("Rounded to one digit.")), tr("times"),
          tr("observed")},
         [&naming, of, count](const Record& r) { return exchange::cell(naming.count(of(r).*count)); }});
  };
  add("likes", tr("Likes or favourites. Empty: the server did not say."), &Counts::likes);
  add("boosts", tr("Boosts, reposts, retweets. Empty: the server did not say."), &Counts::boosts);
  add("replies", tr("Replies. Empty: the server did not say."), &Counts::replies);
  add("quotes", tr("Quotes. Empty: the server did not say."), &Counts::quotes);
  add("views", tr("Views, where the network counts them. Mastodon and Bluesky do not."), &Counts::views);
}

exchange::Column network_column() {
  return {"network", Type::text, tr("Where the post lives: fediverse, bluesky, x..."), "", tr("observed")};
}

exchange::Column post_column() {
  return {"post", Type::id,
          tr("The post: its network and its id there, or a pseudonym of this export alone."), "",
          tr("observed")};
}

exchange::Column author_column(const char* name, const char* definition) {
  return {name, Type::id, definition, "", tr("observed")};
}

// The columns of a pseudonymised table: labels that nobody can turn back, then what rows may share, in the
// order in which it is told, then the mark. The others would tell whose row it is, or join rows that do
// together.
template <class Record>
Fields<Record> for_strangers(const Fields<Record>& all, std::initializer_list<std::string_view> labels,
                             std::initializer_list<std::string_view> shared) {
  Fields<Record> fields;
  const auto take = [&](std::string_view name, bool in_crowd) {
    fields.push_back(*std::ranges::find(all, name, [](const auto& field) { return field.column.name; }));
    fields.back().in_crowd = in_crowd;
  };
  for (const auto name : labels) take(name, false);
  for (const auto name : shared) take(name, true);
  take("mark", false);
  return fields;
}

// The reading whose numbers stand for the post: the home server's, else the newest.
const CountsReading* shown_reading(const PostRecord& record) {
  const CountsReading* best = nullptr;
  for (const CountsReading& reading : record.readings)
    if (!best || std::pair(reading.home, reading.until) > std::pair(best->home, best->until)) best = &reading;
  return best;
}

}  // namespace

// ---- who is named ------------------------------------------------------------------------------------

std::string Naming::author(const AuthorKey& key) const {
  if (key.id.empty()) return {};
  return shows(key) ? with_network(key.network, key.id) : pseudonyms_.author(key);
}

std::string Naming::post(const PostKey& key, const AuthorKey& author) const {
  return shows(author) ? with_network(key.network, key.uri) : pseudonyms_.post(key);
}

std::string Naming::source(const std::string& name) const {
  const auto archive = archives.find(name);
  return identified || archive == archives.end() ? name : archive->second;
}

UtcTime Naming::time(UtcTime at) const {
  return identified ? at : at - (zone.to_local(at) - day_of(zone, at));
}

std::optional<std::int64_t> Naming::count(std::optional<std::int64_t> value) const {
  return identified || !value ? value : about(*value);
}

bool Naming::may_show(const LinkRecord& link) const {
  if (identified || own_links.contains(link.url)) return true;
  return link.authors >= smallest_cell && !exchange::leads_to_a_person(link.url);
}

exchange::Column mark_column() {
  return {"mark", Type::text,
          tr("What this row is: simulated data (nobody in it is real), pseudonymised or identified."), "",
          ""};
}

// ---- posts -------------------------------------------------------------------------------------------

Fields<PostRecord> post_fields(const Naming& naming) {
  Fields<PostRecord> fields;
  const auto add = [&](exchange::Column column, std::function<Cell(const PostRecord&)> value) {
    fields.push_back({std::move(column), std::move(value)});
  };
  add(post_column(), [&](const PostRecord& r) { return text(naming.post(r.post.key, r.post.author)); });
  add(network_column(),
      [](const PostRecord& r) { return Cell(std::string(network_name(r.post.key.network))); });
  add_moment(fields, naming, [](const PostRecord& r) { return r.charted_at; });
  add({"hashtags", Type::text, tr("The campaign's hashtags it counts for, separated by spaces."), "",
       tr("counted")},
      [&](const PostRecord& r) {
        return text(joined(r.mentions, [&](const MentionRecord& mention) {
          const bool counts = mention.fate == MentionFate::counted || mention.fate == MentionFate::deleted;
          const auto label = naming.labels.find(mention.tag);
          return counts && label != naming.labels.end() ? label->second : std::string();
        }));
      });
  add(author_column("author", tr("Who wrote it: network and account, or a pseudonym of this export alone. "
                                 "Empty: the post was deleted.")),
      [&](const PostRecord& r) { return text(naming.author(r.post.author)); });
  if (naming.identified) {
    const auto shown = [&naming](std::string PostRecord::*member) {
      return [&naming, member](const PostRecord& r) {
        return naming.shows(r.post.author) ? text(r.*member) : Cell();
      };
    };
    add({"handle", Type::text, tr("The account as people write it."), "", tr("observed")},
        shown(&PostRecord::author_handle));
    add({"name", Type::text, tr("The name the account shows."), "", tr("observed")},
        shown(&PostRecord::author_name));
    add({"text", Type::text, tr("The post's text. Empty for authors who asked not to be listed or searched."),
         "", tr("observed")},
        [&](const PostRecord& r) { return naming.shows(r.post.author) ? text(r.post.text) : Cell(); });
    add({"url", Type::id, tr("The post's page."), "", tr("observed")},
        [&](const PostRecord& r) { return naming.shows(r.post.author) ? text(r.post.url) : Cell(); });
  }
  add({"language", Type::text, tr("Language of the text, recognised or else claimed."), "", tr("derived")},
      [](const PostRecord& r) {
        return text(r.detected_language.empty() ? r.post.language : r.detected_language);
      });
  add_counts(fields, naming, [](const PostRecord& r) -> const Counts& { return r.post.counts; });
  add({"engagement", Type::integer,
       tr("Likes, boosts, replies and quotes, those that are known, added up.") +
           rounded(naming, tr("Rounded to one digit.")),
       tr("times"), tr("counted")},
      [&](const PostRecord& r) { return exchange::cell(naming.count(engagement(r.post.counts))); });
  add({"counts_from", Type::text, tr("The server whose numbers these are."), "", tr("observed")},
      [](const PostRecord& r) {
        const auto* reading = shown_reading(r);
        return reading ? text(reading->vantage) : Cell();
      });
  add({"lower_bound", Type::yes_no, tr("True: not the post's home server, which may count more."), "",
       tr("derived")},
      [](const PostRecord& r) {
        const auto* reading = shown_reading(r);
        return reading ? Cell(!reading->home) : Cell();
      });
  add({"read_at", Type::time, tr("When these numbers were last read, UTC."), "", tr("observed")},
      [&](const PostRecord& r) {
        const auto* reading = shown_reading(r);
        return reading ? Cell(naming.time(reading->until)) : Cell();
      });
  add({"themes", Type::text, tr("The campaign's themes its text speaks of."), "", tr("derived")},
      [](const PostRecord& r) {
        return text(joined(r.themes, [](const std::string& theme) { return theme; }));
      });
  add({"links", Type::integer, tr("Links in it."), tr("links"), tr("counted")}, [](const PostRecord& r) {
    return r.deleted_at ? Cell() : Cell(static_cast<std::int64_t>(r.post.links.size()));
  });
  add({"media", Type::integer, tr("Pictures, videos, sounds in it."), "", tr("observed")},
      [](const PostRecord& r) { return r.deleted_at ? Cell() : Cell(std::int64_t{r.post.media}); });
  add({"reply", Type::yes_no, tr("It answers another post."), "", tr("observed")},
      [](const PostRecord& r) { return Cell(r.post.is_reply); });
  add({"quote", Type::yes_no, tr("It quotes another post."), "", tr("observed")},
      [](const PostRecord& r) { return Cell(r.post.quote_of.has_value()); });
  add({"sightings", Type::integer, tr("Through how many sources it was seen: it is still one post."),
       tr("sources"), tr("counted")},
      [](const PostRecord& r) { return Cell(static_cast<std::int64_t>(r.sightings.size())); });
  add({"repaired_time", Type::yes_no,
       tr("True: the author's clock cannot be right, the time we first saw it stands instead."), "",
       tr("derived")},
      [](const PostRecord& r) { return Cell(r.repair != TimeRepair::none); });
  add({"state", Type::text, tr("counted, or deleted: then only the hour and the hashtags remain."), "",
       tr("derived")},
      [](const PostRecord& r) { return Cell(std::string(r.deleted_at ? "deleted" : "counted")); });
  add_mark(fields, naming);
  return naming.identified ? fields
                           : for_strangers(fields, {"post"},
                                           {"network", "day", "hashtags", "language", "boosts", "likes",
                                            "replies", "quotes", "views", "engagement", "reply", "quote",
                                            "themes", "links", "media", "state"});
}

// ---- authors -----------------------------------------------------------------------------------------

Fields<AuthorRecord> author_fields(const Naming& naming) {
  Fields<AuthorRecord> fields;
  const auto add = [&](exchange::Column column, std::function<Cell(const AuthorRecord&)> value) {
    fields.push_back({std::move(column), std::move(value)});
  };
  const auto number = [&](const char* name, const std::string& definition, const char* unit,
                          std::optional<std::int64_t> AuthorReading::*count) {
    add({name, Type::integer, definition + rounded(naming, tr("Rounded to one digit.")), unit,
         tr("observed")},
        [&naming, count](const AuthorRecord& r) {
          const auto* reading = newest(r);
          if (!reading) return Cell();
          const auto value = reading->*count;
          return exchange::cell(naming.shows(r.author.key) || !value ? value : std::optional(about(*value)));
        });
  };
  add(author_column("author",
                    tr("The account: its network and its id there, or a pseudonym of this export alone.")),
      [&](const AuthorRecord& r) { return text(naming.author(r.author.key)); });
  add(network_column(),
      [](const AuthorRecord& r) { return Cell(std::string(network_name(r.author.key.network))); });
  if (naming.identified) {
    const auto shown = [&naming](std::string Author::*member) {
      return [&naming, member](const AuthorRecord& r) {
        return naming.shows(r.author.key) ? text(r.author.*member) : Cell();
      };
    };
    add({"handle", Type::text,
         tr("The account as people write it. Empty for authors who asked not to be listed or searched."), "",
         tr("observed")},
        shown(&Author::handle));
    add({"name", Type::text, tr("The name the account shows."), "", tr("observed")},
        shown(&Author::display_name));
    add({"url", Type::id, tr("The account's page."), "", tr("observed")}, shown(&Author::url));
  }
  add({"posts", Type::integer,
       tr("Posts of theirs that count.") + rounded(naming, tr("Rounded to one digit.")), tr("posts"),
       tr("counted")},
      [&](const AuthorRecord& r) { return exchange::cell(naming.count(r.posts)); });
  add({"boosts", Type::integer,
       tr("Posts they are known to have boosted.") + rounded(naming, tr("Rounded to one digit.")),
       tr("posts"), tr("counted")},
      [&](const AuthorRecord& r) { return exchange::cell(naming.count(r.boosts)); });
  add({"first_post", Type::time, tr("Their first post that counts, UTC."), "", tr("observed")},
      [](const AuthorRecord& r) { return exchange::cell(r.first_post); });
  add({"newest_post", Type::time, tr("Their newest post that counts, UTC."), "", tr("observed")},
      [](const AuthorRecord& r) { return exchange::cell(r.newest_post); });
  number("followers", tr("Followers, as last read. Not people reached."), tr("accounts"),
         &AuthorReading::followers);
  number("following", tr("Accounts they follow, as last read."), tr("accounts"), &AuthorReading::following);
  number("all_posts", tr("Everything they ever posted, by their server's count."), tr("posts"),
         &AuthorReading::posts);
  add({"account_created", Type::date,
       naming.identified ? tr("When the account was made.") : tr("The year in which the account was made."),
       "", tr("observed")},
      [&](const AuthorRecord& r) {
        if (!r.author.created_at) return Cell();
        return Cell(naming.shows(r.author.key)
                        ? UtcTime{std::chrono::floor<std::chrono::days>(*r.author.created_at)}
                        : first_of_year(*r.author.created_at));
      });
  add({"bot", Type::yes_no, tr("The account says it is a bot. Empty: it does not say."), "", tr("observed")},
      [](const AuthorRecord& r) { return exchange::cell(r.author.bot); });
  add({"group", Type::yes_no, tr("The account says it is a group. Empty: it does not say."), "",
       tr("observed")},
      [](const AuthorRecord& r) { return exchange::cell(r.author.group); });
  add({"listable", Type::yes_no, tr("False: asked not to be listed or searched. Counted, never named."), "",
       tr("observed")},
      [](const AuthorRecord& r) { return Cell(r.listable); });
  add_mark(fields, naming);
  return naming.identified ? fields
                           : for_strangers(fields, {"author"},
                                           {"network", "posts", "boosts", "followers", "bot", "group",
                                            "listable", "account_created", "following", "all_posts"});
}

// ---- what joins them ---------------------------------------------------------------------------------

Fields<EdgeRecord> edge_fields(const Naming& naming) {
  Fields<EdgeRecord> fields;
  const auto add = [&](exchange::Column column, std::function<Cell(const EdgeRecord&)> value) {
    fields.push_back({std::move(column), std::move(value)});
  };
  add(author_column("from", tr("Who acted.")),
      [&](const EdgeRecord& r) { return text(naming.author(r.edge.from)); });
  add(author_column("to", tr("Whom it was about. Empty: the server named only the post.")),
      [&](const EdgeRecord& r) { return r.edge.to ? text(naming.author(*r.edge.to)) : Cell(); });
  add({"kind", Type::text, tr("reply, quote, boost, or address: a person named in a post."), "",
       tr("observed")},
      [](const EdgeRecord& r) { return Cell(std::string(exchange::edge_kind_name(r.edge.kind))); });
  add({"post", Type::id, tr("The post it was done with; of a boost, the post that was boosted."), "",
       tr("observed")},
      [&](const EdgeRecord& r) {
        const bool boost = r.edge.kind == EdgeKind::boost;
        return text(naming.post(r.edge.post, boost ? r.edge.to.value_or(nobody) : r.edge.from));
      });
  add({"to_post", Type::id, tr("The post that was answered or quoted."), "", tr("observed")},
      [&](const EdgeRecord& r) {
        return r.edge.to_post ? text(naming.post(*r.edge.to_post, r.edge.to.value_or(nobody))) : Cell();
      });
  add(network_column(),
      [](const EdgeRecord& r) { return Cell(std::string(network_name(r.edge.post.network))); });
  add_moment(fields, naming, [](const EdgeRecord& r) { return r.at; });
  add({"exact_time", Type::yes_no,
       tr("False: the server does not say when, it happened after the post and before this was read."), "",
       tr("derived")},
      [](const EdgeRecord& r) {
        return Cell(r.edge.kind != EdgeKind::boost || (r.edge.at && r.edge.not_before == r.edge.at));
      });
  add_mark(fields, naming);
  return naming.identified ? fields : for_strangers(fields, {"from", "to"}, {"network", "kind", "day"});
}

Fields<LinkRecord> link_fields(const Naming& naming) {
  Fields<LinkRecord> fields;
  const auto add = [&](exchange::Column column, std::function<Cell(const LinkRecord&)> value) {
    fields.push_back({std::move(column), std::move(value)});
  };
  const std::string hidden =
      naming.identified
          ? ""
          : " " + std::string(tr("Empty: it leads to a person or a post, or fewer than 5 accounts "
                                 "shared it and it is not in the campaign file."));
  add({"link", Type::id, tr("The address, without tracking parameters.") + hidden, "", tr("derived")},
      [&](const LinkRecord& r) { return naming.may_show(r) ? text(r.url) : Cell(); });
  add({"host", Type::text, tr("The site it leads to."), "", tr("derived")},
      [&](const LinkRecord& r) { return naming.may_show(r) ? text(exchange::host_of(r.url)) : Cell(); });
  add(post_column(), [&](const LinkRecord& r) { return text(naming.post(r.post, r.author)); });
  add(network_column(), [](const LinkRecord& r) { return Cell(std::string(network_name(r.post.network))); });
  add_moment(fields, naming, [](const LinkRecord& r) { return r.at; });
  const auto of_link = [&](std::int64_t LinkRecord::*count) {
    return [&naming, count](const LinkRecord& r) { return naming.may_show(r) ? Cell(r.*count) : Cell(); };
  };
  add({"link_posts", Type::integer, tr("Posts with this link, in all."), tr("posts"), tr("counted")},
      of_link(&LinkRecord::posts));
  add({"link_authors", Type::integer, tr("Accounts that shared this link, in all."), tr("accounts"),
       tr("counted")},
      of_link(&LinkRecord::authors));
  add_mark(fields, naming);
  return naming.identified
             ? fields
             : for_strangers(fields, {}, {"network", "link", "host", "link_posts", "link_authors", "day"});
}

Fields<ReadingOf> reading_fields(const Naming& naming) {
  Fields<ReadingOf> fields;
  const auto add = [&](exchange::Column column, std::function<Cell(const ReadingOf&)> value) {
    fields.push_back({std::move(column), std::move(value)});
  };
  add(post_column(),
      [&](const ReadingOf& r) { return text(naming.post(r.post.post.key, r.post.post.author)); });
  add(network_column(),
      [](const ReadingOf& r) { return Cell(std::string(network_name(r.post.post.key.network))); });
  add({"counts_from", Type::text, tr("The server whose numbers these are."), "", tr("observed")},
      [](const ReadingOf& r) { return text(r.reading.vantage); });
  add({"lower_bound", Type::yes_no, tr("True: not the post's home server, which may count more."), "",
       tr("derived")},
      [](const ReadingOf& r) { return Cell(!r.reading.home); });
  add({"from", Type::time, tr("These numbers were read first, UTC..."), "", tr("observed")},
      [&](const ReadingOf& r) { return Cell(naming.time(r.reading.at)); });
  add({"until", Type::time,
       tr("...and last, with no change in between, UTC.") +
           rounded(naming, tr("Rounded down to the campaign's day.")),
       "", tr("observed")},
      [&](const ReadingOf& r) { return Cell(naming.time(r.reading.until)); });
  add_counts(fields, naming, [](const ReadingOf& r) -> const Counts& { return r.reading.counts; });
  add_mark(fields, naming);
  return naming.identified ? fields
                           : for_strangers(fields, {},
                                           {"network", "until", "boosts", "likes", "replies", "quotes",
                                            "views", "lower_bound"});
}

// ---- what was seen and missed ------------------------------------------------------------------------

std::vector<Stretch> stretches(const std::vector<storage::CoverageRow>& coverage,
                               const std::vector<storage::GapRow>& gaps) {
  std::vector<Stretch> all;
  for (const auto& row : coverage)
    all.push_back({row.archive ? "archive" : "read", row.source, row.tag, row.time, {}, {}, {}});
  for (const auto& row : gaps)
    all.push_back({"gap", row.source, row.tag, row.gap.time, row.gap.cause,
                   std::string(exchange::gap_state_name(row.gap.state)), row.gap.recovered});
  return all;
}

Fields<Stretch> coverage_fields(const Naming& naming) {
  Fields<Stretch> fields;
  const auto add = [&](exchange::Column column, std::function<Cell(const Stretch&)> value) {
    fields.push_back({std::move(column), std::move(value)});
  };
  add({"kind", Type::text,
       tr("read: completely read. gap: missed. archive: from the first to the last post of an archive, "
          "nobody knows "
          "what is missing in between."),
       "", tr("derived")},
      [](const Stretch& r) { return Cell(std::string(r.kind)); });
  add({"source", Type::text, tr("The source of the campaign file."), "", tr("observed")},
      [&](const Stretch& r) { return text(naming.source(r.source)); });
  add({"hashtag", Type::text, tr("The hashtag that was asked for."), "", tr("observed")},
      [&](const Stretch& r) {
        const auto label = naming.labels.find(r.tag);
        return text(label == naming.labels.end() ? r.tag : label->second);
      });
  add({"from", Type::time, tr("Beginning, UTC."), "", tr("observed")},
      [](const Stretch& r) { return Cell(r.time.from); });
  add({"to", Type::time, tr("End, UTC."), "", tr("observed")},
      [](const Stretch& r) { return Cell(r.time.to); });
  add({"from_local", Type::local, tr("Beginning on the campaign's clock."), "", tr("derived")},
      [&](const Stretch& r) { return Cell(naming.zone.to_local(r.time.from)); });
  add({"to_local", Type::local, tr("End on the campaign's clock."), "", tr("derived")},
      [&](const Stretch& r) { return Cell(naming.zone.to_local(r.time.to)); });
  add({"hours", Type::number, tr("Its length."), tr("hours"), tr("counted")}, [](const Stretch& r) {
    return Cell(std::round(static_cast<double>(r.time.length().count()) / 36'000) / 100);
  });
  add({"cause", Type::text, tr("Why it was missed."), "", tr("observed")},
      [](const Stretch& r) { return text(r.cause); });
  add({"state", Type::text, tr("open, filling, closed (read later) or unrecoverable."), "", tr("derived")},
      [](const Stretch& r) { return text(r.state); });
  add({"recovered", Type::integer, tr("Posts found later inside the gap."), tr("posts"), tr("counted")},
      [](const Stretch& r) { return exchange::cell(r.recovered); });
  add_mark(fields, naming);
  return fields;
}

// ---- the graph ---------------------------------------------------------------------------------------

Fields<AuthorRecord> node_fields(const Naming& naming) {
  Fields<AuthorRecord> fields;
  const auto all = author_fields(naming);
  const auto copy = [&](const char* name) {
    fields.push_back(*std::ranges::find(all, name, [](const auto& field) { return field.column.name; }));
  };
  copy("author");
  fields.push_back({{"label", Type::text, "", "", ""}, [&naming](const AuthorRecord& r) {
                      const bool named = naming.shows(r.author.key) && !r.author.handle.empty();
                      return Cell(named ? r.author.handle : naming.author(r.author.key));
                    }});
  for (const char* name : {"network", "posts", "boosts", "followers", "bot", "mark"}) copy(name);
  return fields;
}

Fields<Tie> tie_fields(const Naming& naming) {
  return {
      {{"from", Type::id, "", "", ""}, [&](const Tie& tie) { return Cell(naming.author(tie.from)); }},
      {{"to", Type::id, "", "", ""}, [&](const Tie& tie) { return Cell(naming.author(tie.to)); }},
      {{"kind", Type::text, "", "", ""},
       [](const Tie& tie) { return Cell(std::string(exchange::edge_kind_name(tie.kind))); },
       !naming.identified},
      {{"times", Type::integer, "", "", ""},
       [&](const Tie& tie) { return exchange::cell(naming.count(tie.times)); },
       !naming.identified},
      {{"first", Type::time, "", "", ""},
       [&](const Tie& tie) { return Cell(naming.time(tie.first)); },
       !naming.identified},
  };
}

}  // namespace clamor::cli
