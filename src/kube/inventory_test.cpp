#include "kube/inventory.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "kube/testing.hpp"

namespace fargate_lint::kube {
namespace {

using testing::inventory_of;

constexpr std::string_view kShop = R"(apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: shop}
spec: {template: {spec: {containers: [{name: app}]}}}
---
apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: ServiceAccount
    metadata: {name: api, namespace: shop, labels: {copy: first}}
  - apiVersion: v1
    kind: ServiceAccount
    metadata: {name: api, namespace: admin}
  - apiVersion: v1
    kind: Pod
    metadata: {name: api}
    spec: {containers: [{name: app}]}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: api, namespace: shop, labels: {copy: last}}
---
apiVersion: serving.knative.dev/v1
kind: Service
metadata: {name: api, namespace: shop}
---
apiVersion: apps.openshift.io/v1
kind: Deployment
metadata: {name: other, namespace: shop}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: aws-logging, namespace: aws-observability}
)";

TEST_CASE("inventory: finds an object by kind, namespace and name") {
  const auto inventory = inventory_of(kShop);
  struct Row {
    std::string kind, ns, name;
    bool found;
  };
  const std::vector<Row> rows = {
      {"Namespace", "", "shop", true},
      {"Namespace", "shop", "shop", false},
      {"Deployment", "shop", "api", true},
      {"Deployment", "shop", "ap", false},
      {"Deployment", "sho", "papi", false},
      {"Deployment", "api", "shop", false},
      {"Deployment", "", "api", false},
      {"ServiceAccount", "admin", "api", true},
      {"ServiceAccount", "other", "api", false},
      {"Pod", "default", "api", true},
      {"ConfigMap", "aws-observability", "aws-logging", true},
      {"Secret", "shop", "api", false},
      {"", "", "", false},
  };
  for (const auto& row : rows) {
    CAPTURE(row.kind);
    CAPTURE(row.ns);
    CAPTURE(row.name);
    const auto* object = inventory.find_referred(row.kind, row.ns, row.name);
    REQUIRE((object != nullptr) == row.found);
    if (object == nullptr) continue;
    CHECK(object->kind == row.kind);
    CHECK(object->ns == row.ns);
    CHECK(object->name == row.name);
  }
}

TEST_CASE("inventory: who names nobody finds no object without a name") {
  const auto inventory = inventory_of(R"(apiVersion: v1
kind: ServiceAccount
metadata: {namespace: shop}
---
apiVersion: batch/v1
kind: Job
metadata: {generateName: a-, namespace: shop}
spec: {template: {spec: {containers: [{name: app}]}}}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: a, namespace: shop}
spec: {scaleTargetRef: {kind: Job}}
)");
  CHECK(inventory.find(kinds::service_account, "shop", "") == nullptr);
  CHECK(inventory.autoscaler_of(*inventory.of_kind(kinds::job)[0]) == nullptr);
}

TEST_CASE("inventory: of objects of one name that differ none is found without an asker") {
  const auto inventory = inventory_of(kShop);
  CHECK(inventory.find(kinds::service_account, "shop", "api") == nullptr);
  CHECK(inventory.is_ambiguous(kinds::service_account, "shop", "api"));
  CHECK(inventory.find(kinds::service_account, "admin", "api") != nullptr);
  CHECK_FALSE(inventory.is_ambiguous(kinds::service_account, "admin", "api"));
  CHECK_FALSE(inventory.is_ambiguous(kinds::service_account, "shop", "other"));
}

TEST_CASE("inventory: of objects of one name the nearest to the asker is meant") {
  const auto account = [](std::string path, std::string_view tier) {
    return testing::File{std::move(path),
                         "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: api, labels: "
                         "{tier: " +
                             std::string(tier) + "}}\n"};
  };
  const auto pod = [](std::string path) {
    return testing::File{std::move(path),
                         "apiVersion: v1\nkind: Pod\nmetadata: {name: api}\n"
                         "spec: {containers: [{name: c}]}\n"};
  };
  const auto inventory = testing::inventory_of_files(
      {account("dev/a.yaml", "dev"), account("prod/app/a.yaml", "prod"),
       account("prod-2/a.yaml", "prod-2"), account("twice/x/a.yaml", "x"),
       account("twice/y/a.yaml", "y"), account("same/x/a.yaml", "one"),
       account("same/y/a.yaml", "one"), pod("dev/pod.yaml"), pod("prod/web/deep/pod.yaml"),
       pod("twice/x/pod.yaml"), pod("twice/pod.yaml"), pod("same/pod.yaml"), pod("other/pod.yaml"),
       pod("pod.yaml"), pod("prod/pod.yaml"), pod("zzz.yaml")});
  std::string told;
  for (const auto* asker : inventory.of_kind(kinds::pod)) {
    const auto* found = inventory.find(kinds::service_account, "default", "api", *asker);
    told += asker->path().str() + ": " +
            (found == nullptr ? "none" : std::string(found->labels()["tier"].text())) + "\n";
  }
  CHECK(told ==
        "dev/pod.yaml: dev\nprod/web/deep/pod.yaml: prod\ntwice/x/pod.yaml: x\n"
        "twice/pod.yaml: none\nsame/pod.yaml: one\nother/pod.yaml: none\npod.yaml: none\n"
        "prod/pod.yaml: prod\nzzz.yaml: none\n");
}

Environment environment_of(const std::string& path) {
  if (path.starts_with("dev/")) return Environment{1};
  return path.starts_with("prod/") ? Environment{2} : Environment::shared;
}

TEST_CASE("inventory: who is of an environment sees its own objects, then those of all") {
  const auto account = [](const std::string& path, std::string_view name, std::string_view tier) {
    return testing::File{path,
                         "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: " +
                             std::string(name) + ", labels: {tier: " + std::string(tier) + "}}\n",
                         environment_of(path)};
  };
  const auto pod = [](const std::string& path) {
    return testing::File{path,
                         "apiVersion: v1\nkind: Pod\nmetadata: {name: api}\n"
                         "spec: {containers: [{name: c}]}\n",
                         environment_of(path)};
  };
  const auto inventory = testing::inventory_of_files(
      {account("dev/a.yaml", "own", "dev"), account("prod/a.yaml", "own", "prod"),
       account("base/a.yaml", "both", "base"), account("prod/b.yaml", "both", "prod"),
       account("dev/c.yaml", "dev-only", "dev"), account("base/d.yaml", "shared", "base"),
       pod("dev/pod.yaml"), pod("prod/pod.yaml"), pod("base/pod.yaml")});
  std::string told;
  for (const auto* asker : inventory.of_kind(kinds::pod)) {
    told += asker->path().str() + ":";
    for (const auto* name : {"own", "both", "dev-only", "shared"}) {
      const auto* found = inventory.find(kinds::service_account, "default", name, *asker);
      told += " " + (found == nullptr ? "none" : std::string(found->labels()["tier"].text()));
    }
    told += "\n";
  }
  CHECK(told ==
        "dev/pod.yaml: dev base dev base\n"
        "prod/pod.yaml: prod prod none base\n"
        "base/pod.yaml: none base dev base\n");
  CHECK(inventory.is_ambiguous(kinds::service_account, "default", "own"));
  CHECK_FALSE(inventory.is_ambiguous(kinds::service_account, "default", "own", Environment{1}));
  CHECK(inventory.has_any(kinds::service_account, {"default", Environment{1}}));
}

TEST_CASE("inventory: the nearest autoscaler scales a workload") {
  const std::string deployment =
      "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: api}\n"
      "spec: {template: {spec: {containers: [{name: c}]}}}\n";
  const auto scaler = [](std::string path, std::string_view name) {
    return testing::File{std::move(path),
                         "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: "
                         "{name: " +
                             std::string(name) +
                             "}\nspec: {scaleTargetRef: {kind: Deployment, name: api}}\n"};
  };
  const auto inventory = testing::inventory_of_files({scaler("dev/s.yaml", "dev"),
                                                      scaler("prod/s.yaml", "prod"),
                                                      {"dev/d.yaml", deployment},
                                                      {"prod/d.yaml", deployment},
                                                      {"base/d.yaml", deployment}});
  const auto deployments = inventory.of_kind(kinds::deployment);
  CHECK(inventory.autoscaler_of(*deployments[0])->name == "dev");
  CHECK(inventory.autoscaler_of(*deployments[1])->name == "prod");
  CHECK(inventory.autoscaler_of(*deployments[2]) == nullptr);
  CHECK(inventory.is_autoscaled(*deployments[2]));
}

/// As a cluster writes it: `owner` is "KIND NAME UID".
std::string live(std::string_view kind, std::string_view name, std::string_view uid,
                 std::string_view owner_kind = {}, std::string_view owner = {},
                 std::string_view owner_uid = {}) {
  std::string text = "---\napiVersion: apps/v1\nkind: " + std::string(kind) +
                     "\nmetadata: {name: " + std::string(name) + ", uid: " + std::string(uid);
  if (!owner_kind.empty())
    text += ", ownerReferences: [{controller: true, kind: " + std::string(owner_kind) +
            ", name: " + std::string(owner) + ", uid: " + std::string(owner_uid) + "}]";
  text += kind == "Pod" ? "}\nspec: {containers: [{name: c}]}\n"
                        : "}\nspec: {template: {spec: {containers: [{name: c}]}}}\n";
  const auto at = text.find("apps/v1");
  return kind == "Pod" ? text.replace(at, 7, "v1") : text;
}

TEST_CASE("inventory: what another object of the input makes counts there") {
  const auto told = [](const std::string& stream) {
    const auto inventory = inventory_of(stream);
    std::string text;
    for (const auto& workload : inventory.workloads()) text += workload.object->title() + " ";
    for (const auto& [object, owner] : inventory.owned())
      text += object->title() + "<" + owner->title() + " ";
    return text;
  };
  const auto deployment = live("Deployment", "api", "u1");
  const auto set = live("ReplicaSet", "api-1", "u2", "Deployment", "api", "u1");
  const auto pod = live("Pod", "api-1-x", "u3", "ReplicaSet", "api-1", "u2");
  CHECK(told(pod + set + deployment) ==
        "Deployment/api Pod/api-1-x<ReplicaSet/api-1 ReplicaSet/api-1<Deployment/api ");
  // The owner is not in the input, or is another one of its name.
  CHECK(told(pod + deployment) == "Pod/api-1-x Deployment/api ");
  CHECK(told(live("Deployment", "api", "other") + set) == "Deployment/api ReplicaSet/api-1 ");
  // A circle of owners hides nobody.
  CHECK(told(live("ReplicaSet", "a", "u1", "ReplicaSet", "b", "u2") +
             live("ReplicaSet", "b", "u2", "ReplicaSet", "a", "u1")) ==
        "ReplicaSet/a ReplicaSet/b ");
  CHECK(told(live("Pod", "a", "u1", "Pod", "a", "u1")) == "Pod/a ");
}

TEST_CASE("inventory: kinds of the same name in other groups are not looked up") {
  const auto inventory = inventory_of(kShop);
  CHECK(inventory.find(kinds::service, "shop", "api") == nullptr);
  CHECK(inventory.of_kind(kinds::service).empty());
  CHECK_FALSE(inventory.has_any(kinds::service, {"shop"}));
  CHECK(inventory.find(kinds::deployment, "shop", "other") == nullptr);
}

TEST_CASE("inventory: objects of a kind come in input order") {
  const auto inventory = inventory_of(kShop);
  const auto accounts = inventory.of_kind(kinds::service_account);
  REQUIRE(accounts.size() == 3);
  CHECK(accounts[0]->labels()["copy"].text() == "first");
  CHECK(accounts[1]->ns == "admin");
  CHECK(accounts[2]->labels()["copy"].text() == "last");
}

TEST_CASE("inventory: knows what scales a workload, and the workloads of an object") {
  const auto inventory = inventory_of(R"(apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: shop}
spec: {template: {spec: {containers: [{name: app}]}}}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: api, namespace: shop}
spec: {template: {spec: {containers: [{name: app}]}}}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: first, namespace: shop}
spec: {scaleTargetRef: {kind: Deployment, name: api}}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: last, namespace: shop}
spec: {scaleTargetRef: {kind: Deployment, name: api}}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: of-another-kind, namespace: shop}
spec: {scaleTargetRef: {kind: Rollout, name: api}}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: elsewhere, namespace: office}
spec: {scaleTargetRef: {kind: StatefulSet, name: api}}
)");
  const auto& deployment = *inventory.find(kinds::deployment, "shop", "api");
  const auto& set = *inventory.find(kinds::stateful_set, "shop", "api");
  REQUIRE(inventory.autoscaler_of(deployment) != nullptr);
  CHECK(inventory.autoscaler_of(deployment)->name == "last");
  CHECK(inventory.autoscaler_of(set) == nullptr);
  CHECK(inventory.workloads_of(deployment).data() == &inventory.workloads()[0]);
  CHECK(inventory.workloads_of(set).data() == &inventory.workloads()[1]);
  CHECK(inventory.workloads_of(set).size() == 1);
  CHECK(inventory.workloads_of(*inventory.autoscaler_of(deployment)).empty());
}

TEST_CASE("inventory: a ScaledObject scales a Deployment, if it names no kind") {
  const std::string workloads = R"(apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: shop}
spec: {template: {spec: {containers: [{name: app}]}}}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: api, namespace: shop}
spec: {template: {spec: {containers: [{name: app}]}}}
---
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: {name: keda, namespace: shop}
)";
  const auto of = [](const Inventory& inventory, std::string_view kind) {
    const auto* scaler = inventory.autoscaler_of(*inventory.find_referred(kind, "shop", "api"));
    return scaler == nullptr ? "nothing" : std::string(scaler->name);
  };
  const auto plain = inventory_of(workloads + "spec: {scaleTargetRef: {name: api}}\n");
  CHECK(of(plain, "Deployment") == "keda");
  CHECK(of(plain, "StatefulSet") == "nothing");
  const auto named =
      inventory_of(workloads + "spec: {scaleTargetRef: {kind: StatefulSet, name: api}}\n");
  CHECK(of(named, "Deployment") == "nothing");
  CHECK(of(named, "StatefulSet") == "keda");
  // The last of both kinds.
  const auto both = inventory_of(workloads + R"(spec: {scaleTargetRef: {name: api}}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: last, namespace: shop}
spec: {scaleTargetRef: {kind: Deployment, name: api}}
)");
  CHECK(of(both, "Deployment") == "last");
}

TEST_CASE("inventory: goes through the objects of a kind, however many there are") {
  std::string text;
  for (int i = 0; i < 40; ++i)
    text += "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: n" + std::to_string(i) + "}\n";
  const auto inventory = inventory_of(text);
  int number = 0;
  for (const auto* object : inventory.of_kind(kinds::name_space))
    CHECK(object->name == "n" + std::to_string(number++));
  CHECK(number == 40);
}

TEST_CASE("inventory: knows whether a kind was given in a namespace") {
  const auto inventory = inventory_of(kShop);
  CHECK(inventory.has_any(kinds::service_account, {"shop"}));
  CHECK(inventory.has_any(kinds::service_account, {"admin"}));
  CHECK_FALSE(inventory.has_any(kinds::service_account, {"default"}));
  CHECK(inventory.has_any(kinds::pod, {"default"}));
}

TEST_CASE("inventory: keeps every object, numbered in input order, and finds the workloads") {
  const auto inventory = inventory_of(kShop);
  REQUIRE(inventory.objects().size() == 9);
  for (std::uint32_t i = 0; i < 9; ++i) CHECK(inventory.objects()[i]->order == i);
  REQUIRE(inventory.workloads().size() == 2);
  CHECK(inventory.workloads()[0].object->title() == "Deployment/api");
  CHECK(inventory.workloads()[1].object->title() == "Pod/api");
}

TEST_CASE("inventory: stays whole when it is moved") {
  auto original = inventory_of(kShop);
  const auto moved = std::move(original);
  const auto* found = moved.find(kinds::deployment, "shop", "api");
  CHECK(found == moved.workloads()[0].object);
  CHECK(found == moved.objects()[1]);
  CHECK(found->title() == "Deployment/api");
}

TEST_CASE("inventory: an empty one answers that nothing was given") {
  Inventory inventory;
  inventory.index();
  CHECK(inventory.find(kinds::pod, "default", "web") == nullptr);
  CHECK(inventory.workloads().empty());
}

TEST_CASE("inventory: what was read whole is told by kind and namespace") {
  Inventory inventory;
  CHECK_FALSE(inventory.holds_all(kinds::service, "shop"));
  inventory.set_complete(kinds::service, "shop");
  inventory.set_complete(kinds::ingress);
  CHECK(inventory.holds_all(kinds::service, "shop"));
  CHECK_FALSE(inventory.holds_all(kinds::service, "office"));
  CHECK_FALSE(inventory.holds_all(kinds::service));
  CHECK(inventory.holds_all(kinds::ingress, "shop"));
  CHECK(inventory.holds_all(kinds::ingress));
  CHECK_FALSE(inventory.holds_all(kinds::name_space));
  inventory.set_complete(true);
  CHECK(inventory.holds_all(kinds::name_space));
  CHECK(inventory.holds_all(kinds::service, "office"));
}

TEST_CASE("inventory: the kinds that rules ask for are worth keeping") {
  const std::vector<std::pair<std::string, std::string>> kept = {
      {"", "Pod"},
      {"apps", "Deployment"},
      {"batch", "CronJob"},
      {"extensions", "DaemonSet"},
      {"", "Namespace"},
      {"", "ServiceAccount"},
      {"", "PersistentVolumeClaim"},
      {"", "PersistentVolume"},
      {"storage.k8s.io", "StorageClass"},
      {"", "Service"},
      {"networking.k8s.io", "Ingress"},
      {"extensions", "Ingress"},
      {"networking.k8s.io", "IngressClass"},
      {"elbv2.k8s.aws", "IngressClassParams"},
      {"elbv2.k8s.aws", "TargetGroupBinding"},
      {"gateway.networking.k8s.io", "Gateway"},
      {"gateway.networking.k8s.io", "HTTPRoute"},
      {"gateway.networking.k8s.io", "TCPRoute"},
      {"gateway.networking.k8s.io", "UDPRoute"},
      {"gateway.networking.k8s.io", "TLSRoute"},
      {"gateway.networking.k8s.io", "GRPCRoute"},
      {"gateway.k8s.aws", "TargetGroupConfiguration"},
      {"gateway.k8s.aws", "LoadBalancerConfiguration"},
      {"networking.k8s.io", "NetworkPolicy"},
      {"projectcalico.org", "NetworkPolicy"},
      {"crd.projectcalico.org", "GlobalNetworkPolicy"},
      {"cilium.io", "CiliumClusterwideNetworkPolicy"},
      {"networking.k8s.aws", "ApplicationNetworkPolicy"},
      {"vpcresources.k8s.aws", "SecurityGroupPolicy"},
      {"policy", "PodDisruptionBudget"},
      {"autoscaling", "HorizontalPodAutoscaler"},
      {"autoscaling.k8s.io", "VerticalPodAutoscaler"},
      {"admissionregistration.k8s.io", "MutatingWebhookConfiguration"},
      {"eks.services.k8s.aws", "PodIdentityAssociation"},
      {"rbac.authorization.k8s.io", "Role"},
      {"rbac.authorization.k8s.io", "ClusterRole"},
      {"node.k8s.io", "RuntimeClass"},
      {"keda.sh", "ScaledObject"},
      {"serving.knative.dev", "Service"},
  };
  for (const auto& [group, kind] : kept) {
    CAPTURE(kind);
    CHECK(is_inventory_kind(group, kind));
  }
  const std::vector<std::pair<std::string, std::string>> others = {
      {"", "Secret"},
      {"serving.knative.dev", "Route"},
      {"networking.istio.io", "Gateway"},
      {"rbac.authorization.k8s.io", "RoleBinding"},
      {"apiextensions.k8s.io", "CustomResourceDefinition"},
      {"apps", "Service"},
      {"", ""},
  };
  for (const auto& [group, kind] : others) {
    CAPTURE(kind);
    CHECK_FALSE(is_inventory_kind(group, kind));
  }
}

TEST_CASE("inventory: a kind that shares its name with Kubernetes' own is looked up apart") {
  const auto inventory = testing::inventory_of(
      "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: a}\n"
      "---\napiVersion: projectcalico.org/v3\nkind: NetworkPolicy\nmetadata: {name: b}\n"
      "---\napiVersion: crd.projectcalico.org/v1\nkind: NetworkPolicy\nmetadata: {name: c}\n"
      "---\napiVersion: example.com/v1\nkind: NetworkPolicy\nmetadata: {name: d}\n");
  const auto names = [](ObjectList objects) {
    std::string text;
    for (const auto* object : objects) text += object->name;
    return text;
  };
  CHECK(names(inventory.of_kind(kinds::network_policy)) == "a");
  CHECK(names(inventory.of_kind(kinds::calico_network_policy)) == "bc");
  CHECK(inventory.find(kinds::network_policy, "default", "b") == nullptr);
  CHECK(inventory.find(kinds::calico_network_policy, "default", "b") != nullptr);
  CHECK(inventory.find(kinds::calico_network_policy, "default", "a") == nullptr);
}

}  // namespace
}  // namespace fargate_lint::kube
