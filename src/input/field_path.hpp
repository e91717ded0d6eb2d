#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "yaml/location.hpp"

/// Fields found again in another document than the one that a rule has seen them in.
namespace fargate_lint::input {

/// The steps of a field's path (yaml::path_of): `a.b[0][x/y]` is a, b, 0, x/y.
std::vector<std::string> steps_of(std::string_view field);
/// The node that the steps lead to; missing if there is none.
yaml::Node node_at(yaml::Node root, std::span<const std::string> steps);
/// The node of the document that begins at the position, or whose key does; missing if none does.
yaml::Node node_at(yaml::Node root, const yaml::Position& position);
/// Where the same steps lead in another document, of which `root` is the same object: items of
/// lists are known by their `name`, else by their value, else by their number.
yaml::Node counterpart_at(yaml::Node known, yaml::Node root, std::span<const std::string> steps);
/// Whether two nodes have the same value, which is not empty.
bool is_same_value(yaml::Node a, yaml::Node b);

}  // namespace fargate_lint::input
