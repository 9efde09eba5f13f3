#pragma once
// A token or password. It has no stream or format operator and is wiped when it goes: a secret can reach
// a header of a request and nothing else.

#include <string>
#include <string_view>

namespace clamor {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_(std::move(value)) {}
  Secret(const Secret&) = default;
  Secret(Secret&& other) noexcept : value_(other.value_) { other.wipe(); }
  Secret& operator=(Secret other) noexcept {
    value_.swap(other.value_);
    return *this;
  }
  ~Secret() { wipe(); }

  bool empty() const { return value_.empty(); }
  // Only for the line that puts it on the wire.
  std::string_view reveal() const { return value_; }

 private:
  void wipe() {
    for (volatile char& letter : value_) letter = 0;
    value_.clear();
  }
  std::string value_;
};

}  // namespace clamor
