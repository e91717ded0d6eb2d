#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "input/rendered.hpp"
#include "system/system.hpp"

/// Kustomizations as kustomize builds them, and the file that each object comes from.
namespace fargate_lint::input {

struct KustomizeRequest {
  std::string folder;
  std::chrono::milliseconds limit = std::chrono::minutes(1);
  bool operator==(const KustomizeRequest&) const = default;
};

/// What kustomize says of an object that it built. Paths are as it writes them.
struct KustomizedObject {
  std::uint32_t line = 1;               ///< of the build, on which the object begins
  std::string path;                     ///< of the file that holds it; empty if it is generated
  std::string configured_in;            ///< the kustomization that generates it
  std::vector<std::string> changed_in;  ///< kustomizations that changed it, in their order
};

/// A build without the annotations that say where its objects come from.
struct KustomizeBuild {
  std::string text;
  std::vector<KustomizedObject> objects;  ///< in order
};
/// Takes the annotations out that `buildMetadata: [originAnnotations, transformerAnnotations]`
/// adds: what is left is what kustomize prints without it.
KustomizeBuild take_origins(std::string_view annotated);

/// Builds a kustomization with the kubectl or kustomize of the user, to a file of its own. Nothing
/// is written into the user's directory, and nothing is fetched. An error says what the user can
/// do.
Rendered render_kustomization(const system::System& system, const KustomizeRequest& request);

}  // namespace fargate_lint::input
