#include "cli/caring.hpp"

#include "collector/source.hpp"

namespace clamor::cli {
namespace {

constexpr std::chrono::hours daily{24};
constexpr int sensitive_days = 7;

}  // namespace

storage::Retention retention_of(const config::Config& config) {
  storage::Retention retention;
  retention.text_days = config.sensitive() ? 0 : config.keep_text_days;
  if (config.sensitive()) retention.post_days = sensitive_days;
  retention.names = !config.sensitive();
  for (const auto& entry : collector::all_sources()) {
    const auto kind = entry.make();
    if (const auto days = kind->info().max_keep_days)
      retention.kinds.push_back({std::string(kind->info().name), *days});
  }
  return retention;
}

Cared care(const config::Config& config, storage::Writer& writer, UtcTime now,
           const std::function<bool()>& go_on) {
  Cared cared;
  cared.opted_out = writer.keep_out(config.opt_out, now);
  cared.pruned = writer.prune(retention_of(config), now, go_on);
  return cared;
}

Cared care_daily(const config::Config& config, storage::Writer& writer, UtcTime now,
                 const std::function<bool()>& go_on) {
  Cared cared;
  const auto last = writer.pruned_at();
  if (last && now - *last < daily) {
    cared.opted_out = writer.keep_out(config.opt_out, now);
  } else {
    cared = care(config, writer, now, go_on);
  }
  // Each time: whoever erased may have been killed before the bytes were gone.
  if (go_on()) cared.scrubbed = writer.scrub(go_on);
  return cared;
}

}  // namespace clamor::cli
