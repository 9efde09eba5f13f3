#include <gtest/gtest.h>

#include "collector/intake/prepare.hpp"

using clamor::intake::normalise_link;

TEST(Link, MeetsFormsOfOneAddress) {
  for (const auto* form :
       {"https://example.org/peticion", "HTTPS://Example.ORG:443/peticion/",
        "https://example.org/peticion?utm_source=bsky&fbclid=1", "https://example.org/peticion#firmar"})
    EXPECT_EQ(normalise_link(form), "https://example.org/peticion") << form;
  EXPECT_EQ(normalise_link("http://example.org?b=2&a=1"), "http://example.org?a=1&b=2");
}

TEST(Link, KeepsWhatMayMatter) {
  EXPECT_NE(normalise_link("https://example.org/Peticion"), normalise_link("https://example.org/peticion"));
  EXPECT_EQ(normalise_link("https://example.org:8443/x"), "https://example.org:8443/x");
}

TEST(Link, IsNotMadeOfAnythingElse) {
  for (const auto* text :
       {"", "javascript:alert(1)", "https://", "https://user@example.org/", "ftp://example.org/a",
        "//example.org", "https://exa mple.org/", "https://example.org/\n"})
    EXPECT_EQ(normalise_link(text), "") << text;
}

TEST(Link, IsStableWhenNormalisedAgain) {
  for (const auto* text :
       {"https://example.org/a/?&&b&a=", "http://example.org:80//?x", "https://a/?utm_x=1"})
    EXPECT_EQ(normalise_link(normalise_link(text)), normalise_link(text));
}
