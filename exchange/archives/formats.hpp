#pragma once
// The formats of archives/, one a file. A new one: its file, a line here and one in formats.cpp.

#include "exchange/archive.hpp"

namespace clamor::exchange {

extern const Format clamor_format;
extern const Format crowdtangle_format;
extern const Format fourcat_format;
extern const Format outbox_format;
extern const Format table_format;
extern const Format tags_format;
extern const Format twarc_format;
extern const Format x_archive_format;
extern const Format zeeschuimer_format;

// Any table, by the titles of its columns.
std::unique_ptr<Decoder> open_table(const config::Columns& columns);
bool looks_like_table(const Head& head);

}  // namespace clamor::exchange
