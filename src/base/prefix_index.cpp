#include "base/prefix_index.hpp"

namespace fargate_lint {

void PrefixIndex::add(std::string_view prefix, std::uint32_t number) {
  sizes_.insert(prefix.size());
  numbers_[std::string(prefix)].push_back(number);
}

}  // namespace fargate_lint
