#pragma once
// Posts, comments, people and the community as Lemmy 0.19 and PieFed write them.

#include <string>

#include "simnet/json.hpp"
#include "simnet/server.hpp"

namespace clamor::simnet {

inline constexpr std::string_view lemmy_version = "0.19.12";
inline constexpr std::string_view piefed_version = "1.3.0";

class LemmyViews {
 public:
  LemmyViews(const Surroundings& around, bool wrong_counts)
      : around_(around),
        wrong_counts_(wrong_counts),
        piefed_(around.world.kind(around.self) == Kind::piefed) {}

  void post_view(Json& json, const ServerView::Known& known, UtcTime now) const;
  void comment_view(Json& json, const ServerView::Known& known, UtcTime now) const;
  void community_view(Json& json) const;
  void person(Json& json, int person) const;
  std::string title(int post, UtcTime now) const;
  std::string body(int post, UtcTime now) const;  // Markdown

 private:
  void lemmy_post(Json& json, const ServerView::Known& known, UtcTime now) const;
  void piefed_post(Json& json, const ServerView::Known& known, UtcTime now) const;
  std::string path(int comment) const;  // "0.1004.1017": the comments above it, and itself
  void community(Json& json) const;
  void count_members(Json& json, const ServerView::Known& known, UtcTime now) const;
  void flags(Json& json) const;

  const Surroundings around_;
  bool wrong_counts_, piefed_;
};

// Languages by number, as /site tells them; 0: undetermined.
int language_id(std::string_view code);

}  // namespace clamor::simnet
