# What makes a build from nothing short: it is held to a few minutes.
#
# Headers of other people's that most files include are parsed once a build, not once a file. And the files of a room, its
# tests, and the tests that cross rooms are compiled as one each: what they share is parsed, instantiated and written
# once. A file still includes what it uses; the preset `debug` builds each alone, and so finds what it forgot. Names in
# the unnamed namespaces of a room must differ: a file of tests whose names are those of another one has a namespace of its
# own, and sources that are ALONE are compiled so.

option(GRIDPOST_PRECOMPILED "Parse common system headers once" ON)
option(GRIDPOST_UNITED "Compile the files of a room as one" ON)

set(GRIDPOST_COMMON_HEADERS
  <algorithm> <array> <atomic> <charconv> <chrono> <condition_variable> <cstdint> <filesystem> <fstream> <functional>
  <map> <memory> <mutex> <optional> <random> <set> <span> <string> <string_view> <thread> <unordered_map> <utility>
  <variant> <vector> <fmt/format.h> <nlohmann/json.hpp> <tl/expected.hpp>)

# gridpost_precompile(NAME [OPTIONS options] LINKS targets HEADERS headers): one set; every target that reuses it has the same flags.
function(gridpost_precompile name)
  if(NOT GRIDPOST_PRECOMPILED)
    return()
  endif()
  cmake_parse_arguments(P "" "" "OPTIONS;LINKS;HEADERS" ${ARGN})
  set(source ${CMAKE_BINARY_DIR}/${name}.cpp)
  file(CONFIGURE OUTPUT ${source} CONTENT "")
  add_library(${name} OBJECT ${source})
  target_compile_definitions(${name} PRIVATE SPDLOG_FMT_EXTERNAL)
  target_compile_options(${name} PRIVATE "SHELL:-Xclang -fno-pch-timestamp" ${P_OPTIONS})
  target_link_libraries(${name} PRIVATE ${P_LINKS} Threads::Threads)
  target_precompile_headers(${name} PRIVATE ${GRIDPOST_COMMON_HEADERS} ${P_HEADERS})
endfunction()

# gridpost_reuse(TARGET SET): the target's files are compiled with that set.
function(gridpost_reuse target set)
  if(GRIDPOST_PRECOMPILED)
    target_compile_options(${target} PRIVATE "SHELL:-Xclang -fno-pch-timestamp")
    target_precompile_headers(${target} REUSE_FROM ${set})
  endif()
endfunction()

# gridpost_unite(TARGET files that stay alone): the others are compiled as one.
function(gridpost_unite target)
  if(NOT GRIDPOST_UNITED)
    return()
  endif()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 0)
  foreach(name ${ARGN})
    get_target_property(folder ${target} GRIDPOST_FOLDER)
    set_source_files_properties(${folder}/${name}.cpp PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  endforeach()
endfunction()
