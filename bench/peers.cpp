#include "bench/peers.hpp"

#include "bench/measure.hpp"

namespace clamor::bench {
namespace {

std::string needs(const std::vector<std::string>& programs, const std::string& how) {
  for (const std::string& program : programs)
    if (!on_path(program)) return program + " is not installed (" + how + ")";
  return {};
}

std::string script(const char* name) {
  return (std::filesystem::path(CLAMOR_SOURCE_DIR) / "bench/peers" / name).string();
}

Peer duckdb(const char* name) {
  Peer peer{"DuckDB read_json", {"node", script(name)}, needs({"node"}, "apt-get install nodejs")};
  if (peer.missing.empty() && !std::filesystem::exists(script("node_modules/@duckdb/node-api")))
    peer.missing = "@duckdb/node-api is not installed (npm ci in bench/peers)";
  return peer;
}

}  // namespace

std::vector<Peer> peers() {
  return {
      {"sqlite-utils upsert",
       {"bash", script("sqlite_utils.sh")},
       needs({"sqlite-utils"}, "apt-get install sqlite-utils")},
      {"python3 + sqlite3", {"python3", script("upserts.py")}, needs({"python3"}, "apt-get install python3")},
      {"jq + sqlite3 .import",
       {"bash", script("jq_import.sh")},
       needs({"jq", "sqlite3"}, "apt-get install jq sqlite3")},
      duckdb("duckdb.mjs"),
  };
}

Peer duckdb_query() {
  return duckdb("duckdb_query.mjs");
}

std::vector<Peer> peers_for_tweets() {
  Peer same = duckdb("duckdb_tweets.mjs"), bare = duckdb("duckdb_tweets_bare.mjs");
  same.name += ", the same tables";
  same.command = {"sh", "-c", R"(cat "$1" | node "$0" /dev/stdin "$2")", script("duckdb_tweets.mjs")};
  bare.name += " of the file, no keys";
  return {same, bare};
}

}  // namespace clamor::bench
