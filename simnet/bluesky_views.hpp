#pragma once
// Posts and people as a Bluesky AppView writes them.

#include <string>
#include <unordered_map>
#include <vector>

#include "simnet/federation.hpp"
#include "simnet/json.hpp"

namespace clamor::simnet {

class BlueskyViews {
 public:
  explicit BlueskyViews(const World& world);

  void post_view(Json& json, int post, UtcTime now) const;
  void record(Json& json, int post) const;  // what its author wrote, as it is kept
  enum class Detail { basic, view, detailed };
  void profile(Json& json, int person, Detail detail, UtcTime now) const;

  const std::vector<int>& posts() const { return posts_; }  // all that live here, in time order
  bool indexed(int post, UtcTime now) const;                // written and not deleted
  bool shown(int post, UtcTime now) const;                  // indexed, and of an account that is there
  int post_of(const std::string& uri) const;                // -1: no such post
  int person_of(const std::string& did_or_handle) const;    // -1: nobody
  std::string uri(int post) const;
  std::string cid(int post) const;
  std::string did(int person) const;
  UtcTime indexed_at(int post) const;

 private:
  const Post& post(int index) const { return world_.posts[static_cast<std::size_t>(index)]; }
  const Person& person(int index) const { return world_.people[static_cast<std::size_t>(index)]; }
  void embed_record(Json& json, const Post& post) const;
  void embed_view(Json& json, const Post& post, UtcTime now) const;
  void quoted_view(Json& json, int quoted, UtcTime now) const;
  void reference(Json& json, int post) const;  // {"cid", "uri"}
  void created_at(Json& json, const Post& post) const;

  const World& world_;
  std::vector<int> posts_;
  std::unordered_map<std::string, int> by_uri_, people_;
};

// The text of a post with facets that count bytes of UTF-8.
struct BlueskyText {
  struct Facet {
    std::size_t start = 0, end = 0;
    Piece::Kind kind = Piece::hashtag;
    std::string value;  // tag, full address or handle
    int person = -1;
  };
  std::string text;
  std::vector<Facet> facets;
};
BlueskyText bluesky_text(const World& world, const Post& post);

std::string base32(std::uint64_t seed, std::size_t letters);

}  // namespace clamor::simnet
