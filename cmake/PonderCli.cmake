# What cli/ has to know of the build: the versions it prints, and whether there is a model engine.
set(version_definitions PONDER_VERSION="${PROJECT_VERSION}")
if(PONDER_LLAMA)
  get_directory_property(llama_version DIRECTORY ${PONDER_LLAMA_SOURCE} DEFINITION LLAMA_VERSION_BASE)
  list(APPEND version_definitions PONDER_LLAMA_VERSION="${llama_version}")
  target_compile_definitions(ponder_cli PUBLIC PONDER_HAS_LLAMA)
endif()
set_source_files_properties(${CMAKE_SOURCE_DIR}/src/cli/version.cpp PROPERTIES
  COMPILE_DEFINITIONS "${version_definitions}")
