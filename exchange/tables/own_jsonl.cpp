#include "exchange/own_jsonl_writer.hpp"

#include <algorithm>
#include <functional>
#include <iterator>

#include "exchange/tables/output.hpp"

namespace clamor::exchange {
namespace {

// One line. What was not given is left out, so a field of nothing writes nothing.
class Line {
 public:
  explicit Line(std::string_view type) {
    text_ = "{\"type\":";
    append_json(text_, type);
  }
  Line& text(std::string_view name, std::string_view value) {
    if (!value.empty()) append_json(key(name), value);
    return *this;
  }
  Line& time(std::string_view name, std::optional<UtcTime> value) {
    return value ? text(name, to_rfc3339(*value)) : *this;
  }
  Line& number(std::string_view name, std::optional<std::int64_t> value) {
    if (value) key(name) += std::to_string(*value);
    return *this;
  }
  Line& yes_no(std::string_view name, std::optional<bool> value) {
    if (value) key(name) += *value ? "true" : "false";
    return *this;
  }
  Line& yes(std::string_view name, bool value) { return value ? yes_no(name, true) : *this; }
  Line& ref(std::string_view name, const std::optional<PostKey>& value) {
    if (!value) return *this;
    open(name).text("network", network_name(value->network)).text("uri", value->uri).close();
    return *this;
  }
  Line& texts(std::string_view name, const std::vector<std::string>& values) {
    return list(name, values, [&](const std::string& value) { append_json(text_, value); });
  }
  template <class Values, class Write>
  Line& list(std::string_view name, const Values& values, const Write& write) {
    if (values.empty()) return *this;
    key(name) += '[';
    const char* comma = "";
    for (const auto& value : values) {
      text_ += comma;
      write(value);
      comma = ",";
    }
    text_ += ']';
    return *this;
  }
  Line& open(std::string_view name) {
    key(name) += '{';
    first_ = true;
    return *this;
  }
  Line& item() {
    text_ += '{';
    first_ = true;
    return *this;
  }
  Line& close() {
    text_ += '}';
    first_ = false;
    return *this;
  }
  std::string finished() { return text_ + "}\n"; }

 private:
  std::string& key(std::string_view name) {
    if (!first_) text_ += ',';
    first_ = false;
    append_json(text_, name);
    return text_ += ':';
  }
  std::string text_;
  bool first_ = false;
};

std::optional<std::int64_t> unless_zero(std::int64_t value) {
  return value == 0 ? std::nullopt : std::optional(value);
}

void add_counts(Line& line, const Counts& counts) {
  line.number("likes", counts.likes).number("boosts", counts.boosts).number("replies", counts.replies);
  line.number("quotes", counts.quotes).number("views", counts.views);
}

}  // namespace

struct OwnJsonlWriter::Lines {
  Output out;
  void write(Line& line) { out.write(line.finished()); }
};

OwnJsonlWriter::OwnJsonlWriter(const About& about, const std::filesystem::path& file)
    : lines_(new Lines{Output(file)}) {
  Line line("clamor");
  line.number("format", own_jsonl_format).text("version", about.version).yes_no("identified", true);
  line.text("simulated", about.simulated).text("campaign", about.campaign).text("timezone", about.timezone);
  line.time("made_at", about.made_at).texts("notes", about.notes);
  lines_->write(line);
}

OwnJsonlWriter::~OwnJsonlWriter() = default;

void OwnJsonlWriter::source(std::string_view name, std::string_view kind, std::string_view server,
                            Network network) {
  Line line("source");
  line.text("name", name).text("kind", kind).text("server", server).text("network", network_name(network));
  lines_->write(line);
}

void OwnJsonlWriter::author(const AuthorRecord& record) {
  const Author& a = record.author;
  Line line("author");
  line.text("network", network_name(a.key.network)).text("id", a.key.id).text("handle", a.handle);
  line.text("display_name", a.display_name)
      .text("uri", a.uri)
      .text("url", a.url)
      .time("created_at", a.created_at);
  line.yes_no("bot", a.bot).yes_no("group", a.group).yes_no("discoverable", a.consent.discoverable);
  line.yes_no("indexable", a.consent.indexable).yes_no("noindex", a.consent.noindex);
  line.yes_no("hidden_from_signed_out", a.consent.hidden_from_signed_out);
  line.text("vantage", record.vantage).time("read_at", record.read_at);
  std::vector<AuthorReading> alone;
  std::ranges::copy_if(record.readings, std::back_inserter(alone), std::not_fn(&AuthorReading::with_post));
  line.list("readings", alone, [&](const AuthorReading& r) {
    line.item()
        .text("vantage", r.vantage)
        .time("at", r.at)
        .time("until", r.until)
        .number("followers", r.followers);
    line.number("following", r.following).number("posts", r.posts).close();
  });
  lines_->write(line);
}

void OwnJsonlWriter::post(const PostRecord& record) {
  const Post& p = record.post;
  Line line("post");
  line.text("network", network_name(p.key.network)).text("uri", p.key.uri).text("author", p.author.id);
  line.text("url", p.url).text("text", p.text);
  if (record.deleted_at) {  // what is left of it: the tags it counts for, and the hour
    std::vector<std::string> keys;
    for (const MentionRecord& mention : record.mentions)
      if (mention.fate == MentionFate::deleted) keys.push_back(mention.tag);
    line.texts("hashtags", keys).time("created_at", record.charted_at);
  } else {
    line.texts("hashtags", p.declared_tags).time("created_at", p.created_at);
  }
  line.time("edited_at", p.edited_at)
      .text("language", p.language)
      .ref("reply_to", p.reply_to)
      .ref("root", p.root);
  line.ref("quote_of", p.quote_of).yes("is_reply", p.is_reply).yes("sensitive", p.sensitive);
  line.number("media", unless_zero(p.media)).texts("links", p.links).yes("home", record.home);
  line.list("sightings", record.sightings, [&](const Sighting& s) {
    line.item().text("source", s.source).time("first_seen", s.first_seen).time("last_seen", s.last_seen);
    line.time("indexed_at", s.indexed_at).text("native_id", s.native_id);
    if (const auto& told = s.author) {
      line.time("author_at", told->at).text("author_vantage", told->vantage);
      line.number("followers", told->followers).number("following", told->following);
      line.number("author_posts", told->posts);
    }
    line.close();
  });
  line.list("readings", record.readings, [&](const CountsReading& r) {
    line.item().text("vantage", r.vantage).time("at", r.at).time("until", r.until);
    add_counts(line, r.counts);
    line.close();
  });
  std::vector<MentionRecord> away;
  std::vector<std::string> tags;
  for (const MentionRecord& mention : record.mentions) {
    if (mention.fate == MentionFate::edited_away) away.push_back(mention);
    if (mention.tracked && (mention.fate == MentionFate::counted || mention.fate == MentionFate::deleted))
      tags.push_back(mention.tag);
  }
  line.list("edited_away", away, [&](const MentionRecord& mention) {
    line.item().text("hashtag", mention.spelling.empty() ? mention.tag : mention.spelling);
    line.time("edited_at", mention.edited_at).close();
  });
  line.time("deleted_at", record.deleted_at).texts("tags", tags).time("charted_at", record.charted_at);
  line.text("detected_language", record.detected_language).texts("themes", record.themes);
  lines_->write(line);
}

void OwnJsonlWriter::edge(const Edge& edge) {
  Line line("edge");
  line.text("kind", edge_kind_name(edge.kind)).text("network", network_name(edge.post.network));
  line.text("from", edge.from.id).text("to", edge.to ? edge.to->id : "").text("post", edge.post.uri);
  line.ref("to_post", edge.to_post).time("not_before", edge.not_before).time("at", edge.at);
  lines_->write(line);
}

void OwnJsonlWriter::coverage(std::string_view source, std::string_view tag, Interval time) {
  Line line("coverage");
  line.text("source", source).text("tag", tag).time("from", time.from).time("to", time.to);
  lines_->write(line);
}

void OwnJsonlWriter::gap(std::string_view source, std::string_view tag, const Gap& gap) {
  Line line("gap");
  line.text("source", source).text("tag", tag).time("from", gap.time.from).time("to", gap.time.to);
  line.text("cause", gap.cause)
      .text("state", gap_state_name(gap.state))
      .number("recovered", unless_zero(gap.recovered));
  lines_->write(line);
}

void OwnJsonlWriter::cursor(std::string_view source, std::string_view tag, const Cursor& cursor) {
  Line line("cursor");
  line.text("source", source).text("tag", tag).text("newest", cursor.newest).text("oldest", cursor.oldest);
  line.yes("at_start", cursor.at_start);
  lines_->write(line);
}

Result<void> OwnJsonlWriter::finish() {
  return lines_->out.close();
}

}  // namespace clamor::exchange
