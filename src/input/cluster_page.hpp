#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "yaml/items.hpp"
#include "yaml/reader.hpp"

namespace fargate_lint::input {

/// Reads a page of a list of the Kubernetes API as it arrives, item by item: no more of it is held
/// than one item and what arrived with it.
class ListPage {
 public:
  /// An item, as long as the call lasts: the document's root, and its text.
  using Take = std::function<void(yaml::Node item)>;
  explicit ListPage(Take take) : take_(std::move(take)) {}

  /// The largest item. The API server holds none that is larger than 1.5 MiB (etcd's limit), and
  /// takes 3 MiB at most (k8s.io/apiserver, DefaultMaxRequestBodyBytes).
  static constexpr std::size_t kLargestItem = std::size_t{32} << 20U;

  /// Takes the next bytes. False if this is no list, or no JSON: the rest is not worth reading.
  bool feed(std::string_view bytes);
  /// Whether all was a list, now that it is over. Else what is wrong with it, as the end of
  /// "kubectl's answer …".
  std::optional<std::string> finish();
  /// The token of the page behind this one, as soon as it is known; empty if there is none.
  const std::string& next() const { return next_; }
  std::size_t items() const { return items_; }

 private:
  enum class At : std::uint8_t { header, items, footer, whole, failed };
  bool begin();
  void cut(bool ended);
  bool read_skeleton(std::string_view footer);
  void fail(std::string why);

  Take take_;
  At at_ = At::header;
  std::string buffer_;     ///< what was read and not taken yet
  std::size_t tried_ = 0;  ///< bytes of it that hold no whole item
  std::string header_;
  std::string why_;
  std::string next_;
  std::size_t items_ = 0;
  yaml::ListShape shape_;
  yaml::ItemCut cut_;
  yaml::Reader reader_;
};

}  // namespace fargate_lint::input
