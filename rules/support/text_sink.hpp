#pragma once

#include <cstddef>

#include "lint/rule.hpp"
#include "yaml/scalar_places.hpp"

namespace fargate_lint::rules {

/// Adds findings at parts of a text in the manifest: a configuration in a block scalar, each fault
/// at its own line.
class TextSink {
 public:
  TextSink(yaml::Node scalar, lint::FindingSink& out)
      : scalar_(scalar), places_(scalar), out_(out) {}

  /// At the bytes of the scalar's value; at the scalar where the source does not show them.
  lint::FindingBuilder add(std::size_t begin, std::size_t end, const Message& message);

 private:
  yaml::Node scalar_;
  yaml::ScalarPlaces places_;
  lint::FindingSink& out_;
};

}  // namespace fargate_lint::rules
