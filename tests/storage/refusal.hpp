#pragma once
// What kind of trouble a piece of work ends with.

#include <gtest/gtest.h>

#include <functional>

#include "storage/store.hpp"

namespace clamor::storage::test {

inline StorageError::Kind refusal(const std::function<void()>& work) {
  try {
    work();
  } catch (const StorageError& error) {
    return error.kind();
  }
  ADD_FAILURE() << "nothing was refused";
  return StorageError::Kind::other;
}

}  // namespace clamor::storage::test
