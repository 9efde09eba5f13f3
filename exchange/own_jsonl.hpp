#pragma once
// Clamor's own JSON lines: what `export --format jsonl` writes and `import` reads back without loss. This
// page is the contract of both sides; the names of keys are an interface (CHANGELOG).
//
// One object per line, UTF-8, "type" first. A value that was not given is left out, never null, zero or "".
// Times are RFC 3339 UTC with up to three digits of a second, ids are strings, counts numbers, networks the
// words of the config
// ("x", "fediverse"). A reference to a post (PostRef) is {"network", "uri"}. Lines may come in any order but
// the first.
//
//   {"type":"clamor","format":1,"version":"0.2.0","identified":true,"simulated":"ID"}
//       first line. `simulated` only in an export of simulated data: import refuses it. `identified` false:
//       the export is pseudonymised, its posts are not those of any network any more, and import refuses it
//       too.
//   {"type":"source","name","kind","server","network"}
//       before the lines that name it.
//   {"type":"author","network","id","handle","display_name","uri","url","created_at","bot","group","discoverable",
//    "indexable","noindex","hidden_from_signed_out","vantage","read_at",
//    "readings":[{"vantage","at","until","followers","following","posts"}]}
//       `vantage` and `read_at`: where and when the profile was read; absent: known by id only. `readings`: of
//       numbers that came without a post; those that came with one stand with its sighting ("author_at"...).
//   {"type":"post","network","uri","author","url","text","hashtags":["..."],"created_at","edited_at","language",
//    "reply_to":PostRef,"root":PostRef,"quote_of":PostRef,"is_reply":true,"sensitive":true,"media":2,
//    "links":["..."],"home":true,
//    "sightings":[{"source","first_seen","last_seen","indexed_at","native_id",
//                  "author_at","author_vantage","followers","following","author_posts"}],
//    "readings":[{"vantage","at","until","likes","boosts","replies","quotes","views"}],
//    "edited_away":[{"hashtag","edited_at"}],"deleted_at":"..."}
//       `author` is the id on the same network. `hashtags`: every spelling, without '#'. `home`: the copy
//       kept was read at the post's home server. `edited_away`: tags that an older edit had. A deleted post
//       has only `network`, `uri`, `hashtags` (the keys of its tags), `created_at` (the start of its hour),
//       `deleted_at` and `sightings`. For tables and readers, not read back (import derives them again):
//       "tags" (keys of the tracked hashtags it counts for), "charted_at", "detected_language", "themes".
//   {"type":"edge","kind":"reply|quote|boost|address","network","from","to","post","to_post":PostRef,"not_before",
//    "at"}
//       `from` and `to` are author ids, `post` a uri, all of `network`.
//   {"type":"coverage","source","tag","from","to"}
//   {"type":"gap","source","tag","from","to","cause","state":"open|filling|closed|unrecoverable","recovered"}
//   {"type":"cursor","source","tag","newest","oldest","at_start":true}
//       where the collection of a (source, tag) stands, so that collecting can go on from an import.
//
// Lines of another type (the rows of other tables: "timeline", "link", "reading"...) are passed over by
// import and told as such.

#include <string_view>

#include "core/page.hpp"

namespace clamor::exchange {

inline constexpr int own_jsonl_format = 1;

// The words of "kind" and "state".
std::string_view edge_kind_name(EdgeKind kind);
std::optional<EdgeKind> parse_edge_kind(std::string_view name);
std::string_view gap_state_name(GapState state);
std::optional<GapState> parse_gap_state(std::string_view name);

}  // namespace clamor::exchange
