#pragma once
// Everything between what came in and what is drawn, apart from the window: the person's choices, the kept
// model and layout, the texts of lists. The window loop and the robot of the tests drive it the same way.

#include <optional>
#include <string>

#include "dashboard/dashboard.hpp"
#include "dashboard/finding_out.hpp"
#include "dashboard/overview.hpp"

namespace clamor::dashboard {

class Frame {
 public:
  // `found_out` is called on another thread when what the last frame still had to leave is at hand.
  Frame(Theme theme, config::Config config, std::function<void()> found_out = {});

  void take(analysis::SnapshotPtr snapshot);
  void take(std::vector<storage::PostDetail> posts) { details_.take(std::move(posts)); }
  void take(std::vector<LinkText> links) { details_.take(std::move(links)); }
  void take(Collection collection) { collection_ = std::move(collection); }
  void take_trouble(std::string trouble) { trouble_ = std::move(trouble); }

  // Inside an ImGui frame. Theme and language are already changed when it answers.
  std::vector<Action> draw(float scale, UtcTime now);
  // When the picture changes though nothing happens: a last reading becomes stale.
  std::optional<UtcTime> changes_at() const;

  bool complete() const;  // a snapshot is in, and the posts of its list
  UiState& state() { return state_; }
  const OverviewModel* model() const { return model_ ? &*model_ : nullptr; }
  int models_made() const { return models_made_; }
  bool outdated() const;  // shows the figures of choices before these, greyed
  const chart::TimeChartLayout* layout() const { return layout_ ? &*layout_ : nullptr; }
  void keep_texts() { keep_texts_ = true; }

 private:
  // What the model depends on; it is made again when this changes.
  struct Key {
    const analysis::Snapshot* snapshot = nullptr;
    std::optional<analysis::RangePreset> preset;
    Interval custom;
    std::vector<std::size_t> tags, networks;
    analysis::Measure measure{};
    bool cumulative = false;
    std::optional<Interval> bucket;
    bool links = false;
    Theme theme{};
    i18n::Language language{};
    bool operator==(const Key&) const = default;
  };
  Key key() const;
  bool make_model();
  void prepare(Rect screen);

  config::Config config_;
  UiState state_;
  analysis::SnapshotPtr snapshot_;
  analysis::SnapshotPtr shown_;  // that of the model
  Details details_;
  Collection collection_;
  std::string trouble_;
  std::optional<OverviewModel> model_;
  std::optional<chart::TimeChartLayout> layout_;
  Key model_key_;
  Key asked_key_;  // of what is being found out
  FindingOut finding_out_;
  Rect layout_area_;
  int models_made_ = 0;
  bool keep_texts_ = false;
};

}  // namespace clamor::dashboard
