#pragma once
// Real and simulated posts never meet in one database.

#include <functional>
#include <string>

#include "collector/net/http.hpp"

namespace clamor::collector {

class OneWorld {
 public:
  // `configured`: the simulated network of the configuration; `mark`: that of the database. Empty: real.
  // `set_mark` marks the database, or throws StorageError::refused when it holds posts.
  OneWorld(std::string configured, std::string mark, std::function<void(const std::string&)> set_mark);

  // Empty: the answer belongs here. Else why it does not.
  std::string why_not(const net::HttpResponse& response);

 private:
  const std::string configured_;
  std::string mark_;
  std::function<void(const std::string&)> set_mark_;
  bool real_seen_ = false;
};

}  // namespace clamor::collector
