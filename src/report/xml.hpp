#pragma once

#include <string>
#include <string_view>

namespace fargate_lint::report {

/// Appends `text` so that it is itself in element content and in attribute values. What XML 1.0
/// knows no character for (controls, bytes that are no UTF-8) becomes U+FFFD.
void append_xml(std::string_view text, std::string& out);

/// Appends ` name="value"`.
void append_attribute(std::string_view name, std::string_view value, std::string& out);

inline constexpr std::string_view kXmlDeclaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

}  // namespace fargate_lint::report
