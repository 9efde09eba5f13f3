#include <fmt/args.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <map>

#include "config/opt_out.hpp"
#include "config/toml_table.hpp"
#include "core/text.hpp"

namespace clamor::config {
namespace {

constexpr std::size_t largest_file = 1u << 20;
constexpr std::size_t most_hashtags = 64;  // one bit each in the read model

// One campaign file while it is read: fills `config`, notes mistakes.
class Reader {
 public:
  Reader(Config& config, Mistakes& mistakes, const std::vector<std::string>& kinds)
      : config_(config), mistakes_(mistakes), kinds_(kinds) {}

  void whole(Table root);

 private:
  void campaign(Table section);
  void hashtags(const toml::node& node);
  void hashtag(const toml::node& item);
  std::string spelling(const std::string& text, int line);
  void claim(const std::string& key, const std::string& label, int line);
  void storage(Table section);
  void source(Table section);
  void streams(Table& section, Source& source);
  void notice(Table section);
  SecretRef secret(Table& section, const char* key);
  void event(Table section);
  void link(Table section);
  void partner(Table section);
  void theme(Table section);
  std::vector<std::string> phrases(Table& section, const char* key);
  std::string one_of(const std::optional<Table::Text>& text, const char* key,
                     const std::vector<std::string>& allowed, const std::string& fallback);
  void unique(const char* what, const Table::Text& name);
  std::filesystem::path beside_file(const std::string& path) const;

  Config& config_;
  Mistakes& mistakes_;
  const std::vector<std::string>& kinds_;
  std::map<std::string, int> keys_;   // hashtag key -> line
  std::map<std::string, int> names_;  // "[[theme]] release" -> line
};

void Reader::whole(Table root) {
  if (auto section = root.table("campaign"))
    campaign(*section);
  else if (!root.any("campaign"))
    mistakes_.add(0, to_translate("the section [campaign] is missing: it holds name, hashtags and contact"));
  if (auto section = root.table("storage")) storage(*section);
  if (auto section = root.table("privacy")) {
    config_.privacy = one_of(section->text("preset"), "preset", {"standard", "sensitive"}, config_.privacy);
    if (const auto list = section->text("opt_out"); list && !list->value.empty())
      read_opt_out(beside_file(list->value), list->line, mistakes_, config_.opt_out);
    section->refuse_the_rest();
  }
  for (std::string& word : usual_opt_out_words()) config_.opt_out.words.push_back(std::move(word));
  if (auto section = root.table("notice")) notice(*section);
  for (Table& section : root.tables("source")) source(section);
  for (Table& section : root.tables("event")) event(section);
  for (Table& section : root.tables("link")) link(section);
  for (Table& section : root.tables("partner")) partner(section);
  for (Table& section : root.tables("theme")) theme(section);
  root.refuse_the_rest();
}

void Reader::campaign(Table section) {
  if (auto name = section.required_text("name")) config_.campaign = name->value;
  if (const toml::node* node = section.any("hashtags"))
    hashtags(*node);
  else
    mistakes_.add(section.line(),
                  to_translate("[campaign] needs \"hashtags\": hashtags = [\"FreeThemAll\"]"));
  if (auto zone = section.text("timezone")) {
    if (Zone::find(zone->value))
      config_.timezone = zone->value;
    else
      mistakes_.add(zone->line,
                    to_translate("\"{0}\" is no time zone: write it like \"America/Mexico_City\""),
                    {zone->value});
  }
  config_.language = one_of(section.text("language"), "language",
                            {"es", "en", "es-MX", "es-ES", "en-US", "en-GB"}, config_.language);
  if (auto contact = section.text("contact"); contact && !contact->value.empty()) {
    if (is_contact(contact->value))
      config_.contact = contact->value;
    else
      mistakes_.add(contact->line, to_translate("\"contact\" must be an e-mail address or a web address"));
  }
  if (auto simulated = section.text("simulated")) config_.simulated = truncate_utf8(simulated->value, 100);
  section.refuse_the_rest();
}

void Reader::hashtags(const toml::node& node) {
  const toml::array* list = node.as_array();
  if (!list) {
    mistakes_.add(line_of(node), to_translate("\"hashtags\" must be a list: hashtags = [\"FreeThemAll\"]"));
    return;
  }
  if (list->empty()) mistakes_.add(line_of(node), to_translate("\"hashtags\" is empty: name at least one"));
  if (list->size() > most_hashtags)
    mistakes_.add(line_of(node), to_translate("more than {0} hashtags: split the campaign"),
                  {std::to_string(most_hashtags)});
  for (const toml::node& item : *list) hashtag(item);
}

void Reader::hashtag(const toml::node& item) {
  Hashtag tag;
  if (const auto* plain = item.as_string()) {
    tag.label = spelling(plain->get(), line_of(item));
  } else if (const toml::table* fields = item.as_table()) {
    Table table(*fields, "hashtags", mistakes_);
    if (auto label = table.required_text("tag")) tag.label = spelling(label->value, label->line);
    for (const auto& text : table.texts("variants"))
      if (auto variant = spelling(text.value, text.line); !variant.empty()) {
        if (hashtag_key(variant) != hashtag_key(tag.label)) claim(hashtag_key(variant), variant, text.line);
        tag.variants.push_back(std::move(variant));
      }
    for (const auto& text : table.texts("veto"))
      if (auto veto = spelling(text.value, text.line); !veto.empty()) tag.veto.push_back(std::move(veto));
    table.refuse_the_rest();
  } else {
    mistakes_.add(line_of(item),
                  to_translate("a hashtag must be text in quotes, or {{tag = \"...\", variants = [...]}}"));
  }
  if (tag.label.empty()) return;
  tag.key = hashtag_key(tag.label);
  claim(tag.key, tag.label, line_of(item));
  config_.hashtags.push_back(std::move(tag));
}

// The hashtag without its '#', or empty with a mistake noted.
std::string Reader::spelling(const std::string& text, int line) {
  std::string_view bare = text;
  for (std::string_view sign : {"#", "＃"})
    if (bare.starts_with(sign)) bare.remove_prefix(sign.size());
  if (bare.empty()) {
    mistakes_.add(line, to_translate("a hashtag is empty: write it or remove it"));
    return {};
  }
  const auto found = hashtags_in("#" + std::string(bare));
  const bool whole = found.size() == 1 && found.front() == bare && !hashtag_key(bare).empty();
  if (whole && bare.size() <= 300) return std::string(bare);
  mistakes_.add(line, to_translate("\"{0}\" is not one hashtag: letters, digits and _ only, without spaces"),
                {text});
  return {};
}

void Reader::claim(const std::string& key, const std::string& label, int line) {
  const auto [at, fresh] = keys_.emplace(key, line);
  if (!fresh)
    mistakes_.add(
        line, to_translate("#{0} is already tracked by line {1} (accents and capitals make no difference)"),
        {label, std::to_string(at->second)});
}

void Reader::storage(Table section) {
  if (auto url = section.text("url"); url && !url->value.empty()) {
    std::string path = url->value;
    if (path.starts_with("sqlite:")) path.erase(0, 7);
    if (path.starts_with("postgres"))
      mistakes_.add(
          url->line,
          to_translate("PostgreSQL is not known to this version: write url = \"sqlite:campaign.db\""));
    else if (path.empty() || path.find("://") != std::string::npos || path.find('\0') != std::string::npos)
      mistakes_.add(url->line, to_translate("\"url\" is no database: write url = \"sqlite:campaign.db\""));
    else
      config_.storage_url = "sqlite:" + beside_file(path).string();
  }
  if (auto days = section.integer("keep_text_days", 0, 36500)) config_.keep_text_days = *days;
  // Nobody is let believe that there are pages to look at.
  if (const toml::node* days = section.any("keep_raw_days"); days && days->value_exact<std::int64_t>() != 0)
    mistakes_.add(line_of(*days),
                  to_translate("this version keeps no raw pages: remove \"keep_raw_days\" or set it to 0"));
  section.refuse_the_rest();
}

void Reader::source(Table section) {
  Source source;
  source.line = section.line();
  if (auto kind = section.required_text("kind")) source.kind = one_of(kind, "kind", kinds_, "");
  int name_line = source.line;
  if (auto server = section.required_text("server")) {
    source.server = server_address(server->value);
    if (source.server.empty() && !server_address("https://" + server->value).empty())
      mistakes_.add(server->line, to_translate("\"{0}\" lacks its beginning: write \"https://{0}\""),
                    {server->value});
    else if (source.server.empty() && server->value.find('@') != std::string::npos)
      // Not repeated: what stands before an @ may be a password.
      mistakes_.add(
          server->line,
          to_translate("\"server\" must be like \"https://mastodon.social\", without a name or password"));
    else if (source.server.empty())
      mistakes_.add(server->line,
                    to_translate("\"{0}\" is no server's address: write it like \"https://mastodon.social\""),
                    {server->value});
    name_line = server->line;
  }
  if (auto name = section.text("name"); name && !name->value.empty()) {
    source.name = name->value;
    name_line = name->line;
  } else if (!source.server.empty()) {
    source.name = source.server.substr(source.server.find("://") + 3);
  }
  source.token = secret(section, "token");
  source.identifier = secret(section, "identifier");
  source.password = secret(section, "password");
  if (source.identifier.given() != source.password.given())
    mistakes_.add(source.line,
                  to_translate("\"identifier\" and \"password\" belong together: give both or neither"));
  streams(section, source);
  if (!source.name.empty()) unique("[[source]]", {source.name, name_line});
  section.refuse_the_rest();
  config_.sources.push_back(std::move(source));
}

// Two kinds tell posts as they come, each in its own way.
void Reader::streams(Table& section, Source& source) {
  source.stream = section.flag("stream").value_or(false);
  if (source.stream && source.kind == "bluesky")
    mistakes_.add(source.line, to_translate("a source of kind \"bluesky\" has its stream by "
                                            "jetstream = \"wss://jetstream2.us-east.bsky.network\""));
  else if (source.stream && source.kind != "mastodon")
    mistakes_.add(source.line, to_translate("the kind \"{0}\" has no stream: remove \"stream\""),
                  {source.kind});
  else if (source.stream && !source.token.given())
    mistakes_.add(source.line,
                  to_translate("\"stream\" needs an account's token: add token = \"env:NAME\" or remove it"));
  const auto jetstream = section.text("jetstream");
  if (!jetstream || jetstream->value.empty()) return;
  source.jetstream = address_with({"wss", "ws"}, jetstream->value);
  if (source.kind != "bluesky")
    mistakes_.add(jetstream->line, to_translate("\"jetstream\" belongs to a source of kind \"bluesky\""));
  else if (source.jetstream.empty())
    mistakes_.add(jetstream->line,
                  to_translate("\"{0}\" is no Jetstream's address: write it like "
                               "\"wss://jetstream2.us-east.bsky.network\""),
                  {jetstream->value});
}

void Reader::notice(Table section) {
  Notice& notice = config_.notice;
  notice.desktop = section.flag("desktop").value_or(false);
  notice.webhook = secret(section, "webhook");
  if (const auto server = section.text("mail_server"); server && !server->value.empty()) {
    notice.mail_server = address_with({"smtps", "smtp"}, server->value);
    if (notice.mail_server.empty())
      mistakes_.add(
          server->line,
          to_translate("\"{0}\" is no mail server's address: write it like \"smtps://mail.example.org\""),
          {server->value});
  }
  for (const auto& [key, into] :
       {std::pair{"mail_from", &notice.mail_from}, std::pair{"mail_to", &notice.mail_to}}) {
    const auto address = section.text(key);
    if (!address || address->value.empty()) continue;
    *into = address->value;
    if (!is_contact(*into) || into->find('@') == std::string::npos ||
        into->find_first_of("<>,;\"") != std::string::npos)
      mistakes_.add(address->line, to_translate("\"{0}\" must be one e-mail address"), {key});
  }
  notice.mail_user = secret(section, "mail_user");
  notice.mail_password = secret(section, "mail_password");
  if (notice.mail_server.empty() != notice.mail_to.empty() ||
      notice.mail_to.empty() != notice.mail_from.empty())
    mistakes_.add(
        section.line(),
        to_translate("\"mail_server\", \"mail_from\" and \"mail_to\" belong together: give all or none"));
  if (notice.mail_user.given() != notice.mail_password.given())
    mistakes_.add(section.line(),
                  to_translate("\"mail_user\" and \"mail_password\" belong together: give both or neither"));
  section.refuse_the_rest();
}

// Whatever stands there may be the secret itself: no message repeats it.
SecretRef Reader::secret(Table& section, const char* key) {
  const auto text = section.text(key);
  if (!text || text->value.empty()) return {};
  const std::string& value = text->value;
  if (value.starts_with("env:")) {
    const std::string name = value.substr(4);
    const bool valid =
        !name.empty() && !(name[0] >= '0' && name[0] <= '9') &&
        std::all_of(name.begin(), name.end(), [](char c) {
          return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
        });
    if (valid) return {SecretRef::Where::environment, name, {}};
  } else if (value.starts_with("file:") && value.size() > 5 && value.find('\0') == std::string::npos) {
    SecretRef ref{SecretRef::Where::file, {}, beside_file(value.substr(5))};
    if (readable_by_others(ref.file))
      mistakes_.add(text->line, to_translate("others can read the file of \"{0}\": run chmod 600 {1}"),
                    {key, ref.file.string()});
    return ref;
  }
  mistakes_.add(
      text->line,
      to_translate(
          "\"{0}\" must say where the secret is, \"env:NAME\" or \"file:PATH\"; the secret itself does not "
          "belong in this file"),
      {key});
  return {};
}

void Reader::event(Table section) {
  Event event;
  if (auto name = section.required_text("name")) event.name = name->value;
  const toml::node* at = section.any("at");
  std::string text;
  if (const auto* value = at ? at->as_string() : nullptr) {
    text = value->get();
  } else if (const auto* moment = at ? at->as_date_time() : nullptr) {
    const toml::date_time& when = moment->get();
    if (when.offset) {
      const int minutes = when.offset->minutes;
      text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}{:02}:{:02}", when.date.year, when.date.month,
                         when.date.day, when.time.hour, when.time.minute, when.time.second,
                         minutes < 0 ? '-' : '+', std::abs(minutes) / 60, std::abs(minutes) % 60);
    }
  }
  const auto when = text.size() > 10 ? parse_rfc3339(text) : std::nullopt;
  if (when)
    event.at = *when;
  else
    mistakes_.add(at ? line_of(*at) : section.line(),
                  to_translate("\"at\" must be date, time and offset: \"2020-04-20T09:00:00-05:00\""));
  section.refuse_the_rest();
  config_.events.push_back(std::move(event));
}

void Reader::link(Table section) {
  Link link;
  if (auto name = section.required_text("name")) {
    unique("[[link]]", *name);
    link.name = name->value;
  }
  if (auto url = section.required_text("url")) {
    const auto scheme = url->value.find("://");
    const auto path = scheme == std::string::npos ? scheme : url->value.find_first_of("/?#", scheme + 3);
    const bool plain = std::all_of(url->value.begin(), url->value.end(),
                                   [](char c) { return static_cast<unsigned char>(c) > ' ' && c != 0x7f; });
    if (plain && !server_address(url->value.substr(0, path)).empty())
      link.url = url->value;
    else
      mistakes_.add(url->line,
                    to_translate("\"{0}\" is no web address: write it like \"https://example.org/petition\""),
                    {url->value});
  }
  section.refuse_the_rest();
  config_.links.push_back(std::move(link));
}

void Reader::partner(Table section) {
  Partner partner;
  if (auto name = section.required_text("name")) {
    unique("[[partner]]", *name);
    partner.name = name->value;
  }
  for (const auto& account : section.texts("accounts")) {
    if (account.value.empty())
      mistakes_.add(account.line, to_translate("an account is empty: write it or remove it"));
    else
      partner.accounts.push_back(account.value);
  }
  section.refuse_the_rest();
  config_.partners.push_back(std::move(partner));
}

void Reader::theme(Table section) {
  Theme theme;
  if (auto name = section.required_text("name")) {
    unique("[[theme]]", *name);
    theme.name = name->value;
  }
  theme.es = phrases(section, "es");
  theme.en = phrases(section, "en");
  if (theme.es.empty() && theme.en.empty())
    mistakes_.add(section.line(),
                  to_translate("the theme \"{0}\" has no phrases: give some under \"es\" or \"en\""),
                  {theme.name});
  section.refuse_the_rest();
  config_.themes.push_back(std::move(theme));
}

std::vector<std::string> Reader::phrases(Table& section, const char* key) {
  std::vector<std::string> all;
  for (const auto& text : section.texts(key)) {
    const std::string& phrase = text.value;
    bool letters = false, stars_end_words = true;
    for (std::size_t i = 0; i < phrase.size(); ++i) {
      if (phrase[i] != ' ' && phrase[i] != '*') letters = true;
      const bool after_word = i > 0 && phrase[i - 1] != ' ' && phrase[i - 1] != '*';
      const bool ends_word = i + 1 == phrase.size() || phrase[i + 1] == ' ';
      if (phrase[i] == '*' && !(after_word && ends_word)) stars_end_words = false;
    }
    if (!letters)
      mistakes_.add(text.line, to_translate("a phrase is empty: write it or remove it"));
    else if (!stars_end_words)
      mistakes_.add(text.line, to_translate("in \"{0}\" a * stands elsewhere than at the end of a word"),
                    {phrase});
    else
      all.push_back(phrase);
  }
  return all;
}

std::string Reader::one_of(const std::optional<Table::Text>& text, const char* key,
                           const std::vector<std::string>& allowed, const std::string& fallback) {
  if (!text) return fallback;
  if (std::find(allowed.begin(), allowed.end(), text->value) != allowed.end()) return text->value;
  const std::string meant = closest(text->value, allowed);
  if (!meant.empty())
    mistakes_.add(text->line, to_translate("\"{0}\" cannot be \"{1}\": did you mean \"{2}\"?"),
                  {key, text->value, meant});
  else
    mistakes_.add(text->line, to_translate("\"{0}\" cannot be \"{1}\": choose one of {2}"),
                  {key, text->value, enumerate(allowed)});
  return fallback;
}

void Reader::unique(const char* what, const Table::Text& name) {
  const auto [at, fresh] = names_.emplace(std::string(what) + ' ' + name.value, name.line);
  if (!fresh)
    mistakes_.add(
        name.line,
        to_translate("two {0} are called \"{1}\" (the other is on line {2}): give one another \"name\""),
        {what, name.value, std::to_string(at->second)});
}

std::filesystem::path Reader::beside_file(const std::string& path) const {
  return (config_.file.parent_path() / path).lexically_normal();
}

}  // namespace

Reading read(std::string_view toml, const std::filesystem::path& file,
             const std::vector<std::string>& kinds) {
  Reading reading;
  Mistakes mistakes;
  std::error_code ignored;
  reading.config.file = std::filesystem::absolute(file, ignored).lexically_normal();
  try {
    const toml::table root = toml::parse(toml, std::string_view(file.native()));
    Reader(reading.config, mistakes, kinds).whole(Table(root, "", mistakes));
  } catch (const toml::parse_error& error) {
    mistakes.add(static_cast<int>(error.source().begin.line),
                 to_translate("this cannot be read as TOML: {0}"), {std::string(error.description())});
  }
  reading.mistakes = std::move(mistakes).sorted();
  return reading;
}

Reading read_file(const std::filesystem::path& file, const std::vector<std::string>& kinds) {
  std::ifstream in(file, std::ios::binary);
  std::string bytes;
  Mistakes mistakes;
  if (in && !std::filesystem::is_directory(file)) {
    bytes.resize(largest_file + 1);
    in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(in.gcount()));
    if (bytes.size() <= largest_file) return read(bytes, file, kinds);
    mistakes.add(0, to_translate("the file is larger than 1 MB: this cannot be a campaign file"));
  } else {
    mistakes.add(0, to_translate("the file cannot be read: does it exist, and may you read it?"));
  }
  Reading reading;
  reading.config.file = file;
  reading.mistakes = std::move(mistakes).sorted();
  return reading;
}

std::string describe(const Reading& reading, const char* (*translate)(const char*)) {
  std::string text;
  const std::string file = printable(reading.config.file.string());
  for (const Mistake& mistake : reading.mistakes) {
    fmt::dynamic_format_arg_store<fmt::format_context> args;
    for (const std::string& arg : mistake.args) args.push_back(arg);
    const std::string what = fmt::vformat(translate ? translate(mistake.pattern) : mistake.pattern, args);
    text += mistake.line > 0 ? fmt::format("{}:{}: {}\n", file, mistake.line, what)
                             : fmt::format("{}: {}\n", file, what);
  }
  return text;
}

Zone Config::zone() const {
  return Zone::find(timezone).value_or(Zone::utc());
}

}  // namespace clamor::config
