#include "cli/import_stages.hpp"

#include <gtest/gtest.h>

#include <future>

namespace clamor::cli {
namespace {

constexpr exchange::Format a_format{"simulated", Network::other, nullptr, nullptr, nullptr};

// Some thousand records that say nothing.
class Silent final : public exchange::Archive {
 public:
  explicit Silent(std::int64_t count) : count_(count) {}
  Result<bool> next(exchange::Findings& into) override {
    if (records_ == count_) {
      at_end_.set_value();
      return false;
    }
    ++records_;
    ++into.records;
    return true;
  }
  void wait_for_end() { at_end_.get_future().wait(); }
  Result<bool> skip(std::int64_t) override { return false; }
  std::int64_t records() const override { return records_; }
  std::string digest() const override { return std::to_string(records_); }
  std::string content() const override { return "simulated"; }
  const exchange::Format* format() const override { return &a_format; }
  std::int64_t bytes_read() const override { return records_; }
  std::int64_t bytes() const override { return count_; }

 private:
  std::int64_t count_, records_ = 0;
  std::promise<void> at_end_;
};

TEST(ReadAhead, GivesEveryRecordAndSaysThatItWasAll) {
  Silent archive(5'000);
  ReadAhead reading(archive);
  std::int64_t records = 0;
  while (const auto chunk = reading.next()) {
    EXPECT_EQ(chunk->digest, std::to_string(chunk->records));
    records = chunk->read;
  }
  exchange::Findings found;
  EXPECT_EQ(reading.finish(found), true);
  EXPECT_EQ(records, 5'000);
  EXPECT_EQ(found.records, 5'000);
}

TEST(ReadAhead, WhatWasReadButNotTakenIsNotTheEnd) {
  Silent archive(1'200);
  ReadAhead reading(archive);
  ASSERT_TRUE(reading.next());
  archive.wait_for_end();  // what is left fits into the queue
  exchange::Findings found;
  EXPECT_EQ(reading.finish(found), false);
}

}  // namespace
}  // namespace clamor::cli
