// Two databases become one, whatever the order.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "tests/storage/merging.hpp"
#include "tests/storage/raw.hpp"
#include "tests/storage/refusal.hpp"
#include "tests/storage/released.hpp"
#include "tests/storage/world.hpp"

namespace clamor::storage::test {

namespace fs = std::filesystem;

TEST(Merge, IsCommutativeAssociativeAndIdempotent) {
  for (unsigned seed = 1; seed <= 20 && !::testing::Test::HasFatalFailure(); ++seed) expect_one_result(seed);
}

TEST(Merge, IsThatWithAnOptOutListToo) {
  for (unsigned seed = 1; seed <= 12 && !::testing::Test::HasFatalFailure(); ++seed)
    expect_one_result(seed, two_opted_out());
}

class MergedFiles : public ::testing::Test {
 protected:
  std::string here() const { return folder_.database("here.db"); }
  std::string there() const { return folder_.database("there.db"); }
  static void collected(const std::string& url, const std::vector<PreparedPage>& pages) {
    const auto writer = open_writer(url);
    writer->set_campaign(campaign(), start);
    writer->save(pages);
  }
  TempFolder folder_;
};

TEST_F(MergedFiles, IntoAnEmptyPlaceIsTheSameDatabase) {
  collect_apart(there(), 5, 5);
  merge_into(here(), there());
  EXPECT_EQ(united_state(here()), united_state(there()));
}

TEST_F(MergedFiles, IsWhatOneCollectionOfBothWouldHave) {
  const auto pages = ledger(9, 20, 40, 8);
  const std::string one = folder_.database("one.db");
  collected(one, pages);
  collected(here(), {pages.begin(), pages.begin() + 10});
  collected(there(), {pages.begin() + 10, pages.end()});
  merge_into(here(), there());
  EXPECT_EQ(united_state(here()), united_state(one));
}

TEST_F(MergedFiles, CountsAPostOfBothOnceAndSaysWhatWasNew) {
  collected(here(), {page({post(1), post(2)})});
  collected(there(), {page({post(2), post(3)}, "dos")});
  const Merged merged = merge_into(here(), there());
  EXPECT_EQ(merged.posts, 2);
  EXPECT_EQ(merged.saved.new_posts, 1);
  EXPECT_EQ(open_reader(here())->totals().posts, 3);
}

// Only its hash is told by the other, and no post of the account was ever read.
TEST_F(MergedFiles, LosesAddressesAndNamesOfWhomOneOfBothKeepsOut) {
  PreparedPost with_address = post(1);
  with_address.links = {"https://uno.example/@cuenta_simulada_2", "https://uno.example/@cuenta_simulada_3"};
  with_address.post.reply_to = PostKey{Network::fediverse, "https://uno.example/@cuenta_simulada_2/77"};
  with_address.post.text = "de @cuenta_simulada_2@uno.example y @cuenta_simulada_3@uno.example";
  collected(here(), {page({with_address})});
  collected(there(), {page({post(4)})});
  open_writer(there())->forget({author_key(2)}, start);
  const std::string before = folder_.database("before.db");
  back_up(here(), before);

  merge_into(here(), there());
  merge_into(there(), before);
  EXPECT_EQ(difference(united_state(here()), united_state(there())), "");
  for (const std::string& url : {here(), there()}) {
    EXPECT_EQ(Raw(url).number("SELECT count(*) FROM link"), 1);
    EXPECT_EQ(Raw(url).number("SELECT count(*) FROM post_link"), 1);
    EXPECT_EQ(Raw(url).number("SELECT count(*) FROM post WHERE text = 'de @… y @cuenta_simulada_3@uno.example'"), 1);
    EXPECT_EQ(Raw(url).number("SELECT count(*) FROM post_key WHERE uri GLOB '*cuenta_simulada_2*'"), 0);
  }
}

TEST_F(MergedFiles, CountsWhatOurCampaignCountsNotTheirs) {
  collected(here(), {page({post(1)})});
  {
    const auto writer = open_writer(there());
    CampaignSetup theirs = campaign();
    theirs.tags = {{"otra", "Otra", {}, {}}};
    writer->set_campaign(theirs, start);
    PreparedPost with_both = post(2, {"otra", "FreeThemAll"});
    with_both.mentions = {{"otra", "otra"}};
    PreparedPost with_theirs = post(3, {"otra"});
    with_theirs.mentions = {{"otra", "otra"}};
    save(*writer, page({with_both, with_theirs}));
  }
  merge_into(here(), there());
  const auto reader = open_reader(here());
  EXPECT_EQ(reader->totals().posts, 2);
  EXPECT_EQ(reader->tags().size(), 2u);
  EXPECT_EQ(reader->verify(), std::vector<std::string>{});
}

TEST_F(MergedFiles, KeepsThePartnersSourcesWhenTheCampaignIsSetAgain) {
  collected(here(), {page({post(1)})});
  {
    const auto writer = open_writer(there());
    CampaignSetup theirs = campaign();
    theirs.sources = {{"tres", "mastodon", "https://tres.example", Network::fediverse}};
    writer->set_campaign(theirs, start);
    PreparedPage one = page({post(2)}, "tres");
    one.covered = {{at_minute(0), at_minute(90)}};
    save(*writer, one);
  }
  merge_into(here(), there());
  open_writer(here())->set_campaign(campaign(), start);
  const auto reader = open_reader(here());
  EXPECT_EQ(reader->sources().back().name, "tres");
  ASSERT_EQ(reader->coverage().size(), 1u);
  EXPECT_EQ(reader->coverage().front().source, "tres");
}

TEST_F(MergedFiles, AnOlderCopyDoesNotBringBackWhatWasDeleted) {
  collected(here(), {page({post(1), post(2)})});
  collected(there(), {page({post(1), post(2)})});
  open_writer(here())->mark_deleted(post(1).post.key, at_minute(200));
  merge_into(here(), there());
  const auto reader = open_record_reader(here());
  EXPECT_EQ(reader->totals().deleted, 1);
  EXPECT_EQ(dump(*reader).find("texto simulado 1\t"), std::string::npos);
  EXPECT_EQ(reader->verify(), std::vector<std::string>{});
}

TEST_F(MergedFiles, WhoOptedOutForgottenOrExpiredThereIsCountedAsThatHere) {
  collected(here(), {page({post(1)})});
  {
    const auto writer = open_writer(there());
    writer->set_campaign(campaign(), start);
    writer->forget({author_key(5)}, at_minute(50));
    save(*writer,
         page({post(2, {"FreeThemAll"}, 2), post(3, {"FreeThemAll"}, 3), post(5, {"FreeThemAll"}, 5)}));
    writer->forget({author_key(2)}, at_minute(200));
  }
  EXPECT_EQ(merge_into(here(), there()).saved.new_posts, 3);
  const Totals totals = open_reader(here())->totals();
  EXPECT_EQ(totals.posts, 4);
  EXPECT_EQ(totals.opted_out, 1);
  EXPECT_EQ(totals.forgotten, 1);
  EXPECT_EQ(totals.deleted, 0);
  EXPECT_EQ(open_reader(here())->verify(), std::vector<std::string>{});
}

// The partner still has what we were asked to forget: it is counted here and its bytes are never written.
TEST_F(MergedFiles, BringNoByteOfWhomWeForgot) {
  PreparedPost answer = post(9, {"FreeThemAll"}, 9);
  answer.post.text = "gracias @cuenta_simulada_2@uno.example";
  answer.post.reply_to = post(2).post.key;
  PreparedPage theirs = page({post(2, {"FreeThemAll"}, 2), answer});
  theirs.edges = {{EdgeKind::address, author_key(9), author_key(2), answer.post.key, {}, {}, {}},
                  {EdgeKind::boost, author_key(8), std::nullopt, post(2).post.key, {}, {}, {}}};
  theirs.issues = {{"post 7 of cuenta_simulada_2@uno.example", "its date is no date"}};
  collected(there(), {theirs});
  collected(here(), {page({post(1)})});
  open_writer(here())->forget({author_key(2)}, at_minute(200));
  merge_into(here(), there());
  EXPECT_EQ(open_reader(here())->totals().posts, 3);
  EXPECT_EQ(open_reader(here())->totals().boosters, 0);
  std::ostringstream bytes;
  bytes << std::ifstream(here(), std::ios::binary).rdbuf();
  EXPECT_EQ(bytes.str().find("simulada_2@"), std::string::npos);
  EXPECT_EQ(bytes.str().find("posts/2"), std::string::npos);
  EXPECT_EQ(bytes.str().find("texto simulado 2"), std::string::npos);
  EXPECT_EQ(open_reader(here())->verify(), std::vector<std::string>{});
}

// An entry that came into the list after both had collected: nobody can read here what it forbids, at any moment.
TEST_F(MergedFiles, BringNoByteOfWhomOurOptOutListNames) {
  PreparedPost answer = post(9, {"FreeThemAll"}, 9);
  answer.post.text = "gracias @cuenta_simulada_2@uno.example";
  answer.post.reply_to = post(2).post.key;
  PreparedPage theirs = page({post(2, {"FreeThemAll"}, 2), answer});
  theirs.edges = {{EdgeKind::address, author_key(9), author_key(2), answer.post.key, {}, {}, {}},
                  {EdgeKind::boost, author_key(2), std::nullopt, answer.post.key, {}, {}, {}}};
  theirs.issues = {{"post 7 of cuenta_simulada_2@uno.example", "its date is no date"}};
  collected(there(), {theirs});
  collected(here(), {page({post(1, {"FreeThemAll"}, 1), post(12, {"FreeThemAll"}, 2)})});
  OptOut list;
  list.accounts = {*read_account("@cuenta_simulada_2@uno.example")};
  const Merged merged = merge_into(here(), there(), list);
  EXPECT_EQ(merged.opted_out, 1);
  EXPECT_TRUE(merged.scrubbed.complete);
  const auto reader = open_reader(here());
  EXPECT_EQ(reader->totals().posts, 4);
  EXPECT_EQ(reader->totals().opted_out, 2);
  EXPECT_EQ(reader->totals().forgotten, 0);
  EXPECT_EQ(reader->totals().boosters, 0);
  EXPECT_EQ(reader->verify(), std::vector<std::string>{});
  for (const std::string& file : {here(), here() + "-wal"}) {
    std::ostringstream bytes;
    bytes << std::ifstream(file, std::ios::binary).rdbuf();
    for (const char* word : {"simulada_2@", "posts/2", "posts/12", "texto simulado 2", "texto simulado 12"})
      EXPECT_EQ(bytes.str().find(word), std::string::npos) << file << ' ' << word;
  }
}

TEST_F(MergedFiles, BringNobodyOfAServerOnOurOptOutList) {
  collected(there(), {page({post(1), post(2)})});
  collected(here(), std::vector<PreparedPage>());
  OptOut list;
  list.servers = {"uno.example"};
  EXPECT_EQ(merge(here(), there(), campaign(), list, start, [&](double) {
              EXPECT_EQ(Raw(here()).number("SELECT count(*) FROM author"), 0);
              return true;
            }).opted_out,
            2);
  EXPECT_EQ(open_reader(here())->totals().opted_out, 2);
  EXPECT_EQ(open_reader(here())->totals().authors, 0);
  EXPECT_EQ(merge_into(here(), there(), list).saved.new_posts, 0);
  EXPECT_EQ(open_reader(here())->totals().opted_out, 2);
  EXPECT_EQ(open_reader(here())->verify(), std::vector<std::string>{});
}

TEST_F(MergedFiles, AddUpWhatEachAskedAndCountNothingTwice) {
  const auto ask = [](const std::string& url, int times) {
    const auto writer = open_writer(url);
    writer->set_campaign(campaign(), start);
    SourceNote note{"uno", start, {}, "", 1, 1, 7};
    for (int i = 0; i < times; ++i) writer->note(note);
  };
  const auto asked = [](const std::string& url) { return open_reader(url)->sources().front(); };
  ask(here(), 3);
  ask(there(), 2);
  merge_into(here(), there());
  merge_into(here(), there());
  EXPECT_EQ(asked(here()).requests, 5);
  EXPECT_EQ(asked(here()).rate_limited_seconds, 35);
  // A copy that goes on by itself counts what is new under a name of its own.
  const std::string copy = folder_.database("copy.db");
  back_up(here(), copy);
  ask(copy, 4);
  ask(here(), 1);
  merge_into(here(), copy);
  EXPECT_EQ(asked(here()).requests, 5 + 4 + 1);
  merge_into(copy, here());
  EXPECT_EQ(asked(copy).requests, 10);
  EXPECT_EQ(asked(copy).errors, 10);
}

TEST_F(MergedFiles, ReadsAFileOfAnOlderVersionWithoutTouchingIt) {
  restore_released(there(), "0.1.0");
  const auto before = Raw(there()).number("PRAGMA user_version");
  open_writer(here(), "red simulada de las pruebas")->set_campaign(campaign(), start);
  EXPECT_EQ(merge_into(here(), there()).posts, 3);
  EXPECT_EQ(open_reader(here())->totals().mentions, 4);
  EXPECT_EQ(Raw(there()).number("PRAGMA user_version"), before);
  for (const auto& entry : fs::directory_iterator(folder_.path()))
    EXPECT_EQ(entry.path().string().find(".merging"), std::string::npos) << entry.path();
}

// The log of one copy must not meet another.
TEST_F(MergedFiles, BeginAnewWithAFileOfAnOlderVersionWhereOneWasKilled) {
  restore_released(there(), "0.1.0");
  const std::string left = here() + ".merging";
  {
    Raw killed(left);
    killed.run("PRAGMA journal_mode = WAL");
    killed.run("CREATE TABLE another (n); INSERT INTO another VALUES (1)");
    fs::copy_file(left, left + ".kept");
    fs::copy_file(left + "-wal", left + "-wal.kept");
  }
  fs::rename(left + ".kept", left);
  fs::rename(left + "-wal.kept", left + "-wal");
  open_writer(here(), "red simulada de las pruebas")->set_campaign(campaign(), start);
  EXPECT_EQ(merge_into(here(), there()).posts, 3);
  EXPECT_EQ(open_reader(here())->totals().mentions, 4);
}

TEST_F(MergedFiles, NeverMixesSimulatedAndReal) {
  collected(here(), {page({post(1)})});
  open_writer(there(), "red simulada 1")->set_campaign(campaign(), start);
  EXPECT_EQ(refusal([&] { merge_into(here(), there()); }), StorageError::Kind::refused);
  EXPECT_EQ(refusal([&] { merge_into(there(), here()); }), StorageError::Kind::refused);
}

TEST_F(MergedFiles, RefusesANewerFileADamagedOneAndItself) {
  collected(here(), {page({post(1)})});
  collected(there(), {page({post(2)})});
  EXPECT_EQ(refusal([&] { merge_into(here(), here()); }), StorageError::Kind::refused);
  EXPECT_EQ(refusal([&] { merge_into(here(), folder_.database("none.db")); }),
            StorageError::Kind::cannot_open);
  Raw(there()).run("UPDATE rollup SET posts = posts + 1");
  EXPECT_EQ(refusal([&] { merge_into(here(), there()); }), StorageError::Kind::damaged);
  Raw(there()).run("PRAGMA user_version = 999");
  EXPECT_EQ(refusal([&] { merge_into(here(), there()); }), StorageError::Kind::newer_schema);
  EXPECT_EQ(open_reader(here())->totals().posts, 1);
}

TEST_F(MergedFiles, ThatIsStoppedIsWholeAfterAnother) {
  collect_apart(here(), 3, 3);
  collect_apart(there(), 3, 4);
  const std::string other = folder_.database("other.db");
  back_up(here(), other);
  EXPECT_FALSE(merge(here(), there(), campaign(), OptOut(), start, [](double) { return false; }).whole);
  EXPECT_EQ(open_reader(here())->verify(), std::vector<std::string>{});
  merge_into(here(), there());
  merge_into(other, there());
  EXPECT_EQ(united_state(here()), united_state(other));
}

}  // namespace clamor::storage::test
