#pragma once
// What a user may choose: the campaign file, read whole, with every mistake reported at once.
// Plain data; copies freely; any thread.

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/network.hpp"
#include "core/opt_out.hpp"
#include "core/result.hpp"
#include "core/secret.hpp"
#include "core/time.hpp"
#include "core/zone.hpp"

namespace clamor::config {

// A tracked hashtag. `variants` are other spellings that count as it and are asked for too when their key
// differs; `veto` are spellings (exact, as written) that never count.
struct Hashtag {
  std::string label;  // as the campaign writes it, without '#'
  std::string key;    // hashtag_key(label)
  std::vector<std::string> variants, veto;
};

// Where a secret lives; the secret itself is never in the file. Read at the moment of use.
struct SecretRef {
  enum class Where { none, environment, file } where = Where::none;
  std::string name;            // variable name
  std::filesystem::path file;  // absolute
  bool given() const { return where != Where::none; }
};
// Empty Result text says what is wrong: variable not set, file missing, file readable by others (mode beyond
// 0600).
Result<Secret> read_secret(const SecretRef& ref);
// True when the file exists and its mode goes beyond 0600.
bool readable_by_others(const std::filesystem::path& file);

struct Source {
  std::string name;    // unique; "mastodon.social" when not given
  std::string kind;    // "mastodon", "bluesky": checked against the kinds the program knows
  std::string server;  // "https://mastodon.social", no trailing slash
  SecretRef token, identifier, password;
  int line = 0;
  bool stream = false;    // mastodon: posts are told as they come; needs the token of an account
  std::string jetstream;  // bluesky: "wss://jetstream2.us-east.bsky.network"; empty: no stream
};

// Who is told when a source stops or cannot be read for long. Nothing is given: nobody.
struct Notice {
  bool desktop = false;
  SecretRef webhook;        // an address is as good as a password here
  std::string mail_server;  // "smtps://mail.example.org", or smtp:// which must turn to TLS; empty: no mail
  std::string mail_from, mail_to;
  SecretRef mail_user, mail_password;
};

struct Event {
  std::string name;
  UtcTime at;
};
struct Link {
  std::string name, url;
};
struct Partner {
  std::string name;
  std::vector<std::string> accounts;
};
// Phrases that put a post under a theme: words compared by fold_for_phrases, '*' ends a word's stem.
struct Theme {
  std::string name;
  std::vector<std::string> es, en;
};

struct Config {
  std::filesystem::path file;  // absolute
  std::string campaign;
  std::vector<Hashtag> hashtags;
  std::string timezone = "America/Mexico_City";
  std::string language = "es";  // "es" means es-MX
  std::string contact;
  std::string simulated;    // id of the simulated network; empty: real data
  std::string storage_url;  // "sqlite:/absolute/path.db"; empty: the data folder
  int keep_text_days = 180;
  std::string privacy = "standard";
  OptOut opt_out;  // the list that [privacy] names, and the usual words
  bool sensitive() const { return privacy == "sensitive"; }
  Notice notice;
  std::vector<Source> sources;
  std::vector<Event> events;
  std::vector<Link> links;
  std::vector<Partner> partners;
  std::vector<Theme> themes;

  Zone zone() const;  // `timezone` was checked when the file was read
};

// One mistake in the file, said for the person who wrote it.
struct Mistake {
  int line = 0;  // 0: the file as a whole
  std::string what;
  // The same in parts, for a translation: static English text with numbered places, and what goes there.
  const char* pattern = "";
  std::vector<std::string> args;  // printable; never a secret
};

struct Reading {
  Config config;                  // valid only without mistakes
  std::vector<Mistake> mistakes;  // sorted by line
};

// `kinds`: the names a [[source]] may have. Relative paths are relative to `file`.
Reading read(std::string_view toml, const std::filesystem::path& file, const std::vector<std::string>& kinds);
Reading read_file(const std::filesystem::path& file, const std::vector<std::string>& kinds);

// "config/freethemall.toml:12: unknown key \"hashtag\" ..." one per line. `translate` gives a pattern in the
// language of the person (this room knows none); null: English.
std::string describe(const Reading& reading, const char* (*translate)(const char*) = nullptr);

// True when `text` could be a contact: an e-mail address or a web address, fit for an HTTP header.
bool is_contact(std::string_view text);
// "https://host[:port]" in lower case without a trailing slash; empty when it is not a server's address.
std::string server_address(std::string_view text);
// The same for other schemes: "wss", "smtps".
std::string address_with(const std::vector<std::string_view>& schemes, std::string_view text);

}  // namespace clamor::config
