#include "simnet/config_file.hpp"

#include <fstream>
#include <stdexcept>

#include "simnet/mastodon_api.hpp"

namespace clamor::simnet {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view head =
    R"toml(# A simulated network: nobody in it is real. Written by `clamor simnet`.
[campaign]
name = "Free Them All (simulado)"
hashtags = ["FreeThemAll", "ViralicemosLaResponsabilidad"]
timezone = "America/Mexico_City"
language = "es"
contact = "simulated@example.org"
)toml";

constexpr std::string_view tail = R"toml(
[[link]]
name = "petición / petition"
url = "https://example.org/peticion"

[[partner]]
name = "organización simulada 1"
accounts = []
[[partner]]
name = "organización simulada 2"
accounts = []
[[partner]]
name = "organización simulada 3"
accounts = []

[[theme]]
name = "release"
es = ["liber*", "visa humanitaria", "detención", "detenid*"]
en = ["release*", "free*", "humanitarian visa", "detention", "detained"]
[[theme]]
name = "raids"
es = ["redada*", "operativo*"]
en = ["raid*", "enforcement"]
[[theme]]
name = "information"
es = ["información", "contactos", "clínica*"]
en = ["information", "contacts", "clinic*"]
)toml";

void write(const fs::path& file, const std::string& text, fs::perms perms) {
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  fs::permissions(file, perms);  // before anything is in it
  out << text;
  out.close();
  if (!out) throw std::runtime_error("cannot write " + file.string());
}

}  // namespace

fs::path write_config(const World& world, const std::string& id, const std::vector<std::string>& urls,
                      const BlueskySessions::Account& login, bool streams, const fs::path& folder) {
  constexpr fs::perms secret = fs::perms::owner_read | fs::perms::owner_write;
  try {
    fs::create_directories(folder);
    fs::permissions(folder, fs::perms::owner_all);
    std::string text(head);
    text += "simulated = \"" + id + "\"\n\n[storage]\nurl = \"sqlite:clamor.db\"\n";
    for (Home home = 0; home <= world.bluesky(); ++home) {
      const Kind kind = world.kind(home);
      text += "\n[[source]]\nname = \"" + server_name(kind, home) + "\"\nkind = \"" +
              std::string(kind_name(kind)) + "\"\nserver = \"" + urls[static_cast<std::size_t>(home)] +
              "\"\n";
      if (kind == Kind::bluesky)
        text += "identifier = \"file:bluesky-identifier\"\npassword = \"file:bluesky-password\"\n";
      if (streams && kind == Kind::bluesky)
        text += "jetstream = \"ws" + urls[static_cast<std::size_t>(home)].substr(4) + "\"\n";
      if (streams && kind == Kind::mastodon) {
        const std::string file = "token-" + std::to_string(home + 1);
        text += "token = \"file:" + file + "\"\nstream = true\n";
        write(folder / file, mastodon_token(world, home) + "\n", secret);
      }
    }
    for (const Shock& shock : world.shocks)
      text += "\n[[event]]\nname = \"" + shock.name + "\"\nat = \"" + to_rfc3339(shock.at) + "\"\n";
    text += tail;
    write(folder / "bluesky-identifier", login.identifier + "\n", secret);
    write(folder / "bluesky-password", login.password + "\n", secret);
    write(folder / "clamor.toml", text, secret);
  } catch (const fs::filesystem_error& error) {
    throw std::runtime_error("cannot write the config of the simulated network: " +
                             std::string(error.what()));
  }
  return fs::absolute(folder / "clamor.toml");
}

}  // namespace clamor::simnet
