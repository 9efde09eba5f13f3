# Two words for the whole build: a room is a static library, a test is one executable per room.

# clamor_room(name SOURCES a.cpp ... [PUBLIC targets...] [PRIVATE targets...])
# makes target `clamor_<name>`; other rooms are named by their plain name, libraries by their target.
function(clamor_room name)
  cmake_parse_arguments(ROOM "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(clamor_${name} STATIC ${ROOM_SOURCES})
  target_include_directories(clamor_${name} PUBLIC "${PROJECT_SOURCE_DIR}")
  target_link_libraries(clamor_${name} PUBLIC ${ROOM_PUBLIC} PRIVATE ${ROOM_PRIVATE} clamor_compiler)
endfunction()

# clamor_test(name LABELS unit SOURCES a_test.cpp ... LIBS targets...)
# makes the executable `test_<name>` and registers each of its TESTs with ctest under the labels.
function(clamor_test name)
  cmake_parse_arguments(TEST "" "TIMEOUT" "LABELS;SOURCES;LIBS" ${ARGN})
  if(NOT TEST_LABELS)
    set(TEST_LABELS unit)
  endif()
  if(NOT TEST_TIMEOUT)
    set(TEST_TIMEOUT 120)
  endif()
  add_executable(test_${name} ${TEST_SOURCES})
  target_link_libraries(test_${name} PRIVATE ${TEST_LIBS} clamor_compiler GTest::gtest_main GTest::gmock)
  target_compile_definitions(test_${name} PRIVATE CLAMOR_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
                                                  CLAMOR_BINARY_DIR="${PROJECT_BINARY_DIR}")
  gtest_discover_tests(test_${name} DISCOVERY_TIMEOUT 60
                       PROPERTIES LABELS "${TEST_LABELS}" TIMEOUT ${TEST_TIMEOUT})
endfunction()

# clamor_fuzz(name LIBS targets... [SEEDS folders...]) makes `fuzz_<name>` of <name>.cpp, a LLVMFuzzerTestOneInput,
# and a test of ctest (label fuzz) that runs it for CLAMOR_FUZZ_SECONDS. It starts from what earlier runs found in
# the build folder, from <name>/corpus/ beside the source and from the seeds, as far as they are there.
set(CLAMOR_FUZZ_SECONDS 10 CACHE STRING "How long each fuzz target runs under ctest")
function(clamor_fuzz name)
  cmake_parse_arguments(FUZZ "" "" "LIBS;SEEDS" ${ARGN})
  set(corpora "${CMAKE_CURRENT_BINARY_DIR}/${name}_found")
  file(MAKE_DIRECTORY "${corpora}")
  foreach(folder "${CMAKE_CURRENT_SOURCE_DIR}/${name}/corpus" ${FUZZ_SEEDS})
    if(IS_DIRECTORY "${folder}")
      list(APPEND corpora "${folder}")
    endif()
  endforeach()
  add_executable(fuzz_${name} ${name}.cpp)
  target_link_libraries(fuzz_${name} PRIVATE ${FUZZ_LIBS} clamor_compiler)
  target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
  add_test(NAME fuzz_${name}
           COMMAND fuzz_${name} -max_total_time=${CLAMOR_FUZZ_SECONDS} -timeout=10 -rss_limit_mb=1024
                   -print_final_stats=1 ${corpora})
  math(EXPR limit "${CLAMOR_FUZZ_SECONDS} + 120")
  set_tests_properties(fuzz_${name} PROPERTIES LABELS fuzz TIMEOUT ${limit})
endfunction()

# A folder that has not been built yet is passed over.
macro(clamor_add_room folder)
  if(EXISTS "${CMAKE_CURRENT_SOURCE_DIR}/${folder}/CMakeLists.txt")
    add_subdirectory(${folder})
  endif()
endmacro()
