# `ninja tidy`: the rules of .clang-tidy over our own files, with clang's parser and the flags of this build.
find_program(CLANG_TIDY NAMES run-clang-tidy-19)
if(CLANG_TIDY)
  add_custom_target(tidy
    COMMAND ${CLANG_TIDY} -quiet -p "${PROJECT_BINARY_DIR}"
            "^${PROJECT_SOURCE_DIR}/(config|core|collector|storage|analysis|chart|dashboard|i18n|simnet|cli|bench)/"
    USES_TERMINAL VERBATIM COMMENT "clang-tidy over the rooms")
endif()
