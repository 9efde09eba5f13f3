#pragma once
// Words that must be nowhere: in which forms they hide, and where they are looked for.

#include <filesystem>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <thread>

namespace clamor::e2e {

// By the form's name: plain, base64 at each of its three places, percent-encoded as little or as much as one
// may, hexadecimal.
std::map<std::string, std::string> forms_of(const std::string& secret);

// Every file under `folder` by its path from there: its name and all its bytes, and what is in the zip of an
// XLSX.
std::map<std::string, std::string> everything_in(const std::filesystem::path& folder);

// The files of these that hold the bytes.
std::set<std::string> with(const std::string& bytes, const std::map<std::string, std::string>& files);

// Reads the command lines of all processes of this computer, over and over, until it is asked.
class CommandLines {
 public:
  CommandLines();
  std::string seen();

 private:
  void look();
  std::mutex mutex_;
  std::set<std::string> seen_;
  std::jthread thread_;
};

}  // namespace clamor::e2e
