#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "yaml/document.hpp"

namespace fargate_lint::kube {

/// A field in which two objects differ: both hold it with different values, or one lacks it. Where
/// one lacks a whole mapping or list, that is the field.
struct ChangedField {
  yaml::Node before;  ///< missing: not there
  yaml::Node after;
  std::string path;  ///< as yaml::path_of() writes it, in `after` if it is there
};

/// What is found of two objects that differ everywhere.
inline constexpr std::size_t kMostChangedFields = 256;

/// The fields in which two objects differ, in the order of `after`, those that it lacks last in
/// each mapping. Elements of a list are matched by their `name`, as Kubernetes matches containers
/// and volumes, else by their place once equal ones at both ends are left out. Finds `most` at
/// most.
std::vector<ChangedField> changed_fields(yaml::Node before, yaml::Node after,
                                         std::size_t most = kMostChangedFields);

/// Whether both hold the same, as Kubernetes reads them: the order of keys and the way of writing
/// do not matter.
bool are_equal(yaml::Node a, yaml::Node b);
/// A number that whatever are_equal() to it has as well.
std::uint64_t hash_of(yaml::Node node);

}  // namespace fargate_lint::kube
