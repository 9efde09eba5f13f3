#include "tests/e2e/canary.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <cctype>
#include <condition_variable>
#include <fstream>
#include <sstream>

#include "core/keyed_hash.hpp"

namespace clamor::e2e {
namespace {

namespace fs = std::filesystem;

std::string base64(std::string_view bytes) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i + 2 < bytes.size();
       i += 3) {  // whole triples: the middle of a longer one has them too
    const unsigned three = static_cast<unsigned char>(bytes[i]) << 16 |
                           static_cast<unsigned char>(bytes[i + 1]) << 8 |
                           static_cast<unsigned char>(bytes[i + 2]);
    for (const int shift : {18, 12, 6, 0}) text += letters[(three >> shift) & 63];
  }
  return text;
}

std::string upper(std::string text) {
  for (char& letter : text) letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
  return text;
}

std::string percent(std::string_view bytes, bool every_byte) {
  std::string text;
  for (const char byte : bytes) {
    const bool plain =
        !every_byte && (std::isalnum(static_cast<unsigned char>(byte)) || byte == '_' || byte == '-');
    text += plain ? std::string(1, byte) : "%" + upper(hex(std::string_view(&byte, 1)));
  }
  return text;
}

std::string text_of(const fs::path& file) {
  std::ostringstream all;
  all << std::ifstream(file, std::ios::binary).rdbuf();
  return all.str();
}

std::string unpacked(const fs::path& file) {
  std::string all;
  archive* zip = archive_read_new();
  archive_read_support_format_zip(zip);
  if (archive_read_open_filename(zip, file.c_str(), 1 << 16) == ARCHIVE_OK) {
    for (archive_entry* entry = nullptr; archive_read_next_header(zip, &entry) == ARCHIVE_OK;) {
      char buffer[4096];
      for (la_ssize_t n = 0; (n = archive_read_data(zip, buffer, sizeof buffer)) > 0;)
        all.append(buffer, static_cast<std::size_t>(n));
    }
  }
  archive_read_free(zip);
  return all;
}

}  // namespace

std::map<std::string, std::string> forms_of(const std::string& secret) {
  return {{"plain", secret},
          {"base64", base64(secret)},
          {"base64, one later", base64(secret.substr(1))},
          {"base64, two later", base64(secret.substr(2))},
          {"percent", percent(secret, false)},
          {"percent, every byte", percent(secret, true)},
          {"hex", hex(secret)},
          {"hex, upper case", upper(hex(secret))}};
}

std::map<std::string, std::string> everything_in(const fs::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    const std::string name = fs::relative(entry.path(), folder).string();
    files[name] = name + "\n" + text_of(entry.path());
    if (entry.path().extension() == ".xlsx") files[name] += unpacked(entry.path());
  }
  return files;
}

std::set<std::string> with(const std::string& bytes, const std::map<std::string, std::string>& files) {
  std::set<std::string> found;
  for (const auto& [name, all] : files)
    if (all.find(bytes) != std::string::npos) found.insert(name);
  return found;
}

CommandLines::CommandLines()
    : thread_([this](const std::stop_token& stop) {
        std::mutex nothing;
        std::condition_variable_any never;
        std::unique_lock lock(nothing);
        while (!stop.stop_requested()) {
          look();
          never.wait_for(lock, stop, std::chrono::milliseconds{3}, [] { return false; });
        }
      }) {}

void CommandLines::look() {
  for (const auto& entry : fs::directory_iterator("/proc")) {
    if (!std::isdigit(static_cast<unsigned char>(entry.path().filename().string().front()))) continue;
    const std::lock_guard lock(mutex_);
    seen_.insert(text_of(entry.path() / "cmdline"));
  }
}

std::string CommandLines::seen() {
  const std::lock_guard lock(mutex_);
  std::string all;
  for (const std::string& line : seen_) all += line + '\n';
  return all;
}

}  // namespace clamor::e2e
