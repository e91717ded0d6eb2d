#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "fargate/fleet.hpp"
#include "fargate/source.hpp"
#include "input/environments.hpp"
#include "input/path_patterns.hpp"
#include "input/source.hpp"
#include "input/stream.hpp"
#include "lint/reading.hpp"

/// Where bytes come from: files, directories, stdin. Turns them into a lint::Reading.
namespace fargate_lint::input {

class Library;

struct LoadOptions {
  std::vector<Source> paths;
  std::vector<Source> profile_paths;  ///< --profiles: each must declare profiles
  Filter filter;                      ///< of what is found in folders
  Environments environments;          ///< whose objects are judged apart
  fargate::Declarations declared;     ///< profiles that no file of the input declares
  std::string default_namespace = "default";
  bool default_namespace_given = false;
  bool complete = false;
  /// Kinds of which the input holds all objects, of a namespace or (empty) of all.
  std::vector<std::pair<const kube::Kind*, std::string>> complete_kinds;
  std::vector<kube::DeclaredWorkload> workloads;  ///< kinds that make pods, beyond those we know
  unsigned threads = 1;
  /// All documents that a rule may ask for stay at hand, each as a whole; else those of large files
  /// that only make pods rest (kube::Object), and must be opened with a kube::Opener, and the items
  /// of a large list are documents of their own (yaml::Source::item).
  bool keeps_documents = false;
  /// Of documents that seem to make nothing but pods in large files only the beginning is read
  /// until they are opened; what is not as it seems to be then throws kube::GlanceFailed, and must
  /// be loaded again with its file among those that are read whole.
  bool glances = false;
  std::set<std::string, std::less<>> read_whole;  ///< files, by the paths that failures name
  std::size_t window = kWindow;  ///< bytes read at once; a file of several windows is a large one
  std::string program = "fargate-lint";  ///< how hints call us
  /// What went wrong, and what was passed over, when files of the run were rendered or unpacked:
  /// part of what the reading tells.
  std::vector<lint::InputError> errors;
  std::vector<lint::NotLinted> not_linted;
};

/// What was read, for whoever is to share it, and all profiles that were declared.
struct Loaded {
  std::shared_ptr<lint::Reading> reading;  ///< never null
  fargate::Fleet fleet;
  std::vector<std::string> unused_environments = {};  ///< patterns that no file was read for
};

/// Reads everything. What cannot be read is recorded in Reading::errors, Reading::unreadable or
/// Reading::not_linted, and the rest goes on. The same input gives the same result at any number of
/// threads.
///
/// Files of `profile_paths` come first, then `paths` in their order; a file named twice is read
/// once. A file without documents (empty, or comments only) is no error: it is said, as NotLinted
/// with no documents. It is an error when nothing at all was read (unless the filter is one
/// of_named), when standard input was empty (the program before us in the pipe has failed), and
/// when a directory holds no manifest.
///
/// With a library, which must have been used with no other options, files are read that have
/// changed since it was used last.
Loaded load(const system::FileSystem& files, const LoadOptions& options,
            Library* library = nullptr);

}  // namespace fargate_lint::input
