#pragma once

#include <string_view>

namespace fargate_lint::kube {

/// The volume type that `key` is most likely a slip for, as `emptydir` for `emptyDir`; empty if it
/// is one itself or resembles none. The API server drops such a key, and the volume is empty.
std::string_view meant_volume_type(std::string_view key);

}  // namespace fargate_lint::kube
