#pragma once
// A person who must be nowhere afterwards, and servers that say back whatever secret they were told.

#include <string>
#include <vector>

#include "tests/collector/net/server.hpp"

namespace clamor::e2e {

using net::Connection;
using net::Script;
using net::whole_answer;
using Words = std::vector<std::string>;

inline const std::string json = "Content-Type: application/json\r\n";

inline std::string secret(const std::string& name) {
  return "canario+T0K3N/" + name + "=9f8e7d";
}

// ---- the people --------------------------------------------------------------------------------------

// Whatever is only hers.
inline const Words canary{"canaria@isla", "@canaria",     "/canaria",   "Persona Canaria", "pío canario",
                          "pio canario",  "nido.example", "7700112233", "canaria_equis",   "889900112233"};
// Texts of somebody else, of which only the age is wrong.
inline const std::string old_text = "palabras añejas";

inline std::string account(const std::string& name, const std::string& display_name, const std::string& id) {
  return R"({"id":")" + id + R"(","acct":")" + name + R"(","username":")" + name +
         R"(","uri":"https://isla.example/users/)" + name + R"(","url":"https://isla.example/@)" + name +
         R"(","display_name":")" + display_name + R"(","followers_count":1234,"following_count":5,)" +
         R"("statuses_count":6,"created_at":"2020-01-01T00:00:00.000Z"})";
}

inline std::string status(const std::string& id, const std::string& author, const std::string& name,
                          const std::string& content, const std::string& mentions) {
  return R"({"id":")" + id + R"(","uri":"https://isla.example/users/)" + author + "/statuses/" + id +
         R"(","url":"https://isla.example/@)" + author + "/" + id +
         R"(","created_at":"2026-11-03T04:05:06Z","language":"es","content":"<p>)" + content +
         R"( #FreeThemAll</p>","visibility":"public","favourites_count":3,"reblogs_count":1,)" +
         R"("tags":[{"name":"freethemall"}],"mentions":[)" + mentions + R"(],"account":)" +
         account(author, name, author == "canaria" ? "7700112233999" : "12") + "}";
}

inline std::string timeline() {
  return "[" +
         status("7700112233001", "canaria", "Persona Canaria Simulada",
                R"(pío canario <a href=\"https://nido.example/casa\">nido.example</a>)", "") +
         "," +
         status(
             "5500112233002", "otra", "cuenta simulada 12",
             old_text + R"( <a href=\"https://isla.example/@canaria\">@canaria</a>)",
             R"({"id":"7700112233999","acct":"canaria","username":"canaria","url":"https://isla.example/@canaria"})") +
         "]";
}

inline const std::string tweet =
    R"({"created_at":"Tue Nov 03 14:00:05 +0000 2026","id_str":"889900112233445","full_text":)"
    R"("pío canario de otra red #FreeThemAll","entities":{"hashtags":[{"text":"FreeThemAll"}]},)"
    R"("user":{"id_str":"889900112233","screen_name":"canaria_equis","name":"Persona Canaria Simulada",)"
    R"("followers_count":7},"favorite_count":5,"retweet_count":2,"lang":"es"})"
    "\n";

// ---- the servers -------------------------------------------------------------------------------------

// All that the server was told, to be said back in an answer.
inline std::string told_to(Connection& connection, const std::string& head) {
  std::string told = head + connection.read_body(head);
  for (char& letter : told)
    if (letter == '\r' || letter == '\n' || letter == '"' || letter == '\\') letter = ' ';
  return told;
}

// A Mastodon server whose links to further pages hold what it was told.
inline void island(Connection& connection, const std::string& head) {
  const std::string told = told_to(connection, head);
  if (head.find("/api/v2/instance") != std::string::npos)
    connection.write(whole_answer(R"({"domain":"isla.example","version":"4.5.1"})", json));
  else if (head.find("/timelines/tag/") == std::string::npos)
    connection.write(whole_answer(R"({"error":"Record not found )" + told + "\"}", json, "404 Not Found"));
  else if (head.find("max_id=") != std::string::npos || head.find("min_id=") != std::string::npos)
    connection.write(whole_answer("[]", json));
  else
    connection.write(whole_answer(
        timeline(), json + "Link: <http://isla.example/?max_id=1&access_token=" + secret("token") +
                        ">; rel=\"next\"\r\nX-Told: " + told + "\r\n"));
}

// A Bluesky server that lets everybody in and then repeats what it was told.
inline void sky(Connection& connection, const std::string& head) {
  const std::string told = told_to(connection, head);
  if (head.find("createSession") != std::string::npos || head.find("refreshSession") != std::string::npos)
    connection.write(whole_answer(R"({"did":"did:plc:simulada","handle":"simulada.example","accessJwt":")" +
                                      secret("access") + R"(","refreshJwt":")" + secret("refresh") + "\"}",
                                  json));
  else
    connection.write(whole_answer(R"({"error":"Refused )" + told + R"(","message":")" + told + "\"}", json,
                                  "403 Forbidden"));
}

inline Script says_back(const std::string& answer_status, const std::string& type = "application/json") {
  return [=](Connection& connection, const std::string& head) {
    const std::string told = told_to(connection, head);
    connection.write(whole_answer(R"({"error":{"message":")" + told + R"(","code":")" + told + "\"}}",
                                  "Content-Type: " + type + "\r\nLocation: https://127.0.0.1:1/?token=" +
                                      secret("token") + "\r\nX-Told: " + told + "\r\n",
                                  answer_status));
  };
}

}  // namespace clamor::e2e
