#include "tests/storage/store_contract.hpp"

#include "storage/sqlite/authors.hpp"
#include "storage/sqlite/identity.hpp"
#include "tests/storage/following_contract.hpp"
#include "tests/storage/records_contract.hpp"

namespace clamor::storage::test {

namespace {

std::string file_url(const TempFolder& folder) {
  return "sqlite:" + folder.database();
}

}  // namespace

// The second one cuts the hash of keys to 8 bits: nearly every look-up meets a collision. The third forgets authors
// at once, or remembers them in short.
INSTANTIATE_TEST_SUITE_P(Stores, StoreContract,
                         ::testing::Values(StoreUnderTest{"sqlite", file_url, nullptr, nullptr},
                                           StoreUnderTest{"sqlite_with_8_bit_hashes", file_url,
                                                          [] { cut_key_hash(8); }, [] { cut_key_hash(64); }},
                                           StoreUnderTest{"sqlite_that_hardly_remembers_authors", file_url,
                                                          [] { remember_authors({2, 256}); },
                                                          [] { remember_authors({}); }}),
                         [](const auto& each) { return each.param.name; });

}  // namespace clamor::storage::test
