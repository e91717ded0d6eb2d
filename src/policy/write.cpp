#include "policy/write.hpp"

#include <yaml-cpp/emitter.h>
#include <yaml-cpp/emittermanip.h>

#include <algorithm>
#include <memory>
#include <string_view>

#include "base/text.hpp"

namespace fargate_lint::policy {
namespace {

using YAML::BeginMap;
using YAML::BeginSeq;
using YAML::EndMap;
using YAML::EndSeq;
using YAML::Key;
using YAML::Value;

constexpr std::size_t kColumns = 96;

/// Comments of one paragraph each, broken into lines.
std::string comment_of(const std::vector<std::string>& paragraphs) {
  std::string text;
  for (const auto& paragraph : paragraphs) {
    std::size_t column = 0;
    for (std::size_t i = 0; i < paragraph.size();) {
      const auto end = std::min(paragraph.find(' ', i), paragraph.size());
      if (column > 0 && column + 1 + (end - i) > kColumns) column = 0;
      text += column > 0 ? " " : text.empty() ? "# " : "\n# ";
      text.append(paragraph, i, end - i);
      column += (column > 0 ? 1 : 0) + (end - i);
      i = end + 1;
    }
  }
  return text.empty() ? text : text + "\n";
}

/// Writes a set in one format: a document for each object.
class Writer {
 public:
  Writer(const PolicySet& set, const Request& request) : set_(set), request_(request) {}

  void vap();
  void kyverno();
  void gatekeeper();
  void config_map();
  std::string take() { return std::move(text_); }

 private:
  void begin(const std::vector<std::string>& comments);
  void end();
  void text(const char* key, const std::string& value);
  void field(const char* key, std::string_view value);
  void scalar(std::string_view value);
  void expressions(const char* key, const std::vector<Named>& named);
  void head(const char* api_version, const char* kind, const std::string& name);
  void resource_rules(const Policy& policy);
  void namespaces(const char* key);
  void validations(const Policy& policy);
  void action(const Policy& policy);
  void vap_policy(const Policy& policy);
  void vap_binding(const Policy& policy);
  void template_of(const Policy& policy);
  void constraint_of(const Policy& policy);

  const PolicySet& set_;
  const Request& request_;
  std::unique_ptr<YAML::Emitter> out_;  ///< of the document that is being written
  std::string text_;
};

std::string_view to_string(Action action) {
  switch (action) {
    case Action::deny: return "Deny";
    case Action::warn: return "Warn";
    case Action::audit: return "Audit";
  }
  return "";
}

void Writer::begin(const std::vector<std::string>& comments) {
  if (!text_.empty()) text_ += "---\n";
  text_ += comment_of(comments);
  out_ = std::make_unique<YAML::Emitter>();
  out_->SetIndent(2);
}

void Writer::end() {
  text_ += out_->c_str();
  text_ += '\n';
  out_.reset();
}

/// Whether YAML takes the text as it is for a string, and not for a number or the like.
bool is_plain(std::string_view text) {
  constexpr std::string_view kWords[] = {"true", "false", "yes", "no", "on",
                                         "off",  "null",  "y",   "n"};
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const auto is_harmless = [&](char c) {
    constexpr std::string_view kOthers = "0123456789._-/ +()=";
    return is_letter(c) || kOthers.find(c) != std::string_view::npos;
  };
  return !text.empty() && is_letter(text.front()) && text.back() != ' ' &&
         std::ranges::all_of(text, is_harmless) &&
         std::ranges::find(kWords, lowered(text)) == std::end(kWords);
}

/// CEL is full of quotes: a block needs none of YAML's around them.
void Writer::text(const char* key, const std::string& value) {
  *out_ << Key << key << Value;
  if (is_plain(value))
    *out_ << value;
  else
    *out_ << YAML::Literal << value;
}

void Writer::field(const char* key, std::string_view value) {
  *out_ << Key << key << Value;
  scalar(value);
}

void Writer::scalar(std::string_view value) {
  if (!is_plain(value)) *out_ << YAML::DoubleQuoted;
  *out_ << std::string(value);
}

void Writer::expressions(const char* key, const std::vector<Named>& named) {
  *out_ << Key << key << Value << BeginSeq;
  for (const auto& one : named) {
    *out_ << BeginMap;
    field("name", one.name);
    text("expression", one.expression);
    *out_ << EndMap;
  }
  *out_ << EndSeq;
}

void Writer::head(const char* api_version, const char* kind, const std::string& name) {
  *out_ << Key << "apiVersion" << Value << api_version << Key << "kind" << Value << kind;
  *out_ << Key << "metadata" << Value << BeginMap;
  field("name", name);
  *out_ << EndMap;
}

void Writer::resource_rules(const Policy& policy) {
  *out_ << Key << "resourceRules" << Value << BeginSeq;
  for (std::size_t i = 0; i < policy.resources.size();) {
    const auto group = policy.resources[i].group;
    *out_ << BeginMap << Key << "apiGroups" << Value << YAML::Flow << BeginSeq << YAML::DoubleQuoted
          << std::string(group) << EndSeq;
    *out_ << Key << "apiVersions" << Value << YAML::Flow << BeginSeq << "v1" << EndSeq;
    *out_ << Key << "operations" << Value << YAML::Flow << BeginSeq << "CREATE";
    if (policy.on_update) *out_ << "UPDATE";
    *out_ << EndSeq << Key << "resources" << Value << YAML::Flow << BeginSeq;
    for (; i < policy.resources.size() && policy.resources[i].group == group; ++i)
      *out_ << std::string(policy.resources[i].name);
    *out_ << EndSeq << EndMap;
  }
  *out_ << EndSeq;
}

/// Namespaces with the label are exempt.
void Writer::namespaces(const char* key) {
  *out_ << Key << key << Value << BeginMap << Key << "matchExpressions" << Value << BeginSeq
        << BeginMap;
  field("key", request_.exempt_key);
  *out_ << Key << "operator" << Value << "NotIn";
  *out_ << Key << "values" << Value << YAML::Flow << BeginSeq;
  scalar(request_.exempt_value);
  *out_ << EndSeq << EndMap << EndSeq << EndMap;
}

void Writer::validations(const Policy& policy) {
  *out_ << Key << "validations" << Value << BeginSeq << BeginMap;
  text("expression", policy.validation);
  text("messageExpression", policy.message_expression);
  field("message", policy.message);
  *out_ << EndMap << EndSeq;
}

void Writer::action(const Policy& policy) {
  *out_ << Key << "validationActions" << Value << YAML::Flow << BeginSeq
        << std::string(to_string(policy.action)) << EndSeq;
}

void Writer::vap_policy(const Policy& policy) {
  begin(policy.comments);
  *out_ << BeginMap;
  head("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy", policy.name);
  *out_ << Key << "spec" << Value << BeginMap;
  // What cannot be evaluated is admitted: the policy is a help, and no wall.
  field("failurePolicy", "Ignore");
  if (policy.params) {
    *out_ << Key << "paramKind" << Value << BeginMap;
    *out_ << Key << "apiVersion" << Value << "v1";
    field("kind", "ConfigMap");
    *out_ << EndMap;
  }
  *out_ << Key << "matchConstraints" << Value << BeginMap;
  resource_rules(policy);
  *out_ << EndMap;
  expressions("matchConditions", policy.conditions);
  expressions("variables", policy.variables);
  *out_ << Key << "validations" << Value << BeginSeq << BeginMap;
  text("expression", policy.validation);
  text("messageExpression", policy.message_expression);
  field("message", policy.message);
  field("reason", "Forbidden");
  *out_ << EndMap << EndSeq << EndMap << EndMap;
  end();
}

void Writer::vap_binding(const Policy& policy) {
  begin({});
  *out_ << BeginMap;
  head("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicyBinding", policy.name);
  *out_ << Key << "spec" << Value << BeginMap;
  field("policyName", policy.name);
  action(policy);
  if (policy.params) {
    *out_ << Key << "paramRef" << Value << BeginMap;
    field("name", set_.config_map);
    field("namespace", kParamsNamespace);
    field("parameterNotFoundAction", "Allow");
    *out_ << EndMap;
  }
  *out_ << Key << "matchResources" << Value << BeginMap;
  namespaces("namespaceSelector");
  *out_ << EndMap << EndMap << EndMap;
  end();
}

void Writer::vap() {
  for (const auto& policy : set_.policies) {
    vap_policy(policy);
    vap_binding(policy);
  }
}

void Writer::config_map() {
  if (set_.config_map.empty()) return;
  begin(
      {"A line for each selector: the profile, then RE2 expressions: one for the namespace, and "
       "one for each label as KEY=VALUE. A change takes effect within a second."});
  *out_ << BeginMap;
  *out_ << Key << "apiVersion" << Value << "v1";
  field("kind", "ConfigMap");
  *out_ << Key << "metadata" << Value << BeginMap;
  field("name", set_.config_map);
  field("namespace", kParamsNamespace);
  *out_ << EndMap << Key << "data" << Value << BeginMap << Key << std::string(kParamsKey) << Value;
  std::string lines;
  for (const auto& line : set_.param_lines) lines += (lines.empty() ? "" : "\n") + line;
  // A block text, even if it is empty.
  *out_ << YAML::Literal << (lines.empty() ? "# no selector is known" : lines);
  *out_ << EndMap << EndMap;
  end();
}

void Writer::kyverno() {
  for (const auto& policy : set_.policies) {
    begin(policy.comments);
    *out_ << BeginMap;
    head("policies.kyverno.io/v1", "ValidatingPolicy", policy.name);
    *out_ << Key << "spec" << Value << BeginMap;
    action(policy);
    field("failurePolicy", "Ignore");
    // The policy on workloads is a policy of its own.
    *out_ << Key << "autogen" << Value << BeginMap << Key << "podControllers" << Value << BeginMap
          << Key << "controllers" << Value << YAML::Flow << BeginSeq << EndSeq << EndMap << EndMap;
    *out_ << Key << "matchConstraints" << Value << BeginMap;
    namespaces("namespaceSelector");
    resource_rules(policy);
    *out_ << EndMap;
    expressions("matchConditions", policy.conditions);
    expressions("variables", policy.variables);
    validations(policy);
    *out_ << EndMap << EndMap;
    end();
  }
}

/// "FargateLintPods" of "fargate-lint-pods", as a kind of a constraint is named.
std::string kind_of(const std::string& name) {
  std::string kind;
  bool upper = true;
  for (const char c : name) {
    if (c == '-' || c == '.') {
      upper = true;
      continue;
    }
    kind += upper && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    upper = false;
  }
  return kind;
}

void Writer::template_of(const Policy& policy) {
  const auto kind = kind_of(policy.name);
  begin(policy.comments);
  *out_ << BeginMap;
  head("templates.gatekeeper.sh/v1", "ConstraintTemplate", lowered(kind));
  *out_ << Key << "spec" << Value << BeginMap << Key << "crd" << Value << BeginMap << Key << "spec"
        << Value << BeginMap << Key << "names" << Value << BeginMap;
  field("kind", kind);
  *out_ << EndMap << EndMap << EndMap;
  *out_ << Key << "targets" << Value << BeginSeq << BeginMap;
  field("target", "admission.k8s.gatekeeper.sh");
  *out_ << Key << "code" << Value << BeginSeq << BeginMap;
  field("engine", "K8sNativeValidation");
  *out_ << Key << "source" << Value << BeginMap;
  field("failurePolicy", "Ignore");
  // Not in the plural: open-policy-agent/gatekeeper pkg/drivers/k8scel/schema/schema.go.
  expressions("matchCondition", policy.conditions);
  expressions("variables", policy.variables);
  validations(policy);
  *out_ << EndMap << EndMap << EndSeq << EndMap << EndSeq << EndMap << EndMap;
  end();
}

/// What Gatekeeper calls the actions.
std::string_view enforcement(Action action) {
  switch (action) {
    case Action::deny: return "deny";
    case Action::warn: return "warn";
    case Action::audit: return "dryrun";
  }
  return "";
}

/// The kind of a resource: "deployments" is Deployment.
std::string_view kind_of_resource(std::string_view resource) {
  struct Row {
    std::string_view resource;
    std::string_view kind;
  };
  constexpr Row kRows[] = {{"pods", "Pod"},
                           {"replicationcontrollers", "ReplicationController"},
                           {"deployments", "Deployment"},
                           {"replicasets", "ReplicaSet"},
                           {"statefulsets", "StatefulSet"},
                           {"cronjobs", "CronJob"},
                           {"jobs", "Job"}};
  for (const auto& row : kRows)
    if (row.resource == resource) return row.kind;
  return {};
}

void Writer::constraint_of(const Policy& policy) {
  begin({});
  *out_ << BeginMap;
  field("apiVersion", "constraints.gatekeeper.sh/v1beta1");
  field("kind", kind_of(policy.name));
  *out_ << Key << "metadata" << Value << BeginMap;
  field("name", policy.name);
  *out_ << EndMap << Key << "spec" << Value << BeginMap;
  field("enforcementAction", enforcement(policy.action));
  *out_ << Key << "match" << Value << BeginMap << Key << "kinds" << Value << BeginSeq;
  for (std::size_t i = 0; i < policy.resources.size();) {
    const auto group = policy.resources[i].group;
    *out_ << BeginMap << Key << "apiGroups" << Value << YAML::Flow << BeginSeq << YAML::DoubleQuoted
          << std::string(group) << EndSeq;
    *out_ << Key << "kinds" << Value << YAML::Flow << BeginSeq;
    for (; i < policy.resources.size() && policy.resources[i].group == group; ++i)
      *out_ << std::string(kind_of_resource(policy.resources[i].name));
    *out_ << EndSeq << EndMap;
  }
  *out_ << EndSeq;
  namespaces("namespaceSelector");
  *out_ << EndMap << EndMap << EndMap;
  end();
}

void Writer::gatekeeper() {
  for (const auto& policy : set_.policies) {
    template_of(policy);
    constraint_of(policy);
  }
}

}  // namespace

std::string write(const PolicySet& set, const Request& request, Format format,
                  const std::vector<std::string>& header) {
  Writer writer(set, request);
  writer.config_map();
  switch (format) {
    case Format::vap: writer.vap(); break;
    case Format::kyverno: writer.kyverno(); break;
    case Format::gatekeeper: writer.gatekeeper(); break;
  }
  auto comments = comment_of(header);
  if (!comments.empty()) comments += "---\n";
  return comments + writer.take();
}

}  // namespace fargate_lint::policy
