# Builds for Linux on arm64 with Debian's cross compiler. The libraries come from a folder of
# unpacked arm64 packages (tools/arm64.sh), since libyaml-cpp-dev cannot be installed for two
# architectures at once.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
set(CMAKE_LIBRARY_ARCHITECTURE aarch64-linux-gnu)

get_filename_component(FARGATE_LINT_SYSROOT ${CMAKE_CURRENT_LIST_DIR}/../build/arm64-sysroot ABSOLUTE)
set(CMAKE_FIND_ROOT_PATH ${FARGATE_LINT_SYSROOT})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
# Behind the compiler's own headers: C library and C++ library are those of the cross compiler.
set(CMAKE_CXX_FLAGS_INIT
  "-idirafter ${FARGATE_LINT_SYSROOT}/usr/include -idirafter ${FARGATE_LINT_SYSROOT}/usr/include/aarch64-linux-gnu")
