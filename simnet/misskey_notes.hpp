#pragma once
// Notes and users as a Misskey server writes them.

#include <string>

#include "simnet/json.hpp"
#include "simnet/server.hpp"

namespace clamor::simnet {

inline constexpr std::string_view misskey_version = "2025.6.3";

class MisskeyNotes {
 public:
  MisskeyNotes(const Surroundings& around, bool wrong_counts)
      : around_(around), wrong_counts_(wrong_counts) {}

  enum class Depth { whole, inner };  // an inner note embeds no other
  void note(Json& json, const ServerView::Known& known, UtcTime now, Depth depth = Depth::whole) const;
  // A note without words of its own: somebody boosted that one.
  void renote(Json& json, const ServerView::Known& boosted, const Act& act, UtcTime now) const;
  enum class Detail { lite, detailed };
  void user(Json& json, int person, UtcTime now, Detail detail) const;

 private:
  std::string text(int post, UtcTime now) const;
  void reactions(Json& json, int likes) const;
  void files(Json& json, const Post& post) const;
  void user_members(Json& json, int person) const;

  const Surroundings around_;
  bool wrong_counts_;
};

// The id of the renote that an act is on the server asked.
std::string renote_id(const Surroundings& around, int post, const Act& act);

}  // namespace clamor::simnet
