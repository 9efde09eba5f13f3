# One place for warnings, hardening and sanitizers; every target links clamor_compiler.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

find_program(CCACHE ccache)
if(CCACHE)
  # NOHASHDIR, BASEDIR: the build folders of one checkout share their objects, and so do several checkouts.
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_NOHASHDIR=1 CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} ${CCACHE})
endif()

set(CLAMOR_SANITIZE "" CACHE STRING "Sanitizers, as given to -fsanitize=")

add_library(clamor_compiler INTERFACE)
target_compile_options(clamor_compiler INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Woverloaded-virtual
  -fstack-protector-strong)
target_compile_definitions(clamor_compiler INTERFACE _GLIBCXX_ASSERTIONS)
target_link_options(clamor_compiler INTERFACE -Wl,-z,relro,-z,now)
if(CLAMOR_SANITIZE)
  target_compile_options(clamor_compiler INTERFACE -fsanitize=${CLAMOR_SANITIZE} -fno-omit-frame-pointer
                                                   -fno-sanitize-recover=undefined)
  target_link_options(clamor_compiler INTERFACE -fsanitize=${CLAMOR_SANITIZE})
  if(CLAMOR_FUZZ)
    target_compile_options(clamor_compiler INTERFACE -fsanitize=fuzzer-no-link) # the rooms tell which way they went
  endif()
elseif(CMAKE_BUILD_TYPE STREQUAL "Release" OR CMAKE_BUILD_TYPE STREQUAL "RelWithDebInfo")
  target_compile_definitions(clamor_compiler INTERFACE _FORTIFY_SOURCE=2)
endif()
