#pragma once
// Logging in with an app password: an access token that runs out and a refresh token that makes new ones.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "simnet/http.hpp"

namespace clamor::simnet {

Response bluesky_error(int status, std::string_view error, std::string_view message);

class BlueskySessions {
 public:
  struct Account {
    std::string identifier, password, did;
  };
  // `uses`: how many requests an access token lives; 0: as long as the network.
  BlueskySessions(std::uint64_t seed, Account account, int uses);

  Response create(const Request& request, const std::string& own_url);
  Response refresh(const Request& request, const std::string& own_url);
  // Empty: nobody is signed in, or someone with a good token. Else the answer that says what is wrong with
  // it.
  std::optional<Response> refusal(const Request& request);
  const Account& account() const { return account_; }

 private:
  enum class Kind { access, refresh };
  std::string issue(Kind kind);
  Response session(const std::string& own_url, bool whole);

  std::uint64_t seed_;
  Account account_;
  int uses_;
  std::uint64_t issued_ = 0;
  std::map<std::string, int, std::less<>> access_;    // token -> requests made with it
  std::map<std::string, bool, std::less<>> refresh_;  // token -> still good
};

}  // namespace clamor::simnet
