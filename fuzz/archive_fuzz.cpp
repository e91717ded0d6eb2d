// Whatever the bytes, an archive is read to an end within its limits, and no member has a name that
// would lead out of it, or the name of another.

#include <string>

#include "base/paths.hpp"
#include "input/archive.hpp"
#include "system/memory.hpp"
#include "target.hpp"

namespace {

using fargate_lint::fuzz::fail;
namespace input = fargate_lint::input;

constexpr input::ArchiveLimits kLimits{.members = 20,
                                       .member_bytes = 10'000,
                                       .total_bytes = 100'000,
                                       .ratio = 200,
                                       .ratio_from = 20'000};

void check(const std::string& path, std::string_view bytes) {
  fargate_lint::system::Memory files;
  files.write(path, bytes);
  const auto file = files.open(path);
  const auto archive = input::read_archive(*file.value(), path, kLimits);
  if (archive.members.size() > kLimits.members) fail("too many members", bytes);
  if (archive.is_chart && !archive.members.empty()) fail("a chart has members", bytes);
  std::string last;
  for (const auto& member : archive.members) {
    if (member.text.size() > kLimits.member_bytes) fail("a member is too large", bytes);
    if (member.path.empty() || member.path.starts_with('/') ||
        fargate_lint::normal_path("/" + member.path) != "/" + member.path)
      fail("a member's path is unsafe", bytes);
    if (member.path == last) fail("two members have one path", bytes);
    last = member.path;
  }
  for (const auto& fault : archive.faults)
    if (fault.error.message.empty()) fail("a fault says nothing", bytes);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = fargate_lint::fuzz::text_of(data, size);
  check("a.tgz", bytes);
  check("a.zip", bytes);
  return 0;
}
