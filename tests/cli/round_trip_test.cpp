// What `export` copies, `import` makes again: two databases with one canonical dump.
#include <random>

#include "collector/intake/prepare.hpp"
#include "config/config.hpp"
#include "tests/cli/export_world.hpp"

namespace clamor::cli::test {
namespace {

// Pages as collection makes them, through intake: copies through two servers, edits, broken clocks, quotes,
// replies, boosts, readings that change, tags that were edited away, accounts known by their key alone.
class RoundTrip : public Export {
 protected:
  void SetUp() override {
    Export::SetUp();
    write_config(
        "[[source]]\nkind = \"mastodon\"\nname = \"dos\"\nserver = \"https://dos.example\"\n"
        "[[theme]]\nname = \"release\"\nes = [\"liber*\"]\nen = [\"free*\"]\n");
  }

  config::Config config() const { return config::read_file(folder_ / "clamor.toml", {"mastodon"}).config; }

  storage::CampaignSetup setup() const {
    storage::CampaignSetup setup;
    const config::Config given = config();
    setup.name = given.campaign;
    setup.timezone = given.timezone;
    for (const auto& tag : given.hashtags) setup.tags.push_back({tag.key, tag.label, tag.variants, tag.veto});
    for (const auto& source : given.sources)
      setup.sources.push_back({source.name, source.kind, source.server, Network::fediverse});
    for (const auto& theme : given.themes) setup.themes.push_back(theme.name);
    return setup;
  }

  static Post raw_post(std::mt19937& random, int number) {
    const auto one_in = [&](unsigned n) { return random() % n == 0; };
    Post post = post_of(number, number % 9, std::chrono::minutes{number * 11}).post;
    post.counts = {};
    if (number % 3 == 0) post.key.uri = "https://dos.example/posts/" + std::to_string(number);
    post.text = "Liberación para todas las personas detenidas, número " + std::to_string(number) +
                ": niñez y salud «ya»";
    post.declared_tags = {number % 5 == 4 ? "freethemall" : "FreeThemAll"};
    if (number % 2 == 0) post.declared_tags.emplace_back("Viralicemos");
    if (number % 7 == 3) post.declared_tags = {"otra"};
    post.language = "es";
    post.indexed_at = *post.created_at + std::chrono::seconds{2};
    if (one_in(4)) {  // an edit, in which a tag may have gone
      post.edited_at = *post.created_at + std::chrono::hours{1 + random() % 3};
      post.text += " (corregido)";
      if (number % 4 == 2) post.declared_tags.pop_back();
    }
    if (number % 11 == 5) post.created_at = campaign_start + std::chrono::days{4000};
    if (number % 13 == 7) post.created_at.reset();
    if (number % 4 == 1) {
      post.is_reply = true;
      post.reply_to = post_of(number / 2, number / 2 % 9, {}).post.key;
      post.root = post.reply_to;
    }
    if (number % 6 == 1) post.quote_of = post_of(number / 3, number / 3 % 9, {}).post.key;
    if (number % 4 == 2)
      post.links = {"https://example.org/peticion?utm_source=x", "https://Example.org/otra/"};
    post.media = number % 3;
    post.sensitive = number % 10 == 0;
    if (!one_in(4)) post.counts.likes = static_cast<std::int64_t>(random() % 50);
    if (one_in(2)) post.counts.boosts = static_cast<std::int64_t>(random() % 9);
    if (one_in(5)) post.counts.replies = 0;
    return post;
  }

  void collect_something(unsigned seed) {
    const intake::Intake intake(config());
    std::mt19937 random(seed);
    writer().set_campaign(setup(), campaign_start);
    for (int i = 0; i < 40; ++i) {
      Page page;
      for (int j = 0; j < 8; ++j) {
        const int number = static_cast<int>(random() % 90);
        page.posts.push_back(raw_post(random, number));
        if (random() % 2 == 0) {
          page.authors.push_back(profile(number % 9));
          page.authors.back().followers = static_cast<std::int64_t>(100 + random() % 5);
          page.authors.back().bot = number % 9 == 2;
        }
        const Post& post = page.posts.back();
        if (random() % 3 == 0)
          page.edges.push_back({EdgeKind::boost, account(30 + number % 5), post.author, post.key,
                                std::nullopt, campaign_start, campaign_start + std::chrono::days{10}});
        if (post.reply_to)
          page.edges.push_back({EdgeKind::reply, post.author, std::nullopt, post.key, post.reply_to, {}, {}});
      }
      PreparedPage prepared =
          intake.prepare(page, campaign_start + std::chrono::days{5} + std::chrono::hours{random() % 900});
      prepared.source = random() % 2 == 0 ? "uno" : "dos";
      prepared.tag = "freethemall";
      prepared.vantage = "https://" + prepared.source + ".example";
      prepared.covered = {{campaign_start, campaign_start + std::chrono::hours{1 + random() % 200}}};
      prepared.cursor = Cursor{std::to_string(900 + i), std::to_string(100 - i), i > 30};
      if (i == 7)
        prepared.gaps = {{{campaign_start + std::chrono::days{300}, campaign_start + std::chrono::days{301}},
                          "page_limit"}};
      save(prepared);
    }
    for (const int gone : {2, 14, 33})
      writer().mark_deleted(post_of(gone, gone % 9, {}).post.key, campaign_start + std::chrono::days{70});
  }

  static std::string dump(const fs::path& database) {
    std::string all;
    storage::open_reader(database.string())->canonical_dump([&](std::string_view line) {
      all.append(line) += '\n';
    });
    return all;
  }
};

TEST_F(RoundTrip, ExportedAndImportedIsTheSameDatabase) {
  if (!find_command("import")) GTEST_SKIP() << "this build has no import";
  for (const unsigned seed : {1u, 2u, 3u}) {
    collect_something(seed);
    const fs::path copy = exported("posts", "all.jsonl", {"--identify", "--yes", "--force"});
    const fs::path other = folder_ / ("other" + std::to_string(seed) + ".db");
    const Said said = clamor({"--db", other.string(), "import", copy.string()});
    ASSERT_EQ(said.code, exit_ok) << said.err;
    EXPECT_EQ(dump(other), dump(folder_ / "x.db"));
    EXPECT_EQ(storage::open_reader(other.string())->verify(), std::vector<std::string>{});
  }
}

TEST_F(RoundTrip, APseudonymisedCopyIsRefused) {
  if (!find_command("import")) GTEST_SKIP() << "this build has no import";
  collect_something(4);
  const fs::path copy = exported("posts", "all.jsonl");
  EXPECT_NE(clamor({"--db", (folder_ / "other.db").string(), "import", copy.string()}).code, exit_ok);
}

}  // namespace
}  // namespace clamor::cli::test
