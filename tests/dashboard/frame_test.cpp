// A frame never waits for figures: it shows those of before, greyed, until another thread has found them out.
#include "dashboard/frame.hpp"

#include <gtest/gtest.h>

#include <semaphore>

#include "analysis/read_model.hpp"
#include "dashboard/backend.hpp"
#include "tests/analysis/fake_reader.hpp"
#include "tests/dashboard/simulated_snapshot.hpp"
#include "tests/storage/world.hpp"

namespace clamor::dashboard {
namespace {

using namespace std::chrono_literals;

// More posts in two months than a frame may walk over.
analysis::SnapshotPtr large_snapshot(std::int64_t version) {
  const auto small = simulated_snapshot();
  analysis::Snapshot::Parts parts;
  parts.version = version;
  parts.taken_at = small->taken_at();
  parts.zone = small->zone();
  parts.tags = small->tags();
  parts.sources = small->sources();
  parts.coverage = small->coverage();
  for (int back = 59; back >= 0; --back) {
    const Interval day = parts.zone.day_of(parts.taken_at - 24h * back);
    std::vector<storage::PostRow> rows(12'000);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      rows[i].id = static_cast<std::int64_t>(i) + 1 + back * 12'000;
      rows[i].at = day.from + Millis{static_cast<std::int64_t>(i) * 1000};
      rows[i].tag_mask = 1 + i % 3;
      rows[i].network = i % 2 == 0 ? Network::fediverse : Network::bluesky;
      rows[i].author = 1 + static_cast<std::int64_t>(i * 7 + static_cast<std::size_t>(back) * 13) % 5'000;
    }
    parts.days.push_back(analysis::Day::make(day, rows));
  }
  return std::make_shared<const analysis::Snapshot>(std::move(parts));
}

struct LargeWindow : testing::Test {
  std::unique_ptr<Backend> backend = *make_null_backend({1440, 900});
  std::counting_semaphore<> found_out{0};
  Frame frame{Theme::dark, simulated_config(), [this] { found_out.release(); }};

  void draw() {
    backend->begin_frame();
    frame.draw(1, simulated_now());
    backend->end_frame();
  }
  void settle() {
    found_out.acquire();
    draw();
  }
};

}  // namespace

TEST_F(LargeWindow, WaitsForItsFirstFiguresAndNotForLaterOnes) {
  frame.take(large_snapshot(1));
  draw();
  EXPECT_EQ(frame.model(), nullptr);
  EXPECT_FALSE(frame.complete());
  settle();
  ASSERT_NE(frame.model(), nullptr);
  const auto month = frame.model()->now;
  EXPECT_FALSE(frame.outdated());

  frame.state().choose(analysis::RangePreset::all);
  draw();
  EXPECT_TRUE(frame.outdated());
  EXPECT_EQ(frame.model()->now.posts, month.posts) << "the figures of before, until there are others";
  settle();
  EXPECT_FALSE(frame.outdated());
  EXPECT_EQ(frame.model()->now.posts, 60 * 12'000);
  EXPECT_EQ(frame.model()->now.authors, 5'000);
}

TEST_F(LargeWindow, WhatIsKeptIsThereInTheSameFrame) {
  const auto snapshot = large_snapshot(1);
  analysis::find_out(*snapshot, analysis::standard_questions(*snapshot));
  frame.take(snapshot);
  draw();
  ASSERT_NE(frame.model(), nullptr);
  for (const auto preset : {analysis::RangePreset::day, analysis::RangePreset::week, analysis::RangePreset::all,
                            analysis::RangePreset::month}) {
    frame.state().choose(preset);
    frame.state().toggle_tag(1);
    frame.state().measure = analysis::Measure::audience_ceiling;
    draw();
    EXPECT_FALSE(frame.outdated());
    frame.state().toggle_tag(1);
    frame.state().isolate_network(0);
    draw();
    EXPECT_FALSE(frame.outdated());
    frame.state().isolate_network(0);
  }
}

TEST_F(LargeWindow, NewerDataOfTheSameChoicesDoNotGreyWhatIsThere) {
  frame.take(large_snapshot(1));
  draw();
  settle();
  frame.take(large_snapshot(2));
  draw();
  EXPECT_FALSE(frame.outdated());
  EXPECT_FALSE(frame.complete());
  settle();
  EXPECT_EQ(frame.models_made(), 2);
}

TEST_F(LargeWindow, AChoiceThatIsOvertakenByAnotherIsLetGoOf) {
  frame.take(large_snapshot(1));
  draw();
  settle();
  frame.state().choose(analysis::RangePreset::all);
  draw();
  frame.state().choose(analysis::RangePreset::week);
  draw();
  while (frame.outdated()) settle();
  EXPECT_EQ(frame.model()->filter.window,
            analysis::window_of(*large_snapshot(1), analysis::RangePreset::week));
}

// By another program, or by its disk.
TEST_F(LargeWindow, OfACacheThatIsLostNothingMoreIsShown) {
  const storage::test::TempFolder folder;
  const auto cache = folder.path() / "cache";
  analysis::FakeReader reader;
  for (int hour = 0; hour < 50 * 24; ++hour) reader.post(simulated_now() - std::chrono::hours{hour}, 1 + hour % 70);
  analysis::ReadModel model(cache, 1);
  const auto lost = model.take(reader, simulated_now());
  frame.take(lost);
  draw();
  ASSERT_NE(frame.model(), nullptr);
  const auto month = frame.model()->now;
  std::filesystem::resize_file(cache, 0);
  frame.state().choose(analysis::RangePreset::all);
  draw();
  EXPECT_TRUE(frame.outdated());
  EXPECT_EQ(frame.model()->now.posts, month.posts);
  EXPECT_EQ(frame.models_made(), 1);
  frame.take(model.take(reader, simulated_now()));
  draw();
  EXPECT_FALSE(frame.outdated());
  EXPECT_EQ(frame.model()->now.posts, 50 * 24);
  EXPECT_EQ(frame.model()->now.authors, 70);
}

}  // namespace clamor::dashboard
