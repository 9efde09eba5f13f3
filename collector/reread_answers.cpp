#include "collector/reread_answers.hpp"

#include <algorithm>

namespace clamor::collector {
namespace {

constexpr int most_booster_pages = 5;
// So many posts asked for at once of which none came: the server may not know the question.
constexpr std::size_t enough_to_tell = 5;

}  // namespace

void keep_what_was_asked(const std::vector<PostName>& names, Page& page) {
  const auto name_of = [&](const PostKey& key) {
    const auto name = std::ranges::find(names, key, &PostName::key);
    return name == names.end() ? nullptr : &*name;
  };
  std::erase_if(page.posts, [&](const Post& post) { return !name_of(post.key); });
  for (Post& post : page.posts) post.author = name_of(post.key)->author;
  std::erase_if(page.edges, [&](const Edge& edge) {
    const PostName* name = name_of(edge.post);
    return !name || edge.from != name->author;
  });
  std::erase_if(page.authors, [&](const Author& author) {
    return std::ranges::find(names, author.key, &PostName::author) == names.end();
  });
}

RereadAnswers::RereadAnswers(const RereadServer& server, RereadJobs& jobs, RereadAsker& asker,
                             RereadNews& news, const RunContext& context)
    : server_(server), jobs_(jobs), asker_(asker), news_(news), context_(context) {}

Result<bool> RereadAnswers::read(RereadJob& job, const net::HttpResponse& response) {
  switch (job.what) {
    case RereadJob::What::boosters:
      return read_boosters(job, response);
    case RereadJob::What::profiles:
      return read_profiles(job, response);
    case RereadJob::What::posts:
      break;
  }
  return read_posts(job, response);
}

Result<bool> RereadAnswers::read_posts(const RereadJob& job, const net::HttpResponse& response) {
  auto page = job.kind->read_posts(response, job.names, job.access);
  if (!page) return tl::unexpected(page.error());
  keep_what_was_asked(job.names, *page);
  std::vector<std::pair<const storage::FollowedPost*, Counts>> came;
  for (const auto& known : job.posts) {
    const auto found = std::ranges::find(page->posts, known.key, &Post::key);
    if (found != page->posts.end())
      came.emplace_back(&known, found->counts);
    else if (!job.alone || !speaks_of_the_post(job))
      jobs_.doubt(known.id);
    else if (page->issues.empty())  // else it is there, and cannot be read
      gone(known);
  }
  if (came.empty() && job.posts.size() >= enough_to_tell) jobs_.ask_one_by_one();
  if (!came.empty() || !page->issues.empty())
    save(prepared(std::move(*page)), response.status, static_cast<int>(came.size()));
  for (const auto& [post, counts] : came) news_.was_read(asker_, *post, counts);
  return false;
}

bool RereadAnswers::speaks_of_the_post(const RereadJob& job) const {
  return !server_.objects || job.kind == server_.objects;
}

void RereadAnswers::missing(const RereadJob& job) {
  if (job.what != RereadJob::What::posts) return;
  if (speaks_of_the_post(job))
    gone(job.posts.front());
  else
    jobs_.doubt(job.posts.front().id);
}

void RereadAnswers::gone(const storage::FollowedPost& post) {
  if (!server_.is_home_of(post.key)) return news_.is_missing(post);
  PreparedPage page = prepared({});
  page.deleted.push_back(post.key);
  save(std::move(page), 404, 0);
}

Result<bool> RereadAnswers::read_boosters(RereadJob& job, const net::HttpResponse& response) {
  const storage::FollowedPost& post = job.posts.front();
  auto boosters = job.kind->read_boosters(response, job.names.front(), job.access);
  if (!boosters) return tl::unexpected(boosters.error());
  PreparedPage page = prepared(std::move(boosters->page));
  std::optional<UtcTime> listed;
  for (const auto& vantage : post.vantages)
    if (vantage.server == server_.vantage) listed = vantage.boosters_at;
  for (Edge& edge : page.edges) {
    if (edge.at) continue;
    // Whoever was not on the list before boosted since it was made.
    edge.not_before = listed.value_or(post.at);
    edge.at = page.read_at;
  }
  const bool more =
      !boosters->next.empty() && boosters->next != job.page_token && ++job.pages < most_booster_pages;
  if (!more) page.boosters_read.push_back({post.key, job.began, job.boosts});
  save(std::move(page), response.status, 0);
  job.page_token = boosters->next;
  return more;
}

Result<bool> RereadAnswers::read_profiles(const RereadJob& job, const net::HttpResponse& response) {
  auto page = job.kind->read_profiles(response, job.access);
  if (!page) return tl::unexpected(page.error());
  save(prepared(std::move(*page)), response.status, 0);
  return false;
}

PreparedPage RereadAnswers::prepared(Page page) const {
  PreparedPage made = context_.intake.prepare(std::move(page), context_.now());
  made.reread = true;
  made.source = server_.source;
  made.vantage = server_.vantage;
  return made;
}

void RereadAnswers::save(PreparedPage page, int status, int rows) {
  if (!server_.source.empty()) page.request = RequestLog{page.read_at, status, rows, "reread"};
  Event event;
  event.kind = Event::Kind::reread;
  event.source = server_.source.empty() ? server_.vantage : server_.source;
  event.posts = rows;
  event.gone = static_cast<std::int64_t>(page.deleted.size());
  context_.save(std::move(page));
  if (event.posts + event.gone > 0) context_.tell(event);
}

}  // namespace clamor::collector
