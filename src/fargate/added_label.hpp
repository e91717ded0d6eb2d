#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "fargate/match.hpp"

namespace fargate_lint::fargate {

/// A label that a pod's controller sets, and of which the manifest does not tell the value: what
/// values it can take.
class AddedLabel {
 public:
  /// `key` is one of the pod's added labels, without a `*`.
  AddedLabel(std::string_view key, const PodIdentity& pod);

  /// Whether a pattern takes the value: no if it takes none of those that can be, yes if all. Takes
  /// at most the product of their sizes in steps.
  Tri fits(const Value& pattern) const;
  /// A pattern of the values: "web-*".
  std::string shape() const;
  /// Whether the pod has the label, whatever its value.
  Tri is_set() const { return is_set_; }

 private:
  /// One character of a value; `repeats`: none, one or many of them. An empty alphabet has every
  /// character.
  struct Piece {
    char literal = '\0';
    std::string_view alphabet = {};
    bool repeats = false;
  };
  using Pieces = std::vector<Piece>;

  void set(std::string_view key, const kube::Object& owner);
  void add_name(const kube::Object& owner, std::string_view tail);
  void add_number(const Pieces& head);
  static bool intersects(std::string_view pattern, const Pieces& value);
  static bool is_included(std::string_view pattern, const Pieces& value);
  static bool fits(char pattern, const Piece& piece);
  static std::string shape(const Pieces& value);

  std::vector<Pieces> alternatives_;
  Tri is_set_ = Tri::maybe;
};

}  // namespace fargate_lint::fargate
