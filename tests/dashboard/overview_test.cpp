// What a person does on the Overview, done by the robot: by name, without a display.

#include <gtest/gtest.h>
#include <imgui.h>

#include "i18n/format.hpp"
#include "i18n/tr.hpp"
#include "tests/dashboard/robot.hpp"

namespace clamor::dashboard {
namespace {

using analysis::Measure;
using analysis::RangePreset;
using namespace std::chrono_literals;

class Overview : public testing::Test {
 protected:
  void SetUp() override { i18n::set_language(i18n::Language::en); }
  void TearDown() override { i18n::set_language(i18n::Language::en); }
};

TEST_F(Overview, OpensOnARangeThatHasDataAndAsksForThePostsItLists) {
  Robot robot;
  EXPECT_TRUE(robot.state().preset.has_value());
  EXPECT_GT(robot.model().now.posts, 0);
  EXPECT_EQ(robot.asked(Action::Kind::ask_details), 1u);
  EXPECT_TRUE(robot.frame().complete());
  EXPECT_TRUE(robot.sees("cuenta simulada"));
}

TEST_F(Overview, CannotHideThatItIsSimulated) {
  Robot robot;
  EXPECT_TRUE(robot.sees("SIMULATED"));
  robot.click("language/0");
  EXPECT_TRUE(robot.sees("SIMULADO"));
}

TEST_F(Overview, SwitchesLanguageAndThemeWhileItRuns) {
  Robot robot;
  EXPECT_TRUE(robot.sees("Newest posts"));
  robot.click("language/0");
  EXPECT_TRUE(robot.sees("Publicaciones más recientes"));
  EXPECT_EQ(robot.asked(Action::Kind::language_changed), 1u);
  robot.click("theme");
  EXPECT_EQ(robot.state().theme, Theme::light);
  EXPECT_EQ(robot.asked(Action::Kind::theme_changed), 1u);
}

TEST_F(Overview, ShowsTheRangeThatIsChosen) {
  Robot robot;
  robot.click("range/1");
  EXPECT_EQ(robot.state().preset, RangePreset::week);
  const auto week = robot.model().now.posts;
  robot.click("range/4");
  EXPECT_EQ(robot.state().preset, RangePreset::all);
  EXPECT_GT(robot.model().now.posts, week);
}

TEST_F(Overview, CountsTheSidebarsHashtagsInTheChosenTimeLikeAllElse) {
  Robot robot;
  robot.click("range/4");
  const auto all = robot.model().tags.front().mentions;
  robot.click("range/1");
  const auto week = robot.model().tags.front().mentions;
  ASSERT_LT(week, all);
  EXPECT_TRUE(robot.sees(i18n::number(week)));
  EXPECT_FALSE(robot.sees(i18n::number(all)));
}

TEST_F(Overview, StepsToTheDatesBeforeAndBack) {
  Robot robot;
  robot.click("range/1");
  const Interval week = robot.model().filter.window;
  robot.click("dates/before");
  EXPECT_EQ(robot.model().filter.window.to, week.from);
  EXPECT_EQ(robot.model().filter.window.length(), week.length());
  robot.key(ImGuiKey_Escape);
  EXPECT_EQ(robot.model().filter.window, week);
}

TEST_F(Overview, SwitchesWhatIsMeasured) {
  Robot robot;
  for (const auto& [name, measure] : {std::pair{"measure/1", Measure::authors},
                                      {"measure/2", Measure::engagement},
                                      {"measure/3", Measure::audience_ceiling}}) {
    robot.click(name);
    EXPECT_EQ(robot.model().series.measure, measure);
  }
  EXPECT_FALSE(robot.model().chart.stacked);
  EXPECT_TRUE(robot.model().chart.total.empty()) << "ceilings are never added";
  robot.click("sum/1");
  EXPECT_TRUE(robot.model().series.cumulative);
  EXPECT_TRUE(robot.sees("added up"));
}

TEST_F(Overview, IsolatesANetworkFromTheLegendAndGivesItUpAgain) {
  Robot robot;
  robot.click("legend/bluesky");
  EXPECT_EQ(robot.model().chart.layers.size(), 1u);
  robot.click("legend/bluesky");
  EXPECT_EQ(robot.model().chart.layers.size(), 2u);
}

TEST_F(Overview, ChoosesNetworksAndHashtagsFromLists) {
  Robot robot;
  robot.click("networks");
  robot.click("networks/0");
  EXPECT_EQ(robot.state().networks, std::vector<std::size_t>{0});
  robot.click("networks/all");
  EXPECT_TRUE(robot.state().networks.empty());
  robot.key(ImGuiKey_Escape);
  EXPECT_FALSE(robot.there("networks/0"));
  robot.click("hashtags");
  robot.click("hashtags/1");
  EXPECT_EQ(robot.state().tags, std::vector<std::size_t>{1});
}

TEST_F(Overview, APressOutsideClosesAList) {
  Robot robot;
  robot.click("networks");
  EXPECT_TRUE(robot.there("networks/0"));
  robot.press({700, 95});
  EXPECT_FALSE(robot.there("networks/0"));
}

TEST_F(Overview, TogglesATrackedHashtagInTheSidebar) {
  Robot robot;
  const auto all = robot.model().now.posts;
  robot.click("tag/1");
  EXPECT_LT(robot.model().now.posts, all);
  robot.click("tag/1");
  EXPECT_EQ(robot.model().now.posts, all);
}

TEST_F(Overview, ShowsExactNumbersUnderThePointerWithoutMeasuringAgain) {
  Robot robot;
  const int models = robot.frame().models_made();
  for (const double x : {0.2, 0.4, 0.7882}) robot.move_to(robot.in_chart(x));
  EXPECT_TRUE(robot.sees("Total"));
  EXPECT_TRUE(robot.sees("430"));  // the peak
  EXPECT_TRUE(robot.sees("Click: the posts of this day"));
  EXPECT_EQ(robot.frame().models_made(), models);
}

TEST_F(Overview, ListsThePostsOfABucketThatIsPressed) {
  Robot robot;
  robot.press(robot.in_chart(0.7882));
  ASSERT_TRUE(robot.state().bucket);
  EXPECT_TRUE(robot.sees("Posts of Tue, Nov 17"));
  for (const auto& post : simulated_details(*robot.snapshot, robot.model().listed))
    EXPECT_TRUE(post.at >= robot.state().bucket->from && post.at < robot.state().bucket->to);
  robot.click("bucket/close");
  EXPECT_FALSE(robot.state().bucket);
  EXPECT_TRUE(robot.sees("Newest posts"));
}

TEST_F(Overview, EscapeLetsGoOfTheBucket) {
  Robot robot;
  robot.press(robot.in_chart(0.5));
  EXPECT_TRUE(robot.state().bucket);
  robot.key(ImGuiKey_Escape);
  EXPECT_FALSE(robot.state().bucket);
}

TEST_F(Overview, DraggingZoomsAndADoubleClickGoesBack) {
  Robot robot;
  const Interval whole = robot.model().filter.window;
  robot.drag(robot.in_chart(0.25), robot.in_chart(0.75));
  const Interval half = robot.model().filter.window;
  EXPECT_NEAR(static_cast<double>(half.length().count()) / static_cast<double>(whole.length().count()), 0.5,
              0.06);
  EXPECT_EQ(robot.state().preset, RangePreset::custom);
  robot.double_click(robot.in_chart(0.5));
  EXPECT_EQ(robot.model().filter.window, whole);
  EXPECT_FALSE(robot.state().bucket);
}

TEST_F(Overview, ExplainsANumberFromItsRoundI) {
  Robot robot;
  robot.click("info/posts");
  EXPECT_TRUE(robot.sees("Unit"));
  robot.click("info/posts");
  EXPECT_FALSE(robot.sees("Unit"));
  robot.click("info/chart");
  EXPECT_TRUE(robot.sees("Sources"));
}

TEST_F(Overview, OpensAPostOnlyOnTheWeb) {
  Robot robot;
  for (const auto& [name, mark] : robot.state().ui.marks)
    if (name.starts_with("post/")) {
      robot.click(std::string(name));
      break;
    }
  ASSERT_EQ(robot.asked(Action::Kind::open_url), 1u);
  EXPECT_TRUE(robot.actions().back().url.starts_with("https://"));
}

TEST_F(Overview, ListsTheLinksThatWereSharedMostAndMarksTheCampaignsOwn) {
  Robot robot({.links = true});
  EXPECT_FALSE(robot.sees("noticias-simuladas.example"));
  EXPECT_TRUE(robot.actions().front().links.empty()) << "nobody looks at them";
  robot.click("tags/switch");
  robot.step(2);
  EXPECT_TRUE(robot.sees("Links shared most"));
  EXPECT_TRUE(robot.sees("noticias-simuladas.example/nota/1"));
  EXPECT_TRUE(robot.sees("Petición · example.org/peticion"));
  EXPECT_TRUE(robot.sees("the campaign's own link"));
  const auto& links = *robot.model().links;
  ASSERT_GT(links.size(), 5u);
  EXPECT_GE(links[0].posts, links[1].posts);
  EXPECT_LE(links[0].accounts, links[0].posts);
  robot.click("link/2");
  EXPECT_EQ(robot.actions().back().kind, Action::Kind::open_url);
  EXPECT_EQ(robot.actions().back().url, "https://example.org/peticion");
  robot.click("tags/switch");
  robot.step(2);
  EXPECT_TRUE(robot.sees("Mentions; a post with two tracked hashtags is a mention of each"));
}

TEST_F(Overview, OffersNoLinksWhereNoPostLeadsAnywhere) {
  Robot robot;
  EXPECT_FALSE(robot.there("tags/switch"));
}

TEST_F(Overview, ShowsNeitherTextNorNameOfWhoAskedNotToBeListed) {
  Robot robot;
  std::int64_t hidden = 0;
  for (const auto id : robot.model().listed)
    if (id % 7 == 0 && hidden == 0) hidden = id;
  ASSERT_NE(hidden, 0);
  for (int i = 0; i < 40 && !robot.sees("asked not to be listed"); ++i) robot.wheel("posts", -1);
  EXPECT_TRUE(robot.sees("asked not to be listed"));
  EXPECT_FALSE(robot.there("post/" + std::to_string(hidden)));
}

TEST_F(Overview, MarksCountsFromElsewhereAsLowerBounds) {
  Robot robot;
  EXPECT_TRUE(robot.sees("≥ "));
}

TEST_F(Overview, ScrollsTheListUnderThePointer) {
  Robot robot;
  robot.wheel("posts", -3);
  EXPECT_GT(robot.state().ui.scrolled["posts"], 0);
  robot.wheel("posts", 50);
  EXPECT_EQ(robot.state().ui.scrolled["posts"], 0);
}

TEST_F(Overview, TabReachesWhatCanBePressedAndEnterPressesIt) {
  Robot robot;
  robot.key(ImGuiKey_Tab);
  EXPECT_TRUE(robot.state().ui.focus_visible);
  for (int i = 0; i < 40 && robot.state().ui.focused != "theme"; ++i) robot.key(ImGuiKey_Tab);
  ASSERT_EQ(robot.state().ui.focused, "theme");
  robot.key(ImGuiKey_Enter);
  EXPECT_EQ(robot.state().theme, Theme::light);
}

TEST_F(Overview, SelectionSurvivesALiveUpdate) {
  Robot robot;
  robot.click("tag/0");
  robot.press(robot.in_chart(0.5));
  const auto bucket = robot.state().bucket;
  robot.snapshot = simulated_snapshot();
  robot.frame().take(robot.snapshot);
  robot.step(2);
  EXPECT_EQ(robot.state().bucket, bucket);
  EXPECT_EQ(robot.state().tags, std::vector<std::size_t>{0});
  EXPECT_TRUE(robot.frame().complete());
}

TEST_F(Overview, SaysWhenThePeriodBeforeWasNotObserved) {
  Robot robot({.days = 30});
  EXPECT_TRUE(robot.sees("before: not observed"));
}

TEST_F(Overview, TellsAQuietDayFromADayItCouldNotLook) {
  Robot quiet({.posts_today = false});
  EXPECT_TRUE(quiet.sees("No posts today: asked 5 of 6 servers, nothing new"));
  EXPECT_TRUE(quiet.sees("The newest post seen is from"));
}

TEST_F(Overview, SaysWhyItCouldNotLookAndWhatToDo) {
  Robot blind({.posts_today = false, .reachable = false});
  EXPECT_TRUE(blind.sees("because we could not look"));
  EXPECT_TRUE(blind.sees("What to do: check the internet connection"));
}

TEST_F(Overview, StartsAndStopsCollectingFromItsStatusLine) {
  Robot robot;
  EXPECT_TRUE(robot.sees("Not collecting"));
  robot.click("collect/start");
  EXPECT_EQ(robot.asked(Action::Kind::start_collecting), 1u);
  robot.frame().take(Collection{Collection::State::on, ""});
  robot.step(2);
  EXPECT_TRUE(robot.sees("Collecting · 5 of 6 sources"));
  robot.click("collect/stop");
  EXPECT_EQ(robot.asked(Action::Kind::stop_collecting), 1u);
}

TEST_F(Overview, CallsAReadingStaleAfterHalfAnHour) {
  Robot robot;
  EXPECT_TRUE(robot.sees("last reading 13:19"));
  EXPECT_FALSE(robot.sees("stale"));
  EXPECT_EQ(robot.frame().changes_at(), simulated_now() + 29min);
  robot.now += 29min;
  robot.step();
  EXPECT_TRUE(robot.sees("stale: last reading 13:19"));
}

TEST_F(Overview, SaysNothingMatchesInsteadOfAnEmptyChart) {
  Robot robot;
  robot.state().zoom({simulated_now() - 24h * 400, simulated_now() - 24h * 390});
  robot.step(2);
  EXPECT_TRUE(robot.sees("No posts in this time"));
}

TEST_F(Overview, ADatabaseThatCannotBeReadIsSaid) {
  Robot robot;
  robot.frame().take_trouble("the disk is gone");
  robot.step(2);
  EXPECT_TRUE(robot.sees("the disk is gone"));
  robot.frame().take(robot.snapshot);
  robot.step(2);
  EXPECT_FALSE(robot.sees("the disk is gone"));
}

TEST_F(Overview, FitsASmallWindowInBothLanguages) {
  for (const char* language : {"language/0", "language/1"}) {
    Robot robot({}, {1280, 800});
    robot.click(language);
    for (const auto& [name, mark] : robot.state().ui.marks) {
      EXPECT_GE(mark.area.x, 0) << name;
      EXPECT_LE(mark.area.right(), 1280) << name;
    }
    EXPECT_LT(robot.area("range/0").x, robot.area("theme").x);
    EXPECT_GT(robot.area("range/0").x, 240 + 90) << "the title needs its room";
  }
}

class FirstRun : public Overview {};

TEST_F(FirstRun, OffersTheNextStepOnAnEmptyDatabase) {
  Robot robot({.posts = false, .asked = false});
  EXPECT_TRUE(robot.sees("Let us see what your hashtag does"));
  EXPECT_TRUE(robot.sees("We have not asked yet"));
  robot.click("first/collect");
  EXPECT_EQ(robot.asked(Action::Kind::start_collecting), 1u);
  robot.click("first/demo");
  EXPECT_EQ(robot.asked(Action::Kind::open_demo), 1u);
}

TEST_F(FirstRun, SaysThatTheServersHadNothing) {
  Robot robot({.posts = false});
  EXPECT_TRUE(robot.sees("Asked 6 of 6 servers: nothing new"));
}

TEST_F(FirstRun, SaysThatNobodyCouldBeReached) {
  Robot robot({.posts = false, .reachable = false});
  EXPECT_TRUE(robot.sees("We could not look"));
}

TEST_F(FirstRun, BecomesTheOverviewWithTheFirstPosts) {
  Robot robot({.posts = false, .asked = false});
  robot.snapshot = simulated_snapshot();
  robot.frame().take(robot.snapshot);
  robot.step(2);
  EXPECT_TRUE(robot.sees("Newest posts"));
}

}  // namespace
}  // namespace clamor::dashboard
