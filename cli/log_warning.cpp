#include "cli/log_warning.hpp"

#include "core/text.hpp"
#include "i18n/format.hpp"
#include "i18n/tr.hpp"
#include "storage/log.hpp"

namespace clamor::cli {
namespace {

using i18n::tr_format;

std::string words_for(const storage::LogReader& reader) {
  const std::string name = printable(reader.program);
  return reader.running ? tr_format("{0} (process {1}, running for {2})", name, reader.process,
                                    i18n::duration(*reader.running))
                        : tr_format("{0} (process {1})", name, reader.process);
}

}  // namespace

std::string log_warning(const std::string& db, std::uintmax_t most) {
  const std::uintmax_t bytes = storage::log_bytes(db);
  if (bytes <= most) return {};
  const std::string size = i18n::bytes(static_cast<std::int64_t>(bytes));
  std::string who;
  for (const auto& reader : storage::log_readers(db)) who += (who.empty() ? "" : ", ") + words_for(reader);
  if (who.empty())
    return tr_format("The log of the database has grown to {0}. That happens while some program goes on reading an old "
                     "state of it; at this moment none is known. The log is cleared by itself with what is stored next.",
                     size);
  return tr_format("The log of the database has grown to {0}: it cannot be cleared while a program goes on reading an old "
                   "state. Close what reads it: {1}. Then the log is cleared by itself; nothing is lost.",
                   size, who);
}

std::string LogWatch::look() {
  const std::uintmax_t bytes = storage::log_bytes(db_);
  if (bytes <= most_) next_ = most_;
  if (bytes <= next_) return {};
  next_ = 2 * bytes;
  return log_warning(db_, most_);
}

}  // namespace clamor::cli
