#include "support/network_policies.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.hpp"
#include "kube/fields.hpp"

namespace fargate_lint::rules {
namespace {

using kube::LabelSelector;
using Operator = LabelSelector::Operator;

/// A list that is absent or empty says nothing.
bool is_empty(yaml::Node list) {
  return list.size() == 0;
}

bool holds_text(yaml::Node list, std::string_view text) {
  for (const auto item : list.items())
    if (kube::text_of(item) == text) return true;
  return false;
}

template <typename Is>
bool any_item(yaml::Node list, Is is) {
  for (const auto item : list.items())
    if (is(item)) return true;
  return false;
}

// ---- Kubernetes, and Amazon's VPC CNI ----

/// The fields of a direction.
struct Direction {
  std::string_view type;   ///< in `policyTypes` or `types`
  std::string_view rules;  ///< "ingress"
  std::string_view peers;  ///< "from"
  std::string_view peer;   ///< of Calico: "source"
};
constexpr std::array kDirections = {Direction{"Ingress", "ingress", "from", "source"},
                                    Direction{"Egress", "egress", "to", "destination"}};

/// Ingress always counts and egress where there are rules, unless `policyTypes` says which do.
bool counts(yaml::Node spec, const Direction& direction) {
  const auto types = spec["policyTypes"];
  if (!is_empty(types)) return holds_text(types, direction.type);
  return &direction == &kDirections.front() || !is_empty(spec[direction.rules]);
}

bool allows_all(yaml::Node spec, const Direction& direction) {
  return any_item(spec[direction.rules], [&](yaml::Node rule) {
    return is_empty(rule[direction.peers]) && is_empty(rule["ports"]);
  });
}

void read_kubernetes(const kube::Object& policy, std::vector<PolicyScope>& scopes) {
  const auto spec = policy.spec();
  if (!spec.is_mapping()) return;
  const bool restricts = std::ranges::any_of(kDirections, [spec](const Direction& direction) {
    return counts(spec, direction) && !allows_all(spec, direction);
  });
  const auto field = spec["podSelector"];
  // A policy without a selector selects all pods of its namespace.
  auto selector = kube::is_absent(field) ? LabelSelector() : LabelSelector::parse(field);
  if (restricts && selector) scopes.push_back({field, *std::move(selector), {}});
}

// ---- the policy API (AdminNetworkPolicy) ----

bool denies(yaml::Node rules) {
  return any_item(rules, [](yaml::Node rule) { return kube::text_of(rule["action"]) == "Deny"; });
}

void read_admin(const kube::Object& policy, std::vector<PolicyScope>& scopes) {
  const auto spec = policy.spec();
  if (!denies(spec["ingress"]) && !denies(spec["egress"])) return;
  const auto subject = spec["subject"];
  const auto pods = subject["pods"];
  const auto spaces =
      LabelSelector::parse(pods ? pods["namespaceSelector"] : subject["namespaces"]);
  const auto selector = pods ? LabelSelector::parse(pods["podSelector"]) : LabelSelector();
  if (spaces && selector) scopes.push_back({subject, *selector, NamespaceScope{{}, *spaces}});
}

// ---- Cilium ----

/// Without the source of a label, which is `k8s` for all labels of pods.
std::string_view without_source(std::string_view key) {
  for (const std::string_view source : {"k8s:", "k8s.", "any:", "any."})
    if (key.starts_with(source)) return key.substr(source.size());
  return key;
}

/// Splits what Cilium asks of a pod's labels from what it asks of its namespace.
void split(LabelSelector asked, PolicyScope& scope) {
  constexpr std::string_view kNamespace = "io.kubernetes.pod.namespace";
  constexpr std::string_view kLabels = "io.cilium.k8s.namespace.labels.";
  scope.namespaces.emplace();
  for (auto& requirement : asked.requirements) {
    requirement.key = without_source(requirement.key);
    auto* part = &scope.pods;
    if (requirement.key == kNamespace) part = &scope.namespaces->by_name;
    if (requirement.key.starts_with(kLabels)) {
      requirement.key.remove_prefix(kLabels.size());
      part = &scope.namespaces->by_label;
    }
    part->requirements.push_back(std::move(requirement));
  }
}

/// Rules put a pod into default deny, unless the policy says otherwise or a rule allows all
/// (https://docs.cilium.io/en/stable/security/policy/intro/).
bool restricts(yaml::Node rule, std::string_view direction, std::string_view entities) {
  if (!is_empty(rule[std::string(direction) + "Deny"])) return true;
  const auto allowed = rule[direction];
  if (is_empty(allowed) || rule["enableDefaultDeny"][direction].is_false()) return false;
  return !any_item(allowed, [entities](yaml::Node item) {
    return holds_text(item[entities], "all") && is_empty(item["toPorts"]) &&
           is_empty(item["icmps"]);
  });
}

void read_cilium_rule(const kube::Object& policy, yaml::Node rule,
                      std::vector<PolicyScope>& scopes) {
  if (!restricts(rule, "ingress", "fromEntities") && !restricts(rule, "egress", "toEntities"))
    return;
  const auto field = rule["endpointSelector"];
  auto selector = LabelSelector::parse(field);
  if (!selector) return;  // it selects nodes
  PolicyScope scope;
  scope.where = field;
  split(*std::move(selector), scope);
  if (!policy.ns.empty()) scope.namespaces.reset();
  scopes.push_back(std::move(scope));
}

void read_cilium(const kube::Object& policy, std::vector<PolicyScope>& scopes) {
  read_cilium_rule(policy, policy.spec(), scopes);
  for (const auto rule : policy.node["specs"].items()) read_cilium_rule(policy, rule, scopes);
}

// ---- Calico ----

bool is_unconditional(yaml::Node rule) {
  for (const auto [key, value] : rule.entries())
    if (key.text() != "action" && key.text() != "metadata" && !kube::is_absent(value)) return false;
  return true;
}

/// The first rule that is for all traffic decides, unless one before it denies some.
bool allows_all_in_order(yaml::Node rules) {
  for (const auto rule : rules.items()) {
    const auto action = kube::text_of(rule["action"]);
    if (action == "Deny") return false;
    if (action != "Log" && is_unconditional(rule)) return true;
  }
  return false;
}

bool counts_in_calico(yaml::Node spec, const Direction& direction) {
  const auto types = spec["types"];
  if (!is_empty(types)) return holds_text(types, direction.type);
  if (!is_empty(spec[direction.rules])) return true;
  return &direction == &kDirections.front() && is_empty(spec[kDirections.back().rules]);
}

constexpr std::string_view kCalico = "projectcalico.org/";

/// Splits what Calico asks of a pod's labels from what it asks of its namespace; false if it asks
/// for what only Calico knows.
bool split_calico(LabelSelector asked, PolicyScope& scope) {
  for (auto& requirement : asked.requirements) {
    if (requirement.key == "projectcalico.org/orchestrator") continue;  // always Kubernetes
    const bool of_namespace = requirement.key == "projectcalico.org/namespace";
    if (requirement.key.starts_with(kCalico) && !of_namespace) return false;
    if (of_namespace && !scope.namespaces) continue;
    auto& part = of_namespace ? scope.namespaces->by_name : scope.pods;
    part.requirements.push_back(std::move(requirement));
  }
  return true;
}

std::optional<std::vector<NamespaceScope>> read_namespaces(std::string_view text) {
  const auto alternatives = read_calico_selector(text);
  if (!alternatives) return std::nullopt;
  std::vector<NamespaceScope> scopes;
  for (const auto& alternative : *alternatives) {
    auto& scope = scopes.emplace_back();
    for (const auto& requirement : alternative.requirements) {
      const bool is_name = requirement.key == "projectcalico.org/name";
      if (requirement.key.starts_with(kCalico) && !is_name) return std::nullopt;
      (is_name ? scope.by_name : scope.by_label).requirements.push_back(requirement);
    }
  }
  return scopes;
}

void read_calico(const kube::Object& policy, std::vector<PolicyScope>& scopes) {
  const auto spec = policy.spec();
  const bool restricts = std::ranges::any_of(kDirections, [spec](const Direction& direction) {
    return counts_in_calico(spec, direction) && !allows_all_in_order(spec[direction.rules]);
  });
  // Which pods have a ServiceAccount with some label, their own labels do not tell.
  if (!spec.is_mapping() || !restricts || !kube::text_of(spec["serviceAccountSelector"]).empty())
    return;
  const auto pods = read_calico_selector(kube::text_of(spec["selector"]));
  const bool whole_cluster = policy.ns.empty();
  const auto spaces =
      read_namespaces(whole_cluster ? kube::text_of(spec["namespaceSelector"]) : "");
  if (!pods || !spaces) return;
  constexpr std::size_t kMostScopes = 32;
  for (const auto& alternative : *pods)
    for (const auto& space : *spaces) {
      if (scopes.size() == kMostScopes) return;
      PolicyScope scope;
      scope.where = spec["selector"] ? spec["selector"] : spec["namespaceSelector"];
      if (whole_cluster) scope.namespaces = space;
      if (split_calico(alternative, scope)) scopes.push_back(std::move(scope));
    }
}

// ---- Calico's selectors ----

/// Reads a selector from its front.
class CalicoReader {
 public:
  explicit CalicoReader(std::string_view text) : text_(text) {}

  std::optional<std::vector<LabelSelector>> read() {
    constexpr std::size_t kMostAlternatives = 16;
    std::vector<LabelSelector> alternatives;
    if (is_at_end()) return std::vector(1, LabelSelector());
    do {
      auto selector = read_all();
      if (!selector || alternatives.size() == kMostAlternatives) return std::nullopt;
      alternatives.push_back(*std::move(selector));
    } while (take("||"));
    if (!is_at_end()) return std::nullopt;
    return alternatives;
  }

 private:
  /// Comparisons that `&&` joins.
  std::optional<LabelSelector> read_all() {
    LabelSelector selector;
    do {
      if (take("all()")) continue;
      auto requirement = read_requirement();
      if (!requirement) return std::nullopt;
      selector.requirements.push_back(*std::move(requirement));
    } while (take("&&"));
    return selector;
  }

  std::optional<LabelSelector::Requirement> read_requirement() {
    LabelSelector::Requirement requirement;
    const bool negated = take("!");
    if (take("has(")) {
      requirement.key = take_name();
      requirement.op = negated ? Operator::does_not_exist : Operator::exists;
      if (requirement.key.empty() || !take(")")) return std::nullopt;
      return requirement;
    }
    requirement.key = take_name();
    if (negated || requirement.key.empty()) return std::nullopt;
    if (!read_comparison(requirement)) return std::nullopt;
    return requirement;
  }

  bool read_comparison(LabelSelector::Requirement& requirement) {
    const bool equals = take("==");
    const bool differs = !equals && take("!=");
    if (equals || differs) {
      requirement.op = equals ? Operator::in : Operator::not_in;
      return take_value(requirement.values);
    }
    const bool negated = take_word("not");
    if (!take_word("in") || !take("{")) return false;
    requirement.op = negated ? Operator::not_in : Operator::in;
    do {
      if (!take_value(requirement.values)) return false;
    } while (take(","));
    return take("}");
  }

  void skip_space() {
    while (!text_.empty() && (text_.front() == ' ' || text_.front() == '\t' ||
                              text_.front() == '\n' || text_.front() == '\r'))
      text_.remove_prefix(1);
  }
  bool is_at_end() {
    skip_space();
    return text_.empty();
  }
  bool take(std::string_view token) {
    skip_space();
    if (!text_.starts_with(token)) return false;
    text_.remove_prefix(token.size());
    return true;
  }
  bool take_word(std::string_view word) {
    skip_space();
    const auto end = name_end();
    if (text_.substr(0, end) != word) return false;
    text_.remove_prefix(end);
    return true;
  }
  std::size_t name_end() const {
    const auto is_of_name = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
             c == '_' || c == '.' || c == '/' || c == '-';
    };
    return static_cast<std::size_t>(std::ranges::find_if_not(text_, is_of_name) - text_.begin());
  }
  std::string_view take_name() {
    skip_space();
    const auto name = text_.substr(0, name_end());
    text_.remove_prefix(name.size());
    return name;
  }
  bool take_value(std::vector<std::string_view>& values) {
    skip_space();
    if (text_.empty() || (text_.front() != '\'' && text_.front() != '"')) return false;
    const auto end = text_.find(text_.front(), 1);
    if (end == std::string_view::npos) return false;
    values.push_back(text_.substr(1, end - 1));
    text_.remove_prefix(end + 1);
    return true;
  }

  std::string_view text_;
};

/// A kind of policy, and how it is read.
struct Reader {
  const kube::Kind* kind;
  void (*read)(const kube::Object&, std::vector<PolicyScope>&);
};
constexpr std::array kReaders = {
    Reader{&kube::kinds::network_policy, read_kubernetes},
    Reader{&kube::kinds::application_network_policy, read_kubernetes},
    Reader{&kube::kinds::admin_network_policy, read_admin},
    Reader{&kube::kinds::baseline_admin_network_policy, read_admin},
    Reader{&kube::kinds::cilium_network_policy, read_cilium},
    Reader{&kube::kinds::cilium_clusterwide_network_policy, read_cilium},
    Reader{&kube::kinds::calico_network_policy, read_calico},
    Reader{&kube::kinds::global_network_policy, read_calico},
};
constexpr auto kKinds = [] {
  std::array<const kube::Kind*, kReaders.size()> kinds{};
  for (std::size_t i = 0; i < kinds.size(); ++i) kinds[i] = kReaders[i].kind;
  return kinds;
}();

}  // namespace

std::span<const kube::Kind* const> network_policy_kinds() {
  return kKinds;
}

std::vector<PolicyScope> read_policy(const kube::Kind& kind, const kube::Object& policy) {
  std::vector<PolicyScope> scopes;
  for (const auto& reader : kReaders)
    if (reader.kind == &kind) reader.read(policy, scopes);
  return scopes;
}

std::optional<std::vector<LabelSelector>> read_calico_selector(std::string_view text) {
  return CalicoReader(text).read();
}

}  // namespace fargate_lint::rules
