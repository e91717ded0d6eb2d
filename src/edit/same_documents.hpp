#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/shared_text.hpp"

namespace fargate_lint::edit {

/// A field that an edit may change, add or remove.
struct ChangedField {
  /// A line (from 1) of the object in the text before the edit; 0: of every object.
  std::uint32_t line = 0;
  SharedText path;  ///< in the object, an item of a list being one: `spec.ports[0].hostPort`
};

/// Whether two texts hold the same documents, as Kubernetes reads them, but for the fields that are
/// named: the proof that an edit did what it says and nothing else. Documents that cannot be read
/// are the same as others that cannot. An element that is removed from a list is named by its place
/// before.
bool same_documents(std::string_view before, std::string_view after,
                    std::span<const ChangedField> changed = {});

}  // namespace fargate_lint::edit
