#pragma once

#include <string_view>
#include <vector>

namespace fargate_lint::cmd {

/// The candidate that `text` is most likely a slip for; empty if none is close.
std::string_view nearest(std::string_view text, const std::vector<std::string_view>& candidates);

}  // namespace fargate_lint::cmd
