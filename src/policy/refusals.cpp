#include "policy/refusals.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "fargate/node_labels.hpp"
#include "fargate/refusal_rows.hpp"
#include "policy/cel.hpp"

namespace fargate_lint::policy {
namespace {

using fargate::RefusalRow;
using In = RefusalRow::In;
using Test = RefusalRow::Test;

/// Of `base`, what a path leads to, as an optional: "c.?securityContext.?privileged".
std::string at(const std::string& base, const RefusalRow& row) {
  auto text = base;
  for (const auto step : row.path)
    if (!step.empty()) text += ".?" + std::string(step);
  return text;
}

/// Requests or limits of a container or pod, and the names of devices in them.
std::string devices_in(const std::string& owner, std::string_view part) {
  const auto map = owner + ".?resources.?" + std::string(part) + ".orValue({})";
  return "[" + map + "].map(m, m.filter(r, (r.startsWith(" + cel::quote(fargate::kHugePages) +
         ") || r.contains(\"/\") && !r.contains(" + cel::quote(fargate::kNativeDomain) +
         ")) && quantity(string(m[r])).asApproximateFloat() != 0.0))[0]";
}

/// The names of devices that a container or pod asks for, as a list.
std::string devices_of(const std::string& owner) {
  return "[" + devices_in(owner, "requests") + "].map(a, a + " + devices_in(owner, "limits") +
         ".filter(r, !(r in a)))[0]";
}

/// Writes the rows of one policy.
class Writer {
 public:
  Writer(const Request& request, Action action) : request_(request), action_(action) {}

  /// A list for each rule, named by its ID in lower case.
  std::vector<Named> lists();

 private:
  void add(const RefusalRow& row, const RuleOf& rule);
  void add_term(const std::string& condition, const std::string& text, const RuleOf& rule);
  void add_pod(const std::string& condition, const std::string& text, const RuleOf& rule);
  void add_containers(const std::string& condition, const std::string& text, const RuleOf& rule);
  void add_capability(const RefusalRow& row, const RuleOf& rule);
  void add_port(const RefusalRow& row, const RuleOf& rule);
  void add_volume(const RefusalRow& row, const RuleOf& rule);
  void add_device(const RefusalRow& row, const RuleOf& rule);
  void add_selector(const RefusalRow& row, const RuleOf& rule);
  void add_size(const RefusalRow& row, const RuleOf& rule);
  std::string plain_condition(const RefusalRow& row, const std::string& base) const;
  std::string not_ignored(const RuleOf& rule, bool of_container) const;
  std::string size_not_ignored(const RuleOf& rule) const;

  const Request& request_;
  Action action_;
  std::vector<std::string> terms_;
};

std::vector<Named> Writer::lists() {
  std::vector<Named> lists;
  for (const auto& group : fargate::kRefusals)
    for (const auto& row : group)
      for (const auto& rule : request_.rules) {
        if (rule.cause != row.cause || !rule.selected || rule.action != action_) continue;
        if (!row.not_in_policy.empty()) continue;
        terms_.clear();
        add(row, rule);
        auto name = lowered(rule.id);
        // The rows of one rule follow one another.
        if (!lists.empty() && lists.back().name == name)
          lists.back().expression += " +\n" + terms_.front();
        else
          lists.push_back({std::move(name), terms_.front()});
      }
  return lists;
}

/// " && …": the object's annotations do not accept a finding of the rule.
std::string Writer::not_ignored(const RuleOf& rule, bool of_container) const {
  if (!request_.takes_ignores) return {};
  const auto id = cel::quote(lowered(rule.id));
  const auto name = cel::quote(rule.name);
  auto names = id + ", " + name;
  if (of_container)
    names += ", c.name + " + cel::quote("/" + lowered(rule.id)) + ", c.name + " +
             cel::quote("/" + rule.name);
  return " && ![" + names + "].exists(i, i in variables.ignored)";
}

/// Likewise for a size. A finding names the container that decides it, which no policy works out:
/// what one container accepts is accepted.
std::string Writer::size_not_ignored(const RuleOf& rule) const {
  if (!request_.takes_ignores) return {};
  std::string text =
      " && !variables.ignored.exists(i, i in " + cel::list({lowered(rule.id), rule.name});
  for (const auto& name : {lowered(rule.id), rule.name})
    text += " || i.endsWith(" + cel::quote("/" + name) + ")";
  return text + ")";
}

/// `condition` says all; `text` is for people.
void Writer::add_term(const std::string& condition, const std::string& text, const RuleOf& rule) {
  terms_.push_back("(" + condition + " ? [" + cel::quote(text + " (" + rule.id + ")") + "] : [])");
}

void Writer::add_pod(const std::string& condition, const std::string& text, const RuleOf& rule) {
  add_term(condition + not_ignored(rule, false), text, rule);
}

/// `text` is CEL of type string; what follows names the container.
void Writer::add_containers(const std::string& condition, const std::string& text,
                            const RuleOf& rule) {
  // A literal takes in what follows.
  const auto named = text.ends_with('"') ? text.substr(0, text.size() - 1) + " in \" + c.name + "
                                         : text + " + \" in \" + c.name + ";
  terms_.push_back("variables.containers.map(c, " + condition + not_ignored(rule, true) + ", " +
                   named + cel::quote(" (" + rule.id + ")") + ")");
}

std::string Writer::plain_condition(const RefusalRow& row, const std::string& base) const {
  const auto field = at(base, row);
  switch (row.test) {
    case Test::is_true: return field + ".orValue(false) == true";
    case Test::is_above_zero: return field + ".orValue(0) > 0";
    case Test::has_text: return field + ".orValue(\"\") != \"\"";
    case Test::has_items: return field + ".orValue([]).size() > 0";
    case Test::equals: return field + ".orValue(\"\") == " + cel::quote(row.values.front());
    case Test::has_other_item:
    case Test::has_other_source:
    case Test::has_device:
    case Test::selects_no_node:
    case Test::exceeds_size:
    case Test::exceeds_storage:
    case Test::looked_up: break;
  }
  return "false";
}

void Writer::add_capability(const RefusalRow& row, const RuleOf& rule) {
  std::vector<std::string> permitted(row.values.begin(), row.values.end());
  const auto others = at("c", {row.cause, row.in, row.test, row.path}) + ".orValue([])";
  const auto is_other = "!(a in variables.permittedCapabilities)";
  const auto full = "c.?securityContext" + others.substr(1);
  add_containers(full + ".exists(a, " + is_other + ")",
                 "\"capability \" + " + full + ".filter(a, " + is_other + ").join(\", \")", rule);
}

// The API server has set hostPort to containerPort in a Pod with hostNetwork.
void Writer::add_port(const RefusalRow& row, const RuleOf& rule) {
  auto condition = plain_condition(row, "p");
  if (row.test == Test::is_above_zero)
    condition +=
        " && !(variables.spec.?hostNetwork.orValue(false) == true && p.hostPort == "
        "p.?containerPort.orValue(0))";
  add_containers("c.?ports.orValue([]).exists(p, " + condition + ")", cel::quote(row.field()),
                 rule);
}

void Writer::add_volume(const RefusalRow& row, const RuleOf& rule) {
  const auto volumes = std::string("variables.spec.?volumes.orValue([])");
  const auto ignored = not_ignored(rule, false);
  const auto id = cel::quote(") (" + rule.id + ")");
  if (!rule.detail.empty()) {
    terms_.push_back(volumes + ".map(v, has(v." + std::string(rule.detail) + ")" + ignored +
                     ", \"volume \" + v.name + " +
                     cel::quote(" (" + std::string(rule.detail) + ") (" + rule.id + ")") + ")");
    return;
  }
  std::vector<std::string> others = {"name"};
  others.insert(others.end(), row.values.begin(), row.values.end());
  for (const auto& other : request_.rules)
    if (other.cause == row.cause && !other.detail.empty()) others.emplace_back(other.detail);
  const auto type = "dyn(v).filter(k, !(k in " + cel::list(others) + ") && dyn(v)[k] != null)";
  terms_.push_back(volumes + ".map(v, " + type + ".size() > 0" + ignored +
                   ", \"volume \" + v.name + \" (\" + " + type + ".join(\", \") + " + id + ")");
}

void Writer::add_device(const RefusalRow& row, const RuleOf& rule) {
  if (row.test == Test::has_items)
    return add_pod(plain_condition(row, "variables.spec"), std::string(row.field()), rule);
  if (row.in == In::container) {
    const auto devices = devices_of("c");
    return add_containers(devices + ".size() > 0", "\"resource \" + " + devices + ".join(\", \")",
                          rule);
  }
  // Servers older than 1.32 do not know `resources` of a Pod.
  const auto devices = devices_of("dyn(variables.spec)");
  terms_.push_back(devices + ".filter(r, true" + not_ignored(rule, false) +
                   ").map(r, \"resource \" + r + " + cel::quote(" (" + rule.id + ")") + ")");
}

/// Whether an entry of matchExpressions, `e`, holds for no Fargate node, as
/// evaluate_node_selection() decides.
std::string expression_fails() {
  const auto value = std::string("variables.nodeLabels[e.key]");
  return "(e.key in variables.nodeLabels ? "
         "(e.operator == \"In\" ? !(" +
         value + " in e.?values.orValue([])) : e.operator == \"NotIn\" ? " + value +
         " in e.?values.orValue([]) : e.operator != \"Exists\") : "
         "e.key in variables.otherNodeLabels ? !(e.operator in [\"In\", \"NotIn\", \"Exists\"]) : "
         "!(e.operator in [\"NotIn\", \"DoesNotExist\"]))";
}

void Writer::add_selector(const RefusalRow& row, const RuleOf& rule) {
  if (row.path[1].empty()) {
    const auto selector = std::string("variables.spec.?nodeSelector.orValue({})");
    terms_.push_back(selector +
                     ".map(k, (k in variables.nodeLabels ? variables.nodeLabels[k] != "
                     "variables.spec.nodeSelector[k] : !(k in variables.otherNodeLabels))" +
                     not_ignored(rule, false) +
                     ", \"nodeSelector \" + k + \"=\" + variables.spec.nodeSelector[k] + " +
                     cel::quote(" (" + rule.id + ")") + ")");
    return;
  }
  const auto terms = at("variables.spec", row) +
                     ".?requiredDuringSchedulingIgnoredDuringExecution.?nodeSelectorTerms";
  const auto fails =
      "t.?matchExpressions.orValue([]).size() == 0 && t.?matchFields.orValue([]).size() == 0 || "
      "t.?matchExpressions.orValue([]).exists(e, " +
      expression_fails() + ")";
  add_pod(terms + ".hasValue() && " + terms + ".orValue([]).all(t, " + fails + ")",
          "required node affinity", rule);
}

constexpr std::int64_t kMebibyte = 1024 * 1024;

/// Half a thousandth above: requests are whole thousandths, and their sum is not exact.
std::string max_cpu() {
  return std::to_string(fargate::kLargestSize.milli_cpu / 1000) + ".0005";
}
/// Fargate adds 256 MB to what a pod requests; read as 10^6 bytes, the reading that refuses less.
std::string max_memory() {
  return std::to_string(fargate::kLargestSize.mebibytes * kMebibyte -
                        fargate::kOverheadMebibytes * 1'000'000) +
         ".0";
}
std::string max_storage() {
  return std::to_string(fargate::kMaxEphemeralGibibytes * 1024 * kMebibyte) + ".0";
}

// Sums are taken as floating-point numbers, exact but for far less than the smallest request.
void Writer::add_size(const RefusalRow& row, const RuleOf& rule) {
  const auto accepted = size_not_ignored(rule);
  if (row.test == Test::exceeds_storage)
    return add_term("variables.storage > " + max_storage() + accepted,
                    "ephemeral-storage requests above " +
                        std::to_string(fargate::kMaxEphemeralGibibytes) + " GiB",
                    rule);
  const auto& largest = fargate::kLargestSize;
  const auto is_large = [](const std::string& cpu, const std::string& memory) {
    return "(variables." + cpu + " > " + max_cpu() + " || variables." + memory + " > " +
           max_memory() + ")";
  };
  // Whether Fargate goes by the Pod's own `resources` is not documented: both must be too large.
  add_term(is_large("cpu", "memory") + " && " + is_large("podCpu", "podMemory") + accepted,
           "requests above " + std::to_string(largest.milli_cpu / 1000) + " vCPU, " +
               std::to_string(largest.mebibytes / 1024) + " GB",
           rule);
}

void Writer::add(const RefusalRow& row, const RuleOf& rule) {
  switch (row.test) {
    case Test::has_other_item: return add_capability(row, rule);
    case Test::has_other_source: return add_volume(row, rule);
    case Test::selects_no_node: return add_selector(row, rule);
    case Test::exceeds_size:
    case Test::exceeds_storage: return add_size(row, rule);
    case Test::looked_up: return;
    case Test::has_device:
    case Test::is_true:
    case Test::is_above_zero:
    case Test::has_text:
    case Test::has_items:
    case Test::equals: break;
  }
  if (row.cause == fargate::Cause::device) return add_device(row, rule);
  switch (row.in) {
    case In::port: return add_port(row, rule);
    case In::pod: {
      auto text = std::string(row.path[0]);
      if (!row.path[1].empty()) text += "." + std::string(row.path[1]);
      if (row.test == Test::equals) text += ": " + std::string(row.values.front());
      return add_pod(plain_condition(row, "variables.spec"), text, rule);
    }
    case In::security_context:
      return add_containers(plain_condition(row, "c.?securityContext"), cel::quote(row.field()),
                            rule);
    case In::container:
      return add_containers(plain_condition(row, "c"), cel::quote(row.field()), rule);
    case In::volume: return;
  }
}

bool is_used(const Request& request, Action action, std::initializer_list<fargate::Cause> causes) {
  return std::ranges::any_of(request.rules, [&](const RuleOf& rule) {
    return rule.selected && rule.action == action && std::ranges::count(causes, rule.cause) > 0;
  });
}

/// The request of a resource that counts, of container or pod `owner`; `otherwise`, if it has none.
std::string request_of(const std::string& owner, std::string_view resource,
                       const std::string& otherwise) {
  const auto quoted = cel::quote(resource);
  const auto requests = owner + ".?resources.?requests[?" + quoted + "]";
  const auto limits = owner + ".?resources.?limits[?" + quoted + "]";
  return requests + ".or(" + limits + ")" + ".optMap(q, quantity(string(q)).asApproximateFloat())" +
         ".orValue(" + otherwise + ")";
}

/// What a pod requests of a resource, as size_of() adds it up: all that runs as long as the pod, or
/// an init container beside the sidecars that were started before it, whichever is more.
std::string demand(std::string_view resource) {
  const auto of = [&](const char* container) { return request_of(container, resource, "0.0"); };
  const std::string before =
      "variables.initNames.indexOf(s.name) < variables.initNames.indexOf(c.name)";
  return "[([0.0] + variables.running.map(c, " + of("c") + ")).sum()].map(running, ([running] +\n" +
         "variables.starting.map(c, " + of("c") + " +\n" + "([0.0] + variables.sidecars.map(s, " +
         before + ", " + of("s") + ")).sum()))" + ".max())[0]";
}

void append_sizes(const Request& request, Action action, std::vector<Named>& all) {
  const bool size = is_used(request, action, {fargate::Cause::too_large});
  const bool storage = is_used(request, action, {fargate::Cause::ephemeral_storage});
  if (!size && !storage) return;
  const std::string inits = "variables.spec.?initContainers.orValue([])";
  all.push_back({"sidecars", inits + ".filter(c, c.?restartPolicy.orValue(\"\") == \"Always\")"});
  all.push_back({"starting", inits + ".filter(c, c.?restartPolicy.orValue(\"\") != \"Always\")"});
  all.push_back({"running", "variables.spec.containers + variables.sidecars"});
  all.push_back({"initNames", inits + ".map(c, c.name)"});
  if (storage) all.push_back({"storage", demand("ephemeral-storage")});
  if (!size) return;
  all.push_back({"cpu", demand("cpu")});
  all.push_back({"memory", demand("memory")});
  all.push_back({"podCpu", request_of("dyn(variables.spec)", "cpu", "variables.cpu")});
  all.push_back({"podMemory", request_of("dyn(variables.spec)", "memory", "variables.memory")});
}

void append_node_labels(std::vector<Named>& all) {
  using Kind = fargate::NodeLabel::Kind;
  std::string fixed = "{";
  std::vector<std::string> others;
  for (const auto& label : fargate::kNodeLabels) {
    if (label.kind != Kind::value) {
      others.emplace_back(label.key);
      continue;
    }
    if (fixed.size() > 1) fixed += ", ";
    fixed += cel::quote(label.key) + ": " + cel::quote(label.value);
  }
  all.push_back({"nodeLabels", fixed + "}"});
  all.push_back({"otherNodeLabels", cel::list(others)});
}

/// The rules that annotations accept, in lower case: "fg101", and "app/fg101" of one container.
std::string ignored(const std::string& annotations) {
  constexpr std::string_view kKey = "fargate-lint.dev/ignore";
  const auto rules = std::string(".orValue(\"\").lowerAscii().split(\";\").map(p, ");
  const std::string rule = "p.split(\"=\")[0].trim())";
  return annotations + ".map(a, (a[?" + cel::quote(kKey) + "]" + rules + rule +
         " +\n variables.containers.map(c, a[?" + cel::quote(std::string(kKey) + ".") +
         " + c.name]" + rules + "c.name + \"/\" + " + rule + ".join(\";\"))).join(\";\"))" +
         ".join(\";\").split(\";\")";
}

}  // namespace

std::vector<Named> variables(const Request& request, Action action, const std::string& pod,
                             const std::string& annotations) {
  using fargate::Cause;
  std::vector<Named> all;
  all.push_back({"spec", pod + ".spec"});
  all.push_back(
      {"containers", "variables.spec.?initContainers.orValue([]) + variables.spec.containers"});
  if (request.takes_ignores) all.push_back({"ignored", ignored(annotations)});
  if (is_used(request, action, {Cause::capability})) {
    const auto& permitted = fargate::kPermittedCapabilities;
    all.push_back({"permittedCapabilities", cel::list({permitted.begin(), permitted.end()})});
  }
  if (is_used(request, action, {Cause::node_selection})) append_node_labels(all);
  append_sizes(request, action, all);
  std::string refused;
  for (auto& list : Writer(request, action).lists()) {
    refused += (refused.empty() ? "variables." : " + variables.") + list.name;
    all.push_back(std::move(list));
  }
  all.push_back({"refused", std::move(refused)});
  return all;
}

std::vector<std::string> not_in_policy() {
  std::vector<std::string> all;
  for (const auto& group : fargate::kRefusals)
    for (const auto& row : group)
      if (!row.not_in_policy.empty())
        all.push_back(std::string(row.path[0]) + ": " + std::string(row.not_in_policy) + ".");
  return all;
}

}  // namespace fargate_lint::policy
