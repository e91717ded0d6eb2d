#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "fargate/placement.hpp"
#include "fargate/source.hpp"
#include "fargate/wording.hpp"
#include "kube/admission.hpp"
#include "kube/inventory.hpp"
#include "yaml/reader.hpp"

/// What the tests of this folder share: a cluster's worth of manifests and profiles from text.
namespace fargate_lint::fargate::testing {

/// A document that must be readable.
inline std::unique_ptr<yaml::Document> parse(std::string_view text) {
  yaml::SyntaxError error;
  auto document = yaml::read_document(std::string(text), {.path = "file.yaml"}, &error);
  CAPTURE(error.message);
  REQUIRE(document != nullptr);
  return document;
}

/// What a document of profiles declares; it must be of a known format.
inline Declarations declare(std::string_view text) {
  const auto document = parse(text);
  const auto* source = recognise(document->root());
  REQUIRE(source != nullptr);
  Declarations declarations;
  source->read(document->root(), declarations);
  return declarations;
}

/// Profiles of an eksctl file, given as the text of its `fargateProfiles`.
inline std::vector<Profile> profiles(std::string_view list) {
  std::string text = "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\n";
  text += "metadata: {name: c}\nfargateProfiles: ";
  return declare(text += list).profiles;
}

/// Manifests, and the placement of the workloads in them.
class World {
 public:
  explicit World(std::string_view manifests, std::vector<Profile> declared = {})
      : profiles_(std::move(declared)) {
    std::vector<yaml::Piece> pieces;
    yaml::split(manifests, pieces);
    for (const auto& piece : pieces) {
      std::unique_ptr<const yaml::Document> document = parse(piece.text);
      std::vector<kube::Object> objects;
      REQUIRE(kube::append_objects(*document, "default", objects));
      inventory_.add(std::move(document), std::move(objects));
    }
    inventory_.index();
    REQUIRE(!inventory_.workloads().empty());
    pod_ = kube::read_admitted_pod(inventory_, workload());
  }

  /// The first workload of the manifests.
  const kube::Workload& workload() const { return inventory_.workloads().front(); }
  const kube::PodTemplate& pod() const { return pod_; }
  const kube::Inventory& inventory() const { return inventory_; }
  const std::vector<Profile>& profiles() const { return profiles_; }

  Judgement place() const { return fargate::place(workload(), pod_, profiles_, inventory_); }
  /// The placement, and what people are told of it.
  struct Told : Placement {
    std::string why;
    std::vector<std::string> missing;
  };
  Told told() const {
    Told told = {place().placement, {}, {}};
    const Placement& placement = told;
    told.why = wording::why(placement, profiles_);
    for (const auto& fact : placement.missing)
      told.missing.push_back(wording::words(fact, profiles_));
    return told;
  }

 private:
  kube::Inventory inventory_;
  std::vector<Profile> profiles_;
  kube::PodTemplate pod_;
};

/// A pod in namespace `shop` with that spec, which is the inside of a flow mapping.
inline std::string pod(std::string_view spec, std::string_view labels = "") {
  std::string text = "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: shop, labels: {";
  text.append(labels).append("}}\nspec: {").append(spec);
  if (spec.find("containers:") == std::string_view::npos) {
    text.append(spec.empty() ? "" : ", ").append("containers: [{name: app, image: nginx}]");
  }
  return text += "}\n";
}

}  // namespace fargate_lint::fargate::testing
