#include "dashboard/words.hpp"

#include <algorithm>

#include "i18n/tr.hpp"

namespace clamor::dashboard {

using analysis::BucketSize;
using analysis::Measure;
using i18n::tr;
using storage::SourceState;

std::string measure_title(Measure measure) {
  switch (measure) {
    case Measure::mentions:
      return tr("Posts");
    case Measure::authors:
      return tr("Authors");
    case Measure::engagement:
      return tr("Engagement");
    case Measure::audience_ceiling:
      return tr("Audience ceiling");
  }
  return {};
}

std::string chart_title(Measure measure, BucketSize size, bool cumulative) {
  const std::string what = measure_title(measure);
  if (cumulative) return i18n::tr_format("{0} by network, added up", what);
  switch (size) {
    case BucketSize::quarter_hour:
      return i18n::tr_format("{0} by network, every 15 minutes", what);
    case BucketSize::hour:
      return i18n::tr_format("{0} by network and hour", what);
    case BucketSize::three_hours:
      return i18n::tr_format("{0} by network, every 3 hours", what);
    case BucketSize::day:
      return i18n::tr_format("{0} by network and day", what);
    case BucketSize::week:
      return i18n::tr_format("{0} by network and week", what);
  }
  return what;
}

std::string measure_definition(Measure measure) {
  const auto& all = analysis::all_measures();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const auto& info) { return info.measure == measure; });
  return found == all.end() ? "" : tr(std::string(found->definition).c_str());
}

std::string measure_unit(Measure measure) {
  const auto& all = analysis::all_measures();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const auto& info) { return info.measure == measure; });
  return found == all.end() ? "" : tr(std::string(found->unit).c_str());
}

std::string source_state_words(SourceState state) {
  switch (state) {
    case SourceState::stopped:
      return tr("not asked yet");
    case SourceState::ok:
      return tr("open, answers");
    case SourceState::limited:
      return tr("asks us to slow down");
    case SourceState::refused:
      return tr("refuses to answer");
    case SourceState::needs_login:
      return tr("asks for an account");
    case SourceState::failing:
      return tr("can't be reached");
  }
  return {};
}

std::string what_to_do(SourceState state) {
  switch (state) {
    case SourceState::stopped:
      return tr("start collecting.");
    case SourceState::ok:
    case SourceState::limited:
      return tr("wait; Clamor asks again by itself.");
    case SourceState::refused:
      return tr("name another server of the same network in the campaign file.");
    case SourceState::needs_login:
      return tr("put an account's token or app password in the campaign file.");
    case SourceState::failing:
      return tr("check the internet connection; \"clamor doctor\" says more.");
  }
  return {};
}

std::string host_of(const std::string& server) {
  const auto scheme = server.find("://");
  const std::string host = scheme == std::string::npos ? server : server.substr(scheme + 3);
  return host.substr(0, host.find('/'));
}

std::string zone_title(std::string_view zone) {
  std::string city(zone.substr(zone.rfind('/') == std::string_view::npos ? 0 : zone.rfind('/') + 1));
  std::replace(city.begin(), city.end(), '_', ' ');
  return city == "Mexico City" ? tr("Mexico City") : city;
}

}  // namespace clamor::dashboard
