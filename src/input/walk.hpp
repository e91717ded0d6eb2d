#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "input/path_patterns.hpp"
#include "input/source.hpp"
#include "lint/reading.hpp"
#include "system/file_system.hpp"

namespace fargate_lint::input {

/// What is done with a file's documents.
enum class Treatment : std::uint8_t {
  lint,
  chart,       ///< may be a template of a Helm chart: what holds `{{` is counted only
  chart_file,  ///< of a chart, but no template: what only a template can be is counted only
  patch,       ///< a kustomization names it as a patch: what is no whole workload is counted only
};

struct FoundFile {
  std::string path;      ///< to open and to show
  std::string identity;  ///< absolute, without symbolic links: two names of one file have one
  bool is_standard_input = false;
  Treatment treatment = Treatment::lint;
  std::string folder;         ///< the directory of the chart or of the kustomization, if treated so
  bool must_declare = false;  ///< given with --profiles
  std::string made_from = {};  ///< RenderedFile::made_from; empty: it is the user's own
  /// The file whose directories decide to which environment its objects belong.
  const std::string& home() const { return made_from.empty() ? identity : made_from; }
};

/// What the named paths come to.
struct Walk {
  std::deque<FoundFile> files;  ///< in the order in which they are reported
  std::vector<lint::InputError> errors;
  std::vector<std::string> gitignored;  ///< files and folders that a .gitignore left out
  std::vector<std::string> terraform;   ///< folders with Terraform source, which is not evaluated
  std::vector<std::string> left_out;    ///< likewise by the filter
  /// Directories of kustomizations that nobody rendered and that change what they have.
  std::set<std::string> kustomized;
  std::vector<std::string> special;       ///< pipes, sockets and devices with a manifest's name
  std::vector<std::string> folder_links;  ///< links to folders, which are not followed
  std::vector<std::string> far_links;     ///< links to files out of Reach
  std::vector<std::string> dangling_links;
  lint::Patches patches;              ///< of files that are linted as they stand
  std::vector<std::string> unquoted;  ///< likewise, but named: read, and not to be quoted
};

/// Told of a file as soon as it is found. That it is a patch may turn out later.
using OnFile = std::function<void(const FoundFile&)>;

/// Finds the files behind `profile_paths` and `paths`, and adds them to `walk`, where each stays in
/// its place; at the end, `treatment` and `folder` of those that are patches change. Folders are
/// walked in the order of names, for .yaml, .yml and .json, without `.git` and what .gitignore
/// files name. Symbolic links to files are followed as far as Reach goes; those to folders are not,
/// as kubectl does not (`filepath.Walk` in k8s.io/cli-runtime, pkg/resource/visitor.go). What the
/// user names itself is read whatever .gitignore says, and the filter unless it is one of_named.
/// Our own configuration is no manifest.
void find_files(const system::FileSystem& files, const std::vector<Source>& profile_paths,
                const std::vector<Source>& paths, const Filter& filter, Walk& walk,
                const OnFile& found = {});

}  // namespace fargate_lint::input
