#include "collector/sources/peertube_video.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "collector/sources/fediverse.hpp"
#include "collector/sources/limits.hpp"
#include "core/text.hpp"

namespace clamor::collector {
namespace {

// Tags are free text ("graphical environments", "video-editing"): as other servers make hashtags of them,
// without what no hashtag can hold.
std::string as_hashtag(std::string_view tag) {
  std::string name;
  for (std::size_t at = 0; at < tag.size();) {
    const std::size_t start = at;
    const auto letter = next_letter(tag, at);
    if (letter.in_word || letter.code == '_') name += tag.substr(start, at - start);
  }
  return name;
}

class Reader {
 public:
  Reader(const std::string& server, const std::string& tag, Page& page)
      : server_(server), tag_(tag), page_(page) {}

  void read(Json video, std::string where) {
    where_ = std::move(where);
    if (!video.is_object()) return issue("is not an object");
    const auto uuid = text_or(video, "uuid");
    if (uuid.empty()) return issue("has no id");
    const auto account = object_at(video, "account");
    const auto home = account ? text_or(*account, "host", host_of(server_)) : std::string();
    const auto author = account ? fediverse_author(text_or(*account, "name"), home) : std::nullopt;
    if (!author) return issue("has no author");
    if (const auto title = member(video, "name"); title && !title->is_string())
      return issue("has text that is not text");
    constexpr std::int64_t open = 1;
    const auto privacy = object_at(video, "privacy");
    if (privacy && count_at(*privacy, "id").value_or(open) != open) return issue("is not public: left out");

    Post post = post_of(video);
    post.key = {Network::fediverse, id_of(video, uuid, home)};
    post.native_id = uuid;
    post.author = *author;
    profile(*account, post.author);
    page_.posts.push_back(std::move(post));
  }

 private:
  void issue(std::string_view what) { page_.issues.push_back({where_, std::string(what)}); }

  // The id of the video's ActivityPub object. `url` is it; should a newer version give the page for people
  // (/w/SHORT) instead, the id is made as its home makes it.
  std::string id_of(Json video, const std::string& uuid, const std::string& home) const {
    const auto url = text_or(video, "url");
    if (url.find("/videos/watch/") != url.npos) return url;
    auto origin = origin_of(url);
    if (origin.empty()) origin = home == host_of(server_) ? server_ : "https://" + home;
    return origin + "/videos/watch/" + uuid;
  }

  void profile(Json account, const AuthorKey& key) {
    Author author;
    author.key = key;
    author.handle = key.id;
    author.display_name = limited_name(text_or(account, "displayName", text_or(account, "name")));
    author.uri = author.url = text_or(account, "url");
    author.followers = count_at(account, "followersCount");
    author.following = count_at(account, "followingCount");
    add_author(page_, std::move(author));
  }

  Post post_of(Json video) {
    Post post;
    post.url = text_or(video, "url");
    // Lists cut it at 250 characters.
    const auto description = text_or(video, "description", text_or(video, "truncatedDescription"));
    std::string whole = paragraphs(text_or(video, "name"), description);
    std::erase(whole, '\r');
    post.text = limited_text(whole, where_, page_.issues);
    post.links = links_in(post.text);
    tags(video, post);
    // originallyPublishedAt is when it was first shown elsewhere, often 1970; updatedAt moves without an
    // edit.
    post.created_at = time_at(video, "publishedAt");
    if (!post.created_at) issue("its publishedAt is no date");
    if (const auto language = object_at(video, "language"))
      post.language = truncate_utf8(text_or(*language, "id"), 35);
    post.sensitive = flag_at(video, "nsfw").value_or(false);
    post.media = 1;
    post.counts.likes = count_at(video, "likes");
    post.counts.replies = count_at(video, "comments");
    post.counts.views = count_at(video, "views");
    return post;
  }

  void tags(Json video, Post& post) {
    const auto list = array_at(video, "tags");
    if (!list) {
      if (!tag_.empty()) post.declared_tags.push_back(tag_);
      return;
    }
    for (const Json tag : *list) {
      std::string_view name;
      if (tag.get_string().get(name)) continue;
      if (auto hashtag = as_hashtag(limited_name(name));
          !hashtag.empty() && fits(post.declared_tags.size(), max_tags, where_, "hashtags", page_.issues))
        post.declared_tags.push_back(std::move(hashtag));
    }
  }

  const std::string& server_;
  const std::string& tag_;
  Page& page_;
  std::string where_;
};

}  // namespace

std::optional<UtcTime> video_published_at(Json video) {
  return time_at(video, "publishedAt");
}

bool description_is_cut(Json video) {
  constexpr std::size_t shown = 250;  // letters, the dots among them; so at least as many bytes
  const auto text = text_or(video, "description", text_or(video, "truncatedDescription"));
  return text.size() >= shown && text.ends_with("...");
}

void read_videos(const std::vector<JsonRows::Row>& rows, const std::string& server, const std::string& tag,
                 Page& page) {
  Reader reader(server, tag, page);
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (rows[i].json) reader.read(*rows[i].json, fmt::format("post {} of the page", i + 1));
}

}  // namespace clamor::collector
