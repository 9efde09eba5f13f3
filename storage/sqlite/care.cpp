// What the writer does for the people in it. Everything here changes rows behind the parts that hold them.
#include <algorithm>
#include <utility>

#include "storage/sqlite/writer_parts.hpp"

namespace clamor::storage {

Erased& Erased::operator+=(const Erased& more) {
  authors += more.authors;
  posts += more.posts;
  mentions += more.mentions;
  edges += more.edges;
  return *this;
}

Erased SqliteWriter::Parts::forget(const std::vector<AuthorKey>& authors_, Gone why, UtcTime now) {
  flush();
  std::vector<AuthorKey> keys = authors_;
  if (veil.drawn())
    for (const AuthorKey& key : authors_) keys.push_back(veil.over(key));
  const Erased erased = forgetting.forget(keys, why, now);
  forget_held();
  return erased;
}

Erased SqliteWriter::Parts::keep_out(std::vector<AuthorKey> authors_, UtcTime now) {
  std::ranges::sort(authors_);
  authors_.erase(std::unique(authors_.begin(), authors_.end()), authors_.end());
  std::erase_if(authors_, [&](const AuthorKey& key) { return tombstones.has(key); });
  return authors_.empty() ? Erased{} : forget(authors_, Gone::opted_out, now);
}

bool SqliteWriter::Parts::mark_deleted(std::span<const PostKey> keys, UtcTime now) {
  flush();
  bool any = false;
  for (const PostKey& key : keys) any = erasing.mark(veil.over(key)) || any;
  if (!any) return false;
  erasing.run(Gone::deleted, now);
  forget_held();
  return true;
}

void SqliteWriter::rename_deleted() {
  if (db_.execAndGet("SELECT old_names FROM care").getInt() == 0) return;
  in_transaction([&](Parts& parts) {
    std::vector<std::pair<std::int64_t, PostKey>> found;
    Query query(db_,
                "SELECT k.id, k.network, k.uri FROM post p JOIN post_key k ON k.id = p.id "
                "WHERE p.deleted_at IS NOT NULL");
    for (auto row = query.rows(); row.next();)
      found.push_back({row.integer(0), {static_cast<Network>(row.small(1)), row.text(2)}});
    for (const auto& [id, key] : found) parts.erasing.rename(id, key);
    db_.exec("UPDATE care SET old_names = 0");
  });
}

Erased SqliteWriter::forget(const std::vector<AuthorKey>& authors, UtcTime now) {
  Erased erased;
  in_transaction([&](Parts& parts) { erased = parts.forget(authors, Gone::forgotten, now); });
  return erased;
}

Erased SqliteWriter::keep_out(const OptOut& list, UtcTime now) {
  Erased erased;
  if (list.accounts.empty() && list.servers.empty()) return erased;  // profiles' words are not stored
  in_transaction([&](Parts& parts) {
    parts.flush();
    std::vector<AuthorKey> covered;
    for (const AccountName& name : list.accounts)
      covered.insert(covered.end(), name.keys.begin(), name.keys.end());
    Query all(db_, "SELECT network, key, handle, uri, url FROM author");
    for (auto row = all.rows(); row.next();) {
      Author author;
      author.key = {static_cast<Network>(row.small(0)), row.text(1)};
      author.handle = row.text(2);
      author.uri = row.text(3);
      author.url = row.text(4);
      if (list.covers(author.key, &author)) covered.push_back(std::move(author.key));
    }
    erased = parts.keep_out(std::move(covered), now);
  });
  return erased;
}

}  // namespace clamor::storage
