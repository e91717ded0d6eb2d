#pragma once

#include <span>
#include <utility>
#include <vector>

#include "fargate/source.hpp"
#include "kube/object.hpp"
#include "lint/reading.hpp"
#include "lint/rule.hpp"
#include "yaml/location.hpp"
#include "yaml/reader.hpp"

/// What a document holds for a run: for whoever reads documents, from files or for a test.
namespace fargate_lint::lint {

/// What is told of a key that stands twice in a document of these objects.
inline DuplicateKeyRecord record_of(const yaml::DuplicateKey& duplicate,
                                    std::span<const kube::Object> objects) {
  DuplicateKeyRecord record;
  record.key = duplicate.last.text();
  record.first = yaml::locate(duplicate.first);
  record.last = yaml::locate(duplicate.last);
  if (objects.size() == 1) record.object = ref(objects.front());
  return record;
}

/// Takes the profiles that a document declares which is no object of Kubernetes: calls `take` with
/// its fargate::Declarations. False if it declares none.
template <typename Take>
bool take_declarations(yaml::Node root, const Take& take) {
  const auto* source = fargate::recognise(root);
  if (source == nullptr) return false;
  fargate::Declarations declarations;
  source->read(root, declarations);
  take(std::move(declarations));
  return true;
}

/// Takes those of `objects` that declare profiles, by themselves or as items of a list: calls
/// `take` with the fargate::Declarations of each.
template <typename Take>
void take_declarations(std::vector<kube::Object>& objects, const Take& take) {
  std::erase_if(objects, [&take](const kube::Object& object) {
    const auto* source = fargate::recognise(object);
    if (source == nullptr) return false;
    fargate::Declarations declarations;
    source->read(object.node, declarations);
    const bool is_object = declarations.is_object;
    take(std::move(declarations));
    return !is_object;
  });
}

}  // namespace fargate_lint::lint
