#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kube/inventory.hpp"
#include "kube/object.hpp"
#include "yaml/reader.hpp"

/// For tests only: Kubernetes objects from string literals.
namespace fargate_lint::kube::testing {

/// One document; the test fails if it cannot be read.
inline std::unique_ptr<const yaml::Document> read(std::string_view text) {
  yaml::SyntaxError error;
  auto document = yaml::read_document(std::string(text), {}, &error);
  REQUIRE_MESSAGE(document != nullptr, error.message);
  return document;
}

/// A file of one document.
struct File {
  std::string path;
  std::string text;
  Environment environment = Environment::shared;
};
/// The objects of some files. Indexed.
inline Inventory inventory_of_files(const std::vector<File>& files, bool complete = false) {
  Inventory inventory;
  inventory.set_complete(complete);
  for (const auto& file : files) {
    yaml::SyntaxError error;
    std::unique_ptr<const yaml::Document> document =
        yaml::read_document(std::string(file.text), {.path = file.path}, &error);
    REQUIRE_MESSAGE(document != nullptr, error.message);
    std::vector<Object> objects;
    append_objects(*document, "default", objects);
    for (auto& object : objects) object.environment = file.environment;
    inventory.add(std::move(document), std::move(objects));
  }
  inventory.index();
  return inventory;
}

/// The objects of a stream of documents, in namespace "default" if they name none. Indexed.
inline Inventory inventory_of(std::string_view stream, bool complete = false) {
  Inventory inventory;
  inventory.set_complete(complete);
  std::vector<yaml::Piece> pieces;
  yaml::split(stream, pieces);
  for (const auto& piece : pieces) {
    auto document = read(piece.text);
    std::vector<Object> objects;
    append_objects(*document, "default", objects);
    inventory.add(std::move(document), std::move(objects));
  }
  inventory.index();
  return inventory;
}

}  // namespace fargate_lint::kube::testing
