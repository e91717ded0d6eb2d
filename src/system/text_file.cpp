#include "system/text_file.hpp"

#include <algorithm>
#include <cstring>

namespace fargate_lint::system {

Result<std::size_t> TextFile::read(char* to, std::size_t size) {
  const auto count = std::min(size, text_->size() - std::min(used_, text_->size()));
  if (count != 0) std::memcpy(to, text_->data() + used_, count);
  used_ += count;
  return count;
}

bool TextFile::read_at(std::uint64_t offset, char* to, std::size_t size) const {
  if (offset > text_->size() || text_->size() - offset < size) return false;
  std::memcpy(to, text_->data() + offset, size);
  return true;
}

}  // namespace fargate_lint::system
