#include "exchange/own_jsonl.hpp"

#include <array>
#include <utility>

namespace clamor::exchange {
namespace {

constexpr std::array edge_kinds{std::pair{EdgeKind::reply, "reply"}, std::pair{EdgeKind::quote, "quote"},
                                std::pair{EdgeKind::boost, "boost"}, std::pair{EdgeKind::address, "address"}};
constexpr std::array gap_states{std::pair{GapState::open, "open"}, std::pair{GapState::filling, "filling"},
                                std::pair{GapState::closed, "closed"},
                                std::pair{GapState::unrecoverable, "unrecoverable"}};

template <class List, class Value>
std::string_view name_in(const List& list, Value value) {
  for (const auto& [known, name] : list)
    if (known == value) return name;
  return "";
}

template <class Value, class List>
std::optional<Value> value_in(const List& list, std::string_view name) {
  for (const auto& [value, known] : list)
    if (known == name) return value;
  return std::nullopt;
}

}  // namespace

std::string_view edge_kind_name(EdgeKind kind) {
  return name_in(edge_kinds, kind);
}
std::optional<EdgeKind> parse_edge_kind(std::string_view name) {
  return value_in<EdgeKind>(edge_kinds, name);
}
std::string_view gap_state_name(GapState state) {
  return name_in(gap_states, state);
}
std::optional<GapState> parse_gap_state(std::string_view name) {
  return value_in<GapState>(gap_states, name);
}

}  // namespace clamor::exchange
