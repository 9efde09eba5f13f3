#pragma once
// The generator's posts as twarc stores tweets of API v1.1: a line each, whole profiles inside, two in five
// of them retweets of something written lately.

#include <string>

#include "bench/generator.hpp"

namespace clamor::bench {

std::string tweet_line(const Generator& generator, std::int64_t number);

}  // namespace clamor::bench
