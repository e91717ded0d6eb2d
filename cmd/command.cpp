#include "command.hpp"

#include "output.hpp"
#include "report/text.hpp"

namespace fargate_lint::cmd {
namespace {

// The other formats hold nothing but findings, and would be empty.
bool shows_placements(const report::Renderer& renderer) {
  return renderer.shows_placements;
}
bool shows_profiles(const report::Renderer& renderer) {
  return renderer.render_profiles != nullptr;
}
bool shows_rule_pages(const report::Renderer& renderer) {
  return renderer.render_rule_pages != nullptr;
}
bool shows_why(const report::Renderer& renderer) {
  return renderer.render_why != nullptr;
}
bool shows_cost(const report::Renderer& renderer) {
  return renderer.render_cost != nullptr;
}
bool shows_difference(const report::Renderer& renderer) {
  return renderer.render_difference != nullptr;
}
bool shows_rules(const report::Renderer& renderer) {
  return renderer.render_rules != nullptr;
}

constexpr Command kCommands[] = {
    {.name = "check",
     .bit = kCheck,
     .arguments = "[PATH...]",
     .summary = "show where each Pod lands and what Fargate rejects (the default command)",
     .details =
         "Reads manifests from files, directories (recursive; .yaml, .yml, .json; respects "
         ".gitignore), archives (.tgz, .tar.gz, .tar, .zip) and - (stdin). Shows where each "
         "workload lands, then the findings, "
         "errors first, then the result. A finding that repeats is shown once; info "
         "findings are counted by rule unless you pass --severity info. With --live it reads "
         "the cluster of your kubectl context instead of files.",
     .examples = "deploy/ --profiles cluster.yaml\n"
                 "--helm charts/shop --values prod.yaml --profiles cluster.yaml\n"
                 "-k overlays/prod --profiles cluster.yaml\n"
                 "--live -A --profiles aws\n"
                 "check . -o text -o json=report.json\n"
                 "check -q --select FG1,host-path --fail-on warning deploy/\n"
                 "check -n shop --profiles profiles.json - < rendered.yaml\n",
     .run = run_check},
    {.name = "placement",
     .bit = kPlacement,
     .arguments = "[PATH...]",
     .summary = "show only where each Pod lands and why",
     .details = "Shows the placement table without findings. Exits with 0, or with 2 if something "
                "could not be read.",
     .examples = "placement deploy/ --profiles cluster.yaml\n"
                 "placement deploy/ -o json\n",
     .run = run_placement,
     .takes = shows_placements},
    {.name = "profiles",
     .bit = kProfiles,
     .arguments = "[PATH...]",
     .summary = "show the Fargate profiles, what each selects, and what is wrong with them",
     .details = "Shows every Fargate profile that the input declares: its cluster, where it is "
                "declared, and how many Pods of the input each selector selects; then the Pods "
                "that no profile selects and the faults of the profiles. Exits with 1 if AWS "
                "would reject a profile.",
     .examples = "profiles cluster.yaml\n"
                 "profiles deploy/ --profiles plan.json\n"
                 "profiles infra/ -o json\n",
     .run = run_profiles,
     .takes = shows_profiles},
    {.name = "cost",
     .bit = kCost,
     .arguments = "[PATH...]",
     .summary = "show what the Pods on Fargate cost per month",
     .details = "Prices every workload that lands on Fargate, offline and without an account: the "
                "provisioned size, the number of Pods (a range under an autoscaler), what rounding "
                "wastes, and the request that gets a cheaper size. A month has 730 hours. Jobs are "
                "priced only with --hours. Exits with 1 above --max-monthly, or with 2 if "
                "something could not be read or priced as asked.",
     .examples = "cost deploy/ cluster.yaml --region us-east-1\n"
                 "cost deploy/ --hours cronjob/report=20 --replicas deployment/api=6\n"
                 "cost deploy/ --group-by namespace -o csv=cost.csv\n"
                 "cost deploy/ --prices ours.json --discount 20% --max-monthly 500\n",
     .run = run_cost,
     .takes = shows_cost},
    {.name = "diff",
     .bit = kDiff,
     .arguments = "OLD [NEW] [-- PATH...]",
     .summary = "show what a change moves, breaks, deletes and costs",
     .details =
         "Checks two sides and shows what differs, the most harmful first: Pods that Fargate now "
         "rejects, Pods that AWS deletes with their profile, Pods that leave Fargate, change "
         "profile or size, findings that are new or fixed, and the cost. Each change names the "
         "line that causes it. OLD and NEW are files or directories, git revisions, JSON reports "
         "of `check -o json`, or live: (the cluster); - is stdin. OLD..NEW names two revisions, "
         "OLD...NEW starts at their merge base. Without NEW, OLD is compared with the working "
         "tree. PATH names what to read of a revision or the working tree (default: the current "
         "directory). Exits with 1 if an error is new, a workload is newly refused, or the cost "
         "grows beyond --max-increase; with 2 if something could not be read.",
     .examples = "diff main\n"
                 "diff origin/main...HEAD -- deploy/ infra/cluster.yaml\n"
                 "diff old/ new/ --region eu-west-1 --max-increase 10%\n"
                 "diff base.json -- deploy/ cluster.yaml\n"
                 "diff live: deploy/ -n shop --profiles aws\n"
                 "diff main -o json\n",
     .run = run_diff,
     .takes = shows_difference},
    {.name = "why",
     .bit = kWhy,
     .arguments = "KIND/NAME [PATH...]",
     .summary = "show how one workload is placed, step by step",
     .details = "Shows the findings of one workload with their lines and fixes, every profile, "
                "selector and term with what the pod has, the profile that wins, the events on the "
                "cluster, and how its size is computed. KIND is written as for kubectl (deploy, "
                "sts, cronjob, ...); NAME alone shows all workloads of that name.",
     .examples = "why Deployment/api deploy/ --profiles cluster.yaml\n"
                 "why deployment api -n shop .\n"
                 "why sts/db .\n"
                 "why pod/api-7d9f-x2x --live\n",
     .run = run_why,
     .takes = shows_why},
    {.name = "explain",
     .bit = kExplain,
     .arguments = "RULE...|EVENT|-",
     .summary = "explain a rule, or what an event of the cluster means",
     .details = "Of a rule: shows what it finds, why it matters, what to do, how to accept a "
                "finding, and examples. Of an event: shows what each part of its text means, what "
                "to do, and which rules find it in manifests. - reads stdin: one line, or the "
                "output of kubectl describe or kubectl get events (a table, JSON or YAML). Exits "
                "with 1 if no event is known.",
     .examples = "explain FG101\n"
                 "explain host-network\n"
                 "explain 'Pod not supported on Fargate: fields not supported: HostNetwork'\n"
                 "explain - < events.txt\n"
                 "explain - -o json < events.json\n",
     .run = run_explain,
     .takes = shows_rule_pages},
    {.name = "rules",
     .bit = kRules,
     .arguments = "[RULE...]",
     .summary = "list the rules",
     .details = "Lists all rules, or those that are named (IDs, names or ID prefixes), with ID, "
                "name, severity and summary; `-o json` prints everything about them.",
     .examples = "rules\n"
                 "rules FG1\n"
                 "rules -o json\n",
     .run = run_rules,
     .takes = shows_rules},
    {.name = "policy",
     .bit = kPolicy,
     .arguments = "[PATH...]",
     .summary = "print admission policies that stop what Fargate would refuse",
     .details = "Prints ValidatingAdmissionPolicies with their bindings, made from the Fargate "
                "profiles of the input: what check reports as an error of the Pod alone, the API "
                "server then denies, with the same rule IDs. What needs other objects, such as "
                "claims, is not in the policies. docs/admission.md explains them. Exits with 2 if "
                "something could not be read.",
     .examples = "policy --profiles cluster.yaml | kubectl apply -f -\n"
                 "policy --profiles aws --action warn\n"
                 "policy --profiles cluster.yaml --params configmap\n"
                 "policy --profiles cluster.yaml --test samples/ > policy.yaml\n"
                 "policy --on pods --ignore FG111\n"
                 "policy --profiles cluster.yaml --format kyverno\n",
     .run = run_policy},
    {.name = "admit",
     .bit = kAdmit,
     .arguments = "",
     .summary = "answer an AdmissionReview from stdin",
     .details = "Reads an AdmissionReview (admission.k8s.io/v1) from stdin and prints the answer. "
                "It denies the request if the object alone proves that Fargate would refuse its "
                "Pods, where `check` shows refused, and allows everything else; what cannot be "
                "decided is allowed with a warning. Exits with 0 if it answered, or with 2 if "
                "stdin is not an AdmissionReview.",
     .examples = "admit --profiles cluster.yaml < review.json\n"
                 "admit --pods-by scheduler --action warn < review.json\n",
     .run = run_admit},
    {.name = "serve",
     .bit = kServe,
     .arguments = "",
     .summary = "answer AdmissionReviews as a validating webhook over HTTPS",
     .details =
         "Answers the API server at POST /validate as `admit` does, and serves /healthz, /readyz "
         "and /metrics. Reads the certificate, its key and the profiles again when they change, "
         "and keeps the old ones if the new ones are faulty. Logs one line of JSON per decision "
         "to stdout. On SIGTERM it reports that it is not ready, keeps serving for --drain and "
         "stops.",
     .examples = "serve --tls-cert tls.crt --tls-key tls.key --profiles profiles.yaml\n"
                 "serve --tls-cert tls.crt --tls-key tls.key --listen 127.0.0.1:9443 "
                 "--action warn\n",
     .run = run_serve},
    {.name = "debug parse",
     .bit = kDebugParse,
     .arguments = "FILE...",
     .summary = "print each document as JSON, as Kubernetes decodes it",
     .details = "Prints one line of JSON per document: its value, or why it cannot be read. - is "
                "stdin.",
     .examples = "debug parse deploy/api.yaml\n"
                 "debug parse - < rendered.yaml\n",
     .run = run_debug_parse},
    {.name = "completion",
     .bit = kCompletion,
     .arguments = "SHELL",
     .summary = "print the completion script for bash, zsh, fish, powershell or kubectl",
     .details = "Prints the completion script of a shell; its first lines say where to put it. "
                "`completion kubectl` prints the file that completes `kubectl fargate-lint`.",
     .examples = "completion bash > ~/.local/share/bash-completion/completions/fargate-lint\n"
                 "completion zsh > \"${fpath[1]}/_fargate-lint\"\n"
                 "completion fish > ~/.config/fish/completions/fargate-lint.fish\n",
     .run = run_completion},
    {.name = "version",
     .bit = kVersion,
     .arguments = "",
     .summary = "print the version",
     .details = "Prints the name and the version of the program, as --version and -V do.",
     .examples = "version\n",
     .run = run_version}};

/// Index of the first word that is neither an option nor an option's value; words.size() if none.
std::size_t first_argument(const std::vector<std::string>& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "--") return words.size();
    if (words[i] == "-" || !words[i].starts_with('-')) return i;
    if (takes_next_word(words[i])) ++i;
  }
  return words.size();
}

}  // namespace

std::span<const Command> commands() {
  return kCommands;
}

const Command* find_command(std::string_view name) {
  for (const auto& command : kCommands)
    if (command.name == name) return &command;
  return nullptr;
}

const Command* take_command(std::vector<std::string>& words) {
  const auto at = first_argument(words);
  if (at >= words.size()) return nullptr;
  const auto begin = words.begin() + static_cast<std::ptrdiff_t>(at);
  if (at + 1 < words.size()) {
    if (const auto* command = find_command(words[at] + " " + words[at + 1])) {
      words.erase(begin, begin + 2);
      return command;
    }
  }
  if (const auto* command = find_command(words[at])) {
    words.erase(begin);
    return command;
  }
  return nullptr;
}

Failure write_stdout(const Context& context, std::string_view text) {
  return context.system.console.write(system::Standard::output, text);
}

void write_stderr(const Context& context, std::string_view text) {
  // There is no place left to complain to.
  static_cast<void>(context.system.console.write(system::Standard::error, text));
}

std::string synopsis(const Command& command, const Context& context) {
  auto text = context.program + " " + std::string(command.name) + " [OPTION...]";
  if (!command.arguments.empty()) text.append(" ").append(command.arguments);
  return text;
}

namespace {

/// "error: what is wrong", and below it what to do.
void say(const Context& context, std::string_view label, std::string_view style,
         const Error& error) {
  std::string text(label);
  if (context.color_errors) text = std::string(style) + text + "\x1b[0m";
  text += ": " + report::sanitise(error.message) + "\n";
  if (!error.hint.empty()) text += "  " + report::sanitise(error.hint) + "\n";
  write_stderr(context, text);
}

}  // namespace

int report_error(const Context& context, const Error& error) {
  if (error.message.empty()) return kExitUnread;
  say(context, "error", "\x1b[1;31m", error);
  return kExitTrouble;
}

void report_warning(const Context& context, const Error& warning) {
  say(context, "warning", "\x1b[1;33m", warning);
}

int refuse(const Context& context, const Error& error) {
  report_error(context, error);
  std::string variables;
  for (const auto& variable : context.variables)
    variables.append(variables.empty() ? "  flags from the environment: " : ", ").append(variable);
  if (!variables.empty()) write_stderr(context, variables + "\n");
  return kExitTrouble;
}

int usage_error(const Command& command, const Context& context, const Error& error) {
  refuse(context, error);
  write_stderr(context, "usage: " + synopsis(command, context) + "\n  see `" + context.program +
                            " " + std::string(command.name) + " --help`\n");
  return kExitTrouble;
}

}  // namespace fargate_lint::cmd
