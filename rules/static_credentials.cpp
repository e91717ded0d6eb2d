#include <string>
#include <string_view>

#include "kube/templates.hpp"
#include "lint/secrets.hpp"
#include "list.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

/// A value that somebody is to replace, or that Kubernetes takes from another variable.
bool is_placeholder(std::string_view text) {
  return kube::holds_template(text) || (text.starts_with('<') && text.ends_with('>'));
}

void check(const PodContext& pod, FindingSink& out) {
  for (const auto& container : pod.pod.containers) {
    for (const auto variable : container.node["env"].items()) {
      const auto value = lint::find_literal_secret(variable);
      if (!value.is_string() || is_placeholder(value.text())) continue;
      out.add(variable["name"], say("{} is set in plain text", quote(lint::kSecretVariable)))
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
        .summary = "AWS secret access key in a manifest",
        .why = "The key works on Fargate, but anyone who can read the manifest, the Pod or the "
               "repository's history can use it until it is revoked.",
        .fix = "revoke the key, remove it, and give the Pod's ServiceAccount an IAM role "
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
