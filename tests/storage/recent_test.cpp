#include "storage/sqlite/recent.hpp"

#include <gtest/gtest.h>

#include <string>

namespace clamor::storage {
namespace {

using Names = Recent<int, std::string>;

void add(Names& names, int key) {
  if (names.full()) names.age();
  names.add(key, "value " + std::to_string(key));
}

TEST(Recent, WhatIsMetAgainStaysAndTheRestGoes) {
  Names names(4);
  for (int key = 1; key <= 20; ++key) {
    add(names, key);
    ASSERT_TRUE(names.find(1)) << key;
  }
  EXPECT_FALSE(names.find(2));
  EXPECT_EQ(*names.find(20), "value 20");
}

TEST(Recent, AValueKeepsItsPlaceWhenItIsMetAgain) {
  Names names(4);
  add(names, 1);
  const std::string* const before = names.find(1);
  names.age();
  EXPECT_EQ(names.find(1), before);
}

TEST(Recent, HoldsNoMoreThanItMay) {
  Names names(10);
  for (int key = 0; key < 1000; ++key) add(names, key);
  int held = 0;
  for (int key = 0; key < 1000; ++key) held += names.find(key) != nullptr;
  EXPECT_GE(held, 5);
  EXPECT_LE(held, 10);
}

}  // namespace
}  // namespace clamor::storage
