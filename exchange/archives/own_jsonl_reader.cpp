// Our own copy, back into the pages it was collected by: a post comes as the pages on which it was sighted
// and its counts were read, so the same rules that merged them once merge them again.
#include <algorithm>
#include <set>

#include "core/text.hpp"
#include "exchange/archives/formats.hpp"
#include "exchange/archives/json.hpp"
#include "exchange/own_jsonl.hpp"

namespace clamor::exchange {
namespace {

std::optional<bool> maybe_flag(Json object, std::string_view key) {
  bool value = false;
  const auto given = member(object, key);
  return given && !given->get(value) ? std::optional(value) : std::nullopt;
}

std::vector<std::string> texts_at(Json object, std::string_view key) {
  std::vector<std::string> texts;
  if (const auto list = array_at(object, key))
    for (const Json item : *list)
      if (std::string_view text; !item.get(text)) texts.emplace_back(text);
  return texts;
}

std::optional<PostKey> ref_at(Json object, std::string_view key) {
  const auto ref = object_at(object, key);
  const auto network = ref ? parse_network(text_at(*ref, "network")) : std::nullopt;
  if (!network || text_at(*ref, "uri").empty()) return {};
  return PostKey{*network, std::string(text_at(*ref, "uri"))};
}

Counts counts_of(Json reading) {
  return {count_at(reading, "likes"), count_at(reading, "boosts"), count_at(reading, "replies"),
          count_at(reading, "quotes"), count_at(reading, "views")};
}

// "https://host" of a uri: where a copy read at home was read.
std::string authority(std::string_view uri) {
  const auto scheme = uri.find("://");
  return scheme == uri.npos ? std::string() : std::string(uri.substr(0, uri.find('/', scheme + 3)));
}

class OwnJsonl final : public Decoder {
 public:
  Result<void> read(const Raw& raw, Findings& into) override {
    const auto record = json_.read(raw.text);
    if (!record) return tl::unexpected(record.error());
    const auto type = text_at(*record, "type");
    if (type == "post") return post(*record, into);
    const auto taken = take(type, *record, into);
    if (taken) ++into.passed;  // said, but no post
    return taken;
  }

 private:
  static Result<void> take(std::string_view type, Json line, Findings& into) {
    if (type == "clamor") return first_line(line, into);
    if (type == "source") return source(line, into);
    if (type == "author") return author(line, into);
    if (type == "edge") return edge(line, into);
    if (type == "coverage" || type == "gap" || type == "cursor") return of_source_and_tag(line, type, into);
    return fail(Errc::bad_answer, "a line of another table: \"" + printable(truncate_utf8(type, 40)) + '"');
  }

  static Result<void> first_line(Json line, Findings& into) {
    if (count_at(line, "format").value_or(0) != own_jsonl_format)
      into.refused = "it was made by a newer Clamor: update this one";
    else if (!text_at(line, "simulated").empty())
      into.refused = "it holds simulated data";
    else if (!flag_at(line, "identified"))
      into.refused =
          "its people have pseudonyms, so its posts are those of no network; export it with --identify";
    return {};
  }

  static Result<void> source(Json line, Findings& into) {
    const auto network = parse_network(text_at(line, "network"));
    if (!network || text_at(line, "name").empty())
      return fail(Errc::bad_answer, "a source without name or network");
    into.sources.push_back({std::string(text_at(line, "name")), std::string(text_at(line, "kind")),
                            std::string(text_at(line, "server")), *network});
    return {};
  }

  static ArchivePage page_of(std::string source, std::string vantage, UtcTime read_at) {
    ArchivePage page;
    page.read_at = read_at;
    page.own = OwnFacts{.source = std::move(source),
                        .tag = {},
                        .vantage = std::move(vantage),
                        .covered = {},
                        .gaps = {},
                        .cursor = {},
                        .deleted = {}};
    return page;
  }

  static Result<void> author(Json line, Findings& into) {
    const auto network = parse_network(text_at(line, "network"));
    if (!network || text_at(line, "id").empty())
      return fail(Errc::bad_answer, "an author without network or id");
    Author a;
    a.key = {*network, std::string(text_at(line, "id"))};
    a.handle = text_at(line, "handle");
    a.display_name = text_at(line, "display_name");
    a.uri = text_at(line, "uri");
    a.url = text_at(line, "url");
    a.created_at = time_at(line, "created_at");
    a.bot = maybe_flag(line, "bot");
    a.group = maybe_flag(line, "group");
    a.consent = {maybe_flag(line, "discoverable"), maybe_flag(line, "indexable"), maybe_flag(line, "noindex"),
                 maybe_flag(line, "hidden_from_signed_out")};
    ArchivePage page = page_of("", std::string(text_at(line, "vantage")),
                               time_at(line, "read_at").value_or(network_epoch(*network)));
    page.page.authors = {a};
    into.pages.push_back(std::move(page));
    if (const auto readings = array_at(line, "readings"))
      for (const Json reading : *readings) {
        a.followers = count_at(reading, "followers");
        a.following = count_at(reading, "following");
        a.posts = count_at(reading, "posts");
        for_ends(reading, "at", "until", [&](UtcTime time) {
          ArchivePage then = page_of("", std::string(text_at(reading, "vantage")), time);
          then.page.authors = {a};
          into.pages.push_back(std::move(then));
        });
      }
    return {};
  }

  template <class Take>
  static void for_ends(Json run, std::string_view first, std::string_view last, const Take& take) {
    const auto from = time_at(run, first), to = time_at(run, last);
    if (from) take(*from);
    if (to && to != from) take(*to);
  }

  struct Seen {
    std::string source;
    UtcTime from, to;
  };

  static Result<void> post(Json line, Findings& into) {
    const auto network = parse_network(text_at(line, "network"));
    if (!network || text_at(line, "uri").empty())
      return fail(Errc::bad_answer, "a post without network or uri");
    const Post p = post_of(line, *network);
    const std::string home = flag_at(line, "home") ? authority(p.key.uri) : std::string();
    std::vector<Seen> seen;
    if (const auto sightings = array_at(line, "sightings"))
      for (const Json sighting : *sightings) {
        Post copy = p;
        copy.native_id = text_at(sighting, "native_id");
        copy.indexed_at = time_at(sighting, "indexed_at");
        const std::string source(text_at(sighting, "source"));
        if (const auto told = time_at(sighting, "author_at"))
          add_author_numbers(page_of(source, std::string(text_at(sighting, "author_vantage")), *told),
                             sighting, copy, home, into);
        for_ends(sighting, "first_seen", "last_seen", [&](UtcTime time) {
          if (seen.empty() || seen.back().source != source) seen.push_back({source, time, time});
          seen.back().to = time;
          add(page_of(source, home, time), copy, into);
        });
      }
    if (seen.empty()) return fail(Errc::bad_answer, "a post that nobody saw");
    if (const auto readings = array_at(line, "readings"))
      for (const Json reading : *readings)
        for_ends(reading, "at", "until", [&](UtcTime time) {
          const auto then =
              std::ranges::find_if(seen, [&](const Seen& s) { return s.from <= time && time <= s.to; });
          Post copy = p;
          copy.counts = counts_of(reading);
          add(page_of((then == seen.end() ? seen.front() : *then).source,
                      std::string(text_at(reading, "vantage")), time),
              std::move(copy), into);
        });
    if (const auto away = array_at(line, "edited_away"))
      for (const Json tag : *away) {  // an older version, of which only the hashtag is known
        Post older = p;
        older.declared_tags = {std::string(text_at(tag, "hashtag"))};
        older.edited_at = time_at(tag, "edited_at");
        add(page_of(seen.front().source, "", seen.front().from), std::move(older), into);
      }
    if (const auto gone = time_at(line, "deleted_at")) {
      ArchivePage page = page_of(seen.front().source, "", *gone);
      page.own->deleted = {p.key};
      into.pages.push_back(std::move(page));
    }
    return {};
  }

  static Post post_of(Json line, Network network) {
    Post p;
    p.key = {network, std::string(text_at(line, "uri"))};
    p.author = {network, std::string(text_at(line, "author"))};
    p.url = text_at(line, "url");
    p.text = text_at(line, "text");
    p.declared_tags = texts_at(line, "hashtags");
    p.declares_tags = true;
    p.links = texts_at(line, "links");
    p.created_at = time_at(line, "created_at");
    p.edited_at = time_at(line, "edited_at");
    p.language = text_at(line, "language");
    p.reply_to = ref_at(line, "reply_to");
    p.root = ref_at(line, "root");
    p.quote_of = ref_at(line, "quote_of");
    p.is_reply = flag_at(line, "is_reply");
    p.sensitive = flag_at(line, "sensitive");
    p.media = static_cast<int>(std::min<std::int64_t>(count_at(line, "media").value_or(0), 1000));
    return p;
  }

  // Counts of the home server belong to its copy; where the copy kept is another one, nothing of it is told
  // here.
  static void add_author_numbers(ArchivePage page, Json told, Post post, const std::string& home,
                                 Findings& into) {
    if (home.empty() && page.own->vantage == authority(post.key.uri)) {
      post.edited_at.reset();
      post.declared_tags.clear();
    }
    Author author;
    author.key = post.author;
    author.followers = count_at(told, "followers");
    author.following = count_at(told, "following");
    author.posts = count_at(told, "author_posts");
    page.page.authors = {std::move(author)};
    add(std::move(page), std::move(post), into);
  }

  static void add(ArchivePage page, Post post, Findings& into) {
    page.page.posts.push_back(std::move(post));
    into.pages.push_back(std::move(page));
  }

  static Result<void> edge(Json line, Findings& into) {
    const auto network = parse_network(text_at(line, "network"));
    const auto kind = parse_edge_kind(text_at(line, "kind"));
    if (!network || !kind || text_at(line, "from").empty() || text_at(line, "post").empty())
      return fail(Errc::bad_answer, "an edge without kind, network, author or post");
    Edge edge;
    edge.kind = *kind;
    edge.from = {*network, std::string(text_at(line, "from"))};
    if (const auto to = text_at(line, "to"); !to.empty()) edge.to = AuthorKey{*network, std::string(to)};
    edge.post = {*network, std::string(text_at(line, "post"))};
    edge.to_post = ref_at(line, "to_post");
    edge.not_before = time_at(line, "not_before");
    edge.at = time_at(line, "at");
    ArchivePage page = page_of("", "", edge.at.value_or(network_epoch(*network)));
    page.page.edges = {std::move(edge)};
    into.pages.push_back(std::move(page));
    return {};
  }

  static Result<void> of_source_and_tag(Json line, std::string_view type, Findings& into) {
    const auto from = time_at(line, "from"), to = time_at(line, "to");
    const bool has_time = from && to;
    const auto state = parse_gap_state(text_at(line, "state"));
    if (text_at(line, "source").empty() || text_at(line, "tag").empty() || (type != "cursor" && !has_time) ||
        (type == "gap" && !state))
      return fail(Errc::bad_answer, "coverage, gap or cursor without source, hashtag, times or state");
    ArchivePage page = page_of(std::string(text_at(line, "source")), "", to.value_or(UtcTime{}));
    page.own->tag = text_at(line, "tag");
    if (type == "coverage") page.own->covered = {{*from, *to}};
    if (type == "gap")
      page.own->gaps = {{{*from, *to},
                         std::string(text_at(line, "cause")),
                         *state,
                         count_at(line, "recovered").value_or(0)}};
    if (type == "cursor")
      page.own->cursor = Cursor{std::string(text_at(line, "newest")), std::string(text_at(line, "oldest")),
                                flag_at(line, "at_start")};
    into.pages.push_back(std::move(page));
    return {};
  }

  JsonRecord json_;
};

}  // namespace

const Format clamor_format{
    .name = "clamor",
    .network = Network::other,
    .recognise = [](const Head& head) { return head.bytes.starts_with("{\"type\":\"clamor\""); },
    .framing = [](const Head&) { return Framing::lines; },
    .open = [] { return std::unique_ptr<Decoder>(new OwnJsonl); }};

}  // namespace clamor::exchange
