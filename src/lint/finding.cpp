#include "lint/finding.hpp"

#include "base/result.hpp"

namespace fargate_lint::lint {

std::string_view to_string(Severity severity) {
  switch (severity) {
    case Severity::error: return "error";
    case Severity::warning: return "warning";
    case Severity::info: return "info";
  }
  throw InternalError("a severity is one of three");
}

}  // namespace fargate_lint::lint
