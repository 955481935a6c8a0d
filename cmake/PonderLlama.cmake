# llama.cpp's libraries (llama, common, mtmd) from the pinned source tree, as ponder_llama_cpp.
# GPU builds: pass llama.cpp's own switches through, e.g. -DGGML_CUDA=ON, -DGGML_VULKAN=ON.
if(NOT EXISTS "${PONDER_LLAMA_SOURCE}/CMakeLists.txt")
  message(FATAL_ERROR "PONDER_LLAMA_SOURCE='${PONDER_LLAMA_SOURCE}' holds no llama.cpp tree: "
                      "use `make build`, or set it, or set PONDER_LLAMA=OFF.")
endif()

set(BUILD_SHARED_LIBS OFF)
foreach(off TESTS TOOLS EXAMPLES SERVER APP UI)
  set(LLAMA_BUILD_${off} OFF CACHE BOOL "" FORCE)
endforeach()
set(LLAMA_BUILD_COMMON ON CACHE BOOL "" FORCE)
set(LLAMA_BUILD_MTMD ON CACHE BOOL "" FORCE)
set(LLAMA_USE_PREBUILT_UI OFF CACHE BOOL "" FORCE)
set(LLAMA_ALL_WARNINGS OFF CACHE BOOL "" FORCE)
set(GGML_ALL_WARNINGS OFF CACHE BOOL "" FORCE)

add_subdirectory(${PONDER_LLAMA_SOURCE} ${CMAKE_BINARY_DIR}/llama.cpp EXCLUDE_FROM_ALL SYSTEM)

add_library(ponder_llama_cpp INTERFACE)
target_link_libraries(ponder_llama_cpp INTERFACE llama-common mtmd llama cpp-httplib)
target_include_directories(ponder_llama_cpp SYSTEM INTERFACE
  ${PONDER_LLAMA_SOURCE}/include ${PONDER_LLAMA_SOURCE}/common ${PONDER_LLAMA_SOURCE}/ggml/include
  ${PONDER_LLAMA_SOURCE}/vendor)

# The same OpenMP runtime as ggml's: src/llama/thread_team.cpp looks at its threads.
if(GGML_OPENMP_ENABLED)
  find_package(OpenMP REQUIRED COMPONENTS CXX)
  target_link_libraries(ponder_llama_cpp INTERFACE OpenMP::OpenMP_CXX)
endif()
