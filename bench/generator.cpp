#include "bench/generator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace clamor::bench {
namespace {

constexpr UtcTime first_moment{Millis{1'577'836'800'000}};  // 1 January 2020
constexpr std::int64_t span = 90LL * 24 * 60 * 60 * 1000;
constexpr int author_hosts = 40;
constexpr std::int64_t tail_tags = 50'000;
constexpr int streams = servers_asked * 2;

constexpr std::array<std::string_view, 48> spanish_words{
    "hoy",      "marchamos",  "por",       "quienes",   "siguen",   "detenidos", "en",        "la",
    "estación", "migratoria", "y",         "exigimos",  "que",      "sean",      "liberados", "ya",
    "familias", "enteras",    "esperan",   "noticias",  "de",       "sus",       "seres",     "queridos",
    "nadie",    "debería",    "estar",     "encerrado", "durante",  "una",       "pandemia",  "salud",
    "derechos", "migrantes",  "compartan", "esta",      "petición", "firma",     "difunde",   "corazón",
    "también",  "mañana",     "habrá",     "otra",      "reunión",  "virtual",   "gracias",   "todas"};
constexpr std::array<std::string_view, 48> english_words{
    "today",    "we",        "march",    "for",      "everyone", "still",    "held",    "in",
    "the",      "detention", "centre",   "and",      "demand",   "that",     "they",    "are",
    "released", "now",       "whole",    "families", "wait",     "to",       "hear",    "from",
    "their",    "loved",     "ones",     "nobody",   "should",   "be",       "locked",  "up",
    "during",   "a",         "pandemic", "health",   "rights",   "migrants", "please",  "share",
    "this",     "petition",  "sign",     "spread",   "word",     "tomorrow", "another", "thanks"};

// Numbers that depend on nothing but their seed (splitmix64).
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }
  std::int64_t below(std::int64_t n) {
    return static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(n));
  }
  double share() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
  // 0 is the most frequent of n, as Zipf's law has it.
  std::int64_t zipf(std::int64_t n) {
    return std::min(n - 1,
                    static_cast<std::int64_t>(std::exp(share() * std::log(static_cast<double>(n)))) - 1);
  }

 private:
  std::uint64_t state_;
};

Random random_of(std::uint64_t seed, std::uint64_t kind, std::int64_t number) {
  Random mix(seed * 0x2545f4914f6cdd1dULL + kind);
  return Random(mix.next() ^ (static_cast<std::uint64_t>(number) * 0x9e3779b97f4a7c15ULL));
}

}  // namespace

Generator::Generator(std::uint64_t seed, std::int64_t posts)
    : seed_(seed), posts_(std::max(posts, std::int64_t{1})) {}

std::int64_t Generator::pages() const {
  constexpr std::int64_t fresh = page_size - overlap;
  return (posts_ + fresh - 1) / fresh;
}

MadePage Generator::page(std::int64_t index) const {
  constexpr std::int64_t fresh = page_size - overlap;
  const int stream = static_cast<int>(index % streams);
  MadePage page;
  page.server = stream / 2;
  page.tag = tracked_tags[static_cast<std::size_t>(stream % 2)];
  const std::int64_t first = index * fresh, end = std::min(first + fresh, posts_);
  for (std::int64_t number = first; number < end; ++number) page.posts.push_back(post(number, 0));
  page.read_at = page.posts.back().at + std::chrono::minutes{10};
  if (const std::int64_t before = index - streams; before >= 0) {
    for (int i = 1; i <= overlap; ++i) page.posts.push_back(post((before + 1) * fresh - i, 1));
  }
  std::ranges::sort(page.posts, std::ranges::greater{}, &MadePost::number);
  return page;
}

MadePost Generator::post(std::int64_t number, std::int64_t times_read) const {
  Random random = random_of(seed_, 1, number);
  MadePost post;
  post.number = number;
  post.at =
      first_moment +
      Millis{static_cast<std::int64_t>(static_cast<double>(number) * span / static_cast<double>(posts_))};
  post.author = random.zipf(std::max<std::int64_t>(1, posts_ / 5));
  post.spanish = random.below(3) > 0;
  const auto& words = post.spanish ? spanish_words : english_words;
  const std::int64_t length = 12 + random.below(28);
  for (std::int64_t i = 0; i < length; ++i)
    post.words.emplace_back(
        words[static_cast<std::size_t>(random.below(static_cast<std::int64_t>(words.size())))]);
  const std::int64_t stream = number / (page_size - overlap) % streams;
  post.tags.push_back(tracked_tags[static_cast<std::size_t>(stream % 2)]);
  if (random.below(10) == 0) post.tags.push_back(tracked_tags[static_cast<std::size_t>(1 - stream % 2)]);
  for (std::int64_t i = random.below(3); i > 0; --i)
    post.tags.push_back(fmt::format("EtiquetaSimulada{}", random.zipf(tail_tags)));
  for (std::int64_t i = random.below(10) < 3 ? 1 + random.below(2) : 0; i > 0; --i)
    post.addressed.push_back(random.zipf(std::max<std::int64_t>(1, posts_ / 5)));
  if (random.below(4) == 0 && number > 0)
    post.reply_to = number - 1 - random.below(std::min<std::int64_t>(number, 200));
  if (random.below(5) < 2)
    post.link = fmt::format("https://noticias.example/nota-simulada/{}", random.zipf(20'000));
  post.media = random.below(3) == 0 ? static_cast<int>(1 + random.below(3)) : 0;
  post.likes = random.zipf(400) + 2 * times_read;
  post.boosts = random.zipf(150) + times_read;
  post.replies = random.zipf(30);
  return post;
}

MadeAuthor Generator::author(std::int64_t number, UtcTime when) const {
  Random random = random_of(seed_, 2, number);
  const std::int64_t day = (when - first_moment).count() / (24 * 60 * 60 * 1000);
  MadeAuthor author;
  author.number = number;
  author.user = fmt::format("cuenta_simulada_{}", number);
  author.host = author_host(number);
  author.display_name = fmt::format("Cuenta simulada {}", number);
  author.created_at = first_moment - std::chrono::hours{24 * (1 + random.below(1000))};
  author.followers = random.zipf(50'000);
  author.followers += author.followers * day / 2000;
  author.following = random.zipf(3'000);
  author.posts = 1 + random.zipf(60'000) + day / 10;
  return author;
}

std::string Generator::server(int number) {
  return fmt::format("https://servidor-simulado-{}.example", number);
}

std::string Generator::author_host(std::int64_t author) {
  return fmt::format("servidor-simulado-{}.example", (author * 7 + author / 13) % author_hosts);
}

std::string Generator::post_uri(std::int64_t number, const MadeAuthor& author) {
  return fmt::format("https://{}/users/{}/statuses/{}", author.host, author.user,
                     103'400'000'000'000'000 + number * 977);
}

}  // namespace clamor::bench
