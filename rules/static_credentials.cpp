#include <string>
#include <string_view>

#include "list.hpp"
#include "support/templates.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

constexpr std::string_view kVariable = "AWS_SECRET_ACCESS_KEY";

/// A value that somebody is to replace, or that Kubernetes takes from another variable.
bool is_placeholder(std::string_view text) {
  return holds_template(text) || (text.starts_with('<') && text.ends_with('>'));
}

/// The place of the variable's name, with the secret blotted out where it stands on the same line:
/// the report shows that line, and goes to logs and pull requests.
lint::Location blotted(yaml::Node variable) {
  const yaml::Node name = variable["name"];
  lint::Location where = fargate::locate_field(name);
  const std::string_view secret = variable["value"].text();
  const bool same_line = variable["value"].position().line == name.position().line;
  if (!same_line) return where;
  auto at = where.line_text.find(secret);
  // Written with escapes it is not found as it is: then the line is not shown at all.
  if (at == std::string::npos) {
    where.line_text.clear();
    return where;
  }
  for (; at != std::string::npos; at = where.line_text.find(secret, at)) {
    where.line_text.replace(at, secret.size(), std::string(secret.size(), '*'));
  }
  return where;
}

void check(const PodContext& pod, FindingSink& out) {
  for (const kube::Container& container : pod.pod.containers) {
    for (const yaml::Node variable : container.node["env"].items()) {
      if (variable["name"].text() != kVariable) continue;
      const yaml::Node value = variable["value"];
      if (!value.is_string() || value.text().empty() || is_placeholder(value.text())) continue;
      out.add(blotted(variable), quote(kVariable) + " stands in the manifest for all to read")
          .container(container.name);
    }
  }
}

}  // namespace

constinit const Rule static_credentials = define(
    {
        .id = "FG307",
        .name = "static-credentials",
        .severity = Severity::warning,
        .since = "0.1.0",
        .summary = "an AWS secret key is written into the manifest",
        .why = "The key works, on Fargate too, but everybody who can read the manifest, the pod or "
               "the repository's history can use it until somebody revokes it.",
        .fix = "revoke the key, remove it, and give the pod's ServiceAccount an IAM role "
               "(`eks.amazonaws.com/role-arn`)",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/"
                "iam-roles-for-service-accounts.html",
        .fires = R"(apiVersion: v1
kind: Pod
metadata:
  name: report
spec:
  containers:
    - name: app
      image: example.com/report:1
      env:
        - name: AWS_ACCESS_KEY_ID
          value: AKIAIOSFODNN7EXAMPLE
        - name: AWS_SECRET_ACCESS_KEY
          value: wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
)",
        .silent = R"(apiVersion: v1
kind: Pod
metadata:
  name: report
spec:
  containers:
    - name: app
      image: example.com/report:1
      env:
        - name: AWS_SECRET_ACCESS_KEY
          valueFrom:
            secretKeyRef:
              name: report
              key: aws-secret-access-key
)",
        .security_severity = "7.5",
    },
    check);

}  // namespace fargate_lint::rules
