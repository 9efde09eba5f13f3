// The archive Mastodon gives to the owner of an account: outbox.json, in the tar beside actor.json or alone.
#include <algorithm>

#include "collector/intake/html.hpp"
#include "core/text.hpp"
#include "exchange/archives/formats.hpp"
#include "exchange/archives/json.hpp"
#include "exchange/archives/values.hpp"

namespace clamor::exchange {
namespace {

constexpr std::string_view everybody = "https://www.w3.org/ns/activitystreams#Public";

bool names_everybody(Json object, std::string_view key) {
  const auto member_of = member(object, key);
  if (!member_of) return false;
  const auto is_public = [](std::string_view who) { return who == everybody || who == "as:Public"; };
  std::string_view one;
  if (!member_of->get(one)) return is_public(one);
  if (const auto list = array_at(object, key))
    for (const Json who : *list)
      if (!who.get(one) && is_public(one)) return true;
  return false;
}

// "https://host/users/name" and ".../@name" -> "name@host".
std::optional<AuthorKey> account_of(std::string_view actor) {
  const auto scheme = actor.find("://");
  if (scheme == actor.npos) return {};
  const auto host = actor.substr(scheme + 3, actor.find('/', scheme + 3) - scheme - 3);
  auto name = actor.substr(actor.rfind('/') + 1);
  if (name.starts_with('@')) name.remove_prefix(1);
  if (host.empty() || name.empty() || name == host) return {};
  return AuthorKey{Network::fediverse, ascii_lower(std::string(name) + '@' + std::string(host))};
}

class Outbox final : public Decoder {
 public:
  Result<void> read(const Raw& raw, Findings& into) override {
    const auto activity = json_.read(raw.text);
    if (!activity) return tl::unexpected(activity.error());
    const auto author = account_of(text_at(*activity, "actor"));
    const auto at = time_at(*activity, "published");
    if (!author) return fail(Errc::bad_answer, "an activity without an account");
    if (!names_everybody(*activity, "to") && !names_everybody(*activity, "cc"))
      return fail(Errc::bad_answer, "a post that is not public");
    const auto type = text_at(*activity, "type");
    if (type == "Announce") return boost(*activity, *author, at, into);
    const auto note = object_at(*activity, "object");
    if (type != "Create" || !note) return fail(Errc::bad_answer, "an activity that is no post");
    return post(*note, *author, at, into);
  }

 private:
  // Of a boosted post the archive knows the address alone.
  static Result<void> boost(Json activity, const AuthorKey& author, std::optional<UtcTime> at,
                            Findings& into) {
    const auto boosted = text_at(activity, "object");
    if (boosted.empty() || !at) return fail(Errc::bad_answer, "a boost without post or time");
    ArchivePage page;
    page.read_at = at;
    Post absent;
    absent.key = {Network::fediverse, std::string(boosted)};
    page.page.edges = {{EdgeKind::boost, author, {}, absent.key, {}, *at - Millis{1}, at}};
    page.absent = {std::move(absent)};
    into.pages.push_back(std::move(page));
    return {};
  }

  static Result<void> post(Json note, const AuthorKey& author, std::optional<UtcTime> at, Findings& into) {
    Post post;
    post.key = {Network::fediverse, std::string(text_at(note, "id"))};
    if (post.key.uri.empty()) return fail(Errc::bad_answer, "a post without an id");
    post.author = author;
    post.url = text_at(note, "url");
    post.created_at = time_at(note, "published");
    if (!post.created_at) post.created_at = at;
    if (!post.created_at) return fail(Errc::bad_answer, "a post without a time");
    post.edited_at = time_at(note, "updated");
    auto body = intake::html_to_text(text_at(note, "content"));
    const auto warning = text_at(note, "summary");
    post.text =
        truncate_utf8(std::string(warning) + (warning.empty() || body.text.empty() ? "" : "\n\n") + body.text,
                      max_text_bytes);
    post.links = std::move(body.links);
    if (post.links.size() > max_links) post.links.resize(max_links);
    if (const auto languages = object_at(note, "contentMap"))
      for (const auto& [language, text] : simdjson::dom::object(*languages)) {
        post.language = truncate_utf8(language, 35);
        break;
      }
    post.sensitive = flag_at(note, "sensitive");
    if (const auto media = array_at(note, "attachment"))
      post.media = static_cast<int>(std::min(media->size(), max_media));
    ArchivePage page;
    page.read_at = std::max(*post.created_at, post.edited_at.value_or(*post.created_at));
    tags(note, post, page.page);
    if (const auto parent = text_at(note, "inReplyTo"); !parent.empty()) {
      post.is_reply = true;
      post.reply_to = PostKey{Network::fediverse, std::string(parent)};
      page.page.edges.push_back({EdgeKind::reply, author, {}, post.key, post.reply_to, {}, {}});
    }
    Author profile;
    profile.key = author;
    profile.handle = author.id;
    profile.uri = text_at(note, "attributedTo");
    page.page.authors = {std::move(profile)};
    page.page.posts = {std::move(post)};
    into.pages.push_back(std::move(page));
    return {};
  }

  static void tags(Json note, Post& post, Page& page) {
    const auto list = array_at(note, "tag");
    if (!list) return;
    for (const Json tag : *list) {
      const auto name = text_at(tag, "name");
      if (text_at(tag, "type") == "Hashtag" && !name.empty() && post.declared_tags.size() < max_tags)
        post.declared_tags.emplace_back(name.starts_with('#') ? name.substr(1) : name);
      if (text_at(tag, "type") != "Mention" || page.edges.size() >= max_mentions) continue;
      if (auto whom = account_of(text_at(tag, "href")))
        page.edges.push_back({EdgeKind::address, post.author, std::move(whom), post.key, {}, {}, {}});
    }
  }

  JsonRecord json_;
};

}  // namespace

const Format outbox_format{.name = "outbox",
                           .network = Network::fediverse,
                           .recognise =
                               [](const Head& head) {
                                 return head.bytes.starts_with('{') &&
                                        head.bytes.find("\"orderedItems\"") != head.bytes.npos;
                               },
                           .framing = [](const Head&) { return Framing::items; },
                           .open = [] { return std::unique_ptr<Decoder>(new Outbox); }};

}  // namespace clamor::exchange
