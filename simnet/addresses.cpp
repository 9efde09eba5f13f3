#include "simnet/addresses.hpp"

#include "simnet/random.hpp"

namespace clamor::simnet {
namespace {

constexpr char base36[] = "0123456789abcdefghijklmnopqrstuvwxyz";

}  // namespace

std::string aid(std::uint64_t id) {
  std::string text(10, '0');
  for (auto letter = text.rbegin(); letter != text.rend(); ++letter, id /= 36) *letter = base36[id % 36];
  return text;
}

std::uint64_t from_aid(std::string_view text) {
  if (text.size() != 10) return 0;
  std::uint64_t id = 0;
  for (const char letter : text) {
    const auto digit = std::string_view(base36).find(letter);
    if (digit == std::string_view::npos) return 0;
    id = id * 36 + digit;
  }
  return id;
}

std::string video_uuid(const Post& post) {
  static constexpr char hex[] = "0123456789abcdef";
  std::string text;
  for (std::uint64_t place = 0; place < 36; ++place) {
    const bool dash = place == 8 || place == 13 || place == 18 || place == 23;
    text += dash ? '-' : place == 14 ? '4' : place == 19 ? 'a' : hex[mixed(post.salt, 26, place) & 15];
  }
  return text;
}

std::string short_uuid(const Post& post) {
  std::string text;
  for (std::uint64_t place = 0; place < 22; ++place) text += base36[mixed(post.salt, 27, place) % 36];
  return text;
}

std::string Addresses::host(Home home) const {
  return url(home).substr(url(home).find("//") + 2);
}

std::uint64_t Addresses::home_id(int post) const {
  return view(world_.home_of(post)).ever(post)->id;
}

std::string Addresses::uri(int index) const {
  const Post& post = world_.post(index);
  const std::string& home = home_url(post.author);
  switch (world_.kind(world_.home_of(index))) {
    case Kind::mastodon:
      return actor(post.author) + "/statuses/" + std::to_string(home_id(index));
    case Kind::misskey:
      return home + "/notes/" + aid(home_id(index));
    case Kind::peertube:
      return home + "/videos/watch/" + video_uuid(post);
    default:
      return home + "/post/" + std::to_string(home_id(index));
  }
}

std::string Addresses::page(int index) const {
  const Post& post = world_.post(index);
  if (world_.kind(world_.home_of(index)) != Kind::mastodon) return uri(index);
  return profile(post.author) + "/" + std::to_string(home_id(index));
}

std::string Addresses::actor(int person) const {
  const Person& who = world_.person(person);
  const std::string& home = home_url(person);
  switch (world_.kind(who.home)) {
    case Kind::mastodon:
      return home + "/users/" + who.handle;
    case Kind::misskey:
      return home + "/users/" + aid(view(who.home).account_id(person));
    case Kind::peertube:
      return home + "/accounts/" + who.handle;
    default:
      return home + "/u/" + who.handle;
  }
}

std::string Addresses::profile(int person) const {
  const Kind kind = world_.kind(world_.person(person).home);
  const bool at_sign = kind == Kind::mastodon || kind == Kind::misskey;
  return at_sign ? home_url(person) + "/@" + world_.person(person).handle : actor(person);
}

std::string Addresses::acct(int person, Home seen_from) const {
  const Person& who = world_.person(person);
  return who.home == seen_from ? who.handle : who.handle + "@" + host(who.home);
}

int Addresses::person_called(std::string_view name, Home seen_from) const {
  for (int index = 0; index < static_cast<int>(world_.people.size()); ++index) {
    const Person& who = world_.person(index);
    if (who.home != world_.bluesky() &&
        (name == acct(index, seen_from) || name == who.handle + "@" + host(who.home)))
      return index;
  }
  return -1;
}

}  // namespace clamor::simnet
