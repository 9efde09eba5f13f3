#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "config/config.hpp"

namespace clamor::config {
namespace {

class SecretFile : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "clamor-secret-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  SecretRef file(const std::string& content, mode_t mode) {
    const auto path = folder_ / "password";
    std::ofstream(path) << content;
    ::chmod(path.c_str(), mode);
    return {SecretRef::Where::file, "", path};
  }
  std::filesystem::path folder_;
};

TEST_F(SecretFile, IsReadWithoutItsLineEnd) {
  const auto secret = read_secret(file("open sesame\n", 0600));
  ASSERT_TRUE(secret);
  EXPECT_EQ(secret->reveal(), "open sesame");
}

TEST_F(SecretFile, IsRefusedWhenOthersCanReadIt) {
  for (const mode_t mode : {0640, 0604, 0644}) {
    const auto secret = read_secret(file("open sesame\n", mode));
    ASSERT_FALSE(secret);
    EXPECT_NE(secret.error().detail.find("chmod 600"), std::string::npos);
    EXPECT_EQ(secret.error().detail.find("sesame"), std::string::npos);
  }
}

TEST_F(SecretFile, IsRefusedWhenEmptyMissingOrNoPlainFile) {
  EXPECT_FALSE(read_secret(file("\n", 0600)));
  EXPECT_FALSE(read_secret({SecretRef::Where::file, "", folder_ / "nowhere"}));
  EXPECT_FALSE(read_secret({SecretRef::Where::file, "", folder_}));
  EXPECT_FALSE(read_secret(file(std::string(70'000, 'x'), 0600)));
}

TEST_F(SecretFile, WithAnOpenModeIsAMistakeOfTheConfigBeforeAnyRequest) {
  file("open sesame", 0644);
  const Reading reading = read(R"([campaign]
name = "x"
hashtags = ["x1y"]
[[source]]
kind = "mastodon"
server = "https://a.example"
token = "file:password"
)",
                               folder_ / "clamor.toml", {"mastodon"});
  ASSERT_EQ(reading.mistakes.size(), 1u);
  EXPECT_EQ(reading.mistakes[0].line, 7);
}

TEST(SecretFromEnvironment, IsReadAtTheMomentOfUse) {
  const SecretRef ref{SecretRef::Where::environment, "CLAMOR_TEST_SECRET", {}};
  ::unsetenv("CLAMOR_TEST_SECRET");
  EXPECT_FALSE(read_secret(ref));
  ::setenv("CLAMOR_TEST_SECRET", "open sesame", 1);
  ASSERT_TRUE(read_secret(ref));
  EXPECT_EQ(read_secret(ref)->reveal(), "open sesame");
  ::unsetenv("CLAMOR_TEST_SECRET");
}

}  // namespace
}  // namespace clamor::config
