#pragma once

#include <string>

#include "lint/report.hpp"

/// Which lines of code are shown with a finding, for people.
namespace fargate_lint::report {

/// What a template printed at the place, if it says something else: "here: hostNetwork: true".
std::string rendered_text(const lint::Location& where);

/// Whether the line says more than the message and the object's name do.
bool frame_says_more(const lint::Finding& finding);

/// Whether a related place is to be seen. The selector that took the pod stands beside the place of
/// the finding; where placement is the matter, it is shown.
bool is_worth_a_frame(const lint::Report& report, const lint::Finding& finding,
                      const lint::Related& related);

}  // namespace fargate_lint::report
