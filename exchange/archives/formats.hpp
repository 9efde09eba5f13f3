#pragma once
// The formats of archives/, one a file. A new one: its file, a line here and one in formats.cpp.

#include "exchange/archive.hpp"

namespace clamor::exchange {

extern const Format clamor_format;
extern const Format twarc_format;
extern const Format x_archive_format;
extern const Format zeeschuimer_format;

}  // namespace clamor::exchange
