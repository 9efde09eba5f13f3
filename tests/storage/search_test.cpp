// Words to posts, and what must not be found.
#include "storage/search.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <random>

#include "tests/storage/raw.hpp"
#include "tests/storage/world.hpp"

namespace clamor::storage::test {

namespace {

struct World {
  TempFolder folder;
  std::unique_ptr<Writer> writer = open_writer(folder.database());
  World() { writer->set_campaign(campaign(), start); }

  PreparedPost text(int number, const std::string& words, std::int64_t minute, int author = 1) {
    auto made = post(number, {"FreeThemAll"}, author, minute);
    made.post.text = words;
    return made;
  }
  // The minutes of the posts found, in the order found.
  std::vector<std::int64_t> minutes(const std::string& words, std::size_t at_most = 50) {
    const auto reader = open_reader(folder.database());
    std::vector<std::int64_t> found;
    for (const auto& detail : reader->details(open_search(folder.database())->newest(words, at_most)))
      found.push_back((detail.at - start) / Millis{60'000});
    return found;
  }
  std::string bytes() const {
    std::string all;
    for (const char* ending : {"", "-wal"}) {
      std::ifstream in(search_of(folder.database()).string() + ending, std::ios::binary);
      all.append(std::istreambuf_iterator<char>(in), {});
    }
    return all;
  }
};

using Minutes = std::vector<std::int64_t>;

void remove_index(const std::filesystem::path& file) {
  for (const char* ending : {"", "-wal", "-shm"}) std::filesystem::remove(file.string() + ending);
}

}  // namespace

TEST(TextSearch, FindsTheNewestPostsThatHoldAllWords) {
  World world;
  save(*world.writer, page({world.text(1, "Hoy marchamos por la petición", 30), world.text(2, "petición firmada", 10),
                            world.text(3, "otra cosa", 20), world.text(4, "Marchamos: ¡PETICION!", 40)}));
  EXPECT_TRUE(world.minutes("petición").empty()) << "nothing is indexed yet";
  ASSERT_TRUE(update_search(world.folder.database()));
  EXPECT_EQ(world.minutes("petición"), (Minutes{40, 30, 10}));
  EXPECT_EQ(world.minutes("peticion marchamos"), (Minutes{40, 30}));
  EXPECT_EQ(world.minutes("PETICIÓN", 2), (Minutes{40, 30}));
  EXPECT_TRUE(world.minutes("petición nadie").empty());
  EXPECT_TRUE(world.minutes("  ¡!  ").empty());
}

TEST(TextSearch, TakesNothingAPersonWritesForAnOperator) {
  World world;
  save(*world.writer, page({world.text(1, "firma y difunde NOT words", 30)}));
  update_search(world.folder.database());
  for (const char* odd : {"\"firma", "firma*", "firma NEAR(difunde)", "words:firma", "firma AND (", "NOT firma", "-firma"})
    EXPECT_NO_THROW(world.minutes(odd)) << odd;
  EXPECT_EQ(world.minutes("firma\"difunde"), (Minutes{30}));
}

TEST(TextSearch, FollowsNewEditedAndDeletedPosts) {
  World world;
  save(*world.writer, page({world.text(1, "primera", 1), world.text(2, "segunda", 2)}));
  update_search(world.folder.database());
  auto edited = world.text(2, "corregida", 2);
  edited.post.edited_at = at_minute(60);
  save(*world.writer, page({edited, world.text(3, "tercera", 3)}));
  world.writer->mark_deleted(post(1).post.key, at_minute(70));
  EXPECT_TRUE(world.minutes("primera").empty()) << "an index that is behind shows nothing that is gone";
  update_search(world.folder.database());
  EXPECT_TRUE(world.minutes("segunda").empty());
  EXPECT_EQ(world.minutes("corregida"), (Minutes{2}));
  EXPECT_EQ(world.minutes("tercera"), (Minutes{3}));
}

TEST(TextSearch, NewCountsAloneLeaveTheIndexAsItIs) {
  World world;
  save(*world.writer, page({world.text(1, "primera", 1)}));
  update_search(world.folder.database());
  Raw(search_of(world.folder.database())).run("UPDATE block SET newest = newest + 1");  // a mark that a new block lacks
  save(*world.writer, page({with_counts(world.text(1, "primera", 1), 5, 5)}));
  update_search(world.folder.database());
  EXPECT_EQ(Raw(search_of(world.folder.database())).number("SELECT newest % 10 FROM block"), 1);
}

TEST(TextSearch, LeavesOutWhoAskedNotToBeIndexedAndWhatDoesNotCount) {
  World world;
  auto one = page({world.text(1, "palabra visible", 1, 1), world.text(2, "palabra reservada", 2, 2)});
  for (const int number : {1, 2}) {
    auto& author = one.authors.emplace_back();
    author.key = author_key(number);
    author.handle = author.key.id;
    author.consent.indexable = number == 1;
  }
  auto untagged = post(3, {"nada"}, 1, 3);
  untagged.post.text = "palabra sin etiqueta";
  one.posts.push_back(untagged);
  save(*world.writer, one);
  update_search(world.folder.database());
  EXPECT_EQ(world.minutes("palabra"), (Minutes{1}));
  EXPECT_EQ(world.bytes().find("reservada"), std::string::npos);

  // Who changes their mind is not found from then on.
  one.read_at = at_minute(300);
  one.authors[0].consent.indexable = false;
  save(*world.writer, one);
  EXPECT_TRUE(world.minutes("palabra").empty());
}

TEST(TextSearch, WordsOfWhatIsGoneLeaveTheFile) {
  World world;
  save(*world.writer, page({world.text(1, "canariosimulado vuela", 1), world.text(2, "otra", 2)}));
  update_search(world.folder.database());
  ASSERT_NE(world.bytes().find("canariosimulado"), std::string::npos);
  world.writer->mark_deleted(post(1).post.key, at_minute(70));
  update_search(world.folder.database());
  EXPECT_EQ(world.bytes().find("canariosimulado"), std::string::npos);
  EXPECT_EQ(world.minutes("otra"), (Minutes{2}));
}

TEST(TextSearch, AfterTheCampaignWasReadAnewItIsMadeAnew) {
  World world;
  save(*world.writer, page({world.text(1, "palabra", 1)}));
  update_search(world.folder.database());
  auto setup = campaign();
  setup.tags.erase(setup.tags.begin());
  world.writer->set_campaign(setup, at_minute(90));
  EXPECT_TRUE(world.minutes("palabra").empty());
  update_search(world.folder.database());
  EXPECT_EQ(world.bytes().find("palabra"), std::string::npos);
}

TEST(TextSearch, AStoppedRunIsContinued) {
  World world;
  for (int first = 0; first < 12'000; first += 2'000) {
    std::vector<PreparedPost> posts;
    for (int i = first; i < first + 2'000; ++i) posts.push_back(world.text(i, "palabra numero" + std::to_string(i), i));
    save(*world.writer, page(std::move(posts)));
  }
  EXPECT_FALSE(update_search(world.folder.database(), [](double) { return false; }));
  EXPECT_TRUE(world.minutes("numero11000").empty());
  EXPECT_FALSE(world.minutes("numero10").empty()) << "what was done is kept";
  EXPECT_TRUE(update_search(world.folder.database(), [](double share) { return share <= 1; }));
  EXPECT_EQ(world.minutes("numero11000"), (Minutes{11'000}));
  EXPECT_EQ(world.minutes("palabra", 3), (Minutes{11'999, 11'998, 11'997}));
}

TEST(TextSearch, ADamagedIndexIsMadeAnewAndItsFileIsForItsOwnerAlone) {
  World world;
  save(*world.writer, page({world.text(1, "palabra", 1)}));
  const auto file = search_of(world.folder.database());
  std::ofstream(file) << "this is no database at all, and long enough to be looked at";
  update_search(world.folder.database());
  EXPECT_EQ(world.minutes("palabra"), (Minutes{1}));
  remove_index(file);
  update_search(world.folder.database());
  struct stat about {};
  ASSERT_EQ(::stat(file.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0600u);
}

TEST(TextSearch, ATurnedBitNeverShowsWhatDoesNotHoldTheWordsAndNeverEndsTheProgram) {
  World world;
  const std::vector<std::string> words{"petición", "marcha", "firma", "plaza", "jueves"};
  for (int first = 0; first < 400; first += 100) {
    std::vector<PreparedPost> posts;
    for (int i = first; i < first + 100; ++i)
      posts.push_back(world.text(i, words[static_cast<std::size_t>(i % 5)] + " numero" + std::to_string(i), i));
    save(*world.writer, page(std::move(posts)));
  }
  const std::string database = world.folder.database();
  const auto file = search_of(database);
  ASSERT_TRUE(update_search(database));
  std::map<std::string, Minutes> right;
  for (const std::string& word : words) right[word] = world.minutes(word, 200);
  ASSERT_EQ(right["firma"].size(), 80u);
  Raw(file.string()).run("PRAGMA wal_checkpoint(TRUNCATE)");
  const std::string good = world.bytes();
  std::mt19937 random(1);
  int told = 0, missing = 0;
  for (int i = 0; i < 200; ++i) {
    std::string bad = good;
    // The header, then anywhere.
    const std::size_t place = i < 50 ? static_cast<std::size_t>(2 * i) : random() % good.size();
    bad[place] = static_cast<char>(bad[place] ^ (1 << random() % 8));
    remove_index(file);
    std::ofstream(file, std::ios::binary) << bad;
    bool noticed = false;
    for (const std::string& word : words) {
      try {
        for (const std::int64_t minute : world.minutes(word, 200))
          ASSERT_TRUE(std::ranges::count(right[word], minute)) << word << ", byte " << place;
      } catch (const StorageError& error) {
        ASSERT_TRUE(may_be_remade(error.kind())) << error.what() << ", byte " << place;
        noticed = true;
      }
    }
    ASSERT_TRUE(noticed ? remake_search(database) : update_search(database)) << "byte " << place;
    const bool all = std::ranges::all_of(words, [&](const auto& word) { return world.minutes(word, 200) == right[word]; });
    ASSERT_TRUE(all || !noticed) << "byte " << place;
    told += noticed;
    missing += !all;
  }
  std::printf("%d of 200 turned bits were told of, %d hide a post\n", told, missing);
  EXPECT_GT(told, 0);
  EXPECT_LT(missing, 20);
}

}  // namespace clamor::storage::test
