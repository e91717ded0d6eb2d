#pragma once

#include <string>
#include <string_view>

namespace fargate_lint::yaml {

/// Appends `text` as a JSON string. Bytes that are no UTF-8 become U+FFFD.
void append_json_string(std::string_view text, std::string& out);

}  // namespace fargate_lint::yaml
