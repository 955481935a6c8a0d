# ponder_web(TARGET): the built web app becomes a C++ table in the program (tools/web.py builds it once
# for each state of its sources, tools/embed.py writes the table).
function(ponder_web target)
  set(app ${CMAKE_SOURCE_DIR}/web/app)
  set(tools ${CMAKE_SOURCE_DIR}/tools)
  set(output ${CMAKE_BINARY_DIR}/generated/assets.cpp)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${app}/src/* ${app}/public/*)
  file(GLOB settings CONFIGURE_DEPENDS ${app}/*.json ${app}/*.ts ${app}/*.html)
  add_custom_command(
    OUTPUT ${output}
    COMMAND Python3::Interpreter ${tools}/web.py --embed ${output}
    DEPENDS ${sources} ${settings} ${tools}/web.py ${tools}/embed.py ${tools}/npm.py ${tools}/node.py
    VERBATIM)
  target_sources(${target} PRIVATE ${output})
endfunction()
