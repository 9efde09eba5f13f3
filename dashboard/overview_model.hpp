#pragma once
// Everything the Overview says about one snapshot under one filter, computed once and kept: a frame that only
// follows the pointer measures nothing again.

#include <optional>
#include <string>
#include <vector>

#include "analysis/measures.hpp"
#include "chart/time_chart.hpp"
#include "config/config.hpp"
#include "dashboard/state.hpp"

namespace clamor::dashboard {

using Values = std::vector<std::optional<double>>;

struct Answer {
  enum class Tone { calm, good, warn } tone = Tone::calm;
  const char* icon = "";
  std::string sentence, support, evidence;
};

struct TagRow {
  std::size_t tag = 0;
  std::int64_t mentions = 0, authors = 0;
  Values spark;
};

struct OverviewModel {
  analysis::Filter filter;
  analysis::BucketSize size = analysis::BucketSize::day;
  bool has_data = false;  // any counted post in the database, in any window
  bool any_in_window = false;
  analysis::Participation now;
  std::optional<analysis::Participation> before;
  Values posts_spark, authors_spark, boosts_spark, engagement_spark;
  analysis::Series series;
  chart::TimeChart chart;
  analysis::CoverageStrip strip;
  std::vector<TagRow> tags;
  std::vector<std::int64_t> listed;  // newest posts of the window or of the chosen bucket
  analysis::TopLinks links;          // where they are listed
  std::vector<std::int64_t> link_ids() const;
  Answer answer;
  std::string period_words;  // "30 d"
};

// What of it takes a walk over accounts: for a frame, only once it is at hand.
std::vector<analysis::AccountQuestion> overview_questions(const analysis::Snapshot& snapshot, const UiState& state);
// Whose links are listed; empty: none are.
std::optional<analysis::Filter> listed_links(const analysis::Snapshot& snapshot, const UiState& state);
OverviewModel make_overview(const analysis::Snapshot& snapshot, const UiState& state,
                            const config::Config& config);

// answer_line.cpp
Answer answer_of(const analysis::Snapshot& snapshot, const OverviewModel& model);

struct SourceCount {
  std::size_t answered = 0, all = 0;
  const storage::SourceTotal* worst = nullptr;  // one that did not answer
};
// Has answered, and its last answer was not a refusal.
bool answering(const storage::SourceTotal& source);
SourceCount answering(const analysis::Snapshot& snapshot);  // archives are nobody who could answer
// Sources that answered since `since`.
SourceCount answered_since(const analysis::Snapshot& snapshot, UtcTime since);

}  // namespace clamor::dashboard
