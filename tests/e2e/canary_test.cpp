// Secrets go through every command and must be found nowhere: in no file, no output, no list of processes.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>

#include "core/keyed_hash.hpp"
#include "tests/e2e/agreement.hpp"
#include "tests/e2e/world.hpp"

namespace clamor::e2e {
namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& file) {
  std::ostringstream all;
  all << std::ifstream(file, std::ios::binary).rdbuf();
  return all.str();
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i + 2 < bytes.size();
       i += 3) {  // whole triples: the middle of a longer one has them too
    const unsigned three = static_cast<unsigned char>(bytes[i]) << 16 |
                           static_cast<unsigned char>(bytes[i + 1]) << 8 |
                           static_cast<unsigned char>(bytes[i + 2]);
    for (const int shift : {18, 12, 6, 0}) text += letters[(three >> shift) & 63];
  }
  return text;
}

std::string percent(std::string_view bytes) {
  std::string text;
  for (const char byte : hex(bytes)) text += (text.size() % 3 == 0 ? "%" : "") + std::string(1, byte);
  return text;
}

// A secret as it may hide: plain, in base64 at each of its three places, percent-encoded and in hex.
std::map<std::string, std::string> forms_of(const std::string& secret) {
  return {{"plain", secret},
          {"base64", base64(secret)},
          {"base64, one later", base64(secret.substr(1))},
          {"base64, two later", base64(secret.substr(2))},
          {"percent", percent(secret)},
          {"hex", hex(secret)}};
}

TEST(ASecret, ReachesNoFileNoOutputAndNoListOfProcesses) {
  const std::string token = "canario_T0K3N_0123456789_secreto";
  ::setenv("CLAMOR_TEST_CANARY", token.c_str(), 1);
  const World world({"--seed", "7", "--days", "8", "--end", "2026-11-20"});
  std::string config = text_of(world.config());
  const auto first_server = config.find("\nserver = ");
  ASSERT_NE(first_server, std::string::npos);
  config.insert(first_server, "\ntoken = \"env:CLAMOR_TEST_CANARY\"");
  world.write("clamor.toml", config);
  std::string password = text_of(world.folder() / "bluesky-password");
  password.resize(password.find('\n'));

  std::string outputs;
  {
    cli::Child collector = world.started({"collect", "--once"});
    while (const auto line = collector.line(patience)) outputs += *line + "\n";
    collector.wait();
  }
  const auto file = [&](const char* name) { return (world.folder() / name).string(); };
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
           {"status"},
           {"status", "--json"},
           {"verify"},
           {"doctor"},
           {"doctor", "--json"},
           {"backup", "--out", file("copy.db")},
           {"export", "--what", "posts", "--out", file("all.jsonl"), "--identify", "--yes"},
           {"export", "--what", "readings", "--out", file("readings.csv")},
           {"search", "simulada"},
           {"forget", "@nadie_simulado@uno.example", "--yes"},
           {"salvage", "--out", file("saved.db")},
           {"merge", file("copy.db")},
           {"restore", "--force", file("copy.db")},
           {"prune"},
           {"verify", "--dump"},
           {"wipe", "--dry-run"}}) {
    const Ran ran = world.clamor(words);
    EXPECT_EQ(ran.code, 0) << words.front();
    outputs += ran.out;
  }
  ASSERT_FALSE(outputs.empty());

  for (const std::string& secret : {token, password}) {
    for (const auto& [form, bytes] : forms_of(secret)) {
      EXPECT_EQ(outputs.find(bytes), std::string::npos) << form;
      for (const auto& entry : fs::recursive_directory_iterator(world.folder())) {
        if (!entry.is_regular_file() || entry.path().filename() == "bluesky-password") continue;
        EXPECT_EQ(text_of(entry.path()).find(bytes), std::string::npos) << form << " in " << entry.path();
      }
    }
  }
  ::unsetenv("CLAMOR_TEST_CANARY");
}

TEST(ACanary, IsInNoFileAfterItWasForgotten) {
  const World world({"--seed", "8", "--days", "8", "--end", "2026-11-20"});
  ASSERT_EQ(world.clamor({"collect", "--once"}).code, 0);
  // Somebody who wrote, whoever it is.
  std::string handle;
  std::istringstream dump(world.dump());
  for (std::string line; handle.empty() && std::getline(dump, line);)
    if (line.starts_with("post\t1\t") && line.find("cuenta_simulada_") != std::string::npos) {
      const auto from = line.find('\t', line.find('\t', 7) + 0) + 1;
      handle = line.substr(from, line.find('\t', from) - from);
    }
  ASSERT_NE(handle.find('@'), std::string::npos) << handle;
  const std::string name = handle.substr(0, handle.find('@') + 1),
                    path = "@" + handle.substr(0, handle.find('@')) + "/";
  EXPECT_EQ(world.clamor({"forget", "@" + handle, "--yes"}).code, 0);
  EXPECT_EQ(world.clamor({"collect", "--once"}).code, 0);  // the servers still have it
  EXPECT_EQ(world.clamor({"verify"}).code, 0);
  for (const auto& entry : fs::recursive_directory_iterator(world.folder())) {
    if (!entry.is_regular_file()) continue;
    const std::string bytes = text_of(entry.path());
    EXPECT_EQ(bytes.find(name), std::string::npos) << name << " in " << entry.path();
    EXPECT_EQ(bytes.find(path), std::string::npos) << path << " in " << entry.path();
  }
  ::setenv("TMPDIR", world.folder().c_str(), 1);
  EXPECT_EQ(world.clamor({"wipe", "--yes"}).code, 0);
  ::unsetenv("TMPDIR");
  for (const auto& entry : fs::directory_iterator(world.folder()))
    EXPECT_EQ(entry.path().filename().string().find(".db"), std::string::npos) << entry.path();
}

TEST(OptOuts, AreCountedAsTheTruthCountsThemAndNeverStored) {
  const World world({"--seed", "9", "--days", "8", "--end", "2026-11-20", "--fault", "opt-outs:20"});
  ASSERT_EQ(world.clamor({"collect", "--once"}).code, 0);
  simdjson::dom::parser status_parser, truth_parser;
  const simdjson::dom::element status = status_parser.parse(world.clamor({"status", "--json"}).out);
  const simdjson::dom::element truth = truth_parser.parse(world.truth());
  for (const char* key : {"posts", "mentions"})
    EXPECT_EQ(std::int64_t(status[key]), std::int64_t(truth[key])) << key;
  EXPECT_GT(std::int64_t(status["opted_out"]), 0);
  EXPECT_EQ(world.clamor({"verify"}).code, 0);
}

// Their posts come without profiles.
TEST(OptOuts, OfBlueskyAreAllFound) {
  const World world(
      {"--seed", "9", "--servers", "2", "--days", "8", "--end", "2026-11-20", "--fault", "opt-outs:20"});
  ASSERT_EQ(world.clamor({"collect", "--once"}).code, 0);
  expect_equal(world.clamor({"status", "--json"}).out, world.truth());
  EXPECT_EQ(world.clamor({"verify"}).code, 0);
}

}  // namespace
}  // namespace clamor::e2e
