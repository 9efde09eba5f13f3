#include "tests/storage/raw.hpp"
#include "tests/storage/world.hpp"

namespace clamor::storage::test {

class CampaignChange : public ::testing::Test {
 protected:
  CampaignChange() : writer_(open_writer(folder_.database())) {
    setup_ = campaign();
    writer_->set_campaign(setup_, start);
    reader_ = open_reader(folder_.database());
  }
  void apply() {
    writer_->set_campaign(setup_, at_minute(500));
    EXPECT_EQ(reader_->verify(), std::vector<std::string>{});
  }
  std::int64_t changes() { return Raw(folder_.database()).number("SELECT count(*) FROM campaign_change"); }

  TempFolder folder_;
  CampaignSetup setup_;
  std::unique_ptr<Writer> writer_;
  std::unique_ptr<Reader> reader_;
};

TEST_F(CampaignChange, TheSameConfigAgainIsNoChange) {
  const auto before = changes();
  apply();
  EXPECT_EQ(changes(), before);
}

TEST_F(CampaignChange, ANewTagFindsItsPostsAmongThoseStored) {
  save(*writer_, page({post(1, {"FreeThemAll", "Liberación"}), post(2, {"liberacion"})}));
  EXPECT_EQ(reader_->totals().mentions, 1);
  setup_.tags.push_back({"liberacion", "Liberación", {}, {}});
  apply();
  const auto tags = reader_->tags();
  ASSERT_EQ(tags.size(), 3u);
  EXPECT_EQ(tags[2].mentions, 2);
  EXPECT_EQ(reader_->totals().mentions, 3);
  EXPECT_EQ(reader_->totals().posts, 2);
  EXPECT_EQ(Raw(folder_.database())
                .number("SELECT count(*) FROM campaign_change WHERE what = 'tag' AND new = "
                        "'liberacion' AND at > 1700000000000"),
            1);
}

TEST_F(CampaignChange, ARemovedTagStopsCountingAndComesBackWhole) {
  save(*writer_, page({post(1), post(2, {"Viralicemos"})}));
  const CampaignSetup whole = setup_;
  setup_.tags.pop_back();
  apply();
  EXPECT_EQ(reader_->totals().mentions, 1);
  EXPECT_EQ(reader_->totals().posts, 1);
  setup_ = whole;
  apply();
  EXPECT_EQ(reader_->totals().mentions, 2);
}

TEST_F(CampaignChange, AVetoTakesMentionsBackAndGivesThemAgain) {
  save(*writer_,
       page({post(1, {"FREETHEMALL"}), post(2, {"FreeThemAll"}), post(3, {"FREETHEMALL", "FreeThemAll"})}));
  setup_.tags[0].veto = {"FREETHEMALL"};
  apply();
  EXPECT_EQ(reader_->totals().mentions, 2);
  EXPECT_EQ(reader_->totals().vetoed, 1);
  setup_.tags[0].veto.clear();
  apply();
  EXPECT_EQ(reader_->totals().mentions, 3);
  EXPECT_EQ(reader_->totals().vetoed, 0);
}

TEST_F(CampaignChange, AVariantIsASpellingOfItsTag) {
  save(*writer_, page({post(1, {"LiberenATodos"})}));
  setup_.tags[0].variants = {"LiberenATodos"};
  apply();
  EXPECT_EQ(reader_->tags()[0].mentions, 1);
  setup_.tags[0].variants.clear();
  apply();
  EXPECT_EQ(reader_->tags()[0].mentions, 0);
}

TEST_F(CampaignChange, AVetoedPostOfAPageIsToldButNotCounted) {
  PreparedPost vetoed = post(1, {"FREETHEMALL"});
  vetoed.mentions.clear();
  vetoed.vetoed = {"freethemall"};
  save(*writer_, page({vetoed}));
  EXPECT_EQ(reader_->totals().posts, 0);
  EXPECT_EQ(reader_->totals().vetoed, 1);
}

TEST_F(CampaignChange, TheTimeZoneIsTheCampaigns) {
  setup_.timezone = "Europe/Madrid";
  apply();
  EXPECT_EQ(reader_->timezone(), "Europe/Madrid");
  EXPECT_EQ(reader_->campaign(), "Campaña simulada");
}

}  // namespace clamor::storage::test
