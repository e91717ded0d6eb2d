#include "yaml/characters.hpp"

#include <array>
#include <cstdio>

#include "yaml/text.hpp"

namespace fargate_lint::yaml {
namespace {

Characters refuse(Fault& fault, std::size_t at, std::string message, std::string help) {
  fault = {at, std::move(message), std::move(help)};
  return Characters::refused;
}

std::string hex(unsigned value, const char* format) {
  std::array<char, 16> buffer{};
  std::snprintf(buffer.data(), buffer.size(), format, value);
  return buffer.data();
}

}  // namespace

Characters check_characters(std::string_view text, std::size_t from, Fault& fault) {
  auto found = Characters::plain;
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF"))
    return refuse(fault, 0, "UTF-16 text, which Kubernetes does not read",
                  "save it as UTF-8: `iconv -f UTF-16 -t UTF-8 FILE > NEW`");
  for (auto i = from; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x80) {
      if (byte == '\r') {
        found = Characters::special;
      } else if ((byte < 0x20 && byte != '\t' && byte != '\n') || byte == 0x7F) {
        return refuse(fault, i, "control character U+" + hex(byte, "%04X"),
                      byte == 0 ? "this looks like a binary file or UTF-16 text; save it as UTF-8"
                                : "remove it, or write it as an escape in double quotes");
      }
      ++i;
      continue;
    }
    const auto size = utf8_sequence(text.substr(i));
    if (size == 0) {
      return refuse(fault, i, "byte 0x" + hex(byte, "%02X") + " is not UTF-8",
                    "save the file as UTF-8");
    }
    const std::string_view sequence = text.substr(i, size);
    const auto second = static_cast<unsigned char>(sequence[1]);
    if (byte == 0xC2 && second < 0xA0) {
      if (second != 0x85)
        return refuse(fault, i, "control character U+" + hex(second, "%04X"), "remove it");
      found = Characters::special;
    } else if (sequence == "\xE2\x80\xA8" || sequence == "\xE2\x80\xA9") {
      found = Characters::special;
    } else if (sequence == "\xEF\xBF\xBE" || sequence == "\xEF\xBF\xBF") {
      return refuse(fault, i, "a code point that is no character", "remove it");
    }
    i += size;
  }
  return found;
}

}  // namespace fargate_lint::yaml
