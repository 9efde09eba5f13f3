#include "dashboard/frame.hpp"

#include <algorithm>

namespace clamor::dashboard {

Frame::Frame(Theme theme, config::Config config, std::function<void()> found_out)
    : config_(std::move(config)), finding_out_(std::move(found_out)) {
  state_.theme = theme;
}

void Frame::take(analysis::SnapshotPtr snapshot) {
  if (!snapshot) return;
  // Indices mean nothing in a snapshot with other tags or networks.
  if (snapshot_ && (snapshot_->tags().size() != snapshot->tags().size() ||
                    snapshot_->networks() != snapshot->networks())) {
    state_.tags.clear();
    state_.networks.clear();
  }
  const bool first_data = snapshot->data_span() && !(snapshot_ && snapshot_->data_span());
  if (!state_.preset || first_data) state_.preset = analysis::opening_preset(*snapshot);
  snapshot_ = std::move(snapshot);
  trouble_.clear();
  details_.data_changed();
}

Frame::Key Frame::key() const {
  return {snapshot_.get(), state_.preset,     state_.custom, state_.tags,  state_.networks,
          state_.measure,  state_.cumulative, state_.bucket, state_.links, state_.theme, i18n::language()};
}

// False: it would take longer than a frame may; what it needs is being found out.
bool Frame::make_model() {
  const Key now = key();
  auto questions = overview_questions(*snapshot_, state_);
  const auto links = listed_links(*snapshot_, state_);
  if (!analysis::at_hand(*snapshot_, questions) || (links && !analysis::top_links_at_hand(*snapshot_, *links))) {
    if (now != asked_key_) finding_out_.start(snapshot_, std::move(questions), links);
    asked_key_ = now;
    return false;
  }
  auto made = make_overview(*snapshot_, state_, config_);
  if (!snapshot_->sound()) return false;  // another is on its way
  model_ = std::move(made);
  shown_ = snapshot_;
  model_key_ = now;
  layout_.reset();
  ++models_made_;
  return true;
}

// Newer data of the same choices are no reason to grey what is there.
bool Frame::outdated() const {
  if (!model_) return false;
  Key now = key();
  now.snapshot = model_key_.snapshot;
  return now != model_key_;
}

void Frame::prepare(Rect screen) {
  if ((!model_ || key() != model_key_) && !make_model() && !model_) return;
  const Rect area = chart_area(screen);
  const bool moved = area.x != layout_area_.x || area.y != layout_area_.y || area.w != layout_area_.w ||
                     area.h != layout_area_.h;
  if (!layout_ || moved) {
    layout_ = chart::lay_out(model_->chart, area);
    layout_area_ = area;
  }
}

std::vector<Action> Frame::draw(float scale, UtcTime now) {
  std::vector<Action> actions;
  Ui ui(state_.ui, chart::style_of(state_.theme), scale, keep_texts_);
  if (!snapshot_ || !trouble_.empty()) {
    draw_waiting(ui, trouble_);
    return actions;
  }
  prepare(ui.screen());
  if (!model_) {
    draw_waiting(ui, {});
    return actions;
  }
  const View view{*shown_, *model_, *layout_, details_, config_, collection_, now, outdated()};
  Action asked = draw_overview(view, state_, ui);
  if (asked.kind == Action::Kind::theme_changed) state_.theme = asked.theme;
  if (asked.kind == Action::Kind::language_changed) i18n::set_language(asked.language);
  if (asked.kind != Action::Kind::none) actions.push_back(std::move(asked));
  Action ask;
  ask.kind = Action::Kind::ask_details;
  ask.posts = details_.to_ask(model_->listed);
  ask.links = details_.links_to_ask(model_->link_ids());
  if (!ask.posts.empty() || !ask.links.empty()) actions.push_back(std::move(ask));
  return actions;
}

std::optional<UtcTime> Frame::changes_at() const {
  return snapshot_ ? stale_at(*snapshot_) : std::nullopt;
}

bool Frame::complete() const {
  if (!model_ || model_key_ != key()) return false;
  return std::ranges::all_of(model_->listed, [&](std::int64_t id) { return details_.find(id) != nullptr; }) &&
         std::ranges::all_of(model_->link_ids(), [&](std::int64_t id) { return details_.find_link(id) != nullptr; });
}

}  // namespace clamor::dashboard
