#include <algorithm>
#include <cmath>

#include "dashboard/overview.hpp"
#include "dashboard/words.hpp"
#include "i18n/format.hpp"
#include "i18n/tr.hpp"

namespace clamor::dashboard {
namespace {

using analysis::Snapshot;
using analysis::Trend;
using i18n::tr;
using i18n::tr_format;

std::string newest_words(const Snapshot& snapshot) {
  const auto span = snapshot.data_span();
  return span ? tr_format("The newest post seen is from {0}.",
                          i18n::date(span->to - Millis{1}, snapshot.zone(), i18n::DateStyle::moment))
              : std::string();
}

std::string reason_of(const storage::SourceTotal& source) {
  return host_of(source.server) + " " + source_state_words(source.state);
}

// The highest count of one server over all hashtags: servers know each other's posts, so they do not add up.
std::optional<std::int64_t> most_uses(const Snapshot& snapshot) {
  std::optional<std::int64_t> most;
  for (const auto& source : snapshot.sources()) {
    std::optional<std::int64_t> uses;
    for (const auto& tag : source.tags)
      if (tag.uses) uses = uses.value_or(0) + *tag.uses;
    if (uses) most = std::max(*uses, most.value_or(0));
  }
  return most;
}

// A day with no posts is a normal day; a day we could not look at is not the same.
std::optional<Answer> quiet_today(const Snapshot& snapshot) {
  const Interval today = snapshot.zone().day_of(snapshot.taken_at());
  if (analysis::any_post(snapshot, today)) return {};
  const SourceCount count = answered_since(snapshot, today.from);
  Answer answer;
  if (count.answered > 0) {
    answer.icon = icon::clock;
    answer.sentence = i18n::trn_format("No posts today: asked {0} of {1} server, nothing new",
                                       "No posts today: asked {0} of {1} servers, nothing new", count.all,
                                       count.answered, count.all);
    answer.support = newest_words(snapshot);
    if (const auto uses = most_uses(snapshot))
      answer.support += " " + i18n::trn_format("The servers' own tag history says {0} use in 7 days.",
                                               "The servers' own tag history says {0} uses in 7 days.",
                                               static_cast<unsigned long>(*uses), i18n::number(*uses));
    return answer;
  }
  answer.tone = Answer::Tone::warn;
  answer.icon = icon::warning;
  answer.sentence = tr("No posts today, because we could not look");
  const auto state = count.worst ? count.worst->state : storage::SourceState::stopped;
  const std::string why =
      count.worst && state != storage::SourceState::ok && state != storage::SourceState::stopped
          ? reason_of(*count.worst)
          : std::string(tr("nothing has been asked today"));
  answer.support =
      tr_format("We could not look: {0}. What to do: {1}", why,
                what_to_do(state == storage::SourceState::ok ? storage::SourceState::stopped : state));
  return answer;
}

std::string change_words(double ratio) {
  return i18n::percent(std::abs(ratio));
}

}  // namespace

bool answering(const storage::SourceTotal& source) {
  using storage::SourceState;
  return source.last_success && source.state != SourceState::refused &&
         source.state != SourceState::needs_login && source.state != SourceState::failing;
}

SourceCount answering(const Snapshot& snapshot) {
  SourceCount count;
  for (const auto& source : snapshot.sources()) {
    if (source.archive()) continue;
    ++count.all;
    count.answered += answering(source) ? 1 : 0;
  }
  return count;
}

SourceCount answered_since(const Snapshot& snapshot, UtcTime since) {
  SourceCount count;
  for (const auto& source : snapshot.sources()) {
    if (source.archive()) continue;
    ++count.all;
    if (source.last_success && *source.last_success >= since)
      ++count.answered;
    else if (!count.worst || source.state > count.worst->state)
      count.worst = &source;
  }
  return count;
}

Answer answer_of(const Snapshot& snapshot, const OverviewModel& model) {
  const Trend trend = analysis::trend(snapshot, model.filter);
  Answer answer;
  const auto peak = [&]() -> std::string {
    if (model.size != analysis::BucketSize::day || !trend.peak_bucket ||
        *trend.peak_bucket >= model.chart.buckets.size() || model.posts_spark.size() <= *trend.peak_bucket)
      return {};
    const auto value = model.posts_spark[*trend.peak_bucket];
    if (!value) return {};
    return tr_format(
        "Peak: {0}, with {1} posts.",
        i18n::date(model.chart.buckets[*trend.peak_bucket].from, snapshot.zone(), i18n::DateStyle::weekday),
        i18n::number(std::llround(*value)));
  }();
  if (auto quiet = quiet_today(snapshot)) {
    quiet->evidence = peak;
    return *quiet;
  }
  answer.icon = icon::trend;
  switch (trend.direction) {
    case Trend::Direction::rising:
      answer.tone = Answer::Tone::good;
      answer.sentence = trend.change ? tr_format("It is growing: {0} more than the week before",
                                                 change_words(*trend.change))
                                     : tr("It is growing");
      break;
    case Trend::Direction::fading:
      answer.tone = Answer::Tone::warn;
      answer.sentence =
          trend.change ? tr_format("It is fading: {0} less than the week before", change_words(*trend.change))
                       : tr("It is fading");
      break;
    case Trend::Direction::level:
      answer.sentence = tr("It holds: about as much as the week before");
      break;
    case Trend::Direction::unknown:
      answer.sentence = trend.low
                            ? tr("It cannot be said whether it grows or fades: the days differ too much")
                            : tr("Too early to say whether it grows or fades");
      break;
  }
  answer.support = peak;
  if (const std::string newest = newest_words(snapshot); !newest.empty())
    answer.support += (peak.empty() ? "" : " · ") + newest;
  if (!trend.low) {
    answer.evidence = tr("needs 14 observed days with posts");
  } else {
    answer.evidence =
        tr_format("{0} posts in 7 days against {1}", i18n::number(trend.now), i18n::number(trend.before));
    if (trend.low && trend.high)
      answer.evidence += " · " + tr_format("95% CI: {0} to {1}", i18n::signed_percent(*trend.low, 0),
                                           i18n::signed_percent(*trend.high, 0));
  }
  return answer;
}

void draw_answer_line(const View& view, Ui& ui, Rect area) {
  const Style& style = ui.style();
  const Answer& answer = view.model.answer;
  ui.card(area);
  const Color tone = answer.tone == Answer::Tone::good   ? style.good
                     : answer.tone == Answer::Tone::warn ? style.warn
                                                         : style.accent;
  const Point ring{area.x + 33, area.y + area.h / 2};
  ui.canvas().circle(ring, 17, tone.with_alpha(0.08f), tone, 1);
  ui.canvas().text(ring, answer.icon, tone, {13, Weight::regular, Align::center});
  const float left = area.x + 65;
  const float evidence = answer.evidence.empty() ? 0 : ui.width(answer.evidence, {12}) + 24;
  const float room = area.right() - 16 - left;
  ui.text({left, area.y + 22}, answer.sentence, style.text, chart::title_text, room - evidence);
  ui.text({left, area.y + 43}, answer.support, style.text2, {12}, room - evidence);
  ui.canvas().text({area.right() - 16, area.y + area.h / 2}, answer.evidence, style.text2,
                   {12, Weight::regular, Align::right});
}

}  // namespace clamor::dashboard
