#pragma once

#include <string_view>

#include "fargate/event_words.hpp"

namespace fargate_lint::report {

/// What a text of the cluster, or a part of one, means, and what to do about it.
struct EventAdvice {
  std::string_view means;
  std::string_view to_do;  ///< empty if nothing needs to be done
};
EventAdvice advice_on(fargate::event::Said said);

}  // namespace fargate_lint::report
