#pragma once

#include <string_view>
#include <vector>

#include "input/rendered.hpp"
#include "lint/report.hpp"
#include "session/settings.hpp"
#include "system/system.hpp"

/// What a run is asked to read that is no file: rendered, and what is found in it brought back to
/// where it comes from.
namespace fargate_lint::session {

/// Renders all that the settings name, in that order.
std::vector<input::Rendered> render(const system::System& system, const Settings& settings);

/// Likewise the places of profiles.
fargate::Fleet relocate(const std::vector<input::Rendered>& rendered, fargate::Fleet fleet);
/// Moves every place of the report that stands in a rendered file to where that comes from, and
/// puts the findings in the order of their new places.
void relocate(const std::vector<input::Rendered>& rendered, lint::Report& report);
/// Likewise one place; `field` is that of the object, if it is one.
void relocate(const std::vector<input::Rendered>& rendered, std::string_view field,
              yaml::Location& where);

}  // namespace fargate_lint::session
