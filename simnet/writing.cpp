// From phrases to a post: which demand, which hashtags in which spelling, links, people addressed, pictures.

#include <algorithm>
#include <string>
#include <utility>

#include "core/text.hpp"
#include "simnet/random.hpp"
#include "simnet/texts.hpp"
#include "simnet/world.hpp"

namespace clamor::simnet {
namespace {

using std::string_view;

// The usual spelling comes first; the accents are of people whose keyboard corrects them.
constexpr string_view free_spellings[] = {"FreeThemAll", "freethemall", "FREETHEMALL", "FreethemAll",
                                          "FreeThémAll"};
constexpr string_view viral_spellings[] = {"ViralicemosLaResponsabilidad", "viralicemoslaresponsabilidad",
                                           "ViralicemoslaResponsabilidad", "VIRALICEMOSLARESPONSABILIDAD",
                                           "ViralicémosLaResponsabilidad"};
constexpr string_view other_tags[] = {"SaludParaTodas", "QuedateEnCasa", "Migration", "HumanRights",
                                      "Refugio"};
// Near misses: neither is a spelling of a tracked hashtag.
constexpr string_view near_misses[] = {"FreeThemAllNow", "ViralisemosLaResponsabilidad"};
constexpr string_view campaigns[] = {"mastodon", "bluesky", "boletin", "cartel"};

string_view spelling(Random& random, const string_view (&spellings)[5], bool accents) {
  const double fate = random.uniform();
  if (fate < 0.66) return spellings[0];
  if (fate < 0.86) return spellings[1];
  if (fate < 0.92) return spellings[2];
  if (fate < 0.97 || !accents) return spellings[3];
  return spellings[4];
}

std::size_t length_of(const Post& post) {
  std::size_t bytes = 0;
  for (const Piece& piece : post.pieces) bytes += piece.text.size() + 1;
  return bytes;
}

struct Writer {
  World& world;
  Post& post;
  Random random;
  const Person& author;
  Kind server;
  bool bluesky = server == Kind::bluesky;
  bool accents = server == Kind::mastodon;  // only where every reader of the home server folds them

  void say(string_view text) {
    if (!post.pieces.empty() && post.pieces.back().kind != Piece::paragraph)
      post.pieces.push_back({Piece::words, " "});
    post.pieces.push_back({Piece::words, std::string(text)});
  }
  void add(Piece::Kind kind, string_view text, int person = -1) {
    if (!post.pieces.empty() && post.pieces.back().kind != Piece::paragraph && kind != Piece::paragraph)
      post.pieces.push_back({Piece::words, " "});
    post.pieces.push_back({kind, std::string(text), person});
  }
  void paragraph() { post.pieces.push_back({Piece::paragraph, {}}); }

  void address(int person) { add(Piece::address, {}, person); }
  void ask_organisation() {
    const int one = static_cast<int>(random.below(3));  // organisations come first in the list of people
    if ((world.people[static_cast<std::size_t>(one)].home == world.bluesky()) == bluesky) address(one);
  }
  string_view demand(const Phrasebook& book) {
    const double fate = random.uniform();
    return random.pick(fate < 0.5 ? book.release : fate < 0.75 ? book.raids : book.information);
  }

  void tracked_tags() {
    const bool spanish = post.language == "es";
    const bool both = random.chance(0.16);
    const bool viral = both || random.chance(spanish ? 0.62 : 0.10);
    const bool free = both || !viral;
    if (viral) hashtag(spelling(random, viral_spellings, accents));
    if (free) hashtag(spelling(random, free_spellings, accents));
    if (random.chance(0.02)) hashtag(viral ? viral_spellings[1] : free_spellings[2]);  // the same tag twice
    if (random.chance(0.12)) hashtag(random.pick(other_tags));
  }
  void hashtag(string_view text) {
    if (bluesky && random.chance(0.03))
      post.record_tags.emplace_back(text);
    else
      add(Piece::hashtag, text);
  }

  // Longer than what lists of videos show of a description.
  void at_length(const Phrasebook& book) {
    constexpr std::size_t beyond_lists = 280;
    while (length_of(post) < beyond_lists) say(random.pick(book.openings));
  }

  void body(const Phrasebook& book) {
    if (random.chance(0.6)) say(random.pick(book.openings));
    say(demand(book));
    if (random.chance(0.45)) say(random.pick(book.closings));
    if (server == Kind::peertube && random.chance(0.3)) at_length(book);
    if (random.chance(0.22) || author.organisation) {
      paragraph();
      say(random.pick(book.petition));
      add(Piece::link, std::string(petition_url) + "?utm_source=" + std::string(random.pick(campaigns)));
      post.card = random.chance(0.7);
    }
  }
};

void note_tag(Post& post, const std::string& spelling) {
  std::string key = hashtag_key(spelling);
  if (std::find(post.tags.begin(), post.tags.end(), key) == post.tags.end())
    post.tags.push_back(std::move(key));
}

bool long_for_bluesky(const Post& post) {
  return length_of(post) > 285;
}

}  // namespace

void write_text(World& world, Post& post) {
  const Person& author = world.people[static_cast<std::size_t>(post.author)];
  const Kind kind = world.kind(author.home);
  Writer writer{world, post, Random(post.salt), author, kind};
  Random& random = writer.random;
  post.language = random.chance(0.93) ? author.language : author.language == "es" ? "en" : "es";
  const Phrasebook& book = post.language == "es" ? spanish_texts() : english_texts();

  const double noise = random.uniform();
  const bool answer = post.parent >= 0;
  const bool tagless = answer ? noise < 0.42 : noise < 0.035;
  if (!writes_notes(kind)) post.title = random.pick(book.release);
  if (answer) {
    writer.address(world.posts[static_cast<std::size_t>(post.parent)].author);
    writer.say(random.pick(book.answers));
    if (random.chance(0.35)) writer.say(writer.demand(book));
  } else if (post.quoted >= 0) {
    writer.say(random.pick(book.quotes));
    if (random.chance(0.5)) writer.say(writer.demand(book));
  } else if (tagless) {
    writer.say(random.pick(book.aside));
  } else {
    writer.body(book);
    if (random.chance(0.06)) writer.ask_organisation();
  }
  post.listed_tags = kind != Kind::peertube || random.chance(0.75);
  if (writer.bluesky && long_for_bluesky(post)) {
    post.pieces.clear();
    writer.say(writer.demand(book));
  }
  if (!tagless) {
    if (random.chance(0.3)) writer.paragraph();
    if (noise > 0.985) writer.add(Piece::hashtag, random.pick(near_misses));
    // On Bluesky a client may write '#' without saying that it is a tag: found by text, but not a mention.
    else if (writer.bluesky && noise > 0.96)
      writer.add(Piece::plain_hash, free_spellings[0]);
    else
      writer.tracked_tags();
  }
  for (const Piece& piece : post.pieces)
    if (piece.kind == Piece::hashtag) note_tag(post, piece.text);
  for (const std::string& tag : post.record_tags) note_tag(post, tag);
  post.wide_hash = writer.bluesky && random.chance(0.03);
  post.unlisted = kind == Kind::mastodon && random.chance(0.02);
  if (random.chance(0.05)) post.warning = random.pick(book.warnings);
  if (!answer && random.chance(0.13)) post.images = 1 + static_cast<int>(random.below(2));
  post.filed =
      !post.unlisted && !answer && (kind == Kind::mastodon || kind == Kind::misskey) && random.chance(0.12);
}

}  // namespace clamor::simnet
