#include "dashboard/fonts.hpp"

#include <array>
#include <cmath>
#include <filesystem>
#include <string>

#include "i18n/tr.hpp"

namespace clamor::dashboard {
namespace {

using chart::Weight;

struct Face {
  Weight weight;
  float px;
  ImFont* font = nullptr;
};
constexpr std::array<Face, 13> wanted{{{Weight::regular, 13},
                                       {Weight::regular, 11},
                                       {Weight::regular, 12},
                                       {Weight::regular, 15},
                                       {Weight::regular, 20},
                                       {Weight::medium, 11},
                                       {Weight::medium, 12},
                                       {Weight::medium, 13},
                                       {Weight::semibold, 11},
                                       {Weight::semibold, 12},
                                       {Weight::semibold, 13},
                                       {Weight::semibold, 15},
                                       {Weight::semibold, 26}}};

constexpr const char* inter_folder = "/usr/share/fonts/opentype/inter/";
constexpr const char* icons_file = "/usr/share/fonts/opentype/font-awesome/FontAwesome.otf";

// What people write, in the sizes that show their words: Latin, Greek, Cyrillic, punctuation, signs.
constexpr ImWchar letters_of_people[] = {
    0x0020, 0x024F, 0x02B0, 0x02FF, 0x0370, 0x03FF, 0x0400, 0x04FF, 0x1E00, 0x1EFF, 0x2010, 0x2027,
    0x202F, 0x203A, 0x20A0, 0x20BF, 0x2116, 0x2122, 0x2190, 0x2199, 0x2212, 0x2212, 0x2248, 0x2248,
    0x2260, 0x2265, 0x25A0, 0x25A1, 0x25B2, 0x25BC, 0x25CF, 0x25CF, 0xFFFD, 0xFFFD, 0};
// What the pages say themselves: every face with every letter would double the time to the first frame.
constexpr ImWchar letters_of_pages[] = {0x0020, 0x017F, 0x2010, 0x2026, 0x202F, 0x203A, 0x2212,
                                        0x2212, 0x2264, 0x2265, 0x25B2, 0x25BC, 0};
bool shows_people(float px) {
  return px == 12 || px == 13;
}
constexpr ImWchar icons[] = {0xF00C, 0xF00D, 0xF017, 0xF017, 0xF023, 0xF023, 0xF02B, 0xF02C,
                             0xF04B, 0xF04D, 0xF05A, 0xF05E, 0xF071, 0xF073, 0xF079, 0xF079,
                             0xF08A, 0xF08E, 0xF0AC, 0xF0AC, 0xF0C3, 0xF0C3, 0xF0E4, 0xF0E4,
                             0xF104, 0xF112, 0xF185, 0xF186, 0xF201, 0xF201, 0};

const char* file_of(Weight weight) {
  switch (weight) {
    case Weight::regular:
      return "Inter-Regular.otf";
    case Weight::medium:
      return "Inter-Medium.otf";
    case Weight::semibold:
      return "Inter-SemiBold.otf";
  }
  return "";
}

std::array<Face, wanted.size()> faces = wanted;

}  // namespace

Result<bool> load_fonts(float density) {
  const auto missing = [](const std::string& file, const char* package) {
    return fail(Errc::not_found,
                i18n::tr_format("The font {0} is missing. Install it with: apt install {1}", file, package));
  };
  ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
  atlas.Flags |= ImFontAtlasFlags_NoPowerOfTwoHeight;
  if (!std::filesystem::exists(icons_file)) return missing(icons_file, "fonts-font-awesome");
  for (Face& entry : faces) {
    const std::string path = std::string(inter_folder) + file_of(entry.weight);
    if (!std::filesystem::exists(path)) return missing(path, "fonts-inter");
    ImFontConfig config;
    config.OversampleH = 2;
    config.OversampleV = 1;
    entry.font = atlas.AddFontFromFileTTF(path.c_str(), std::round(entry.px * em_to_imgui * density), &config,
                                          shows_people(entry.px) ? letters_of_people : letters_of_pages);
    ImFontConfig merged;
    merged.MergeMode = true;
    merged.OversampleH = 2;
    // FontAwesome draws on the EM square itself; a little larger than the text beside it reads as its equal.
    atlas.AddFontFromFileTTF(icons_file, std::round((entry.px + 2) * density), &merged, icons);
  }
  if (!atlas.Build()) return fail(Errc::too_large, i18n::tr("The fonts do not fit into one texture."));
  return true;
}

ImFont* face(chart::TextStyle style) {
  const Face* best = &faces.front();
  const auto distance = [&](const Face& entry) {
    return (entry.weight == style.weight ? 0.0f : 100.0f) + std::abs(entry.px - style.px);
  };
  for (const Face& entry : faces)
    if (distance(entry) < distance(*best)) best = &entry;
  return best->font;
}

bool drawable(char32_t character) {
  if (character >= 0xE000 && character <= 0xF8FF) return false;  // icons are ours, not the author's
  return character <= 0xFFFF && face({12})->FindGlyphNoFallback(static_cast<ImWchar>(character)) != nullptr;
}

}  // namespace clamor::dashboard
