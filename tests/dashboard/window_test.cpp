// The real window on a display: pictures per theme and language, and how idle it is when nobody touches it.
// After an intended change run with CLAMOR_WRITE_GOLDEN=1 and look at the pictures.

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <thread>

#include "dashboard/dashboard.hpp"
#include "dashboard/png.hpp"
#include "tests/dashboard/simulated_snapshot.hpp"

namespace clamor::dashboard {
namespace {

using namespace std::chrono_literals;
constexpr int fuzz = 8;  // 3 % of a channel
constexpr double pixels_allowed = 0.001;

// Stands at the simulated moment; waiting is real.
class CampaignClock final : public Clock {
 public:
  UtcTime now() const override { return simulated_now(); }
  Millis monotonic() const override { return real_.monotonic(); }

 private:
  SystemClock real_;
};

double share_of_different_pixels(const Image& a, const Image& b) {
  if (a.width != b.width || a.height != b.height) return 1;
  std::size_t different = 0;
  for (std::size_t i = 0; i < a.rgba.size(); i += 4) {
    int worst = 0;
    for (std::size_t c = 0; c < 3; ++c) worst = std::max(worst, std::abs(a.rgba[i + c] - b.rgba[i + c]));
    different += worst > fuzz;
  }
  return static_cast<double>(different) / (static_cast<double>(a.width) * a.height);
}

class Window : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::getenv("DISPLAY")) GTEST_SKIP() << "the real window needs a display: run under xvfb-run";
  }
  void TearDown() override { i18n::set_language(i18n::Language::en); }

  static Result<RunReport> run(Options options, const Simulation& simulation = {}) {
    const CampaignClock clock;
    const auto snapshot = simulated_snapshot(simulation);
    Dashboard* window = nullptr;
    Dashboard dashboard(std::move(options), simulated_config(), clock, [&](const Action& action) {
      if (action.kind == Action::Kind::ask_details)
        window->show_details(simulated_details(*snapshot, action.posts), simulated_links(action.links));
    });
    window = &dashboard;
    dashboard.show(snapshot);
    Collection collection;
    if (simulation.posts) collection.state = Collection::State::on;
    dashboard.show_collection(collection);
    return dashboard.run();
  }

  static void compare(const std::string& name, Theme theme, i18n::Language language,
                      const Simulation& simulation = {}, int width = 1440, int height = 900) {
    i18n::set_language(language);
    const std::string file = name + (theme == Theme::dark ? "-dark" : "-light") +
                             (language == i18n::Language::es ? "-es" : "-en") + ".png";
    const auto drawn_path = std::filesystem::path(CLAMOR_BINARY_DIR) / ("drawn-" + file);
    Options options;
    options.theme = theme;
    options.screenshot = Screenshot{drawn_path.string(), "overview", width, height};
    const auto report = run(options, simulation);
    ASSERT_TRUE(report) << report.error().detail;
    const auto golden = std::filesystem::path(CLAMOR_SOURCE_DIR) / "tests/dashboard/golden" / file;
    if (std::getenv("CLAMOR_WRITE_GOLDEN"))
      std::filesystem::copy_file(drawn_path, golden, std::filesystem::copy_options::overwrite_existing);
    const auto expected = read_png(golden.string()), drawn = read_png(drawn_path.string());
    ASSERT_TRUE(expected) << expected.error().detail;
    ASSERT_TRUE(drawn) << drawn.error().detail;
    EXPECT_LE(share_of_different_pixels(*expected, *drawn), pixels_allowed)
        << "compare " << golden << " with " << drawn_path;
  }
};

TEST_F(Window, LooksAsItShouldInDarkSpanish) {
  compare("overview", Theme::dark, i18n::Language::es);
}
TEST_F(Window, LooksAsItShouldInDarkEnglish) {
  compare("overview", Theme::dark, i18n::Language::en);
}
TEST_F(Window, LooksAsItShouldInLightSpanish) {
  compare("overview", Theme::light, i18n::Language::es);
}
TEST_F(Window, LooksAsItShouldInLightEnglish) {
  compare("overview", Theme::light, i18n::Language::en);
}
TEST_F(Window, ExplainsItselfWithAnEmptyDatabase) {
  compare("first-run", Theme::light, i18n::Language::es, {.posts = false, .asked = false});
}

TEST_F(Window, MakesAPictureOfAnySize) {
  for (const auto& [width, height] : {std::pair{1280, 800}, std::pair{1920, 1080}}) {
    const auto path = std::filesystem::path(CLAMOR_BINARY_DIR) / ("drawn-" + std::to_string(width) + ".png");
    Options options;
    options.theme = Theme::light;
    options.screenshot = Screenshot{path.string(), "overview", width, height};
    ASSERT_TRUE(run(options));
    const auto drawn = read_png(path.string());
    ASSERT_TRUE(drawn) << drawn.error().detail;
    EXPECT_EQ(drawn->width, width);
    EXPECT_EQ(drawn->height, height);
  }
}

TEST_F(Window, DrawsNothingAndSleepsWhileNobodyTouchesIt) {
  Options options;
  options.until_idle_for = 1s;
  options.run_for = 10min;  // only a window that never comes to rest takes so long
  const auto report = run(options);
  ASSERT_TRUE(report) << report.error().detail;
  EXPECT_LE(report->frames, 30);
  EXPECT_GE(report->since_last_frame, 1s);
  EXPECT_LE(report->cpu_since_last_frame, 20ms);
}

TEST_F(Window, WakesForASnapshotAndClosesWhenAsked) {
  const CampaignClock clock;
  Dashboard dashboard({}, simulated_config(), clock, [](const Action&) {});
  std::jthread worker([&] {
    dashboard.show(simulated_snapshot());
    dashboard.close();
  });
  const auto report = dashboard.run();
  ASSERT_TRUE(report) << report.error().detail;
}

TEST_F(Window, APictureWithoutASnapshotIsAnError) {
  const CampaignClock clock;
  Options options;
  options.screenshot = Screenshot{};
  options.patience = 50ms;
  Dashboard dashboard(options, simulated_config(), clock, [](const Action&) {});
  EXPECT_FALSE(dashboard.run());
}

TEST(WithoutADisplay, SaysWhatToDo) {
  const char* display = std::getenv("DISPLAY");
  const std::string before = display ? display : "";
  unsetenv("DISPLAY");
  const CampaignClock clock;
  Dashboard dashboard({}, simulated_config(), clock, [](const Action&) {});
  const auto report = dashboard.run();
  if (display) setenv("DISPLAY", before.c_str(), 1);
  ASSERT_FALSE(report);
  EXPECT_NE(report.error().detail.find("xvfb-run"), std::string::npos) << report.error().detail;
}

}  // namespace
}  // namespace clamor::dashboard
