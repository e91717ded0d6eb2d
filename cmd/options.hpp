#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "system/system.hpp"

namespace fargate_lint::cmd {

struct Command;
struct Context;

/// Everything a command line can say; a command reads the part that concerns it.
struct Options {
  std::vector<std::string> arguments;  ///< what is no option: paths, a rule, KIND/NAME
  std::size_t behind_dashes = 0;       ///< how many of them stand behind `--`
  std::vector<std::string> filenames;
  std::vector<std::string> profiles;
  std::vector<std::string> outputs;
  std::vector<std::string> config;  ///< a file, and settings over it: KEY=VALUE
  std::vector<std::string> select;
  std::vector<std::string> ignore;
  std::string ns;
  std::string cluster;
  // of charts and kustomizations
  std::string helm;
  std::string helm_source;
  std::vector<std::string> values;
  std::vector<std::string> set;
  std::vector<std::string> set_string;
  std::vector<std::string> set_file;
  std::vector<std::string> set_json;
  std::string release_name;
  std::string kube_version;
  std::vector<std::string> api_versions;
  std::string kustomize;
  std::string timeout;  ///< a minute if empty
  bool include_crds = false;
  bool no_hooks = false;
  bool skip_tests = false;
  // of a running cluster; those that kubectl has go to it as they are
  std::string selector;
  std::string context;
  std::string kubeconfig;
  std::string kube_cluster;
  std::string user;
  std::string server;
  std::string token;
  std::string as;
  std::vector<std::string> as_groups;
  std::string request_timeout;
  std::string cache_dir;
  std::string chunk_size;
  bool live = false;
  bool all_namespaces = false;
  bool skips_tls_verify = false;
  bool allow_partial = false;
  std::string region;
  std::string prices;
  std::string discount;
  std::vector<std::string> hours;     ///< KIND/NAME=N
  std::vector<std::string> replicas;  ///< KIND/NAME=N
  // of admission
  std::string action;   ///< deny if empty
  std::string pods_by;  ///< of `policy` scheduler, else profiles if there are any, if empty
  std::string listen;
  std::string tls_cert;
  std::string tls_key;
  std::string drain;
  std::string max_monthly;
  std::string group_by;
  std::string versus;
  std::string max_increase;  ///< "50", "10%"
  std::string on;            ///< both if empty
  std::string params;        ///< nothing: the profiles are in the policies
  std::string policy_kind;   ///< vap if empty
  std::string name_prefix;
  std::string exempt_label;  ///< KEY=VALUE
  std::string test;          ///< directory to write samples to
  bool check = false;
  std::string fail_on;   ///< error if empty
  std::string severity;  ///< warning if empty
  std::string color = "auto";
  std::string threads;
  std::string baseline;
  std::string write_baseline;
  std::string new_from_rev;
  std::vector<std::string> variables;  ///< of the environment, that have given some of these
  std::string add_ignores;             ///< the reason to write; empty: write none
  bool no_inline_ignores = false;
  bool isolated = false;
  bool force_exclude = false;
  bool recursive = false;  ///< as for kubectl; directories are read so anyway
  bool show_config = false;
  bool complete = false;
  bool all_clusters = false;
  bool quiet = false;
  bool rule_times = false;
  bool all = false;
  bool statistics = false;
  std::string comment_tag;
  bool skip_no_diff = false;
  bool help = false;
};

/// Commands that take an option, as a set of bits.
enum CommandBit : std::uint16_t {
  kCheck = 1,
  kPlacement = 2,
  kWhy = 4,
  kExplain = 8,
  kRules = 16,
  kDebugParse = 32,
  kProfiles = 64,
  kCompletion = 128,
  kVersion = 256,
  kCost = 512,
  kDiff = 1024,
  kPolicy = 2048,
  kAdmit = 4096,
  kServe = 8192,
  kReadsInput = kCheck | kPlacement | kWhy | kProfiles | kCost | kDiff | kPolicy,
  kAdmission = kAdmit | kServe,
  kEvery = 0xFFFF,
};

/// Under which heading help shows an option, in this order.
enum class Group : std::uint8_t {
  input,
  rendering,
  live,
  rules,
  prices,
  admission,
  output,
  known,
  configuration,
  general
};

/// What the values of an option are, for completion.
enum class Values : std::uint8_t {
  free,     ///< a name or a number of the user's own
  ns,       ///< a namespace
  file,     ///< a path
  format,   ///< an output format, and a path behind its `=`
  rules,    ///< rules, between commas
  choices,  ///< one of OptionInfo::choices
};

/// One option, for parsing and for every text that is made from it.
struct OptionInfo {
  std::string_view short_name;  ///< "-o"; may be empty
  std::string_view long_name;   ///< "--output"
  std::string_view value;       ///< "FORMAT[=FILE]"; empty for a switch
  std::string_view help;
  Group group = Group::general;
  std::uint16_t commands = kEvery;
  std::string Options::*text = nullptr;
  std::vector<std::string> Options::*list = nullptr;
  bool Options::*flag = nullptr;
  bool split_at_commas = false;
  std::string_view implied =
      {};  ///< the value if none is given behind `=`; then it may be left out
  Values values = Values::free;
  std::span<const std::string_view> choices = {};  ///< the only values there are, if any
  std::string_view excludes = {};  ///< the name of an option that makes no sense beside it
  std::string_view instead = "give one of them";  ///< what to do where both are given
  /// How kubectl knows the option that it gets from us; empty: it gets none.
  std::string_view of_kubectl = {};
  std::string_view needs = {};  ///< the name of an option without which it makes no sense
  bool by_hand = false;  ///< changes what is kept: for a command line, never for the environment
};
/// The option table, in the order of help.
std::span<const OptionInfo> option_table();
/// The variable of the environment that stands for an option: FARGATE_LINT_FAIL_ON; empty if none
/// does.
std::string variable_of(const OptionInfo& info);
/// The option of that name, short or long; null if there is none.
const OptionInfo* find_option(std::string_view word);
/// Whether the options ask for a running cluster: `--live`, or an option that makes sense only
/// there.
bool reads_cluster(const Options& options);
/// What kubectl is to be told of the cluster.
std::vector<std::string> kubectl_flags(const Options& options);
/// Whether a word of a command line is an option that takes the next word as its value.
bool takes_next_word(std::string_view word);

/// Reads the words after the command's name.
Result<Options> parse_options(const Context& context, const Command& command,
                              const std::vector<std::string>& words);

/// `giver`: the flag or the variable that the value was given by.
Error invalid_value(std::string_view giver, const std::string& value, std::string hint);

}  // namespace fargate_lint::cmd
