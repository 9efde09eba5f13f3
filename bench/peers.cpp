#include "bench/peers.hpp"

#include "bench/measure.hpp"

namespace clamor::bench {
namespace {

std::string needs(const std::vector<std::string>& programs, const std::string& how) {
  for (const std::string& program : programs)
    if (!on_path(program)) return program + " is not installed (" + how + ")";
  return {};
}

}  // namespace

std::vector<Peer> peers() {
  const std::filesystem::path scripts = std::filesystem::path(CLAMOR_SOURCE_DIR) / "bench/peers";
  const auto script = [&](const char* name) { return (scripts / name).string(); };
  std::vector<Peer> all{
      {"sqlite-utils upsert",
       {"bash", script("sqlite_utils.sh")},
       needs({"sqlite-utils"}, "apt-get install sqlite-utils")},
      {"python3 + sqlite3", {"python3", script("upserts.py")}, needs({"python3"}, "apt-get install python3")},
      {"jq + sqlite3 .import",
       {"bash", script("jq_import.sh")},
       needs({"jq", "sqlite3"}, "apt-get install jq sqlite3")},
      {"DuckDB read_json", {"node", script("duckdb.mjs")}, needs({"node"}, "apt-get install nodejs")}};
  if (all.back().missing.empty() && !std::filesystem::exists(scripts / "node_modules/@duckdb/node-api"))
    all.back().missing = "@duckdb/node-api is not installed (npm ci in bench/peers)";
  return all;
}

}  // namespace clamor::bench
