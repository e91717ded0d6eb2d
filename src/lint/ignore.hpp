#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "kube/object.hpp"
#include "lint/finding.hpp"

namespace fargate_lint::lint {

/// What the user says of findings that are accepted: in a comment, an annotation, or an entry of
/// the configuration.
///
///     # fargate-lint: ignore[FG101, host-port] reason="moves to EC2" until=2026-12-31
///     hostNetwork: true
///
/// A comment on a line of its own is for the next field (or list item) and all that is in it; one
/// behind a field for that field; `ignore-file[…]` for the file. The annotation
/// `fargate-lint.dev/ignore: "FG101=reason;FG203=reason"` is for its object, on a pod template as
/// well; with the name of a container behind it (`fargate-lint.dev/ignore.app`) for that alone.
struct Ignore {
  /// `unclear`: a comment or annotation for us that is no suppression, most likely by a slip.
  enum class Scope : std::uint8_t { lines, file, object, entry, unclear };
  Scope scope = Scope::lines;
  static constexpr std::size_t kMostRules = 100;
  std::vector<std::string> rules;  ///< as they are written, the first kMostRules
  std::uint32_t left_out = 0;      ///< rules behind those, or parts of an annotation
  std::string reason;              ///< empty if there is none
  std::string until;               ///< the last day on which it holds, as written; empty: for ever
  Location where;
  std::uint32_t first_line = 0;  ///< lines: those of the field; none if there is no field
  std::uint32_t last_line = 0;
  ObjectRef object = {};                            ///< object
  std::string container = {};                       ///< object: of that container; empty: of all
  std::function<bool(const Finding&)> covers = {};  ///< entry
  /// entry: with what the `trait` of every finding that it covers begins, so that those that it
  /// cannot cover need not be tried; none: it may cover any.
  enum class Trait : std::uint8_t { object, ns, container, path };
  Trait trait = Trait::object;
  std::vector<std::string> heads = {};
  std::function<std::string(const Finding&)> path_of = {};  ///< entry: the text of Trait::path
  /// All that it may be about was read, so that finding nothing means something.
  bool saw_everything = true;
};

/// Whether a text may hold ignores at all: a search, far cheaper than reading it.
bool mentions_ignores(std::string_view text);
/// Appends the ignores in the comments of one document.
void append_ignores(const yaml::Document& document, std::vector<Ignore>& ignores);
/// Likewise of one that cannot be read, whose text begins on `first_line`.
void append_ignores(std::string_view text, const SharedText& path, std::uint32_t first_line,
                    std::vector<Ignore>& ignores);
/// Appends those in the annotations of an object and of its pod templates.
void append_ignores(const kube::Object& object, std::vector<Ignore>& ignores);

/// A rule to be ignored in the field that begins on a line (from 1).
struct NewIgnore {
  std::uint32_t line = 0;
  std::string rule;
};
/// The text of a file with a comment above each of these lines, and nothing else changed. Lines
/// that can bear none (in a block of text) are left out and counted in `left_out`; all are, if one
/// of them would not be read again. `ignores`: sorted by line.
std::string insert_ignores(std::string_view text, const std::vector<NewIgnore>& ignores,
                           const std::string& reason, std::size_t& left_out);

}  // namespace fargate_lint::lint
