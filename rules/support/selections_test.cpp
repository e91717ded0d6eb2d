#include "support/selections.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <utility>

#include "lint/judge.hpp"
#include "lint/testing.hpp"
#include "list.hpp"

namespace fargate_lint::rules {
namespace {

/// The findings of one rule: severities, with the notes that say what is not known.
std::string findings_of(const Rule& rule, std::string_view manifests, bool complete) {
  lint::testing::Input input;
  input.reading.inventory.set_complete(complete);
  lint::testing::add(input, manifests, "input.yaml");
  input.reading.inventory.index();
  const Rule* const rules[] = {&rule};
  std::string text;
  for (const auto& finding : lint::testing::judge(std::move(input), rules).findings) {
    text += std::string(to_string(finding.severity)) + "\n";
    for (const auto& note : finding.notes) text += "  " + note + "\n";
  }
  return text;
}

constexpr std::string_view kPod = R"(
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  template:
    metadata:
      labels: {app: web}
      annotations: {linkerd.io/inject: enabled}
    spec:
      serviceAccountName: web
      containers: [{name: app, image: app}]
---
)";

/// A fact that the input does not hold: open, unless the input is declared to be everything.
struct Row {
  const char* name;
  const Rule* rule;
  std::string_view manifest;
  std::string open;
  std::string complete;
};

const Row kRows[] = {
    {"a mesh's webhook", &mesh_injection, "",
     "warning\n  undecided: no webhook of Linkerd that selects the pod is in the input\n", ""},
    {"an autoscaler", &pdb_blocks_patching,
     "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: b, namespace: shop}\n"
     "spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}\n",
     "info\n  undecided: `replicas` is not written, and nothing in the input scales it\n",
     "warning\n"},
    {"an autoscaler of a single replica", &single_replica, "",
     "info\n  undecided: `replicas` is not written; nothing in the input scales it\n", "info\n"},
    {"a ServiceAccount", &security_group_policy,
     "apiVersion: vpcresources.k8s.aws/v1beta1\nkind: SecurityGroupPolicy\n"
     "metadata: {name: p, namespace: shop}\n"
     "spec: {serviceAccountSelector: {matchLabels: {a: b}}, securityGroups: {groupIds: "
     "[sg-01234567]}}\n",
     "info\n  undecided: ServiceAccount `web`, whose labels decide, is not in the input\n", ""},
    {"a Service", &alb_target_type,
     "apiVersion: networking.k8s.io/v1\nkind: Ingress\n"
     "metadata: {name: i, namespace: shop, annotations: {kubernetes.io/ingress.class: alb, "
     "alb.ingress.kubernetes.io/target-type: instance}}\n"
     "spec: {defaultBackend: {service: {name: web}}}\n",
     "info\n  undecided: Service `web`, which selects the pods, is not in the input\n", ""},
    {"an IngressClass", &alb_target_type,
     "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: i, namespace: shop}\n"
     "spec: {ingressClassName: alb, defaultBackend: {service: {name: web}}}\n"
     "---\napiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\n"
     "spec: {selector: {app: web}}\n",
     "warning\n  undecided: IngressClass `alb` is not in the input\n  undecided: the controller's "
     "`--default-target-type` is not in the input; it defaults to `instance`\n",
     ""},
    {"a Gateway's configuration", &target_group_binding,
     "apiVersion: gateway.networking.k8s.io/v1\nkind: GatewayClass\nmetadata: {name: c}\n"
     "spec: {controllerName: gateway.k8s.aws/alb}\n"
     "---\napiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\n"
     "metadata: {name: g, namespace: shop}\n"
     "spec: {gatewayClassName: c, infrastructure: {parametersRef: {name: l}}}\n"
     "---\napiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\n"
     "metadata: {name: r, namespace: shop}\n"
     "spec: {parentRefs: [{name: g}], rules: [{backendRefs: [{name: web}]}]}\n"
     "---\napiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\n"
     "spec: {selector: {app: web}}\n",
     "info\n  undecided: LoadBalancerConfiguration `l` is not in the input\n", "warning\n"},
};

TEST_CASE("selections: what is not in the input is open, unless the input is everything") {
  for (const auto& row : kRows) {
    CAPTURE(row.name);
    const auto manifests = std::string(kPod) + std::string(row.manifest);
    CHECK(findings_of(*row.rule, manifests, false) == row.open);
    CHECK(findings_of(*row.rule, manifests, true) == row.complete);
  }
}

/// On a pod of which it is not known that it lands on Fargate nothing is an error.
TEST_CASE("selections: an undecided pod makes an error a warning that says why") {
  constexpr std::string_view kProfiles = R"(
apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: c, region: r}
fargateProfiles: [{name: p, selectors: [{namespace: shop, labels: {pod-template-hash: b*}}]}]
---
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata: {name: linkerd}
webhooks: [{name: linkerd-proxy-injector.linkerd.io}]
---
)";
  const auto with_profile = std::string(kProfiles) + std::string(kPod);
  const std::string found = findings_of(mesh_injection, with_profile, false);
  CHECK(found.starts_with("warning\n  undecided: whether `Deployment/web` lands on Fargate: "));
}

}  // namespace
}  // namespace fargate_lint::rules
