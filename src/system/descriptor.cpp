#include "system/descriptor.hpp"

#include <unistd.h>

#include <cerrno>

namespace fargate_lint::system {

int write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const auto count = ::write(descriptor, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return 0;
}

bool read_all_at(int descriptor, std::uint64_t offset, char* to, std::size_t size) {
  for (std::size_t used = 0; used < size;) {
    const auto at = static_cast<off_t>(offset + used);
    const auto count = ::pread(descriptor, to + used, size - used, at);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    used += static_cast<std::size_t>(count);
  }
  return true;
}

}  // namespace fargate_lint::system
