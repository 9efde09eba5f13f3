#pragma once
// The words people read for our enumerations, in the language of the moment.

#include <string>

#include "analysis/measures.hpp"

namespace clamor::dashboard {

std::string chart_title(analysis::Measure measure, analysis::BucketSize size, bool cumulative);
std::string measure_title(analysis::Measure measure);
std::string measure_definition(analysis::Measure measure);
std::string measure_unit(analysis::Measure measure);
std::string source_state_words(storage::SourceState state);
std::string what_to_do(storage::SourceState state);  // one imperative sentence
std::string host_of(const std::string& server);      // "https://masto.es" -> "masto.es"

// The campaign's city as people say it: "America/Mexico_City" -> "Mexico City".
std::string zone_title(std::string_view zone);

}  // namespace clamor::dashboard
