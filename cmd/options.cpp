#include "options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <cstdlib>

#include "base/nearest.hpp"
#include "base/paths.hpp"
#include "base/text.hpp"
#include "command.hpp"
#include "habits.hpp"
#include "output.hpp"

namespace fargate_lint::cmd {
namespace {

using system::Environment;

constexpr std::string_view kFailOn[] = {"error", "warning", "info", "never"};
constexpr std::string_view kSeverity[] = {"error", "warning", "info"};
constexpr std::string_view kPodsBy[] = {"scheduler", "profiles"};
constexpr std::string_view kGroupBy[] = {"profile", "namespace"};
constexpr std::string_view kOn[] = {"both", "pods", "workloads"};
constexpr std::string_view kParams[] = {"configmap"};
constexpr std::string_view kPolicyKinds[] = {"vap", "kyverno", "gatekeeper"};
constexpr std::string_view kColor[] = {"auto", "always", "never"};

constexpr OptionInfo kOptions[] = {
    {.short_name = "-f",
     .long_name = "--filename",
     .value = "PATH",
     .help = "file, directory, archive or `-` (as for kubectl); may be repeated, like a bare PATH",
     .group = Group::input,
     .commands = kReadsInput,
     .list = &Options::filenames,
     .values = Values::file},
    {.short_name = "-R",
     .long_name = "--recursive",
     .value = "",
     .help = "accepted as for kubectl: directories are always read recursively",
     .group = Group::input,
     .commands = kReadsInput,
     .flag = &Options::recursive},
    {.short_name = "",
     .long_name = "--profiles",
     .value = "FILE",
     .help = "file that declares Fargate profiles, in any supported format, or `aws[:CLUSTER]` to "
             "ask AWS with your aws CLI; may be repeated. Profiles among the inputs are found "
             "without it",
     .group = Group::input,
     .commands = kReadsInput | kAdmission,
     .list = &Options::profiles,
     .values = Values::file},
    {.short_name = "",
     .long_name = "--cluster",
     .value = "NAME",
     .help = "use the profiles of this cluster if the input declares several clusters",
     .group = Group::input,
     .commands = kReadsInput | kAdmission,
     .text = &Options::cluster},
    {.short_name = "",
     .long_name = "--all-clusters",
     .value = "",
     .help = "check the Pods against the profiles of each cluster in turn, with one report per "
             "cluster",
     .group = Group::input,
     .commands = kCheck | kPlacement,
     .flag = &Options::all_clusters,
     .excludes = "--cluster"},
    {.short_name = "-n",
     .long_name = "--namespace",
     .value = "NAMESPACE",
     .help = "namespace of objects that do not set one (default: default); for `why`, the "
             "namespace of the workload",
     .group = Group::input,
     .commands = kReadsInput,
     .text = &Options::ns,
     .values = Values::ns},
    {.short_name = "",
     .long_name = "--complete",
     .value = "",
     .help = "the input is everything in the cluster: what is not in it does not exist",
     .group = Group::input,
     .commands = kReadsInput,
     .flag = &Options::complete},
    {.short_name = "",
     .long_name = "--force-exclude",
     .value = "",
     .help = "exclude what the configuration excludes even if it is named, and accept an empty "
             "input: for hooks, which pass files without knowing them",
     .group = Group::input,
     .commands = kReadsInput,
     .flag = &Options::force_exclude},
    {.short_name = "",
     .long_name = "--helm",
     .value = "CHART",
     .help = "render this chart (a directory or a package) with your helm and check the "
             "result; findings point at the template line. The flags below are passed to "
             "`helm template`, as is `-n`",
     .group = Group::rendering,
     .commands = kReadsInput,
     .text = &Options::helm,
     .values = Values::file,
     .by_hand = true},
    {.short_name = "",
     .long_name = "--helm-source",
     .value = "CHART",
     .help = "the input was rendered from this chart, which helm renders once more to find the "
             "lines of its templates; pass the same flags",
     .group = Group::rendering,
     .commands = kReadsInput,
     .text = &Options::helm_source,
     .values = Values::file,
     .excludes = "--helm",
     .by_hand = true},
    {.short_name = "",
     .long_name = "--values",
     .value = "FILE",
     .help = "values file for the chart; may be repeated, and the last one wins",
     .group = Group::rendering,
     .commands = kReadsInput,
     .list = &Options::values,
     .values = Values::file,
     .needs = "--helm",
     .by_hand = true},
    {.short_name = "",
     .long_name = "--set",
     .value = "KEY=VALUE",
     .help = "set a value of the chart",
     .group = Group::rendering,
     .commands = kReadsInput,
     .list = &Options::set,
     .needs = "--helm",
     .by_hand = true},
    {.short_name = "",
     .long_name = "--set-string",
     .value = "KEY=VALUE",
     .help = "set a value of the chart as a string",
     .group = Group::rendering,
     .commands = kReadsInput,
     .list = &Options::set_string,
     .needs = "--helm",
     .by_hand = true},
    {.short_name = "",
     .long_name = "--set-file",
     .value = "KEY=FILE",
     .help = "set a value of the chart to the content of a file",
     .group = Group::rendering,
     .commands = kReadsInput,
     .list = &Options::set_file,
     .needs = "--helm",
     .by_hand = true},
    {.short_name = "",
     .long_name = "--set-json",
     .value = "KEY=JSON",
     .help = "set a value of the chart from JSON",
     .group = Group::rendering,
     .commands = kReadsInput,
     .list = &Options::set_json,
     .needs = "--helm",
     .by_hand = true},
    {.short_name = "",
     .long_name = "--release-name",
     .value = "NAME",
     .help = "name of the release (default: release-name, as for helm)",
     .group = Group::rendering,
     .commands = kReadsInput,
     .text = &Options::release_name,
     .needs = "--helm",
     .by_hand = true},
    {.short_name = "",
     .long_name = "--kube-version",
     .value = "VERSION",
     .help = "Kubernetes version to render for",
     .group = Group::rendering,
     .commands = kReadsInput,
     .text = &Options::kube_version,
     .needs = "--helm",
     .by_hand = true},
    {.short_name = "",
     .long_name = "--api-versions",
     .value = "VERSION",
     .help = "API version that the chart can rely on; may be repeated",
     .group = Group::rendering,
     .commands = kReadsInput,
     .list = &Options::api_versions,
     .needs = "--helm",
     .by_hand = true},
    {.short_name = "",
     .long_name = "--include-crds",
     .value = "",
     .help = "render the CRDs of the chart",
     .group = Group::rendering,
     .commands = kReadsInput,
     .flag = &Options::include_crds,
     .needs = "--helm",
     .by_hand = true},
    {.short_name = "",
     .long_name = "--no-hooks",
     .value = "",
     .help = "leave out hooks",
     .group = Group::rendering,
     .commands = kReadsInput,
     .flag = &Options::no_hooks,
     .needs = "--helm",
     .by_hand = true},
    {.short_name = "",
     .long_name = "--skip-tests",
     .value = "",
     .help = "leave out test hooks",
     .group = Group::rendering,
     .commands = kReadsInput,
     .flag = &Options::skip_tests,
     .needs = "--helm",
     .by_hand = true},
    {.short_name = "-k",
     .long_name = "--kustomize",
     .value = "DIR",
     .help = "build this kustomization with `kubectl kustomize` (or kustomize) and check the "
             "result; findings point at the base, overlay or patch",
     .group = Group::rendering,
     .commands = kReadsInput,
     .text = &Options::kustomize,
     .values = Values::file,
     .by_hand = true},
    {.short_name = "",
     .long_name = "--timeout",
     .value = "DURATION",
     .help = "time that helm or kustomize may take (default: 60s)",
     .group = Group::rendering,
     .commands = kReadsInput,
     .text = &Options::timeout,
     .by_hand = true},
    {.short_name = "",
     .long_name = "--live",
     .value = "",
     .help = "read the cluster of the current context with your kubectl, instead of files: "
             "read-only, no Secrets. The flags below imply it; `-n` then names the namespace to "
             "read",
     .group = Group::live,
     .commands = kReadsInput,
     .flag = &Options::live,
     .by_hand = true},
    {.short_name = "-A",
     .long_name = "--all-namespaces",
     .value = "",
     .help = "read all namespaces",
     .group = Group::live,
     .commands = kReadsInput,
     .flag = &Options::all_namespaces,
     .by_hand = true},
    {.short_name = "-l",
     .long_name = "--selector",
     .value = "SELECTOR",
     .help = "read only workloads with these labels",
     .group = Group::live,
     .commands = kReadsInput,
     .text = &Options::selector,
     .by_hand = true},
    {.short_name = "",
     .long_name = "--context",
     .value = "NAME",
     .help = "context of the kubeconfig",
     .group = Group::live,
     .commands = kReadsInput,
     .text = &Options::context,
     .of_kubectl = "--context",
     .by_hand = true},
    {.short_name = "",
     .long_name = "--kubeconfig",
     .value = "FILE",
     .help = "kubeconfig file",
     .group = Group::live,
     .commands = kReadsInput,
     .text = &Options::kubeconfig,
     .values = Values::file,
     .of_kubectl = "--kubeconfig",
     .by_hand = true},
    {.short_name = "",
     .long_name = "--kube-cluster",
     .value = "NAME",
     .help = "cluster of the kubeconfig: kubectl's own `--cluster`",
     .group = Group::live,
     .commands = kReadsInput,
     .text = &Options::kube_cluster,
     .of_kubectl = "--cluster",
     .by_hand = true},
    {.short_name = "",
     .long_name = "--user",
     .value = "NAME",
     .help = "user of the kubeconfig",
     .group = Group::live,
     .commands = kReadsInput,
     .text = &Options::user,
     .of_kubectl = "--user",
     .by_hand = true},
    {.short_name = "-s",
     .long_name = "--server",
     .value = "URL",
     .help = "address of the API server",
     .group = Group::live,
     .commands = kReadsInput,
     .text = &Options::server,
     .of_kubectl = "--server",
     .by_hand = true},
    {.short_name = "",
     .long_name = "--token",
     .value = "TOKEN",
     .help = "bearer token for the API server",
     .group = Group::live,
     .commands = kReadsInput,
     .text = &Options::token,
     .of_kubectl = "--token",
     .by_hand = true},
    {.short_name = "",
     .long_name = "--as",
     .value = "USER",
     .help = "user to impersonate",
     .group = Group::live,
     .commands = kReadsInput,
     .text = &Options::as,
     .of_kubectl = "--as",
     .by_hand = true},
    {.short_name = "",
     .long_name = "--as-group",
     .value = "GROUP",
     .help = "group to impersonate; may be repeated",
     .group = Group::live,
     .commands = kReadsInput,
     .list = &Options::as_groups,
     .of_kubectl = "--as-group",
     .by_hand = true},
    {.short_name = "",
     .long_name = "--insecure-skip-tls-verify",
     .value = "",
     .help = "do not check the certificate of the API server",
     .group = Group::live,
     .commands = kReadsInput,
     .flag = &Options::skips_tls_verify,
     .of_kubectl = "--insecure-skip-tls-verify",
     .by_hand = true},
    {.short_name = "",
     .long_name = "--request-timeout",
     .value = "DURATION",
     .help = "how long one page may take (default: 30s); 0: no limit",
     .group = Group::live,
     .commands = kReadsInput,
     .text = &Options::request_timeout,
     .by_hand = true},
    {.short_name = "",
     .long_name = "--cache-dir",
     .value = "DIR",
     .help = "cache directory of kubectl",
     .group = Group::live,
     .commands = kReadsInput,
     .text = &Options::cache_dir,
     .values = Values::file,
     .of_kubectl = "--cache-dir",
     .by_hand = true},
    {.short_name = "",
     .long_name = "--chunk-size",
     .value = "N",
     .help = "objects to ask for at once (default: 500); 0: all, from the API server's cache",
     .group = Group::live,
     .commands = kReadsInput,
     .text = &Options::chunk_size,
     .by_hand = true},
    {.short_name = "",
     .long_name = "--allow-partial",
     .value = "",
     .help = "lint what can be read if some workloads cannot",
     .group = Group::live,
     .commands = kReadsInput,
     .flag = &Options::allow_partial,
     .by_hand = true},
    {.short_name = "",
     .long_name = "--select",
     .value = "RULE,...",
     .help = "run only these rules (IDs, names or ID prefixes such as `FG1`)",
     .group = Group::rules,
     .commands = kCheck | kDiff | kAdmission | kPolicy,
     .list = &Options::select,
     .split_at_commas = true,
     .values = Values::rules},
    {.short_name = "",
     .long_name = "--ignore",
     .value = "RULE,...",
     .help = "do not run these rules",
     .group = Group::rules,
     .commands = kCheck | kDiff | kAdmission | kPolicy,
     .list = &Options::ignore,
     .split_at_commas = true,
     .values = Values::rules},
    {.short_name = "",
     .long_name = "--fail-on",
     .value = "SEVERITY",
     .help = "exit with 1 if there is a finding of this severity or above: error (default), "
             "warning, info or never",
     .group = Group::rules,
     .commands = kCheck | kDiff,
     .text = &Options::fail_on,
     .values = Values::choices,
     .choices = kFailOn},
    {.short_name = "",
     .long_name = "--action",
     .value = "ACTION",
     .help = "what to do about a Pod that Fargate would refuse: deny the request (default), warn "
             "the client, or only write to the audit log; of `policy` also by severity of the "
             "rule, such as `error=deny,warning=warn`",
     .group = Group::admission,
     .commands = kAdmission | kPolicy,
     .text = &Options::action},
    {.short_name = "",
     .long_name = "--pods-by",
     .value = "SOURCE",
     .help = "how to tell that a Pod goes to Fargate: `scheduler` trusts what AWS's webhook has "
             "written on it, `profiles` matches the declared profiles, too (default: profiles if "
             "there are any; of `policy` scheduler). Workloads are always matched with the "
             "profiles",
     .group = Group::admission,
     .commands = kAdmission | kPolicy,
     .text = &Options::pods_by,
     .values = Values::choices,
     .choices = kPodsBy},
    {.short_name = "",
     .long_name = "--listen",
     .value = "ADDRESS:PORT",
     .help = "IP address and port to listen on (default: 0.0.0.0:8443)",
     .group = Group::admission,
     .commands = kServe,
     .text = &Options::listen},
    {.short_name = "",
     .long_name = "--tls-cert",
     .value = "FILE",
     .help = "PEM file with the certificate chain of the server; read again when it changes",
     .group = Group::admission,
     .commands = kServe,
     .text = &Options::tls_cert,
     .values = Values::file},
    {.short_name = "",
     .long_name = "--tls-key",
     .value = "FILE",
     .help = "PEM file with its private key",
     .group = Group::admission,
     .commands = kServe,
     .text = &Options::tls_key,
     .values = Values::file},
    {.short_name = "",
     .long_name = "--drain",
     .value = "DURATION",
     .help = "time to keep serving after SIGTERM, until the Service sends no more requests "
             "(default: 10s)",
     .group = Group::admission,
     .commands = kServe,
     .text = &Options::drain},
    {.short_name = "",
     .long_name = "--region",
     .value = "REGION",
     .help = "AWS region whose prices apply (default: the region of the configuration, of the "
             "profiles, or AWS_REGION)",
     .group = Group::prices,
     .commands = kCheck | kCost | kDiff,
     .text = &Options::region},
    {.short_name = "",
     .long_name = "--prices",
     .value = "FILE",
     .help = "JSON file with prices by region, used instead of the built-in list",
     .group = Group::prices,
     .commands = kCost | kDiff,
     .text = &Options::prices,
     .values = Values::file},
    {.short_name = "",
     .long_name = "--discount",
     .value = "PERCENT",
     .help = "discount on the prices, such as `20%` for a Savings Plan",
     .group = Group::prices,
     .commands = kCost | kDiff,
     .text = &Options::discount},
    {.short_name = "",
     .long_name = "--hours",
     .value = "KIND/NAME=N",
     .help = "hours per month that each Pod of a workload runs: required for jobs, 730 otherwise; "
             "may be repeated",
     .group = Group::prices,
     .commands = kCost | kDiff,
     .list = &Options::hours},
    {.short_name = "",
     .long_name = "--replicas",
     .value = "KIND/NAME=N",
     .help = "number of Pods of a workload, instead of what the manifests say; may be repeated",
     .group = Group::prices,
     .commands = kCost | kDiff,
     .list = &Options::replicas},
    {.short_name = "",
     .long_name = "--max-monthly",
     .value = "AMOUNT",
     .help = "exit with 1 if the workloads may cost more per month",
     .group = Group::prices,
     .commands = kCost,
     .text = &Options::max_monthly},
    {.short_name = "",
     .long_name = "--max-increase",
     .value = "AMOUNT|PERCENT",
     .help = "exit with 1 if the workloads cost so much more per month, such as 50 or `10%`",
     .group = Group::prices,
     .commands = kDiff,
     .text = &Options::max_increase},
    {.short_name = "",
     .long_name = "--versus",
     .value = "A/vcpu-hour,B/gb-hour",
     .help = "compare with nodes at these prices, and show the utilization below which Fargate "
             "costs less",
     .group = Group::prices,
     .commands = kCost,
     .text = &Options::versus},
    {.short_name = "",
     .long_name = "--group-by",
     .value = "GROUP",
     .help = "show sums by `profile` or `namespace` instead of workloads",
     .group = Group::output,
     .commands = kCost,
     .text = &Options::group_by,
     .values = Values::choices,
     .choices = kGroupBy},
    {.short_name = "",
     .long_name = "--on",
     .value = "OBJECTS",
     .help = "write policies on pods, on workloads (Deployments, Jobs, ...), or both (default)",
     .group = Group::admission,
     .commands = kPolicy,
     .text = &Options::on,
     .values = Values::choices,
     .choices = kOn},
    {.short_name = "",
     .long_name = "--params",
     .value = "KIND",
     .help = "configmap: keep the selectors in a ConfigMap, so that a change of the profiles needs "
             "no new policy",
     .group = Group::admission,
     .commands = kPolicy,
     .text = &Options::params,
     .values = Values::choices,
     .choices = kParams},
    {.short_name = "",
     .long_name = "--format",
     .value = "FORMAT",
     .help = "vap (ValidatingAdmissionPolicy, default), kyverno or gatekeeper",
     .group = Group::admission,
     .commands = kPolicy,
     .text = &Options::policy_kind,
     .values = Values::choices,
     .choices = kPolicyKinds},
    {.short_name = "",
     .long_name = "--name-prefix",
     .value = "NAME",
     .help = "what the names of the objects begin with (default: fargate-lint)",
     .group = Group::admission,
     .commands = kPolicy,
     .text = &Options::name_prefix},
    {.short_name = "",
     .long_name = "--exempt-label",
     .value = "KEY=VALUE",
     .help = "namespaces with this label are exempt (default: fargate-lint.dev/policy=exempt)",
     .group = Group::admission,
     .commands = kPolicy,
     .text = &Options::exempt_label},
    {.short_name = "",
     .long_name = "--test",
     .value = "DIR",
     .help = "also write Pods and workloads that must be denied and admitted into this directory, "
             "with a script that tries them with `kubectl apply --dry-run=server`",
     .group = Group::admission,
     .commands = kPolicy,
     .text = &Options::test,
     .values = Values::file,
     .by_hand = true},
    {.short_name = "",
     .long_name = "--check",
     .value = "",
     .help = "print the size of the policies against the limits of the API server instead of the "
             "policies; exit with 1 if one is exceeded",
     .group = Group::admission,
     .commands = kPolicy,
     .flag = &Options::check,
     .by_hand = true},
    {.short_name = "-o",
     .long_name = "--output",
     .value = "FORMAT[=FILE]",
     .help = "output format, and the FILE to write instead of stdout; may be repeated",
     .group = Group::output,
     .commands = kCheck | kPlacement | kRules | kProfiles | kWhy | kExplain | kCost | kDiff,
     .list = &Options::outputs,
     .values = Values::format},
    {.short_name = "",
     .long_name = "--comment-tag",
     .value = "TAG",
     .help = "name that tells a comment (`-o github-comment`, `-o gitlab-comment`) from others on "
             "the same page (default: the name of the command)",
     .group = Group::output,
     .commands = kCheck | kCost | kDiff,
     .text = &Options::comment_tag},
    {.short_name = "",
     .long_name = "--skip-no-diff",
     .value = "",
     .help = "mark a comment with nothing to report, so that it is not posted unless an older one "
             "is there",
     .group = Group::output,
     .commands = kCheck | kDiff,
     .flag = &Options::skip_no_diff},
    {.short_name = "",
     .long_name = "--severity",
     .value = "SEVERITY",
     .help = "show findings of this severity and above: error, warning or info. Text counts milder "
             "ones by rule (default: warning); other formats leave them out (default: info). What "
             "`--fail-on` fails is always shown",
     .group = Group::output,
     .commands = kCheck | kDiff | kAdmission,
     .text = &Options::severity,
     .values = Values::choices,
     .choices = kSeverity},
    {.short_name = "",
     .long_name = "--all",
     .value = "",
     .help = "list every workload and every place, including workloads in namespaces that no "
             "profile selects",
     .group = Group::output,
     .commands = kCheck | kPlacement | kCost | kDiff,
     .flag = &Options::all},
    {.short_name = "",
     .long_name = "--statistics",
     .value = "",
     .help = "end with the number of findings of each rule",
     .group = Group::output,
     .commands = kCheck,
     .flag = &Options::statistics},
    {.short_name = "-q",
     .long_name = "--quiet",
     .value = "",
     .help = "print only findings, and nothing if there are none",
     .group = Group::output,
     .commands = kCheck,
     .flag = &Options::quiet},
    {.short_name = "",
     .long_name = "--color",
     .value = "WHEN",
     .help = "auto (default), always or never; NO_COLOR and CLICOLOR_FORCE are respected",
     .group = Group::output,
     .commands = kReadsInput | kExplain | kRules,
     .text = &Options::color,
     .values = Values::choices,
     .choices = kColor},
    {.short_name = "",
     .long_name = "--baseline",
     .value = "FILE",
     .help = "report only findings that are not in this baseline",
     .group = Group::known,
     .commands = kCheck,
     .text = &Options::baseline,
     .values = Values::file},
    {.short_name = "",
     .long_name = "--write-baseline",
     .value = "FILE",
     .help = "write the findings to a baseline, which accepts them",
     .group = Group::known,
     .commands = kCheck,
     .text = &Options::write_baseline,
     .values = Values::file,
     .by_hand = true},
    {.short_name = "",
     .long_name = "--new-from-rev",
     .value = "REVISION",
     .help = "report only findings that are not in this revision of the git repository",
     .group = Group::known,
     .commands = kCheck,
     .text = &Options::new_from_rev},
    {.short_name = "",
     .long_name = "--add-ignores",
     .value = "[=REASON]",
     .help = "suppress every finding with a comment above its field",
     .group = Group::known,
     .commands = kCheck,
     .text = &Options::add_ignores,
     .implied = "not yet reviewed",
     .excludes = "--all-clusters",
     .instead = "run it for each `--cluster NAME`: comments move the lines below them",
     .by_hand = true},
    {.short_name = "",
     .long_name = "--no-inline-ignores",
     .value = "",
     .help = "ignore inline suppressions (comments and annotations)",
     .group = Group::known,
     .commands = kCheck | kDiff | kAdmission | kPolicy,
     .flag = &Options::no_inline_ignores},
    {.short_name = "",
     .long_name = "--config",
     .value = "FILE|KEY=VALUE",
     .help = "config file (default: the closest .fargate-lint.yaml, from the inputs up to the "
             "root of the repository), or one key of it, such as 'exclude=[old/]'; may be "
             "repeated",
     .group = Group::configuration,
     .commands = kReadsInput | kAdmission,
     .list = &Options::config,
     .values = Values::file},
    {.short_name = "",
     .long_name = "--isolated",
     .value = "",
     .help = "use no config file",
     .group = Group::configuration,
     .commands = kReadsInput | kAdmission,
     .flag = &Options::isolated,
     .excludes = "--config"},
    {.short_name = "",
     .long_name = "--show-config",
     .value = "",
     .help = "print the settings that result from the config file, the environment "
             "(FARGATE_LINT_FAIL_ON, ...) and the flags, and exit",
     .group = Group::configuration,
     .commands = kReadsInput | kAdmission,
     .flag = &Options::show_config},
    {.short_name = "-j",
     .long_name = "--threads",
     .value = "N",
     .help = "number of threads (default: one per processor); the report does not depend on it",
     .group = Group::general,
     .commands = kReadsInput | kServe,
     .text = &Options::threads},
    {.short_name = "",
     .long_name = "--rule-times",
     .value = "",
     .help = "print the time that each rule took to stderr, slowest first",
     .group = Group::general,
     .commands = kCheck,
     .flag = &Options::rule_times},
    {.short_name = "-h",
     .long_name = "--help",
     .value = "",
     .help = "show this help",
     .group = Group::general,
     .flag = &Options::help},
};

/// `-o=json`, as kubectl takes it, in the two words that CLI11 knows; and the value of an option
/// that may stand without.
std::vector<std::string> complete_words(const std::vector<std::string>& words) {
  std::vector<std::string> result;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto& word = words[i];
    if (word == "--") {
      result.insert(result.end(), words.begin() + static_cast<std::ptrdiff_t>(i), words.end());
      break;
    }
    const auto* option = find_option(word);
    if (option != nullptr && !option->implied.empty()) {
      result.push_back(word + "=" + std::string(option->implied));
    } else if (word.size() > 2 && word[0] == '-' && word[1] != '-' && word[2] == '=') {
      result.push_back(word.substr(0, 2));
      result.push_back(word.substr(3));
    } else {
      result.push_back(word);
    }
  }
  return result;
}

/// The value that the environment gives to an option; empty if the command line has one, or
/// neither.
std::string value_of_environment(const Environment& environment, const OptionInfo& info,
                                 const std::vector<std::string>& words) {
  for (const auto& word : words) {
    if (word == "--") break;
    const std::string_view name = std::string_view(word).substr(0, word.find('='));
    const bool is_short = !info.short_name.empty() && word.starts_with(info.short_name);
    if (name == info.long_name || is_short) return {};
  }
  const auto variable = variable_of(info);
  return variable.empty() ? std::string() : environment.get(variable);
}

/// What has given the option: its name, or its variable.
std::string giver(const Environment& environment, const OptionInfo& info,
                  const std::vector<std::string>& words) {
  return value_of_environment(environment, info, words).empty() ? std::string(info.long_name)
                                                                : variable_of(info);
}

/// As kubectl says it (github.com/spf13/pflag, errors.go): people search for these words.
std::string unknown_flag_text(std::string_view flag) {
  if (flag.starts_with("--")) return "unknown flag: " + std::string(flag);
  return "unknown shorthand flag: '" + std::string(flag.substr(1, 1)) + "' in " + std::string(flag);
}

/// The word behind the first `word`, unless it is a flag.
std::string value_behind(const std::vector<std::string>& words, const std::string& word) {
  if (const auto equals = word.find('='); equals != std::string::npos)
    return word.substr(equals + 1);
  const auto at = std::ranges::find(words, word);
  if (at == words.end() || at + 1 == words.end() || (at + 1)->starts_with('-')) return {};
  return *(at + 1);
}

Error unknown_option(const Context& context, const Command& command, const std::string& word,
                     const std::vector<std::string>& words) {
  const auto name = word.substr(0, word.find('='));
  Error error{unknown_flag_text(name), ""};
  if (context.system.files.exists(word)) {
    error.hint = "to name the file, write `" + shell_word(word) + "`";
    return error;
  }
  const bool is_of_others = find_option(name) != nullptr;
  if (is_of_others) error.message += " for `" + std::string(command.name) + "`";
  error.hint = instead_of_flag(name, value_behind(words, word));
  if (error.hint.empty() && is_of_others)
    error.hint =
        "`" + context.program + " " + std::string(command.name) + " --help` lists its flags";
  if (!error.hint.empty()) return error;
  std::vector<std::string_view> names;
  for (const auto& option : kOptions)
    if ((option.commands & command.bit) != 0) names.push_back(option.long_name);
  const auto begins = [&name](std::string_view other) {
    constexpr std::size_t kShortest = 5;  // "--fil"
    return name.size() >= kShortest && other.starts_with(name);
  };
  const auto longer = std::ranges::find_if(names, begins);
  if (const auto close = longer != names.end() ? *longer : nearest(name, names); !close.empty())
    error.hint = "did you mean `" + std::string(close) + "`?";
  return error;
}

/// CLI11 says "--profiles: 1 required FILE missing", "--config: At Most 1 required but received 2"
/// or "Could not convert: --quiet = x"; only the option's name is of use, and whether it came
/// twice.
Error wrong_value(const std::string& complaint) {
  const auto begin = complaint.find('-');
  if (begin == std::string::npos) return {complaint, ""};
  const auto name = complaint.substr(begin, complaint.find_first_of(": =", begin) - begin);
  const auto* option = find_option(name);
  if (option == nullptr) return {complaint, ""};
  if (option->value.empty()) return {"flag takes no value: " + name, ""};
  if (complaint.find("At Most 1") != std::string::npos)
    return {"flag given more than once: " + name, "give it once"};
  return {"flag needs an argument: " + name,
          "write `" + name + " " + std::string(option->value) + "`"};
}

/// An error if an option of the command has an empty value, which would pass for none: mostly
/// "$VARIABLE" of a variable that is not set. CLI11 takes the next word for that of `--option=`.
Failure check_empty_values(const Command& command, const std::vector<std::string>& words) {
  for (std::size_t i = 0; i < words.size() && words[i] != "--"; ++i) {
    const auto& word = words[i];
    const bool joined = word.ends_with('=');
    const auto* option = find_option(word.substr(0, word.size() - (joined ? 1 : 0)));
    if (option == nullptr || option->value.empty() || (option->commands & command.bit) == 0)
      continue;
    if (!joined && (!takes_next_word(word) || ++i == words.size() || !words[i].empty())) continue;
    return Error{"empty value for " + std::string(option->long_name),
                 "check for a shell variable that is not set"};
  }
  return std::nullopt;
}

bool is_given(const OptionInfo& info, const Options& options) {
  if (info.flag != nullptr) return options.*info.flag;
  return info.text != nullptr ? !(options.*info.text).empty() : !(options.*info.list).empty();
}

void trim_blanks(std::string& text) {
  text = std::string(trimmed(text, " "));
}

/// Takes the value of a variable, as CLI11 would take it from a command line. False if it is none.
bool set_from_environment(const OptionInfo& info, const std::string& value, Options& options) {
  if (info.flag != nullptr) {
    try {
      options.*info.flag = CLI::detail::to_flag_value(value) > 0;
    } catch (const std::logic_error&) {
      return false;
    }
  } else if (info.text != nullptr) {
    options.*info.text = value;
  } else if (info.split_at_commas) {
    for (auto& part : CLI::detail::split(value, ','))
      if (!part.empty()) (options.*info.list).push_back(std::move(part));
  } else {
    (options.*info.list).push_back(value);
  }
  return true;
}

/// An error if two options exclude each other.
Failure check_exclusions(const Environment& environment, const Options& options,
                         const std::vector<std::string>& words) {
  for (const auto& info : kOptions) {
    if (info.excludes.empty() || !is_given(info, options)) continue;
    const auto& other = *find_option(info.excludes);
    if (!is_given(other, options)) continue;
    return Error{giver(environment, other, words) + " and " + giver(environment, info, words) +
                     " cannot be used together",
                 std::string(info.instead)};
  }
  return std::nullopt;
}

/// An error if an option is given without the one that it belongs to.
Failure check_needs(const Options& options) {
  for (const auto& info : kOptions) {
    if (info.needs.empty() || !is_given(info, options)) continue;
    const auto& needed = *find_option(info.needs);
    if (is_given(needed, options)) continue;
    // A chart that was rendered elsewhere was given values, too.
    if (needed.text == &Options::helm && !options.helm_source.empty()) continue;
    return Error{std::string(info.long_name) + " has no effect without " + std::string(info.needs),
                 "add `" + std::string(info.needs) + " " + std::string(needed.value) + "`"};
  }
  return std::nullopt;
}

/// The choice that a value is a slip or an abbreviation for (`warn`); empty if there is none.
std::string_view close_choice(std::string_view value, std::span<const std::string_view> choices) {
  for (const auto choice : choices)
    if (value.size() > 2 && choice.starts_with(lowered(value))) return choice;
  return nearest(value, {choices.begin(), choices.end()});
}

/// An error if an option with a fixed choice of values has another.
Failure check_choices(const Environment& environment, const Command& command,
                      const Options& options, const std::vector<std::string>& words) {
  for (const auto& info : kOptions) {
    if ((info.commands & command.bit) == 0 || info.choices.empty()) continue;
    const auto& value = options.*info.text;
    if (value.empty() || std::ranges::find(info.choices, value) != info.choices.end()) continue;
    std::string choices;
    for (const auto choice : info.choices)
      choices.append(choices.empty() ? "choices: " : ", ").append(choice);
    const auto close = close_choice(value, info.choices);
    return invalid_value(giver(environment, info, words), value,
                         close.empty() ? choices : "did you mean `" + std::string(close) + "`?");
  }
  return std::nullopt;
}

/// The tag stands in a comment of HTML.
Failure check_tag(const Options& options) {
  constexpr std::size_t kLongest = 64;
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  };
  const auto& tag = options.comment_tag;
  const bool ends_comment = tag.find("--") != std::string::npos || tag.ends_with('-');
  if (std::ranges::all_of(tag, is_plain) && tag.size() <= kLongest && !ends_comment)
    return std::nullopt;
  return invalid_value("--comment-tag", tag,
                       "a tag has at most 64 letters, digits, `_`, `.` and single `-`");
}

}  // namespace

std::span<const OptionInfo> option_table() {
  return kOptions;
}

std::string variable_of(const OptionInfo& info) {
  if ((info.commands & kReadsInput) == 0 || info.flag == &Options::help || info.by_hand) return {};
  std::string name = "FARGATE_LINT_";
  for (const char c : info.long_name.substr(2))
    name += c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return name;
}

const OptionInfo* find_option(std::string_view word) {
  for (const auto& option : kOptions)
    if (word == option.long_name || (!option.short_name.empty() && word == option.short_name))
      return &option;
  return nullptr;
}

bool reads_cluster(const Options& options) {
  return std::ranges::any_of(kOptions, [&options](const OptionInfo& info) {
    return info.group == Group::live && is_given(info, options);
  });
}

std::vector<std::string> kubectl_flags(const Options& options) {
  std::vector<std::string> flags;
  const auto add = [&flags](const OptionInfo& info, const std::string& value) {
    flags.push_back(std::string(info.of_kubectl) + "=" + value);
  };
  for (const auto& info : kOptions) {
    if (info.of_kubectl.empty() || !is_given(info, options)) continue;
    if (info.flag != nullptr)
      add(info, "true");
    else if (info.text != nullptr)
      add(info, options.*info.text);
    else
      for (const auto& value : options.*info.list) add(info, value);
  }
  return flags;
}

bool takes_next_word(std::string_view word) {
  const auto* option = find_option(word);
  return option != nullptr && !option->value.empty() && option->implied.empty();
}

Result<Options> parse_options(const Context& context, const Command& command,
                              const std::vector<std::string>& words) {
  const auto& system = context.system;
  Options options;
  CLI::App app;
  app.set_help_flag();
  app.add_option("arguments", options.arguments);
  for (const auto& info : kOptions) {
    if ((info.commands & command.bit) == 0) continue;
    auto names = std::string(info.long_name);
    if (!info.short_name.empty()) names.insert(0, std::string(info.short_name) + ",");
    if (info.flag != nullptr) {
      app.add_flag(names, options.*info.flag);
    } else if (info.text != nullptr) {
      app.add_option(names, options.*info.text)->multi_option_policy(CLI::MultiOptionPolicy::Throw);
    } else {
      auto* option = app.add_option(names, options.*info.list)->allow_extra_args(false);
      if (info.split_at_commas) option->delimiter(',');
    }
  }
  auto arguments = complete_words(words);
  if (auto failure = check_empty_values(command, arguments)) return *std::move(failure);
  std::ranges::reverse(arguments);  // CLI11 takes them from the back
  try {
    app.parse(std::move(arguments));
  } catch (const CLI::ExtrasError&) {
    const auto extras = app.remaining();
    return unknown_option(context, command, extras.empty() ? std::string() : extras.front(), words);
  } catch (const CLI::ParseError& error) {
    return wrong_value(error.what());
  }
  const auto dashes = std::ranges::find(words, "--");
  if (dashes != words.end())
    options.behind_dashes = static_cast<std::size_t>(words.end() - dashes) - 1;
  for (const auto& info : kOptions) {
    if ((info.commands & command.bit) == 0) continue;
    const auto given = value_of_environment(system.environment, info, words);
    if (!given.empty()) {
      options.variables.push_back(variable_of(info));
      const bool is_set = app.count(std::string(info.long_name)) == 0;
      if (is_set && !set_from_environment(info, given, options))
        return invalid_value(variable_of(info), given, "choices: true, false");
    }
    if (info.split_at_commas) std::ranges::for_each(options.*info.list, trim_blanks);
  }
  if (auto failure = check_choices(system.environment, command, options, words))
    return *std::move(failure);
  if (auto failure = check_exclusions(system.environment, options, words))
    return *std::move(failure);
  if (auto failure = check_needs(options)) return *std::move(failure);
  if (auto failure = check_tag(options)) return *std::move(failure);
  return options;
}

Error invalid_value(std::string_view giver, const std::string& value, std::string hint) {
  return {"invalid value for " + std::string(giver) + ": " + value, std::move(hint)};
}

}  // namespace fargate_lint::cmd
