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

# ponder_embed_text(TARGET HEADER NAMESPACE FILE...): text files become strings (tools/embed_text.py).
function(ponder_embed_text target header namespace)
  set(output ${CMAKE_BINARY_DIR}/generated/${target}_data.cpp)
  add_custom_command(
    OUTPUT ${output}
    COMMAND Python3::Interpreter ${CMAKE_SOURCE_DIR}/tools/embed_text.py --header ${header}
            --namespace ${namespace} --out ${output} ${ARGN}
    DEPENDS ${ARGN} ${CMAKE_SOURCE_DIR}/tools/embed_text.py
    VERBATIM)
  target_sources(${target} PRIVATE ${output})
endfunction()
