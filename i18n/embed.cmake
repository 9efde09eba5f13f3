# cmake -D IN=es_MX.mo -D OUT=es_MX.cpp -P embed.cmake: a file becomes an array in a C++ source.
file(READ "${IN}" bytes HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
file(WRITE "${OUT}" "#include \"i18n/catalogue.hpp\"\n
namespace clamor::i18n {
namespace {
const unsigned char bytes[] = {${bytes}};
}
const std::span<const unsigned char> es_MX{bytes};
}  // namespace clamor::i18n\n")
