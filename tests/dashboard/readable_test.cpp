#include "dashboard/readable.hpp"

#include <gtest/gtest.h>

#include "dashboard/backend.hpp"

namespace clamor::dashboard {
namespace {

class Readable : public testing::Test {
 protected:
  std::unique_ptr<Backend> backend = std::move(*make_null_backend({200, 200}));
};

TEST_F(Readable, KeepsWhatTheFontCanDraw) {
  EXPECT_EQ(readable("¿Dónde están? «Así», ñandú – Łódź, ελπίδα, надежда"),
            "¿Dónde están? «Así», ñandú – Łódź, ελπίδα, надежда");
}

TEST_F(Readable, PutsEverythingOnOneLine) {
  EXPECT_EQ(readable("  uno\n\n dos\ttres "), "uno dos tres");
}

TEST_F(Readable, ShowsOneSignForARunItCannotDraw) {
  EXPECT_EQ(readable("vela 🕯️🔥 fin"), "vela □ fin");
  EXPECT_EQ(readable("家族 y 👨‍👩‍👧"), "□ y □");
}

TEST_F(Readable, ShowsHiddenCharactersInsteadOfObeyingThem) {
  EXPECT_EQ(readable("ab\u202Ecd").find("\u202E"), std::string::npos);
  EXPECT_EQ(readable("a\x1b[31mb").find('\x1b'), std::string::npos);
}

TEST_F(Readable, NeverTakesAnAuthorsCharacterForAnIcon) {
  EXPECT_EQ(readable("x\uf00cy"), "x□y");
}

TEST_F(Readable, SurvivesBrokenBytes) {
  EXPECT_FALSE(readable("a\xff\xfe").empty());
}

}  // namespace
}  // namespace clamor::dashboard
