#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "input/kustomize.hpp"
#include "input/rendered.hpp"
#include "input/rendered_documents.hpp"
#include "yaml/document.hpp"

namespace fargate_lint::input {

/// Where the fields of a build come from: the file of the object, else the patches that kustomize
/// has applied to it, else the object in its file.
class KustomizeOrigins : public Origins {
 public:
  /// `folder`: absolute, to which the paths of the build are relative.
  KustomizeOrigins(const system::FileSystem& files, std::string folder, KustomizeBuild build);

  std::optional<yaml::Location> find(const yaml::Location& rendered,
                                     std::string_view field) const override;

 private:
  using Documents = std::vector<std::unique_ptr<const yaml::Document>>;
  /// A field as it is in the build.
  struct Field {
    yaml::Node root;
    yaml::Node node;  ///< missing if the place is none of a field
    std::vector<std::string> steps;
  };

  const KustomizedObject* object_at(std::uint32_t line) const;
  /// The documents of a file; those of nothing if it cannot be read.
  const Documents& documents_of(const std::string& path) const;
  /// The patches in or of a kustomization, each with what it is for.
  struct Patch {
    std::string kind;  ///< empty: of any
    std::string name;
    const yaml::Document* document = nullptr;
  };
  const std::vector<Patch>& patches_of(const std::string& kustomization) const;
  void read_patches(const std::string& kustomization, std::vector<Patch>& patches) const;
  void add_inline(yaml::Node text, const std::string& path, const Patch& target,
                  std::vector<Patch>& patches) const;
  yaml::Node base_of(const KustomizedObject& object, const Field& field) const;
  /// Where patches set the field; one that sets it as it is in the build, if there is any.
  yaml::Node patched(const KustomizedObject& object, const Field& field, yaml::Node base) const;

  const system::FileSystem& files_;
  std::string folder_;
  KustomizeBuild build_;
  RenderedDocuments documents_;
  mutable std::recursive_mutex mutex_;  ///< what is below is read when it is first asked for
  mutable std::map<std::string, Documents, std::less<>> files_read_;
  mutable std::map<std::string, std::vector<Patch>, std::less<>> patches_;
  mutable Documents inline_;
};

}  // namespace fargate_lint::input
