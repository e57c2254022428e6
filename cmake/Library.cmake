# The codec for other people's programs: one archive of the rooms that it is made of, one public header, and what
# find_package(gridpost) needs. `cmake --install BUILD --component codec --prefix DIR` installs it.

include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

# gridpost_library(ROOMS rooms): target gridpost_library, for others gridpost::codec.
function(gridpost_library)
  cmake_parse_arguments(R "" "" "ROOMS" ${ARGN})
  target_include_directories(gridpost_codec PUBLIC ${CMAKE_SOURCE_DIR}/include)  # the room that has the public face
  set(objects "")
  foreach(room ${R_ROOMS})
    list(APPEND objects $<TARGET_OBJECTS:gridpost_${room}>)
  endforeach()
  add_library(gridpost_library STATIC ${objects})
  set_target_properties(gridpost_library PROPERTIES OUTPUT_NAME gridpost_codec EXPORT_NAME codec LINKER_LANGUAGE CXX
    ARCHIVE_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/library)
  target_include_directories(gridpost_library INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  target_compile_features(gridpost_library INTERFACE cxx_std_17)
  target_link_libraries(gridpost_library INTERFACE OpenSSL::Crypto LibXml2::LibXml2 fmt::fmt spdlog::spdlog
    Threads::Threads)
  set(place ${CMAKE_INSTALL_LIBDIR}/cmake/gridpost)
  install(TARGETS gridpost_library EXPORT gridpost-targets COMPONENT codec
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT codec)
  install(FILES ${CMAKE_SOURCE_DIR}/include/gridpost/codec.h COMPONENT codec
    DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/gridpost)
  install(EXPORT gridpost-targets NAMESPACE gridpost:: COMPONENT codec DESTINATION ${place})
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/library/gridpost-config.cmake @ONLY CONTENT [[
include(CMakeFindDependencyMacro)
find_dependency(OpenSSL 3)
find_dependency(LibXml2)
find_dependency(fmt)
find_dependency(spdlog)
find_dependency(Threads)
include(${CMAKE_CURRENT_LIST_DIR}/gridpost-targets.cmake)
]])
  write_basic_package_version_file(${CMAKE_BINARY_DIR}/library/gridpost-config-version.cmake
    COMPATIBILITY SameMinorVersion)
  install(FILES ${CMAKE_BINARY_DIR}/library/gridpost-config.cmake
    ${CMAKE_BINARY_DIR}/library/gridpost-config-version.cmake COMPONENT codec DESTINATION ${place})
endfunction()
