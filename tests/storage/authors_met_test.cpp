#include "storage/sqlite/authors_met.hpp"

#include <gtest/gtest.h>

namespace clamor::storage {
namespace {

AuthorKey who(std::int64_t number) {
  return {Network::fediverse, "cuenta_simulada_" + std::to_string(number) + "@uno.example"};
}

AuthorsMet::Author author(std::int64_t number) {
  return {number, {number % 2 == 0, number % 3 == 0, number % 5 == 0, static_cast<std::uint32_t>(number % 7),
                   1'600'000'000'000 + number, -number * 1'000'003}};
}

TEST(AuthorsMet, AreFoundAsTheyWereKeptWhileThereIsRoom) {
  AuthorsMet met(1 << 15);
  int found = 0;
  for (std::int64_t number = 1; number <= 10'000; ++number) met.keep(who(number), author(number));
  for (std::int64_t number = 1; number <= 10'000; ++number)
    if (const auto it = met.find(who(number))) {
      EXPECT_EQ(*it, author(number));
      ++found;
    }
  EXPECT_GT(found, 9'000);  // of five in one place one has gone
}

TEST(AuthorsMet, OfOneIsTheNewestState) {
  AuthorsMet met(1 << 10);
  AuthorsMet::Author kept = author(1);
  met.keep(who(1), kept);
  kept.rank.at += 1, kept.rank.hash = 5;
  met.keep(who(1), kept);
  EXPECT_EQ(met.find(who(1)), kept);
}

TEST(AuthorsMet, OfTheSameNameOnTwoNetworksAreTwo) {
  AuthorsMet met(1 << 10);
  const AuthorKey here = who(1), there{Network::bluesky, here.id};
  met.keep(here, author(1));
  EXPECT_FALSE(met.find(there));
  met.keep(there, author(2));
  EXPECT_EQ(met.find(here), author(1));
  EXPECT_EQ(met.find(there), author(2));
}

TEST(AuthorsMet, WhoDoesNotFitIsNotFoundInAnOlderState) {
  for (const auto& change : {+[](AuthorsMet::Author& a) { a.id = 1LL << 32 | a.id; },
                             +[](AuthorsMet::Author& a) { a.rank.at = -1; },
                             +[](AuthorsMet::Author& a) { a.rank.at = 1LL << 44; },
                             +[](AuthorsMet::Author& a) { a.rank.vantage = 1U << 17; }}) {
    AuthorsMet met(1 << 10);
    AuthorsMet::Author kept = author(1);
    met.keep(who(1), kept);
    change(kept);
    met.keep(who(1), kept);
    EXPECT_FALSE(met.find(who(1)));
    EXPECT_EQ(met.size(), 0);
    met.keep(who(2), author(2));
    EXPECT_EQ(met.size(), 1);
  }
}

TEST(AuthorsMet, AreNoMoreThanTheyMayBe) {
  AuthorsMet met(200);  // the least there can be is 256
  int found = 0;
  for (std::int64_t number = 1; number <= 5'000; ++number) met.keep(who(number), author(number));
  for (std::int64_t number = 1; number <= 5'000; ++number) found += met.find(who(number)).has_value();
  EXPECT_EQ(found, 0);
  AuthorsMet larger(1024);
  for (std::int64_t number = 1; number <= 5'000; ++number) larger.keep(who(number), author(number));
  for (std::int64_t number = 1; number <= 5'000; ++number)
    if (const auto it = larger.find(who(number))) {
      EXPECT_EQ(*it, author(number));
      ++found;
    }
  EXPECT_GT(found, 900);
  EXPECT_EQ(met.size(), 0);
  EXPECT_EQ(larger.size(), static_cast<std::size_t>(found));
}

TEST(AuthorsMet, WhoDoesNotFitMakesNobodyGiveWay) {
  AuthorsMet met(256);
  for (std::int64_t number = 1; number <= 1'000; ++number) met.keep(who(number), author(number));
  const std::size_t before = met.size();
  for (std::int64_t number = 1'001; number <= 2'000; ++number) {
    AuthorsMet::Author large = author(number);
    large.rank.at = -1;
    met.keep(who(number), large);
  }
  EXPECT_GT(before, 200);
  EXPECT_EQ(met.size(), before);
}

TEST(AuthorsMet, AreForgotten) {
  AuthorsMet met(1 << 10);
  met.keep(who(1), author(1));
  met.forget();
  EXPECT_FALSE(met.find(who(1)));
  met.keep(who(1), author(2));
  EXPECT_EQ(met.find(who(1)), author(2));
}

}  // namespace
}  // namespace clamor::storage
