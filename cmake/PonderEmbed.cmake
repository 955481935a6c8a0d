# ponder_embed(TARGET NAME FILE...): files become a C++ table in the program (see tools/embed.py).
function(ponder_embed target name root)
  set(output ${CMAKE_BINARY_DIR}/generated/${name}.cpp)
  set(files ${ARGN})
  add_custom_command(
    OUTPUT ${output}
    COMMAND Python3::Interpreter ${CMAKE_SOURCE_DIR}/tools/embed.py --name ${name} --root ${root}
            --out ${output} ${files}
    DEPENDS ${files} ${CMAKE_SOURCE_DIR}/tools/embed.py
    VERBATIM)
  target_sources(${target} PRIVATE ${output})
endfunction()
find_package(Python3 3.11 REQUIRED COMPONENTS Interpreter)
