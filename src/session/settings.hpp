#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "config/config.hpp"
#include "input/loader.hpp"
#include "system/system.hpp"

/// What every driver of the linter does in the same order: settings, what is read, by which
/// profiles it is judged, what was known before. Values and Results: nothing is printed here.
namespace fargate_lint::session {

/// What a run is asked for, by a command line or whoever else starts it.
struct Request {
  std::vector<std::string> paths = {};     ///< files, folders, "-" for the standard input
  std::vector<std::string> profiles = {};  ///< files that must declare some
  std::vector<std::string> config = {};    ///< a file, and settings over it: KEY=VALUE
  std::vector<std::string> select = {};
  std::vector<std::string> ignore = {};
  std::string ns = {};
  std::string cluster = {};
  std::string region = {};  ///< of the cluster, for prices
  std::string fail_on = {};
  std::string severity = {};
  std::string baseline = {};
  std::string write_baseline = {};
  std::string new_from_rev = {};
  bool no_inline_ignores = false;
  bool isolated = false;  ///< by no configuration
  bool force_exclude = false;
  bool complete = false;
  bool all_clusters = false;
  unsigned threads = 1;
  /// Every document stays at hand, as for a command that comes back to them.
  bool keeps_documents = false;
  /// What is read is kept for the next time: for who reads again and again. It costs memory.
  bool keeps_results = false;
  /// Profiles that were asked for and cannot be read are an error of read(): what would be judged
  /// without them would be judged as something else.
  bool needs_profiles = true;
  std::string program = "fargate-lint";  ///< how hints call us
};

/// What a run goes by: the request, and under it the configuration.
struct Settings {
  Request request;        ///< with what the configuration says where `given` says nothing
  config::Config config;  ///< without what the request overrules
  Request given;
};

/// Settings, or what is wrong with the configuration: if there are problems, the settings are not
/// to be used.
struct Settled {
  Settings settings;
  std::vector<Error> problems;
};
Settled settle(const system::System& system, const Request& request);

/// What the settings have read.
input::LoadOptions load_options(const Settings& settings);

}  // namespace fargate_lint::session
