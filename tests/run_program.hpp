#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

/// Runs the program as a user does and says what came of it.
namespace fargate_lint::testing {

/// Built with the address or the thread sanitizer, which want time and address space of their own.
#if defined(FARGATE_LINT_SANITIZED) || defined(__SANITIZE_THREAD__)
inline constexpr bool kSanitised = true;
#else
inline constexpr bool kSanitised = false;
#endif

struct Call {
  std::vector<std::string> arguments;
  std::string input = {};                               ///< of standard input
  std::map<std::string, std::string> environment = {};  ///< beside LC_ALL=C.UTF-8, COLUMNS=100
  std::string folder = {};                              ///< to run in; the sources if empty
  std::string program = {};                             ///< FARGATE_LINT_BINARY if empty
  std::function<void()> in_child = {};                  ///< before exec
};

struct Outcome {
  int status = -1;  ///< exit code; 1000 + signal if killed
  std::string out;
  std::string err;
};

Outcome run(const Call& call);

}  // namespace fargate_lint::testing
