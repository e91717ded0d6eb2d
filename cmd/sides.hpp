#pragma once

#include <array>

#include "command.hpp"
#include "session/comparison.hpp"
#include "system/overlay.hpp"

namespace fargate_lint::cmd {

using SideRequests = std::array<session::SideRequest, 2>;

/// The two sides that the arguments of `diff` mean. `files` are those of the context; what is read
/// of the standard input to see whether it is a report is added to them.
Result<SideRequests> find_sides(const Options& options, const Context& context,
                                system::Overlay& files);

}  // namespace fargate_lint::cmd
