#pragma once
// What people use today in our place. Their scripts are ours, in bench/peers/, and keep less than our schema
// does.

#include <filesystem>
#include <string>
#include <vector>

namespace clamor::bench {

struct Peer {
  std::string name;
  std::vector<std::string> command;  // without the two last words: file of statuses, file to make
  std::string missing;               // why it cannot be run here; empty: it can
};
std::vector<Peer> peers();
Peer duckdb_query();  // the one that `query` asks
// Those that `archive` is measured beside: into the same tables, through a pipe as ours; and the quickest it can be.
std::vector<Peer> peers_for_tweets();

}  // namespace clamor::bench
