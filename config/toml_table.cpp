#include "config/toml_table.hpp"

#include <fmt/args.h>
#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"

namespace clamor::config {
namespace {

// Levenshtein's distance with a swap of neighbours as one slip.
std::size_t slips(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), row(b.size() + 1), next(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    next[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      next[j] = std::min({row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        next[j] = std::min(next[j], before[j - 2] + 1);
    }
    before = row;
    row = next;
  }
  return row[b.size()];
}

}  // namespace

void Mistakes::add(int line, const char* pattern, std::vector<std::string> args) {
  for (std::string& arg : args) arg = truncate_utf8(printable(arg), 200);
  fmt::dynamic_format_arg_store<fmt::format_context> store;
  for (const std::string& arg : args) store.push_back(arg);
  list_.push_back({line, fmt::vformat(pattern, store), pattern, std::move(args)});
}

std::vector<Mistake> Mistakes::sorted() && {
  std::stable_sort(list_.begin(), list_.end(),
                   [](const Mistake& a, const Mistake& b) { return a.line < b.line; });
  return std::move(list_);
}

std::string closest(std::string_view word, const std::vector<std::string>& candidates) {
  if (word.size() > 64) return {};  // nobody slips that far, and a file may hold anything
  std::string best;
  std::size_t fewest = std::max<std::size_t>(1, word.size() / 3) + 1;
  for (const std::string& candidate : candidates) {
    const std::size_t count = slips(word, candidate);
    if (count < fewest) {
      fewest = count;
      best = candidate;
    }
  }
  return best;
}

std::string enumerate(const std::vector<std::string>& names) {
  return fmt::format("{}", fmt::join(names, ", "));
}

Table::Table(const toml::table& table, std::string title, Mistakes& mistakes)
    : table_(&table), title_(std::move(title)), mistakes_(&mistakes) {}

int Table::line() const {
  return title_.empty() ? 0 : line_of(*table_);
}

const toml::node* Table::find(const char* key) {
  asked_.insert(key);
  return table_->get(key);
}

void Table::wrong_type(const char* key, const toml::node& node, const char* pattern) {
  mistakes_->add(line_of(node), pattern, {key});
}

const toml::node* Table::any(const char* key) {
  return find(key);
}

std::optional<Table::Text> Table::text(const char* key) {
  const toml::node* node = find(key);
  if (!node) return std::nullopt;
  if (const auto* value = node->as_string()) return Text{value->get(), line_of(*node)};
  wrong_type(key, *node, to_translate("\"{0}\" must be text in quotes"));
  return std::nullopt;
}

std::optional<Table::Text> Table::required_text(const char* key) {
  const bool present = table_->contains(key);
  auto found = text(key);
  if (found && !found->value.empty()) return found;
  if (!present)
    mistakes_->add(line(), to_translate("{0} needs \"{1}\""), {title_, key});
  else if (found)
    mistakes_->add(found->line, to_translate("\"{0}\" is empty: give it a value"), {key});
  return std::nullopt;
}

std::optional<int> Table::integer(const char* key, int min, int max) {
  const toml::node* node = find(key);
  if (!node) return std::nullopt;
  const auto* value = node->as_integer();
  if (value && value->get() >= min && value->get() <= max) return static_cast<int>(value->get());
  mistakes_->add(line_of(*node), to_translate("\"{0}\" must be a whole number from {1} to {2}"),
                 {key, std::to_string(min), std::to_string(max)});
  return std::nullopt;
}

std::optional<bool> Table::flag(const char* key) {
  const toml::node* node = find(key);
  if (!node) return std::nullopt;
  if (const auto* value = node->as_boolean()) return value->get();
  wrong_type(key, *node, to_translate("\"{0}\" must be true or false, without quotes"));
  return std::nullopt;
}

std::vector<Table::Text> Table::texts(const char* key) {
  std::vector<Text> all;
  const toml::node* node = find(key);
  if (!node) return all;
  const toml::array* array = node->as_array();
  if (!array) {
    wrong_type(key, *node, to_translate("\"{0}\" must be a list of texts: [\"one\", \"two\"]"));
    return all;
  }
  for (const toml::node& item : *array) {
    if (const auto* value = item.as_string())
      all.push_back({value->get(), line_of(item)});
    else
      wrong_type(key, item, to_translate("\"{0}\" must be a list of texts: [\"one\", \"two\"]"));
  }
  return all;
}

std::optional<Table> Table::table(const char* key) {
  const toml::node* node = find(key);
  if (!node) return std::nullopt;
  if (const toml::table* inner = node->as_table()) return Table(*inner, fmt::format("[{}]", key), *mistakes_);
  if (node->is_array_of_tables())
    wrong_type(key, *node, to_translate("there is only one [{0}]: write it once, with single brackets"));
  else
    wrong_type(key, *node, to_translate("\"{0}\" is a section: write [{0}] on a line of its own"));
  return std::nullopt;
}

std::vector<Table> Table::tables(const char* key) {
  std::vector<Table> all;
  const toml::node* node = find(key);
  if (!node) return all;
  const toml::array* array = node->as_array();
  const auto is_table = [](const toml::node& item) { return item.is_table(); };
  if (!array || !std::all_of(array->begin(), array->end(), is_table)) {
    wrong_type(key, *node,
               to_translate("there may be several of these: write [[{0}]], with double brackets"));
    return all;
  }
  for (const toml::node& item : *array)
    all.emplace_back(*item.as_table(), fmt::format("[[{}]]", key), *mistakes_);
  return all;
}

void Table::refuse_the_rest() {
  const std::vector<std::string> known(asked_.begin(), asked_.end());
  for (const auto& [key, node] : *table_) {
    const std::string name(key.str());
    if (asked_.contains(name)) continue;
    const int at = static_cast<int>(key.source().begin.line);
    const std::string meant = closest(name, known);
    if (!meant.empty())
      mistakes_->add(at, to_translate("unknown key \"{0}\": did you mean \"{1}\"?"), {name, meant});
    else
      mistakes_->add(at, to_translate("unknown key \"{0}\": the keys here are {1}"),
                     {name, enumerate(known)});
  }
}

}  // namespace clamor::config
