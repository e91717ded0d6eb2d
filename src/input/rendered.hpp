#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fargate/live.hpp"
#include "kube/kinds.hpp"
#include "lint/reading.hpp"
#include "yaml/location.hpp"

/// What a run has made for itself to read: by a program that renders, from a cluster, out of an
/// archive. It is linted as files are, and what is found in it is told where the user can change
/// it.
namespace fargate_lint::input {

/// Where the lines of a rendered file come from.
class Origins {
 public:
  Origins() = default;
  Origins(const Origins&) = delete;
  Origins& operator=(const Origins&) = delete;
  virtual ~Origins() = default;

  /// The place that a place of the rendered file comes from, its `origin` saying what was rendered;
  /// nothing if that is not known: nobody guesses. `field`: the path of the object's field there,
  /// if it is one. Any thread may ask.
  virtual std::optional<yaml::Location> find(const yaml::Location& rendered,
                                             std::string_view field) const = 0;
};

/// A file that is nowhere but in memory.
struct RenderedFile {
  std::string path;  ///< a name that no file has
  std::string text;
  std::shared_ptr<const Origins> origins;  ///< null if its own lines are what the user knows
  /// The file that it is made from, absolute: its directories decide to which environment the
  /// objects belong. Empty if there is none.
  std::string made_from = {};
};

/// What one thing that is no file came to.
struct Rendered {
  std::vector<RenderedFile> files;
  bool declares_profiles = false;          ///< the files are there for the profiles in them
  std::vector<lint::InputError> errors;    ///< what could not be rendered or read
  std::vector<Error> remarks = {};         ///< what the user may want to know all the same
  std::vector<std::string> replaced = {};  ///< inputs, as they were named, that the files replace
  /// Kinds of which the files hold every object, in a namespace or (empty) in all.
  std::vector<std::pair<const kube::Kind*, std::string>> complete = {};
  bool shows_other_nodes = false;  ///< of a cluster: it has nodes that are not Fargate's
  std::shared_ptr<const fargate::LiveCluster> live = nullptr;  ///< likewise; null if it is none
};

}  // namespace fargate_lint::input
