#include "kube/storage.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "kube/claim_templates.hpp"
#include "kube/testing.hpp"
#include "kube/workload.hpp"

namespace fargate_lint::kube {
namespace {

using State = ClaimBinding::State;
using testing::inventory_of;

std::string_view to_string(State state) {
  switch (state) {
    case State::bound: return "bound";
    case State::dynamic: return "dynamic";
    case State::class_unknown: return "class_unknown";
    case State::default_class: return "default_class";
    case State::no_class: return "no_class";
    case State::volume_unknown: return "volume_unknown";
    case State::claim_unknown: return "claim_unknown";
  }
  return "";
}

/// "bound pv1", "dynamic gp3 ebs.csi.aws.com", "class_unknown gp2"
std::string describe(const ClaimBinding& binding) {
  std::string text(to_string(binding.state));
  if (binding.volume != nullptr) return text.append(" ").append(binding.volume->name);
  if (!binding.class_name.empty()) text.append(" ").append(binding.class_name);
  if (!binding.provisioner.empty()) text.append(" ").append(binding.provisioner);
  return text;
}

/// A document of each, in flow style, so that a row of a table shows the whole case.
std::string claim(const std::string& name, const std::string& spec,
                  const std::string& annotations = "{}") {
  return "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: " + name +
         ", namespace: shop, annotations: " + annotations + "}\nspec: " + spec + "\n---\n";
}
std::string volume(const std::string& name, const std::string& spec,
                   const std::string& metadata = "labels: {}") {
  return "apiVersion: v1\nkind: PersistentVolume\nmetadata: {name: " + name + ", " + metadata +
         "}\nspec: " + spec + "\n---\n";
}
std::string storage_class(const std::string& name, const std::string& fields,
                          const std::string& annotations = "{}") {
  return "apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: " + name +
         ", annotations: " + annotations + "}\n" + fields + "\n---\n";
}

std::string asks(const std::string& size, const std::string& rest = "") {
  return "{accessModes: [ReadWriteOnce], storageClassName: efs, resources: {requests: {storage: " +
         size + "}}" + rest + "}";
}
std::string offers(const std::string& size, const std::string& rest = "") {
  return "{accessModes: [ReadWriteOnce], storageClassName: efs, capacity: {storage: " + size + "}" +
         rest + "}";
}

struct Row {
  std::string what;
  std::string input;
  std::string expected;  ///< of claim `data` in namespace `shop`
};

void check(const std::vector<Row>& rows, bool complete = false) {
  for (const auto& row : rows) {
    CAPTURE(row.what);
    const auto inventory = inventory_of(row.input, complete);
    CHECK(describe(resolve_claim(inventory, "shop", "data")) == row.expected);
  }
}

TEST_CASE("storage: a claim's class decides where no volume is given") {
  const auto ebs = storage_class("gp3", "provisioner: ebs.csi.aws.com");
  check({
      {"no claim", "", "claim_unknown"},
      {"other namespace", "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data}\n",
       "claim_unknown"},
      {"class in the input", ebs + claim("data", "{storageClassName: gp3}"),
       "dynamic gp3 ebs.csi.aws.com"},
      {"class not in the input", claim("data", "{storageClassName: gp2}"), "class_unknown gp2"},
      {"class without provisioner",
       storage_class("gp3", "") + claim("data", "{storageClassName: gp3}"), "class_unknown gp3"},
      {"provisioner of the wrong type",
       storage_class("gp3", "provisioner: [a]") + claim("data", "{storageClassName: gp3}"),
       "class_unknown gp3"},
      {"class that never provisions",
       storage_class("local", "provisioner: kubernetes.io/no-provisioner") +
           claim("data", "{storageClassName: local}"),
       "no_class local kubernetes.io/no-provisioner"},
      {"no class", claim("data", "{}"), "default_class"},
      {"null class", claim("data", "{storageClassName: null}"), "default_class"},
      {"class of the wrong type", claim("data", "{storageClassName: 5}"), "default_class"},
      {"no spec", claim("data", "null"), "default_class"},
      {"spec of the wrong type", claim("data", "[a]"), "default_class"},
      {"empty class", claim("data", "{storageClassName: ''}"), "no_class"},
      {"beta annotation before the field",
       ebs + claim("data", "{storageClassName: efs}",
                   "{volume.beta.kubernetes.io/storage-class: gp3}"),
       "dynamic gp3 ebs.csi.aws.com"},
      {"empty beta annotation",
       claim("data", "{storageClassName: efs}", "{volume.beta.kubernetes.io/storage-class: ''}"),
       "no_class"},
  });
}

TEST_CASE("storage: a class marked as default stands in for an absent one") {
  const std::string mark = "{storageclass.kubernetes.io/is-default-class: 'true'}";
  const std::string beta = "{storageclass.beta.kubernetes.io/is-default-class: 'true'}";
  check({
      {"marked", storage_class("gp3", "provisioner: ebs", mark) + claim("data", "{}"),
       "dynamic gp3 ebs"},
      {"marked the old way", storage_class("gp3", "provisioner: ebs", beta) + claim("data", "{}"),
       "dynamic gp3 ebs"},
      {"marked false",
       storage_class("gp3", "provisioner: ebs",
                     "{storageclass.kubernetes.io/is-default-class: 'false'}") +
           claim("data", "{}"),
       "default_class"},
      {"marked with a boolean, which Kubernetes refuses",
       storage_class("gp3", "provisioner: ebs",
                     "{storageclass.kubernetes.io/is-default-class: true}") +
           claim("data", "{}"),
       "default_class"},
      {"several: the first by name",
       storage_class("b", "provisioner: pb", mark) + storage_class("a", "provisioner: pa", mark) +
           claim("data", "{}"),
       "dynamic a pa"},
      {"not for an empty class",
       storage_class("gp3", "provisioner: ebs", mark) + claim("data", "{storageClassName: ''}"),
       "no_class"},
      {"a volume of the default class",
       storage_class("efs", "provisioner: p", mark) + volume("pv", offers("5Gi")) +
           claim("data", "{resources: {requests: {storage: 1Gi}}}"),
       "bound pv"},
  });
}

TEST_CASE("storage: in a complete input no default class means no class") {
  check({{"no volume", claim("data", "{}"), "no_class"},
         {"a volume without class",
          volume("pv", "{capacity: {storage: 1Gi}}") + claim("data", "{}"), "bound pv"}},
        true);
  check({{"unless the input is not complete",
          volume("pv", "{capacity: {storage: 1Gi}}") + claim("data", "{}"), "default_class"}});
}

TEST_CASE("storage: volumeName and claimRef bind before any rule") {
  const std::string reserved = ", claimRef: {namespace: shop, name: data}";
  check({
      {"volumeName", volume("pv", "{}") + claim("data", "{volumeName: pv}"), "bound pv"},
      {"volumeName of no volume in the input",
       volume("other", offers("5Gi")) + claim("data", asks("1Gi", ", volumeName: pv")),
       "volume_unknown efs"},
      {"volumeName of another claim's volume",
       volume("pv", "{claimRef: {namespace: shop, name: else}}") +
           claim("data", "{volumeName: pv}"),
       "volume_unknown"},
      {"volumeName and claimRef",
       volume("pv", offers("5Gi", reserved)) + claim("data", "{volumeName: pv}"), "bound pv"},
      {"empty volumeName",
       volume("pv", offers("5Gi")) + claim("data", asks("1Gi", ", volumeName: ''")), "bound pv"},
      {"claimRef, whatever the size and class",
       volume("small", "{claimRef: {namespace: shop, name: data}}") + volume("pv", offers("5Gi")) +
           claim("data", asks("1Gi")),
       "bound small"},
      {"claimRef and no class",
       volume("pv", "{claimRef: {namespace: shop, name: data}}") + claim("data", "{}"), "bound pv"},
      {"claimRef of another namespace",
       volume("pv", offers("5Gi", ", claimRef: {namespace: admin, name: data}")) +
           claim("data", asks("1Gi")),
       "class_unknown efs"},
      {"claimRef without namespace",
       volume("pv", offers("5Gi", ", claimRef: {name: data}")) + claim("data", asks("1Gi")),
       "class_unknown efs"},
      {"null claimRef",
       volume("pv", offers("5Gi", ", claimRef: null")) + claim("data", asks("1Gi")), "bound pv"},
      {"claimRef of a claim that is not given",
       volume("pv", "{claimRef: {namespace: shop, name: data}}"), "claim_unknown pv"},
      {"two volumes for one claim: the first",
       volume("b", offers("5Gi", reserved)) + volume("a", offers("5Gi", reserved)) +
           claim("data", asks("1Gi")),
       "bound b"},
  });
}

TEST_CASE("storage: a free volume must offer what the claim asks for") {
  check({
      {"fits", volume("pv", offers("1Gi")) + claim("data", asks("1Gi")), "bound pv"},
      {"too small", volume("pv", offers("1023Mi")) + claim("data", asks("1Gi")),
       "class_unknown efs"},
      {"other class",
       volume("pv",
              "{accessModes: [ReadWriteOnce], storageClassName: EFS, capacity: {storage: "
              "5Gi}}") +
           claim("data", asks("1Gi")),
       "class_unknown efs"},
      {"class by annotation",
       volume("pv", "{accessModes: [ReadWriteOnce], capacity: {storage: 5Gi}}",
              "annotations: {volume.beta.kubernetes.io/storage-class: efs}") +
           claim("data", asks("1Gi")),
       "bound pv"},
      {"empty class asks for a volume without",
       volume("pv", "{capacity: {storage: 5Gi}}") +
           claim("data", "{storageClassName: '', resources: {requests: {storage: 1Gi}}}"),
       "bound pv"},
      {"empty class does not take a volume with one",
       volume("pv", offers("5Gi")) + claim("data", "{storageClassName: ''}"), "no_class"},
      {"missing access mode",
       volume("pv",
              "{accessModes: [ReadOnlyMany, ReadWriteMany], storageClassName: efs, "
              "capacity: {storage: 5Gi}}") +
           claim("data", asks("1Gi")),
       "class_unknown efs"},
      {"more access modes than asked for",
       volume("pv",
              "{accessModes: [ReadWriteMany, ReadWriteOnce], storageClassName: efs, "
              "capacity: {storage: 5Gi}}") +
           claim("data", asks("1Gi")),
       "bound pv"},
      {"block volume",
       volume("pv", offers("5Gi", ", volumeMode: Block")) + claim("data", asks("1Gi")),
       "class_unknown efs"},
      {"block volume for a block claim",
       volume("pv", offers("5Gi", ", volumeMode: Block")) +
           claim("data", asks("1Gi", ", volumeMode: Block")),
       "bound pv"},
      {"file system by name",
       volume("pv", offers("5Gi", ", volumeMode: Filesystem")) + claim("data", asks("1Gi")),
       "bound pv"},
      {"going",
       volume("pv", offers("5Gi"), "deletionTimestamp: '2026-01-01T00:00:00Z'") +
           claim("data", asks("1Gi")),
       "class_unknown efs"},
      {"released",
       "apiVersion: v1\nkind: PersistentVolume\nmetadata: {name: pv}\nspec: " + offers("5Gi") +
           "\nstatus: {phase: Released}\n---\n" + claim("data", asks("1Gi")),
       "class_unknown efs"},
      {"available",
       "apiVersion: v1\nkind: PersistentVolume\nmetadata: {name: pv}\nspec: " + offers("5Gi") +
           "\nstatus: {phase: Available}\n---\n" + claim("data", asks("1Gi")),
       "bound pv"},
      {"before the class provisions",
       storage_class("efs", "provisioner: efs.csi.aws.com") + volume("pv", offers("5Gi")) +
           claim("data", asks("1Gi")),
       "bound pv"},
  });
}

TEST_CASE("storage: a claim's selector picks among the volumes") {
  const auto select = [](const std::string& selector) {
    return claim("data", asks("1Gi", ", selector: " + selector));
  };
  const auto volumes = volume("small", offers("1Gi"), "labels: {tier: a}") +
                       volume("large", offers("9Gi"), "labels: {tier: b}");
  check({
      {"equality", volumes + select("{matchLabels: {tier: b}}"), "bound large"},
      {"expression",
       volumes + select("{matchExpressions: [{key: tier, operator: NotIn, values: [a]}]}"),
       "bound large"},
      {"no volume", volumes + select("{matchLabels: {tier: c}}"), "class_unknown efs"},
      {"empty", volumes + select("{}"), "bound small"},
      {"null", volumes + select("null"), "bound small"},
      {"malformed", volumes + select("{matchLabels: [tier]}"), "class_unknown efs"},
  });
}

TEST_CASE("storage: the volume with the fewest access modes, then the smallest, is taken") {
  const std::string both =
      "{accessModes: [ReadWriteOnce, ReadWriteMany], storageClassName: efs, "
      "capacity: {storage: 2Gi}}";
  check({
      {"smallest that fits",
       volume("large", offers("9Gi")) + volume("tiny", offers("1Gi")) +
           volume("middle", offers("3Gi")) + claim("data", asks("2Gi")),
       "bound middle"},
      {"fewest access modes first",
       volume("wide", both) + volume("narrow", offers("9Gi")) + claim("data", asks("2Gi")),
       "bound narrow"},
      {"more access modes if nothing else fits",
       volume("wide", both) + volume("narrow", offers("1Gi")) + claim("data", asks("2Gi")),
       "bound wide"},
      {"of equals the first",
       volume("b", offers("2Gi")) + volume("a", offers("2Gi")) + claim("data", asks("2Gi")),
       "bound b"},
  });
}

TEST_CASE("storage: malformed claims and volumes are matched to nothing") {
  const auto fit = volume("pv", offers("5Gi"));
  check({
      {"claim: size", fit + claim("data", asks("lots")), "class_unknown efs"},
      {"claim: access mode", fit + claim("data", "{storageClassName: efs, accessModes: [rwo]}"),
       "class_unknown efs"},
      {"claim: access modes", fit + claim("data", "{storageClassName: efs, accessModes: text}"),
       "class_unknown efs"},
      {"claim: volume mode", fit + claim("data", asks("1Gi", ", volumeMode: block")),
       "class_unknown efs"},
      {"volume: capacity", volume("pv", offers("lots")) + claim("data", asks("1Gi")),
       "class_unknown efs"},
      {"volume: no capacity",
       volume("pv", "{accessModes: [ReadWriteOnce], storageClassName: efs}") +
           claim("data", asks("1Gi")),
       "class_unknown efs"},
      {"volume: access modes",
       volume("pv", "{accessModes: {a: b}, storageClassName: efs}") +
           claim("data", "{storageClassName: efs}"),
       "class_unknown efs"},
      {"volume: mode", volume("pv", offers("5Gi", ", volumeMode: 5")) + claim("data", asks("1Gi")),
       "class_unknown efs"},
      {"volume: no spec", volume("pv", "null") + claim("data", "{storageClassName: efs}"),
       "class_unknown efs"},
      {"volume: claimRef text",
       volume("pv", offers("5Gi", ", claimRef: text")) + claim("data", asks("1Gi")),
       "class_unknown efs"},
  });
}

TEST_CASE("storage: a volume goes to one claim only, the first in the input") {
  const auto inventory = inventory_of(claim("first", asks("1Gi")) + volume("one", offers("1Gi")) +
                                      claim("second", asks("1Gi")) + volume("two", offers("2Gi")) +
                                      claim("third", asks("1Gi")));
  CHECK(describe(resolve_claim(inventory, "shop", "first")) == "bound one");
  CHECK(describe(resolve_claim(inventory, "shop", "second")) == "bound two");
  CHECK(describe(resolve_claim(inventory, "shop", "third")) == "class_unknown efs");
}

TEST_CASE("storage: a volume that a claim asks for by name is not given to another") {
  const auto inventory = inventory_of(claim("first", asks("1Gi")) + volume("one", offers("1Gi")) +
                                      claim("second", asks("1Gi", ", volumeName: one")));
  CHECK(describe(resolve_claim(inventory, "shop", "first")) == "class_unknown efs");
  CHECK(describe(resolve_claim(inventory, "shop", "second")) == "bound one");
}

TEST_CASE("storage: the binding keeps its evidence") {
  const auto inventory = inventory_of(
      storage_class("efs",
                    "provisioner: efs.csi.aws.com\nvolumeBindingMode: WaitForFirstConsumer") +
      volume("pv", offers("5Gi")) + claim("data", asks("1Gi")) + claim("more", asks("1Gi")));
  const auto bound = resolve_claim(inventory, "shop", "data");
  CHECK(bound.claim == inventory.find(kinds::persistent_volume_claim, "shop", "data"));
  CHECK(bound.volume == inventory.find(kinds::persistent_volume, "", "pv"));
  CHECK(bound.storage_class == inventory.find(kinds::storage_class, "", "efs"));
  CHECK(bound.class_field.text() == "efs");
  CHECK(bound.waits_for_consumer);
  const auto dynamic = resolve_claim(inventory, "shop", "more");
  CHECK(describe(dynamic) == "dynamic efs efs.csi.aws.com");
  CHECK(dynamic.waits_for_consumer);
}

/// Resolves the claim templates of the inventory's StatefulSets, joined by ", ".
std::string resolve_templates(const Inventory& inventory) {
  std::string text;
  for (const auto& workload : inventory.workloads()) {
    for (const auto& claims : claim_templates(workload)) {
      if (!text.empty()) text += ", ";
      text += claims.first_claim() + " " +
              describe(resolve_claim_template(inventory, workload.object->ns, claims.node,
                                              claims.first_claim()));
    }
  }
  return text;
}

TEST_CASE("storage: claim templates resolve like the first claim they make") {
  const std::string set =
      "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: db, namespace: shop}\nspec:\n"
      "  template: {spec: {containers: []}}\n"
      "  volumeClaimTemplates:\n"
      "    - {metadata: {name: data}, spec: " +
      asks("1Gi") +
      "}\n"
      "    - {metadata: {name: log}, spec: " +
      asks("1Gi") + "}\n---\n";
  const std::vector<Row> rows = {
      {"unknown class", set, "data-db-0 class_unknown efs, log-db-0 class_unknown efs"},
      {"dynamic", set + storage_class("efs", "provisioner: p"),
       "data-db-0 dynamic efs p, log-db-0 dynamic efs p"},
      {"one volume each", set + volume("b", offers("2Gi")) + volume("a", offers("1Gi")),
       "data-db-0 bound a, log-db-0 bound b"},
      {"claimRef of the claim to come",
       set + volume("pv", offers("2Gi", ", claimRef: {namespace: shop, name: log-db-0}")),
       "data-db-0 class_unknown efs, log-db-0 bound pv"},
      {"claims of the input first", set + volume("pv", offers("2Gi")) + claim("data", asks("1Gi")),
       "data-db-0 class_unknown efs, log-db-0 class_unknown efs"},
      {"a claim of the input that the set adopts",
       set + claim("log-db-0", "{storageClassName: gp2}"),
       "data-db-0 class_unknown efs, log-db-0 class_unknown gp2"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    CHECK(resolve_templates(inventory_of(row.input)) == row.expected);
  }
}

TEST_CASE("storage: thousands of claims get a volume each") {
  constexpr int kCount = 3'000;
  std::string input;
  for (int i = 0; i < kCount; ++i) {
    const auto number = std::to_string(i);
    input += volume("pv" + number, offers("1Gi")) + claim("c" + number, asks("1Gi"));
  }
  const auto inventory = inventory_of(input);
  for (int i = 0; i < kCount; ++i) {
    const auto number = std::to_string(i);
    CHECK(describe(resolve_claim(inventory, "shop", "c" + number)) == "bound pv" + number);
  }
}

TEST_CASE("storage: where labels are tried too often the rest is undecided") {
  // Each claim tries each volume: 520 * 520 is more than the 250,000 trials of a run.
  constexpr int kCount = 520;
  auto input = storage_class("efs", "provisioner: ebs");
  for (int i = 0; i < kCount; ++i) {
    const auto number = std::to_string(i);
    input += volume("pv" + number, offers("1Gi")) +
             claim("c" + number, asks("1Gi", ", selector: {matchLabels: {n: none}}"));
  }
  const auto inventory =
      inventory_of(input + claim("plain", asks("1Gi")) + claim("huge", asks("1Ti")));
  CHECK(describe(resolve_claim(inventory, "shop", "c0")) == "dynamic efs ebs");
  CHECK(describe(resolve_claim(inventory, "shop", "c519")) == "no_class efs ebs");
  CHECK(describe(resolve_claim(inventory, "shop", "plain")) == "bound pv0");
  CHECK(describe(resolve_claim(inventory, "shop", "huge")) == "dynamic efs ebs");
}

}  // namespace
}  // namespace fargate_lint::kube
