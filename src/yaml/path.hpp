#pragma once

#include <string>
#include <string_view>

#include "yaml/document.hpp"

namespace fargate_lint::yaml {

/// How `node` is reached from `root`, as Kubernetes writes it (apimachinery's field.Path):
/// `spec.containers[0].securityContext.privileged`, and `metadata.annotations[eks.amazonaws.com/x]`
/// for keys that are more than a name. A key has the path of its value. What an alias brings has
/// the path of the place where it is written. Empty for the root and for nodes that are not in it.
/// Takes as long as it takes to pass the nodes' neighbours on the way down.
std::string path_of(Node node, Node root);
/// Appends a key to the path of its mapping.
void append_key(std::string_view key, std::string& path);
/// From the document's root.
std::string path_of(Node node);

}  // namespace fargate_lint::yaml
