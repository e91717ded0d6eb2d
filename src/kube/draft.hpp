#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "yaml/document.hpp"

namespace fargate_lint::kube {

/// A value that can be changed: a copy of part of a document, or a literal that another language
/// states. What a policy writes into it knows where the policy says so.
struct Draft {
  enum class Shape : std::uint8_t { null, boolean, number, string, mapping, sequence };

  Shape shape = Shape::null;
  std::string text;               ///< of a scalar: a string's value, else as JSON writes it
  std::vector<std::string> keys;  ///< of a mapping: of each item its key; no two are the same
  std::vector<Draft> items;       ///< of a mapping or a sequence
  /// What it was copied from by a policy; missing for what the object itself holds.
  yaml::Node origin;

  /// Larger values are not copied: policies and pods are small, hostile input is not.
  static constexpr std::size_t kMostValues = 20'000;
  static constexpr std::size_t kDeepest = 64;

  static Draft of_text(std::string_view text, yaml::Node origin = {});
  static Draft of_flag(bool value, yaml::Node origin = {});
  static Draft mapping(yaml::Node origin = {});
  /// A copy of all below the node, which may be missing. Nothing if it is too large or too deep.
  static std::optional<Draft> copy(yaml::Node node);
  /// The same; every value has its node as origin.
  static std::optional<Draft> copy_with_origin(yaml::Node node);
  /// Likewise of a text that is a document itself; all of it has the same origin.
  static std::optional<Draft> read(std::string_view text, yaml::Node origin);

  bool is_mapping() const { return shape == Shape::mapping; }
  bool is_sequence() const { return shape == Shape::sequence; }
  bool is_string() const { return shape == Shape::string; }
  bool is_null() const { return shape == Shape::null; }
  bool is_scalar() const { return !is_mapping() && !is_sequence(); }

  /// The value of a key; null if there is none. Pointers live until the mapping changes.
  Draft* find(std::string_view key);
  const Draft* find(std::string_view key) const;
  /// The text of the string under a key; empty for whatever else is there.
  std::string_view text_of(std::string_view key) const;
  /// The value of a key, which is added as null if it is not there.
  Draft& at(std::string_view key);
  void set(std::string_view key, Draft value) { at(key) = std::move(value); }
  void erase(std::string_view key);
  /// Everything in it gets that origin.
  void set_origin(yaml::Node node);
  /// The number of values in it, itself included.
  std::size_t count() const;

  void append_json(std::string& out) const;
  bool operator==(const Draft& other) const;
};

/// A draft of an object as a document of its own, for all who read objects.
struct DraftDocument {
  std::unique_ptr<const yaml::Document> document;
  const Draft* draft = nullptr;

  /// What a policy wrote that decides the node: the origin of the node itself, else that of the
  /// smallest value around it that has one. Missing if no policy wrote any.
  yaml::Node origin_of(yaml::Node node) const;
};
/// `draft` must outlive it. Nodes have the path of `source`.
DraftDocument make_document(const Draft& draft, const yaml::Source& source);

}  // namespace fargate_lint::kube
