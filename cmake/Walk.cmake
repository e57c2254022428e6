# gridpost_walk(PAGE SOURCES files TESTS files LINKS libraries): the program walk_test of what a page has its reader do.
# packaging/walk.sh makes the page's SOURCES, new ones and changed ones, in a folder of their own; they come before those
# of the libraries. TESTS are files of the project that shall hold for them as well. `./check walk` builds and runs it.
function(gridpost_walk page)
  cmake_parse_arguments(R "" "" "SOURCES;TESTS;LINKS" ${ARGN})
  set(folder ${CMAKE_BINARY_DIR}/walk)
  list(TRANSFORM R_SOURCES PREPEND ${folder}/)
  file(GLOB headers ${CMAKE_SOURCE_DIR}/src/catalogue/*.h)
  add_custom_command(OUTPUT ${R_SOURCES} COMMAND packaging/walk.sh ${page} ${folder}
    DEPENDS ${page} packaging/walk.sh src/catalogue/catalogue.cpp ${headers}
    WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} VERBATIM)
  add_executable(walk_test EXCLUDE_FROM_ALL ${R_SOURCES} ${R_TESTS})
  target_include_directories(walk_test BEFORE PRIVATE ${folder}/src)
  target_link_libraries(walk_test PRIVATE ${R_LINKS} gridpost_test_options)
  gridpost_reuse(walk_test gridpost_test_headers)
endfunction()
