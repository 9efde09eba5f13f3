// People who are not to be kept: what goes, what stays, and that nothing brings them back.
#include <fstream>
#include <sstream>

#include "tests/storage/raw.hpp"
#include "tests/storage/world.hpp"

namespace clamor::storage::test {

namespace {

const auto always = [] { return true; };
const AuthorKey canary{Network::fediverse, "canario_simulado@uno.example"};

PreparedPost of_canary(int number, std::int64_t minute = 0) {
  PreparedPost p = with_counts(post(number, {"FreeThemAll"}, 1, minute), 4, 2);
  p.post.author = canary;
  p.post.key.uri = "https://uno.example/users/canario_simulado/statuses/" + std::to_string(number);
  p.post.url = "https://uno.example/@canario_simulado/" + std::to_string(number);
  p.post.text = "texto del canario " + std::to_string(number);
  p.links = {"https://example.org/peticion"};
  return p;
}

Author profile_of_canary() {
  Author author;
  author.key = canary;
  author.handle = canary.id;
  author.display_name = "Canario Simulado";
  author.uri = "https://uno.example/users/canario_simulado";
  author.url = "https://uno.example/@canario_simulado";
  author.followers = 7;
  return author;
}

// Posts of the canary, of somebody who answers, links and addresses it, and of a stranger.
PreparedPage world_page() {
  PreparedPost answer = with_counts(post(50, {"FreeThemAll", "Viralicemos"}, 2, 30), 1, 1);
  answer.post.text = "Gracias @canario_simulado, y a @canario_simulado@uno.example.";
  answer.post.reply_to =
      PostKey{Network::fediverse, "https://uno.example/users/canario_simulado/statuses/999"};
  answer.links = {"https://uno.example/@canario_simulado/999", "https://example.org/peticion"};
  PreparedPage p =
      page({of_canary(1), of_canary(2, 40), answer, with_counts(post(60, {"FreeThemAll"}, 3), 3, 0)});
  p.authors = {profile_of_canary()};
  p.edges = {{EdgeKind::address, author_key(2), canary, answer.post.key, std::nullopt, {}, {}},
             {EdgeKind::reply, author_key(2), canary, answer.post.key, answer.post.reply_to, {}, {}},
             {EdgeKind::boost, canary, author_key(3), post(60).post.key, std::nullopt, {}, {}},
             {EdgeKind::boost, author_key(8), canary, of_canary(1).post.key, std::nullopt, {}, {}}};
  p.issues = {{"post 3 of canario_simulado@uno.example", "its date is no date"}};
  p.covered = {{at_minute(0), at_minute(100)}};
  p.cursor = Cursor{"9", "1", true};
  return p;
}

// Files beside the database that hold one of the words, in any case.
std::vector<std::string> files_with(const std::filesystem::path& folder,
                                    const std::vector<std::string>& words) {
  std::vector<std::string> found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    std::ostringstream bytes;
    bytes << std::ifstream(entry.path(), std::ios::binary).rdbuf();
    std::string text = bytes.str();
    for (char& c : text)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    for (const std::string& word : words)
      if (text.find(word) != std::string::npos)
        found.push_back(entry.path().filename().string() + ": " + word);
  }
  return found;
}

class Forgetting : public ::testing::Test {
 protected:
  Forgetting() : writer_(open_writer(folder_.database())) {
    writer_->set_campaign(campaign(), start);
    reader_ = open_reader(folder_.database());
  }
  void expect_clean() { EXPECT_EQ(reader_->verify(), std::vector<std::string>{}); }
  Erased forget() { return writer_->forget({canary}, at_minute(500)); }

  TempFolder folder_;
  std::unique_ptr<Writer> writer_;
  std::unique_ptr<Reader> reader_;
};

}  // namespace

TEST_F(Forgetting, LeavesCountsWithoutAName) {
  save(*writer_, world_page());
  const Totals before = reader_->totals();
  const Erased erased = forget();
  EXPECT_EQ(erased.authors, 1);
  EXPECT_EQ(erased.posts, 2);
  EXPECT_EQ(erased.mentions, 2);
  const Totals after = reader_->totals();
  EXPECT_EQ(after.posts, before.posts);
  EXPECT_EQ(after.mentions, before.mentions);
  EXPECT_EQ(after.authors, before.authors - 1);
  EXPECT_EQ(after.boosters, 0);  // its own boost and the one of its post
  EXPECT_EQ(after.forgotten, 2);
  EXPECT_EQ(after.deleted, 0);
  EXPECT_EQ(after.engagement, 5);
  for (const PostRow& row : posts_of(*reader_)) {
    if (row.author != 0) continue;
    EXPECT_EQ(row.at.time_since_epoch() % std::chrono::hours{1}, Millis{0});
    EXPECT_FALSE(row.counts.any());
  }
  expect_clean();
}

TEST_F(Forgetting, LeavesNoByteOfNameOrTextInAnyFile) {
  save(*writer_, world_page());
  const std::vector<std::string> words{"canario", "texto del"};
  EXPECT_FALSE(files_with(folder_.path(), words).empty());
  forget();
  EXPECT_TRUE(writer_->scrub(always).complete);
  EXPECT_EQ(files_with(folder_.path(), words), std::vector<std::string>{});
  expect_clean();
}

TEST_F(Forgetting, KeepsWhatOthersWroteWithoutTheName) {
  save(*writer_, world_page());
  forget();
  bool seen = false;
  for (const PostRow& row : posts_of(*reader_)) {
    const PostDetail detail = detail_of(*reader_, row.id);
    if (detail.author_handle != author_key(2).id) continue;
    EXPECT_EQ(detail.text, "Gracias @…, y a @….");
    seen = true;
  }
  EXPECT_TRUE(seen);
}

// As archives tell them; another server's account of that name is somebody else.
TEST_F(Forgetting, TakesTheWholeNameOutOfTextsThatTellNobodyAddressed) {
  PreparedPost naming = post(60, {"FreeThemAll"}, 3);
  naming.post.text = "De @Canario_Simulado@uno.example, no de @canario_simulado ni @canario_simulado@uno.example.org";
  save(*writer_, page({naming}));
  forget();
  EXPECT_EQ(detail_of(*reader_, posts_of(*reader_).front().id).text,
            "De @…, no de @canario_simulado ni @canario_simulado@uno.example.org");
  EXPECT_EQ(Raw(folder_.database()).number("SELECT bytes_left FROM care"), 1);
  expect_clean();
}

TEST_F(Forgetting, TakesTheWholeNameOutOfTextsThatComeLater) {
  save(*writer_, world_page());
  forget();
  PreparedPost naming = post(60, {"FreeThemAll"}, 3);
  naming.post.text = "De @Canario_Simulado@uno.example, no de @canario_simulado ni @canario_simulado@uno.example.org";
  save(*writer_, page({naming}, "uno", 600));
  EXPECT_EQ(Raw(folder_.database()).text("SELECT text FROM post WHERE text GLOB 'De *'"),
            "De @…, no de @canario_simulado ni @canario_simulado@uno.example.org");
  EXPECT_EQ(files_with(folder_.path(), {"de @canario_simulado@uno.example,"}), std::vector<std::string>{});
  expect_clean();
}

TEST_F(Forgetting, KeepsOutTheHandleOfWhoseKeyIsANumber) {
  const AuthorKey number{Network::bluesky, "did:plc:simulado"};
  PreparedPage one = page({}, "cielo");
  one.authors.emplace_back().key = number;
  one.authors.back().handle = "canario.cielo.example";
  save(*writer_, one);
  writer_->forget({number}, at_minute(500));
  PreparedPost naming = post(60);
  naming.post.key = {Network::bluesky, "at://did:plc:otra/app.bsky.feed.post/1"};
  naming.post.author = {Network::bluesky, "did:plc:otra"};
  naming.post.text = "De @canario.cielo.example. Y de @canario.cielo.example.org";
  save(*writer_, page({naming}, "cielo", 600));
  EXPECT_EQ(detail_of(*reader_, posts_of(*reader_).front().id).text, "De @…. Y de @canario.cielo.example.org");
}

TEST_F(Forgetting, TwiceIsOnce) {
  save(*writer_, world_page());
  forget();
  const std::string before = dump(*reader_);
  EXPECT_FALSE(forget().any());
  EXPECT_EQ(dump(*reader_), before);
  EXPECT_EQ(reader_->totals().forgotten, 2);
  expect_clean();
}

TEST_F(Forgetting, AnOldPageBringsNobodyBack) {
  save(*writer_, world_page());
  forget();
  const std::string before = dump(*reader_);
  save(*writer_, world_page());
  PreparedPage elsewhere = world_page();
  elsewhere.source = "dos";
  elsewhere.vantage = "https://dos.example";
  elsewhere.posts = {of_canary(1), of_canary(2, 40)};
  elsewhere.issues.clear();
  elsewhere.covered.clear();
  elsewhere.cursor.reset();
  save(*writer_, elsewhere);
  const std::string after = dump(*reader_);
  EXPECT_EQ(after.find("canario"), std::string::npos);
  EXPECT_EQ(reader_->totals().posts, 4);
  EXPECT_EQ(reader_->totals().opted_out, 0);
  expect_clean();
  writer_.reset();  // nor does a new writer
  writer_ = open_writer(folder_.database());
  save(*writer_, world_page());
  EXPECT_EQ(dump(*reader_), after);
}

TEST_F(Forgetting, APageThatComesLaterLosesTheSameAsOneThatWasThere) {
  PreparedPage quoting = page({post(50, {"FreeThemAll"}, 2, 30)});
  Post& quote = quoting.posts.front().post;
  quote.text = "RE: https://uno.example/@canario_simulado/999 Gracias";
  quote.quote_of = PostKey{Network::fediverse, "https://uno.example/users/canario_simulado/statuses/999"};
  quoting.edges = {{EdgeKind::quote, author_key(2), canary, quote.key, quote.quote_of, {}, {}}};
  const auto tombstones = [](const std::string& file) {
    return Raw(file).text("SELECT group_concat(hash) FROM (SELECT hash FROM tombstone ORDER BY hash)");
  };
  save(*writer_, quoting);
  forget();
  const std::string file = folder_.database("later.db");
  const auto later = open_writer(file);
  later->set_campaign(campaign(), start);
  later->forget({canary}, at_minute(500));
  save(*later, quoting);
  EXPECT_EQ(dump(*open_reader(file)), dump(*reader_));
  EXPECT_EQ(dump(*reader_).find("canario"), std::string::npos);
  EXPECT_EQ(tombstones(file), tombstones(folder_.database()));
}

TEST_F(Forgetting, WhatComesLaterIsCountedAsOptedOutAndNeverStored) {
  save(*writer_, world_page());
  forget();
  PreparedPage later = page({of_canary(70, 200)}, "uno", 210);
  later.authors = {profile_of_canary()};
  save(*writer_, later);
  save(*writer_, later);
  const Totals totals = reader_->totals();
  EXPECT_EQ(totals.opted_out, 1);
  EXPECT_EQ(totals.forgotten, 2);
  EXPECT_EQ(totals.deleted, 0);
  EXPECT_EQ(totals.posts, 5);
  EXPECT_EQ(dump(*reader_).find("canario"), std::string::npos);
  expect_clean();
}

TEST_F(Forgetting, SomebodyNobodyHasSeenYetIsKeptOutAllTheSame) {
  EXPECT_FALSE(forget().any());
  save(*writer_, world_page());
  EXPECT_EQ(reader_->totals().opted_out, 2);
  EXPECT_EQ(reader_->totals().posts, 4);
  EXPECT_EQ(reader_->totals().authors, 2);
  EXPECT_EQ(files_with(folder_.path(), {"texto del"}), std::vector<std::string>{});
  expect_clean();
}

// Links that named them are gone, and their ids may come again: whoever keeps lists of links begins anew.
TEST_F(Forgetting, WhoKeepsListsOfLinksIsToldThatSomeAreGone) {
  auto leading = post(60, {"FreeThemAll"}, 3);
  leading.links = {"https://uno.example/@canario_simulado/999", "https://example.org/peticion"};
  save(*writer_, page({leading}));
  const auto before = reader_->history_mark();
  EXPECT_FALSE(forget().any()) << "nobody has seen them here";
  EXPECT_FALSE(reader_->changes_since(before));
  EXPECT_EQ(posts_of(*reader_).front().links.size(), 1u);
}

TEST_F(Forgetting, TakesLinksThatNobodyElseShared) {
  auto hers = of_canary(1);
  hers.links = {"https://casa.example/", "https://example.org/peticion"};
  auto other = post(60, {"FreeThemAll"}, 3);
  other.links = {"https://example.org/peticion"};
  save(*writer_, page({hers, other}));
  forget();
  writer_->scrub(always);
  EXPECT_EQ(files_with(folder_.path(), {"casa.example"}), std::vector<std::string>{});
  EXPECT_EQ(Raw(folder_.database()).number("SELECT count(*) FROM link"), 1);
  expect_clean();
}

TEST_F(Forgetting, APostHeldByTheWriterIsErasedWithTheRest) {
  save(*writer_, world_page());
  save(*writer_, page({of_canary(1)}, "dos", 120));
  forget();
  EXPECT_EQ(reader_->totals().forgotten, 2);
  save(*writer_, page({with_counts(post(60, {"FreeThemAll"}, 3), 9, 9)}, "uno", 300));
  EXPECT_EQ(reader_->totals().engagement, 2 + 18);
  expect_clean();
}

TEST_F(Forgetting, AnEditedAwayAndAVetoedMentionStayWhatTheyAre) {
  PreparedPost both = of_canary(1);
  both.mentions = {{"freethemall", "FreeThemAll"}, {"viralicemos", "Viralicemos"}};
  save(*writer_, page({both}));
  PreparedPost edited = of_canary(1);
  edited.post.edited_at = at_minute(90);
  edited.mentions.clear();
  edited.vetoed = {"viralicemos"};
  save(*writer_, page({edited}));
  ASSERT_EQ(reader_->totals().edited_away, 1);
  ASSERT_EQ(reader_->totals().vetoed, 1);
  forget();
  EXPECT_EQ(reader_->totals().edited_away, 1);
  EXPECT_EQ(reader_->totals().vetoed, 1);
  EXPECT_EQ(reader_->totals().forgotten, 0);
  expect_clean();
}

TEST_F(Forgetting, TheSameWordsOfSomebodyWithALongerNameStay) {
  PreparedPost longer = post(80, {"FreeThemAll"}, 1);
  longer.post.author.id = "canario_simulado_2@uno.example";
  longer.post.key.uri = "https://uno.example/users/canario_simulado_2/statuses/1";
  save(*writer_, page({of_canary(1), longer}));
  forget();
  EXPECT_NE(dump(*reader_).find(longer.post.key.uri), std::string::npos);
  EXPECT_EQ(reader_->totals().authors, 1);
  expect_clean();
}

TEST_F(Forgetting, ATrialChangesNothing) {
  save(*writer_, world_page());
  const std::string before = dump(*reader_);
  writer_.reset();
  {
    const auto trial = open_trial_writer(folder_.database());
    EXPECT_EQ(trial->forget({canary}, at_minute(500)).posts, 2);
  }
  EXPECT_EQ(dump(*reader_), before);
}

TEST_F(Forgetting, FindsAnAuthorHoweverItIsWritten) {
  save(*writer_, world_page());
  for (const char* written :
       {"@canario_simulado@uno.example", "Canario_Simulado@uno.example",
        "https://uno.example/@canario_simulado", "https://uno.example/users/canario_simulado/",
        "fediverse:canario_simulado@uno.example", "https://dos.example/@canario_simulado@uno.example"}) {
    const auto found = reader_->find_authors(*read_account(written));
    ASSERT_EQ(found.size(), 1u) << written;
    EXPECT_EQ(found[0].key, canary);
    EXPECT_EQ(found[0].posts, 2);
  }
  EXPECT_TRUE(reader_->find_authors(*read_account("@canario_simulado@dos.example")).empty());
}

TEST_F(Forgetting, ADeletedPostLosesItsAddressToo) {
  save(*writer_, world_page());
  ASSERT_TRUE(writer_->mark_deleted(of_canary(1).post.key, at_minute(200)));
  EXPECT_FALSE(writer_->mark_deleted(of_canary(1).post.key, at_minute(200)));
  EXPECT_EQ(dump(*reader_).find("statuses/1\t"), std::string::npos);
  save(*writer_, world_page());
  EXPECT_EQ(reader_->totals().deleted, 1);
  EXPECT_EQ(reader_->totals().forgotten, 0);
  expect_clean();
}

TEST_F(Forgetting, PagesWithOptOutsEraseWhatIsThereAndCountIt) {
  save(*writer_, world_page());
  PreparedPage told = page({of_canary(3, 60)});
  told.opted_out = {canary};
  save(*writer_, told);
  const Totals totals = reader_->totals();
  EXPECT_EQ(totals.opted_out, 3);
  EXPECT_EQ(totals.posts, 5);
  EXPECT_EQ(totals.authors, 2);
  EXPECT_EQ(totals.forgotten, 0);
  expect_clean();
}

TEST_F(Forgetting, EachSourceThatShowsAnOptedOutPostCountsIt) {
  forget();
  save(*writer_, page({of_canary(1)}, "uno"));
  save(*writer_, page({of_canary(1)}, "dos"));
  save(*writer_, page({of_canary(1)}, "dos"));
  EXPECT_EQ(reader_->sources()[0].posts, 1);
  EXPECT_EQ(reader_->sources()[1].posts, 1);
  EXPECT_EQ(reader_->totals().posts, 1);
  expect_clean();
}

TEST_F(Forgetting, AListKeepsOutAccountsAndWholeServers) {
  save(*writer_, world_page());
  PreparedPost far = post(90, {"FreeThemAll"}, 9);
  far.post.author.id = "lejana@tres.example";
  save(*writer_, page({far}));
  OptOut list;
  list.accounts = {*read_account("https://uno.example/@canario_simulado")};
  list.servers = {"tres.example"};
  EXPECT_EQ(writer_->keep_out(list, at_minute(300)).authors, 2);
  EXPECT_EQ(reader_->totals().opted_out, 3);
  EXPECT_FALSE(writer_->keep_out(list, at_minute(300)).any());
  expect_clean();
}

// Two servers disagree about who wrote a post, and one of both people opted out.
TEST_F(Forgetting, APostUnderAnotherNameThatWaitsToBeWrittenIsNotDoubled) {
  PreparedPage said_no = page({post(9, {"FreeThemAll"}, 5)});
  said_no.opted_out = {author_key(5)};
  save(*writer_, said_no);
  const std::vector<PreparedPage> pages{page({post(1, {"FreeThemAll"}, 1)}),
                                        page({post(1, {"FreeThemAll"}, 5)}, "dos")};
  writer_->save(pages);
  EXPECT_EQ(reader_->totals().posts, 2);
  expect_clean();
}

TEST_F(Forgetting, APostUnderTwoNamesOnOnePageIsNotDoubled) {
  PreparedPage said_no = page({post(9, {"FreeThemAll"}, 5)});
  said_no.opted_out = {author_key(5)};
  save(*writer_, said_no);
  save(*writer_, page({post(1, {"FreeThemAll"}, 1), post(1, {"FreeThemAll"}, 5)}));
  EXPECT_EQ(reader_->totals().posts, 2);
  expect_clean();
}

TEST_F(Forgetting, WhatLeadsToWhomOptedOutIsTheSameInWhateverOrderAPageTellsIt) {
  PreparedPage said_no = page({post(9, {"FreeThemAll"}, 5)});
  said_no.opted_out = {author_key(5)};
  save(*writer_, said_no);
  PreparedPost answer = post(2, {"FreeThemAll"}, 1);
  answer.post.reply_to = post(1).post.key;
  save(*writer_, page({answer, post(1, {"FreeThemAll"}, 5)}));
  EXPECT_EQ(files_with(folder_.path(), {post(1).post.key.uri}), std::vector<std::string>{});
  expect_clean();
}

}  // namespace clamor::storage::test
