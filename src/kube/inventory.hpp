#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "kube/object.hpp"
#include "kube/workload.hpp"
#include "yaml/document.hpp"

namespace fargate_lint::kube {

/// Every object read in this run that a rule may need, with the look-ups that rules need. An object
/// that is not here was not given: that is not evidence that it does not exist, unless complete().
/// Owns the documents; not changed after index().
class Inventory {
 public:
  Inventory() = default;
  Inventory(Inventory&&) = default;
  Inventory& operator=(Inventory&&) = default;

  /// Keeps a document and its objects (their nodes must be of that document). Objects get their
  /// order from the order of calls.
  void add(std::unique_ptr<const yaml::Document> document, std::vector<Object> objects);
  /// Builds the look-ups. Call once, after the last add().
  void index();

  /// The user declared that the input holds every object of the cluster (`--complete`).
  bool complete() const { return complete_; }
  void set_complete(bool complete) { complete_ = complete; }

  const std::deque<Object>& objects() const { return objects_; }
  std::span<const Workload> workloads() const { return workloads_; }

  /// The object of that kind and name (the last, if given twice), or null.
  const Object* find(std::string_view kind, std::string_view ns, std::string_view name) const;
  /// All objects of a kind, in input order.
  std::span<const Object* const> of_kind(std::string_view kind) const;
  /// Whether any object of `kind` in `ns` was given.
  bool has_any(std::string_view kind, std::string_view ns) const;

 private:
  std::vector<std::unique_ptr<const yaml::Document>> documents_;
  std::deque<Object> objects_;  // grows without moving: workloads point into it
  std::vector<Workload> workloads_;
  std::unordered_map<std::string, const Object*> by_name_;
  std::unordered_map<std::string_view, std::vector<const Object*>> by_kind_;
  std::unordered_map<std::string, std::uint32_t> by_kind_and_namespace_;
  bool complete_ = false;
};

/// True if a rule may ever ask for an object of that kind: others need not be kept.
bool is_inventory_kind(std::string_view group, std::string_view kind);

}  // namespace fargate_lint::kube
