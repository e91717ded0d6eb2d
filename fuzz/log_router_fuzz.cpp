// Whatever the text, the faults of a log router's configuration lie in it, in order. In a manifest
// each has its place, whatever kind of scalar holds the text; in a block that is the line on which
// it stands.

#include <algorithm>
#include <string>

#include "fargate/log_router.hpp"
#include "target.hpp"
#include "yaml/scalar_places.hpp"

namespace {

using fargate_lint::fuzz::fail;
using fargate_lint::yaml::Document;
using fargate_lint::yaml::Node;
namespace fargate = fargate_lint::fargate;

constexpr std::string_view kKeys[] = {"filters.conf", "output.conf", "parsers.conf"};

/// What breaks lines in YAML and not in what Fluent Bit reads.
bool has_foreign_breaks(std::string_view text) {
  constexpr std::string_view kBreaks[] = {"\r", "\xC2\x85", "\xE2\x80\xA8", "\xE2\x80\xA9"};
  return std::ranges::any_of(kBreaks, [text](auto c) { return text.find(c) != text.npos; });
}

std::vector<fargate::RouterFault> faults_in(std::string_view key, std::string_view text) {
  const auto* router_key = fargate::find_router_key(key);
  static_cast<void>(fargate::count_router_sections(*router_key, text));
  auto faults = fargate::find_router_faults(*router_key, text);
  if (faults.size() > fargate::kMostRouterFaults) fail("too many faults", text);
  if (!std::ranges::is_sorted(faults, {}, &fargate::RouterFault::begin))
    fail("faults are not in order", text);
  for (const auto& fault : faults) {
    if (fault.begin >= fault.end || fault.end > text.size()) fail("a fault is nowhere", text);
    if (!text.substr(fault.begin).starts_with(fault.text)) fail("a fault is elsewhere", text);
  }
  return faults;
}

/// The text as the value of a block scalar, where every fault has a line of its own.
void check_block(std::string_view key, std::string_view text) {
  std::string manifest = "a: |2\n  ";
  for (const char c : text) manifest.append(1, c).append(c == '\n' ? "  " : "");
  const auto document = fargate_lint::yaml::read_document(manifest);
  if (document == nullptr || has_foreign_breaks(text)) return;
  const Node scalar = document->root()["a"];
  const fargate_lint::yaml::ScalarPlaces places(scalar);
  for (const auto& fault : faults_in(key, scalar.text())) {
    const auto place = places.find(fault.begin, fault.end);
    if (!place) fail("a fault has no place", manifest);
    const auto before = scalar.text().substr(0, fault.begin);
    const auto line = 2 + std::ranges::count(before, '\n');
    if (place->span.begin.line != line || place->line_text.find(fault.text) == std::string::npos)
      fail("a fault is shown on another line", manifest);
  }
}

void check_scalars(Node node, std::string_view key) {
  for (const auto& [name, value] : node.entries()) check_scalars(value, key);
  for (const Node item : node.items()) check_scalars(item, key);
  if (!node.is_string()) return;
  const fargate_lint::yaml::ScalarPlaces places(node);
  for (const auto& fault : faults_in(key, node.text())) {
    const auto place = places.find(fault.begin, fault.end);
    if (place && place->span.begin.line < node.span().begin.line)
      fail("a fault is shown in front of its text", node.document()->text());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fargate_lint::fuzz::text_of(data, size);
  for (const auto key : kKeys) static_cast<void>(faults_in(key, text));
  const auto key = kKeys[size % std::size(kKeys)];
  check_block(key, text);
  fargate_lint::fuzz::for_each_document(
      text, [key](const Document& document) { check_scalars(document.root(), key); });
  return 0;
}
