#pragma once
// A database of some hundred posts over nine days, and its cache.

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "analysis/read_model.hpp"
#include "tests/storage/world.hpp"

namespace clamor::analysis {

using storage::PostRow;
using storage::test::at_minute;
using storage::test::save;

inline const UtcTime now = at_minute(100'000);

inline std::vector<PostRow> rows_of(const Snapshot& snapshot) {
  std::vector<PostRow> all;
  for (const DayPtr& day : snapshot.days()) {
    auto rows = day->rows();
    all.insert(all.end(), rows.begin(), rows.end());
  }
  return all;
}

inline bool same_bytes(std::span<const std::byte> a, std::span<const std::byte> b) {
  return std::ranges::equal(a, b);
}

// To the last bit of every sum.
inline void expect_same(const Snapshot& one, const Snapshot& other) {
  ASSERT_EQ(one.days().size(), other.days().size());
  for (std::size_t i = 0; i < one.days().size(); ++i) {
    EXPECT_TRUE(same_bytes(one.days()[i]->sums_bytes(), other.days()[i]->sums_bytes())) << "day " << i;
    EXPECT_TRUE(same_bytes(one.days()[i]->columns_bytes(), other.days()[i]->columns_bytes())) << "day " << i;
  }
}

struct World {
  storage::test::TempFolder folder;
  std::unique_ptr<storage::Writer> writer = storage::open_writer(folder.database());
  std::unique_ptr<storage::Reader> reader;
  std::filesystem::path cache = cache_of(folder.database());
  World() {
    writer->set_campaign(storage::test::campaign(), at_minute(0));
    reader = storage::open_reader(folder.database());
  }
  void fill(unsigned seed, int pages = 20) {
    for (const auto& page : storage::test::ledger(seed, pages, 400, 8)) save(*writer, spread(page));
  }
  // Over nine days, so that there are days which nothing touches.
  static PreparedPage spread(PreparedPage page) {
    for (auto& post : page.posts) {
      const auto number = (post.charted_at - at_minute(0)) / Millis{60'000};
      if (post.repair != TimeRepair::none) continue;
      post.post.created_at = post.charted_at = at_minute(number * 33);
    }
    return page;
  }
  SnapshotPtr anew() { return take_snapshot(*reader, now); }
};

inline std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}
inline void write(const std::filesystem::path& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

using Work = ReadModel::Report::Work;

}  // namespace clamor::analysis
