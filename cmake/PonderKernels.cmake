# Kernels of our own inside llama.cpp's CPU backend (src/llama/kernels): the linker hands it two functions
# of ours for two of its own. Where that cannot be, the backend computes everything itself.
set(traits ${PONDER_LLAMA_SOURCE}/ggml/src/ggml-cpu/traits.h)
set(has_place OFF)
if(EXISTS ${traits})
  file(STRINGS ${traits} place REGEX "bool ggml_cpu_extra_(compute_forward|work_size)")
  list(LENGTH place places)
  if(places EQUAL 2)
    set(has_place ON)
  endif()
endif()

if(has_place AND UNIX AND NOT APPLE AND NOT GGML_BACKEND_DL AND CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  target_include_directories(ponder_llama SYSTEM PRIVATE ${PONDER_LLAMA_SOURCE}/ggml/src)
  foreach(name ggml_cpu_extra_compute_forward ggml_cpu_extra_work_size)
    # The second option: our archive is searched before the backend's, which asks for the name.
    target_link_options(ponder_llama INTERFACE LINKER:--wrap=${name} LINKER:--undefined=__wrap_${name})
  endforeach()
else()
  message(STATUS "Without kernels of our own: other processor, linker or llama.cpp")
  get_target_property(sources ponder_llama SOURCES)
  list(FILTER sources EXCLUDE REGEX "/src/llama/kernels/")
  set_property(TARGET ponder_llama PROPERTY SOURCES ${sources})
endif()
