#include "dashboard/png.hpp"

#include <png.h>

#include "i18n/tr.hpp"

namespace clamor::dashboard {

Result<Image> read_png(const std::string& path) {
  png_image file{};
  file.version = PNG_IMAGE_VERSION;
  if (!png_image_begin_read_from_file(&file, path.c_str()))
    return fail(Errc::invalid_input, path + ": " + file.message);
  file.format = PNG_FORMAT_RGBA;
  Image image{static_cast<int>(file.width), static_cast<int>(file.height), {}};
  image.rgba.resize(PNG_IMAGE_SIZE(file));
  if (!png_image_finish_read(&file, nullptr, image.rgba.data(), 0, nullptr))
    return fail(Errc::invalid_input, path + ": " + file.message);
  return image;
}

Result<bool> write_png(const std::string& path, const Image& image) {
  png_image file{};
  file.version = PNG_IMAGE_VERSION;
  file.width = static_cast<png_uint_32>(image.width);
  file.height = static_cast<png_uint_32>(image.height);
  file.format = PNG_FORMAT_RGBA;
  if (png_image_write_to_file(&file, path.c_str(), 0, image.rgba.data(), 0, nullptr)) return true;
  return fail(
      Errc::invalid_input,
      i18n::tr_format("The picture could not be written to {0}: {1}. Choose a folder you can write to.", path,
                      file.message));
}

}  // namespace clamor::dashboard
