# bpgenConfig.cmake - find_package(bpgen) gives BPGEN_EXECUTABLE, the generator, which runs on the
# machine that builds, and
#
#   bpgen_add_network(target SPEC net.lua
#                     [PREFIX name] [WEIGHTS file] [ONLY function...] [REAL float|double]
#                     [STYLE vector|plain] [DEFINE name=value...])
#
# which adds the C of a network to a target, or makes a static library of it where there is no such
# target yet. Sources of the target, and of those that link to it, say #include "net.h": the file's
# name without its ending, or the PREFIX. When the spec, the weights or bpgen itself change, the C is
# written anew; where it comes out the same, nothing is compiled.

if(CMAKE_VERSION VERSION_LESS 3.20)
  set(bpgen_FOUND FALSE)
  set(bpgen_NOT_FOUND_MESSAGE "bpgen wants CMake 3.20 or later: custom commands with DEPFILE")
  return()
endif()
cmake_policy(PUSH)
cmake_policy(VERSION 3.20)

# ---- the generator: the one of this package, unless it is of the machine that is built for ----

function(_bpgen_find own)
  if(BPGEN_EXECUTABLE)
    return()
  endif()
  execute_process(COMMAND "${own}" --version OUTPUT_QUIET ERROR_QUIET RESULT_VARIABLE status)
  if(status EQUAL 0)
    set(BPGEN_EXECUTABLE "${own}" CACHE FILEPATH "The generator of networks in C")
  else()
    find_program(BPGEN_EXECUTABLE bpgen DOC "The generator of networks in C"
                 PATHS ENV PATH NO_DEFAULT_PATH NO_CMAKE_FIND_ROOT_PATH)
  endif()
endfunction()

get_filename_component(_bpgen_own "${CMAKE_CURRENT_LIST_DIR}/../../../bin/bpgen" ABSOLUTE)
_bpgen_find("${_bpgen_own}")
unset(_bpgen_own)
if(NOT BPGEN_EXECUTABLE)
  set(bpgen_FOUND FALSE)
  set(bpgen_NOT_FOUND_MESSAGE
      "no bpgen that runs on this machine: install one, or set BPGEN_EXECUTABLE")
  cmake_policy(POP)
  return()
endif()

# ---- networks ----

# The words for the command line.
function(_bpgen_options result)
  set(options "")
  if(DEFINED arg_PREFIX)
    list(APPEND options --prefix "${arg_PREFIX}")
  endif()
  if(DEFINED arg_REAL)
    list(APPEND options --real "${arg_REAL}")
  endif()
  if(DEFINED arg_STYLE)
    list(APPEND options --style "${arg_STYLE}")
  endif()
  if(DEFINED arg_ONLY)
    list(JOIN arg_ONLY "," functions)
    list(APPEND options --only "${functions}")
  endif()
  foreach(definition IN LISTS arg_DEFINE)
    list(APPEND options -D "${definition}")
  endforeach()
  if(DEFINED arg_WEIGHTS)
    list(APPEND options --weights "${weights}")
  endif()
  set(${result} "${options}" PARENT_SCOPE)
endfunction()

function(_bpgen_check target)
  get_property(languages GLOBAL PROPERTY ENABLED_LANGUAGES)
  if(DEFINED arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "bpgen_add_network(${target}): what is '${arg_UNPARSED_ARGUMENTS}'?")
  elseif(DEFINED arg_KEYWORDS_MISSING_VALUES)
    message(FATAL_ERROR
            "bpgen_add_network(${target}): no value for ${arg_KEYWORDS_MISSING_VALUES}")
  elseif(NOT DEFINED arg_SPEC)
    message(FATAL_ERROR "bpgen_add_network(${target}): wants SPEC net.lua")
  elseif(NOT "C" IN_LIST languages)
    message(FATAL_ERROR "bpgen_add_network(${target}): the network is C: enable_language(C)")
  endif()
endfunction()

function(bpgen_add_network target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "SPEC;PREFIX;WEIGHTS;REAL;STYLE" "ONLY;DEFINE")
  _bpgen_check("${target}")
  get_filename_component(spec "${arg_SPEC}" ABSOLUTE)
  get_filename_component(name "${arg_SPEC}" NAME_WLE)
  if(DEFINED arg_PREFIX)
    set(name "${arg_PREFIX}")
  endif()
  set(inputs "${spec}" "${BPGEN_EXECUTABLE}")
  if(DEFINED arg_WEIGHTS)
    get_filename_component(weights "${arg_WEIGHTS}" ABSOLUTE)
    list(APPEND inputs "${weights}")
  endif()
  _bpgen_options(options)

  # The C keeps its time where it stays the same; the stamp says when it was last looked after.
  set(folder "${CMAKE_CURRENT_BINARY_DIR}/bpgen/${target}")
  set(stamp "${folder}/${name}.stamp")
  file(MAKE_DIRECTORY "${folder}")
  add_custom_command(
    OUTPUT "${stamp}"
    BYPRODUCTS "${folder}/${name}.c" "${folder}/${name}.h"
    COMMAND "${BPGEN_EXECUTABLE}" ${options} -o "${folder}/${name}.c" -H "${folder}/${name}.h"
            -MD -MF "${folder}/${name}.d" -MQ "${stamp}" -- "${spec}"
    COMMAND "${CMAKE_COMMAND}" -E touch "${stamp}"
    DEPENDS ${inputs}
    DEPFILE "${folder}/${name}.d"
    COMMENT "Generating the network ${name} of ${target}"
    VERBATIM)

  if(NOT TARGET "${target}")
    add_library("${target}" STATIC)
  endif()
  add_custom_target("${target}-${name}-network" DEPENDS "${stamp}")
  add_dependencies("${target}" "${target}-${name}-network")
  target_sources("${target}" PRIVATE "${folder}/${name}.c" "${folder}/${name}.h")
  set_source_files_properties("${folder}/${name}.c" "${folder}/${name}.h" # it may be of another folder
                              TARGET_DIRECTORY "${target}" PROPERTIES GENERATED TRUE)
  target_include_directories("${target}" PUBLIC "$<BUILD_INTERFACE:${folder}>")
  if(UNIX) # as properties, which go with both signatures of target_link_libraries
    set_property(TARGET "${target}" APPEND PROPERTY LINK_LIBRARIES m)
    set_property(TARGET "${target}" APPEND PROPERTY INTERFACE_LINK_LIBRARIES "$<LINK_ONLY:m>")
  endif()
endfunction()

cmake_policy(POP)
