#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <optional>
#include <string_view>

#include "base/shared_text.hpp"
#include "yaml/document.hpp"

namespace fargate_lint::kube {

/// A copy of an object's labels that needs no document: quick to walk, and small.
class Labels {
 public:
  struct Label {
    std::string_view key;
    std::string_view value;  ///< as text; of null ""
    bool is_valid = false;   ///< the value is a string or null: Kubernetes refuses others
  };
  class iterator;

  Labels() = default;
  /// Of a mapping of labels, missing if there are none.
  Labels(yaml::Node labels);

  iterator begin() const;
  iterator end() const;
  /// As label_value() of the mapping.
  std::optional<std::string_view> value(std::string_view key) const;

 private:
  struct Head {
    std::uint32_t key_size;
    std::uint32_t value_size : 31;
    std::uint32_t is_valid : 1;
  };
  SharedText text_;  ///< of each label its head, key and value, one after the other
};

class Labels::iterator {
 public:
  using value_type = Label;
  using difference_type = std::ptrdiff_t;

  iterator() = default;
  explicit iterator(const char* at) : at_(at) {}
  Label operator*() const {
    const auto head = this->head();
    const char* const key = at_ + sizeof head;
    return {{key, head.key_size}, {key + head.key_size, head.value_size}, head.is_valid != 0};
  }
  iterator& operator++() {
    const auto head = this->head();
    at_ += sizeof head + head.key_size + head.value_size;
    return *this;
  }
  iterator operator++(int) {
    const auto before = *this;
    ++*this;
    return before;
  }
  bool operator==(const iterator&) const = default;

 private:
  Head head() const {
    Head head;
    std::memcpy(&head, at_, sizeof head);
    return head;
  }
  const char* at_ = nullptr;
};
static_assert(std::forward_iterator<Labels::iterator>);

inline Labels::iterator Labels::begin() const {
  return iterator(text_.view().data());
}
inline Labels::iterator Labels::end() const {
  return iterator(text_.view().data() + text_.size());
}

}  // namespace fargate_lint::kube
