# Rooms are libraries under src/. gridpost_room() builds one, checks its floor, and makes its test program out of
# the *_test.cpp files beside the code.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

option(GRIDPOST_FUZZ "Build the fuzzers (needs clang)" OFF)
set(GRIDPOST_SANITIZE "" CACHE STRING "Sanitizers for everything, for example address,undefined")

find_program(GRIDPOST_CCACHE ccache)
if(GRIDPOST_CCACHE)  # what it must overlook to keep results of files with precompiled headers
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${GRIDPOST_CCACHE})
endif()

find_package(PkgConfig REQUIRED)
find_package(OpenSSL 3 REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(LibXml2 REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(ZLIB REQUIRED)
find_package(CLI11 REQUIRED)
find_package(Boost 1.81 REQUIRED)
find_package(GTest REQUIRED)
find_package(benchmark REQUIRED)
find_package(prometheus-cpp REQUIRED)
find_package(tomlplusplus REQUIRED)
find_package(Threads REQUIRED)
pkg_check_modules(LIBZIP REQUIRED IMPORTED_TARGET libzip)  # its CMake file wants programs that Debian has elsewhere
add_library(gridpost_expected INTERFACE)  # header only: tl/expected.hpp
find_path(GRIDPOST_EXPECTED tl/expected.hpp REQUIRED)
find_library(GRIDPOST_RAPIDCHECK rapidcheck REQUIRED)

add_library(gridpost_options INTERFACE)
target_compile_options(gridpost_options INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wno-sign-conversion -Wshadow -Wnon-virtual-dtor -Wold-style-cast
  -Woverloaded-virtual -Wimplicit-fallthrough -Werror)
if(GRIDPOST_SANITIZE)
  target_compile_options(gridpost_options INTERFACE -fsanitize=${GRIDPOST_SANITIZE} -fno-omit-frame-pointer
    -fno-sanitize-recover=all -fsanitize-ignorelist=${CMAKE_SOURCE_DIR}/cmake/sanitizer-ignore.txt)
  target_link_options(gridpost_options INTERFACE -fsanitize=${GRIDPOST_SANITIZE})
endif()
target_compile_definitions(gridpost_options INTERFACE SPDLOG_FMT_EXTERNAL BOOST_ASIO_NO_DEPRECATED)
target_link_options(gridpost_options INTERFACE -fuse-ld=lld)

# What every test program links. Tests are compiled far more often than they run, so they are not optimised.
add_library(gridpost_test_options INTERFACE)
target_compile_options(gridpost_test_options INTERFACE -O0)
target_link_libraries(gridpost_test_options INTERFACE ${GRIDPOST_RAPIDCHECK} GTest::gtest GTest::gmock
  GTest::gtest_main gridpost_options)

include(cmake/Precompiled.cmake)
gridpost_precompile(gridpost_room_headers LINKS gridpost_expected fmt::fmt gridpost_options)
add_library(gridpost_fuzzed_options INTERFACE)
target_compile_options(gridpost_fuzzed_options INTERFACE -fsanitize=fuzzer-no-link)
if(GRIDPOST_FUZZ)
  gridpost_precompile(gridpost_fuzzed_headers LINKS gridpost_expected fmt::fmt gridpost_options gridpost_fuzzed_options)
endif()
gridpost_precompile(gridpost_net_headers LINKS gridpost_expected fmt::fmt Boost::headers OpenSSL::SSL gridpost_options
  HEADERS <boost/asio.hpp> <boost/asio/ssl.hpp> <boost/beast/core.hpp> <boost/beast/http.hpp> <boost/beast/ssl.hpp>)
gridpost_precompile(gridpost_command_headers OPTIONS -O0
  LINKS gridpost_expected fmt::fmt CLI11::CLI11 gridpost_options HEADERS <CLI/CLI.hpp>)
gridpost_precompile(gridpost_test_headers LINKS gridpost_expected fmt::fmt gridpost_test_options
  HEADERS <gmock/gmock.h> <gtest/gtest.h> <rapidcheck.h>)

enable_testing()

# gridpost_check_floor(NAME FLOOR rooms...): a room uses lower floors only.
function(gridpost_check_floor name floor)
  foreach(room ${ARGN})
    get_property(other GLOBAL PROPERTY GRIDPOST_FLOOR_${room})
    if(NOT other)
      message(FATAL_ERROR "${name}: there is no room '${room}' below it")
    endif()
    if(NOT other LESS floor)
      message(FATAL_ERROR "${name} is on floor ${floor} and may not use ${room} on floor ${other}")
    endif()
  endforeach()
endfunction()

# gridpost_room(NAME FLOOR n [FUZZED] [ROOMS rooms below] [LIBS public libraries]
#   [PRIVATE libraries of the .cpp files] [ALONE files]): see Precompiled.cmake for what is compiled at once.
function(gridpost_room name)
  cmake_parse_arguments(R "FUZZED" "FLOOR" "ROOMS;LIBS;PRIVATE;ALONE" ${ARGN})
  set(headers gridpost_room_headers)
  set(options gridpost_options)
  if(R_FUZZED AND GRIDPOST_FUZZ)  # tells the fuzzers where they have been
    set(headers gridpost_fuzzed_headers)
    set(options gridpost_options gridpost_fuzzed_options)
  endif()
  if("Boost::headers" IN_LIST R_LIBS)
    set(headers gridpost_net_headers)
  endif()
  gridpost_check_floor(${name} ${R_FLOOR} ${R_ROOMS})
  set_property(GLOBAL PROPERTY GRIDPOST_FLOOR_${name} ${R_FLOOR})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}/*.cpp)
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "_test\\.cpp$")
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  set(links "")
  foreach(room ${R_ROOMS})
    list(APPEND links gridpost_${room})
  endforeach()
  if(sources)
    add_library(gridpost_${name} STATIC ${sources})
    target_include_directories(gridpost_${name} PUBLIC ${CMAKE_SOURCE_DIR}/src)
    target_link_libraries(gridpost_${name} PUBLIC ${links} ${R_LIBS} Threads::Threads
      PRIVATE ${R_PRIVATE} ${options})
    target_compile_definitions(gridpost_${name} PUBLIC SPDLOG_FMT_EXTERNAL)
    gridpost_reuse(gridpost_${name} ${headers})
    set_target_properties(gridpost_${name} PROPERTIES GRIDPOST_FOLDER ${CMAKE_SOURCE_DIR}/src/${name})
    gridpost_unite(gridpost_${name} ${R_ALONE})
  else()
    add_library(gridpost_${name} INTERFACE)
    target_include_directories(gridpost_${name} INTERFACE ${CMAKE_SOURCE_DIR}/src)
    target_link_libraries(gridpost_${name} INTERFACE ${links} ${R_LIBS})
  endif()
  if(tests)
    add_executable(${name}_test ${tests})
    target_link_libraries(${name}_test PRIVATE gridpost_${name} ${R_PRIVATE} gridpost_test_options)
    gridpost_reuse(${name}_test gridpost_test_headers)
    set_target_properties(${name}_test PROPERTIES GRIDPOST_FOLDER ${CMAKE_SOURCE_DIR}/src/${name})
    gridpost_unite(${name}_test ${R_ALONE})
    add_test(NAME ${name} COMMAND ${name}_test)
    set_tests_properties(${name} PROPERTIES LABELS room)
    set_property(GLOBAL APPEND PROPERTY GRIDPOST_ROOM_TESTS ${name}_test)
  endif()
endfunction()

# gridpost_program(NAME FOLDER FLOOR n ROOMS ... LIBS ...): the command. Everything but main.cpp is in libraries, so that
# cross tests can play a User with the same code. FOLDER/commands is the command line: it runs once, and the option
# parser is a large header, so it is not optimised.
function(gridpost_program name folder)
  cmake_parse_arguments(R "" "FLOOR" "ROOMS;LIBS" ${ARGN})
  gridpost_check_floor(${name} ${R_FLOOR} ${R_ROOMS})
  set(links "")
  foreach(room ${R_ROOMS})
    list(APPEND links gridpost_${room})
  endforeach()
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  add_library(${name}_app STATIC ${sources})
  target_include_directories(${name}_app PUBLIC ${CMAKE_SOURCE_DIR}/src)
  target_link_libraries(${name}_app PUBLIC ${links} PRIVATE ${R_LIBS} gridpost_options)
  gridpost_reuse(${name}_app gridpost_room_headers)
  gridpost_unite(${name}_app)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/commands/*.cpp)
  add_library(${name}_commands STATIC ${sources})
  target_link_libraries(${name}_commands PUBLIC ${name}_app PRIVATE ${R_LIBS} gridpost_options)
  target_compile_options(${name}_commands PRIVATE -O0)
  gridpost_reuse(${name}_commands gridpost_command_headers)
  gridpost_unite(${name}_commands)
  add_executable(${name} ${CMAKE_SOURCE_DIR}/${folder}/main.cpp)
  target_link_libraries(${name} PRIVATE ${name}_commands ${R_LIBS} gridpost_options)
  target_compile_options(${name} PRIVATE -O0)
  gridpost_reuse(${name} gridpost_command_headers)
  # Functions of headers stand in every object that uses them, and the linker keeps the copy that it sees first: that must
  # not be one of the command line's, which are not optimised.
  set(optimised $<TARGET_FILE:${name}_app>)
  foreach(room ${R_ROOMS})
    list(APPEND optimised $<TARGET_FILE:gridpost_${room}>)
  endforeach()
  target_link_options(${name} PRIVATE LINKER:--whole-archive ${optimised} LINKER:--no-whole-archive)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})
endfunction()

# gridpost_cross_tests(FOLDER ROOMS ...): one program of all *_test.cpp for what crosses rooms, and one test for each of
# these files.
function(gridpost_cross_tests folder)
  cmake_parse_arguments(R "" "" "ROOMS" ${ARGN})
  file(GLOB tests CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*_test.cpp)
  add_executable(cross_tests ${tests} ${CMAKE_SOURCE_DIR}/${folder}/cross_tests.cpp)
  foreach(room ${R_ROOMS})
    target_link_libraries(cross_tests PRIVATE gridpost_${room})
  endforeach()
  target_link_libraries(cross_tests PRIVATE gridpost_commands nlohmann_json::nlohmann_json LibXml2::LibXml2
    SQLite::SQLite3 gridpost_test_options)
  target_compile_definitions(cross_tests PRIVATE GRIDPOST_BINARY_DIR="${CMAKE_BINARY_DIR}"
    GRIDPOST_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  gridpost_reuse(cross_tests gridpost_test_headers)
  gridpost_unite(cross_tests)
  set_target_properties(cross_tests PROPERTIES UNITY_BUILD_BATCH_SIZE 16)  # in two, for they are more than any room
  foreach(file ${tests})
    get_filename_component(name ${file} NAME_WE)
    add_test(NAME ${name} COMMAND cross_tests --of ${name})
    set_tests_properties(${name} PROPERTIES LABELS cross)
  endforeach()
  if(TARGET gridpost)
    add_dependencies(cross_tests gridpost)
  endif()
endfunction()

# gridpost_fuzzers(FOLDER ROOMS ... SEEDS rooms): one libFuzzer program per *_fuzz.cpp, when GRIDPOST_FUZZ is on, and
# fuzz_seeds, which makes what they begin with and needs further rooms.
function(gridpost_fuzzers folder)
  if(NOT GRIDPOST_FUZZ)
    return()
  endif()
  cmake_parse_arguments(R "" "" "ROOMS;SEEDS" ${ARGN})
  file(GLOB fuzzers CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*_fuzz.cpp)
  foreach(file ${fuzzers})
    get_filename_component(name ${file} NAME_WE)
    add_executable(${name} ${file})
    foreach(room ${R_ROOMS})
      target_link_libraries(${name} PRIVATE gridpost_${room})
    endforeach()
    target_link_libraries(${name} PRIVATE gridpost_options)
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
  endforeach()
  add_executable(fuzz_seeds ${folder}/seeds.cpp)
  foreach(room ${R_ROOMS} ${R_SEEDS})
    target_link_libraries(fuzz_seeds PRIVATE gridpost_${room})
  endforeach()
  target_link_libraries(fuzz_seeds PRIVATE gridpost_options)
endfunction()
