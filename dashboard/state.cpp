#include "dashboard/state.hpp"

#include <algorithm>

namespace clamor::dashboard {
namespace {

void toggle(std::vector<std::size_t>& list, std::size_t item) {
  const auto found = std::find(list.begin(), list.end(), item);
  if (found != list.end())
    list.erase(found);
  else
    list.insert(std::upper_bound(list.begin(), list.end(), item), item);
}

}  // namespace

Interval UiState::window(const analysis::Snapshot& snapshot) const {
  const auto chosen = preset.value_or(analysis::RangePreset::month);
  return chosen == analysis::RangePreset::custom ? custom : analysis::window_of(snapshot, chosen);
}

analysis::Filter UiState::filter(const analysis::Snapshot& snapshot) const {
  return {window(snapshot), tags, networks};
}

void UiState::note(Narrowed what) {
  forget(what);
  newest.push_back(what);
}
void UiState::forget(Narrowed what) {
  std::erase(newest, what);
}

void UiState::choose(analysis::RangePreset chosen) {
  preset = chosen;
  ranges_before.clear();
  forget(Narrowed::range);
  select_bucket({});
}

void UiState::zoom(Interval window) {
  ranges_before.push_back({preset.value_or(analysis::RangePreset::month), custom});
  preset = analysis::RangePreset::custom;
  custom = window;
  select_bucket({});
  note(Narrowed::range);
}

bool UiState::zoom_back() {
  if (ranges_before.empty()) return false;
  preset = ranges_before.back().preset;
  custom = ranges_before.back().custom;
  ranges_before.pop_back();
  if (ranges_before.empty()) forget(Narrowed::range);
  select_bucket({});
  return true;
}

void UiState::step(const analysis::Snapshot& snapshot, int periods) {
  const Interval now = window(snapshot);
  zoom({now.from + now.length() * periods, now.to + now.length() * periods});
}

void UiState::toggle_tag(std::size_t tag) {
  toggle(tags, tag);
  tags.empty() ? forget(Narrowed::tags) : note(Narrowed::tags);
}

void UiState::toggle_network(std::size_t network) {
  toggle(networks, network);
  networks.empty() ? forget(Narrowed::networks) : note(Narrowed::networks);
}

void UiState::isolate_network(std::size_t network) {
  const bool alone = networks == std::vector{network};
  networks.clear();
  if (!alone) networks.push_back(network);
  alone ? forget(Narrowed::networks) : note(Narrowed::networks);
}

void UiState::select_bucket(std::optional<Interval> chosen) {
  bucket = chosen;
  ui.scrolled.erase("posts");
  chosen ? note(Narrowed::bucket) : forget(Narrowed::bucket);
}

bool UiState::undo_newest() {
  if (!ui.popup.empty()) {
    ui.popup.clear();
    return true;
  }
  if (newest.empty()) return false;
  switch (newest.back()) {
    case Narrowed::range:
      return zoom_back();
    case Narrowed::tags:
      tags.clear();
      break;
    case Narrowed::networks:
      networks.clear();
      break;
    case Narrowed::bucket:
      select_bucket({});
      return true;
  }
  newest.pop_back();
  return true;
}

}  // namespace clamor::dashboard
