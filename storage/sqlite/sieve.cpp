#include "storage/sqlite/sieve.hpp"

#include <algorithm>

#include "storage/sqlite/person.hpp"

namespace clamor::storage {

std::optional<PreparedPage> Sieve::sift(const PreparedPage& page, const Reading& reading) {
  if (!tombstones_.any()) return std::nullopt;
  PreparedPage sifted = page;
  // A quote names whom it quotes, in the address; an answer often does.
  for (const Edge& edge : page.edges)
    if (edge.to && tombstones_.has(*edge.to)) leave_out_name(sifted.posts, edge.post, *edge.to);
  // All of them before the rest: wherever they stand on the page, what leads to them finds them gone.
  std::vector<const PreparedPost*> kept_out;
  for (const PreparedPost& post : sifted.posts)
    if (tombstones_.has(post.post.author)) kept_out.push_back(&post);
  if (reading.sights && !kept_out.empty()) {
    posts_.flush();  // one may be here already, under another author
    for (const PreparedPost* post : kept_out) count(*post, reading);
  }
  std::erase_if(sifted.posts, [&](const PreparedPost& post) {
    const bool gone = tombstones_.has(post.post.key) || tombstones_.has(post.post.author);
    if (gone) marks_.gone(reading.source, post.post.native_id, post.post.created_at);
    return gone;
  });
  for (PreparedPost& post : sifted.posts) sift(post);
  std::erase_if(sifted.authors, [&](const Author& author) { return tombstones_.has(author.key); });
  std::erase_if(sifted.edges, [&](Edge& edge) {
    if (edge.to_post) leave_out_address(*edge.to_post);
    return tombstones_.has(edge.from) || (edge.to && tombstones_.has(*edge.to)) || tombstones_.has(edge.post);
  });
  std::erase_if(sifted.deleted, [&](const PostKey& key) { return tombstones_.has(key); });
  return sifted;
}

void Sieve::count(const PreparedPost& post, const Reading& reading) {
  if (erasing_.see(post.post.key, reading.source)) return;
  std::vector<std::int64_t> matched;
  for (const Mention& mention : post.mentions) matched.push_back(posts_.tags().ensure(mention.tag));
  if (!matched.empty()) erasing_.leave(post, reading.source, reading.at, matched);
}

void Sieve::leave_out_name(std::vector<PreparedPost>& posts, const PostKey& where, const AuthorKey& who) {
  const Person person(who, {}, {}, {});
  for (PreparedPost& post : posts)
    if (post.post.key == where)
      if (std::string text = person.without_name(post.post.text); !text.empty())
        post.post.text = std::move(text);
}

// The address of a post that is gone, or of somebody who is kept out: whose post is only heard of, is gone too.
void Sieve::leave_out_address(PostKey& post) {
  if (tombstones_.has(post) || tombstones_.has_whom(post.uri)) post.uri = tombstones_.add(post);
}

void Sieve::sift(PreparedPost& post) {
  Post& p = post.post;
  if (std::string text = tombstones_.without_names(p.key.network, p.text); !text.empty()) p.text = std::move(text);
  for (std::optional<PostKey>* other : {&p.reply_to, &p.root, &p.quote_of})
    if (*other) leave_out_address(**other);
  std::erase_if(post.links, [&](const std::string& link) { return tombstones_.has_whom(link); });
}

}  // namespace clamor::storage
