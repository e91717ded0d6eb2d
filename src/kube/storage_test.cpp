#include "kube/storage.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

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
    case State::unserved: return "unserved";
    case State::contested: return "contested";
    case State::left_over: return "left_over";
    case State::misfit: return "misfit";
    case State::tie_unknown: return "tie_unknown";
    case State::class_unknown: return "class_unknown";
    case State::default_class: return "default_class";
    case State::volume_unknown: return "volume_unknown";
    case State::claim_unknown: return "claim_unknown";
  }
  return "";
}

std::string_view to_string(Misfit misfit) {
  switch (misfit) {
    case Misfit::none:
    case Misfit::unknown: return "";
    case Misfit::released: return " released";
    case Misfit::terminating: return " terminating";
    case Misfit::other_claim: return " other_claim";
    case Misfit::other_uid: return " other_uid";
    case Misfit::storage_class: return " storage_class";
    case Misfit::size: return " size";
    case Misfit::volume_mode: return " volume_mode";
    case Misfit::access_modes: return " access_modes";
  }
  return "";
}

/// "bound pv1", "dynamic gp3 ebs.csi.aws.com", "class_unknown gp2", "misfit pv1 size"
std::string describe(const ClaimBinding& binding) {
  std::string text(to_string(binding.state));
  if (binding.volume != nullptr)
    return text.append(" ").append(binding.volume->name).append(to_string(binding.misfit));
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

/// The same beside class `efs`, which binds at once.
void check_with_class(std::vector<Row> rows) {
  for (auto& row : rows) row.input += storage_class("efs", "provisioner: p");
  check(rows);
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
       "unserved local kubernetes.io/no-provisioner"},
      {"no class", claim("data", "{}"), "default_class"},
      {"null class", claim("data", "{storageClassName: null}"), "default_class"},
      {"class of the wrong type", claim("data", "{storageClassName: 5}"), "default_class"},
      {"no spec", claim("data", "null"), "default_class"},
      {"spec of the wrong type", claim("data", "[a]"), "default_class"},
      {"empty class", claim("data", "{storageClassName: ''}"), "unserved"},
      {"beta annotation before the field",
       ebs + claim("data", "{storageClassName: efs}",
                   "{volume.beta.kubernetes.io/storage-class: gp3}"),
       "dynamic gp3 ebs.csi.aws.com"},
      {"empty beta annotation",
       claim("data", "{storageClassName: efs}", "{volume.beta.kubernetes.io/storage-class: ''}"),
       "unserved"},
  });
}

TEST_CASE("storage: a class marked as default stands in for an absent one") {
  const std::string mark = "{storageclass.kubernetes.io/is-default-class: 'true'}";
  const auto dated = [](const std::string& time) { return ", creationTimestamp: '" + time + "'"; };
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
      {"several, and nobody knows which is the newest",
       storage_class("b", "provisioner: pb", mark) + storage_class("a", "provisioner: pa", mark) +
           claim("data", "{}"),
       "default_class"},
      {"several: the newest",
       storage_class("a", "provisioner: pa", mark + dated("2026-01-01T00:00:00Z")) +
           storage_class("b", "provisioner: pb", mark + dated("2026-01-02T00:00:00Z")) +
           claim("data", "{}"),
       "dynamic b pb"},
      {"several of the same time: the first by name",
       storage_class("b", "provisioner: pb", mark + dated("2026-01-01T00:00:00Z")) +
           storage_class("a", "provisioner: pa", mark + dated("2026-01-01T00:00:00Z")) +
           claim("data", "{}"),
       "dynamic a pa"},
      {"several, of which one has no time",
       storage_class("a", "provisioner: pa", mark + dated("2026-01-01T00:00:00Z")) +
           storage_class("b", "provisioner: pb", mark) + claim("data", "{}"),
       "default_class"},
      {"not for an empty class",
       storage_class("gp3", "provisioner: ebs", mark) + claim("data", "{storageClassName: ''}"),
       "unserved"},
      {"a volume of the default class",
       storage_class("efs", "provisioner: p", mark) + volume("pv", offers("5Gi")) +
           claim("data", "{resources: {requests: {storage: 1Gi}}}"),
       "bound pv"},
  });
}

TEST_CASE("storage: in a complete input no default class means no class") {
  check({{"no volume", claim("data", "{}"), "unserved"},
         {"a volume without class",
          volume("pv", "{capacity: {storage: 1Gi}}") + claim("data", "{}"), "bound pv"}},
        true);
  check({{"unless the input is not complete",
          volume("pv", "{capacity: {storage: 1Gi}}") + claim("data", "{}"), "default_class"}});
}

TEST_CASE("storage: a claim and a volume that name each other are bound, unchecked") {
  const auto reserved = [](const std::string& more = "") {
    return "{claimRef: {namespace: shop, name: data" + more + "}}";
  };
  const auto with_uid = [](const std::string& uid) {
    return "apiVersion: v1\nkind: PersistentVolumeClaim\n"
           "metadata: {name: data, namespace: shop, uid: " +
           uid + "}\nspec: {volumeName: pv, storageClassName: other}\n---\n";
  };
  const std::string released = "labels: {}}\nstatus: {phase: Released";
  check({
      {"whatever class, size and mode", volume("pv", reserved()) + with_uid("a"), "bound pv"},
      {"the same UID", volume("pv", reserved(", uid: a")) + with_uid("a"), "bound pv"},
      {"another UID", volume("pv", reserved(", uid: b")) + with_uid("a"), "misfit pv other_uid"},
      {"a UID that the claim will get or not",
       volume("pv", reserved(", uid: b")) + claim("data", "{volumeName: pv}"), "tie_unknown pv"},
      {"reserved for another claim",
       volume("pv", "{claimRef: {namespace: shop, name: else}}") +
           claim("data", "{volumeName: pv}"),
       "misfit pv other_claim"},
      {"reserved for a claim of another namespace",
       volume("pv", "{claimRef: {namespace: office, name: data}}") +
           claim("data", "{volumeName: pv}"),
       "misfit pv other_claim"},
      {"released", volume("pv", reserved(), released) + with_uid("a"), "misfit pv released"},
  });
  // Whose namespace is assumed may be in any.
  const std::string assumed =
      "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data}\n"
      "spec: {volumeName: pv}\n---\n";
  const auto inventory = inventory_of(assumed + volume("pv", reserved()));
  CHECK(describe(resolve_claim(inventory, "default", "data")) == "tie_unknown pv");
}

TEST_CASE("storage: a claim that names a volume which names nobody must fit it") {
  const auto named = [](const std::string& size = "1Gi", const std::string& rest = "") {
    return claim("data", asks(size, ", volumeName: pv" + rest));
  };
  check({
      {"fits", volume("pv", offers("5Gi")) + named(), "bound pv"},
      {"even where its class waits for a consumer",
       storage_class("efs", "provisioner: p\nvolumeBindingMode: WaitForFirstConsumer") +
           volume("pv", offers("5Gi")) + named(),
       "bound pv"},
      {"size", volume("pv", offers("5Gi")) + named("6Gi"), "misfit pv size"},
      {"class", volume("pv", "{accessModes: [ReadWriteOnce], capacity: {storage: 5Gi}}") + named(),
       "misfit pv storage_class"},
      {"volume mode", volume("pv", offers("5Gi", ", volumeMode: Block")) + named(),
       "misfit pv volume_mode"},
      {"access modes",
       volume("pv",
              "{accessModes: [ReadOnlyMany], storageClassName: efs, capacity: {storage: 5Gi}}") +
           named(),
       "misfit pv access_modes"},
      {"released", volume("pv", offers("5Gi"), "labels: {}}\nstatus: {phase: Released") + named(),
       "misfit pv released"},
      {"being deleted",
       volume("pv", offers("5Gi"), "deletionTimestamp: '2026-01-01T00:00:00Z'") + named(),
       "misfit pv terminating"},
      {"a default class may be another one",
       volume("pv", "{capacity: {storage: 5Gi}}") + claim("data", "{volumeName: pv}"),
       "default_class pv"},
      {"no volume of that name", volume("other", offers("5Gi")) + named(), "volume_unknown efs"},
      {"of two claims that name it",
       volume("pv", offers("5Gi")) + named() + claim("more", asks("1Gi", ", volumeName: pv")),
       "contested pv"},
      {"a claim that names none may take it first",
       volume("pv", offers("5Gi")) + named() + claim("more", asks("1Gi")), "contested pv"},
  });
}

TEST_CASE("storage: a volume reserved for a claim which names none must fit but for the class") {
  const std::string reserved = ", claimRef: {namespace: shop, name: data}";
  const auto asks_none = [](const std::string& size) {
    return claim("data",
                 "{accessModes: [ReadWriteOnce], storageClassName: '', "
                 "resources: {requests: {storage: " +
                     size + "}}}");
  };
  check({
      {"fits", volume("pv", offers("5Gi", reserved)) + claim("data", asks("1Gi")), "bound pv"},
      {"another class", volume("pv", offers("5Gi", reserved)) + asks_none("1Gi"), "bound pv"},
      {"no class", volume("pv", "{claimRef: {namespace: shop, name: data}}") + claim("data", "{}"),
       "bound pv"},
      {"its class waits for a consumer",
       storage_class("efs", "provisioner: p\nvolumeBindingMode: WaitForFirstConsumer") +
           volume("pv", offers("5Gi", reserved)) + claim("data", asks("1Gi")),
       "bound pv"},
      {"too small, and nothing else provisions",
       volume("pv", offers("5Gi", reserved)) + asks_none("6Gi"), "misfit pv size"},
      {"too small: its class provisions another",
       storage_class("efs", "provisioner: p") + volume("pv", offers("5Gi", reserved)) +
           claim("data", asks("6Gi")),
       "dynamic efs p"},
      {"too small: a free one fits",
       volume("pv", offers("1Gi", reserved)) + volume("free", offers("9Gi")) +
           claim("data", asks("2Gi")) + storage_class("efs", "provisioner: p"),
       "bound free"},
      {"a UID that the claim will get or not",
       volume("pv", offers("5Gi", ", claimRef: {namespace: shop, name: data, uid: b}")) +
           claim("data", asks("1Gi")),
       "tie_unknown pv"},
      {"of another namespace",
       volume("pv", offers("5Gi", ", claimRef: {namespace: admin, name: data}")) +
           claim("data", asks("1Gi")),
       "class_unknown efs"},
      {"of no namespace",
       volume("pv", offers("5Gi", ", claimRef: {name: data}")) + claim("data", asks("1Gi")),
       "class_unknown efs"},
      {"of a claim that is not given", volume("pv", offers("5Gi", reserved)), "claim_unknown pv"},
      {"two volumes for one claim: the first",
       volume("b", offers("5Gi", reserved)) + volume("a", offers("5Gi", reserved)) +
           claim("data", asks("1Gi")),
       "bound b"},
  });
}

TEST_CASE("storage: nothing is matched that waits for a consumer") {
  check({
      {"it is provisioned",
       storage_class("efs", "provisioner: p\nvolumeBindingMode: WaitForFirstConsumer") +
           volume("pv", offers("5Gi")) + claim("data", asks("1Gi")),
       "dynamic efs p"},
      {"or not",
       storage_class("efs",
                     "provisioner: kubernetes.io/no-provisioner\n"
                     "volumeBindingMode: WaitForFirstConsumer") +
           volume("pv", offers("5Gi")) + claim("data", asks("1Gi")),
       "unserved efs kubernetes.io/no-provisioner"},
      {"a class that is not given may wait",
       volume("pv", offers("5Gi")) + claim("data", asks("1Gi")), "class_unknown pv"},
  });
  check({{"in a complete input there is none, which binds at once",
          volume("pv", offers("5Gi")) + claim("data", asks("1Gi")), "bound pv"},
         {"or nothing", claim("data", asks("1Gi")), "unserved efs"}},
        true);
}

TEST_CASE("storage: a free volume must offer what the claim asks for") {
  check_with_class({
      {"fits", volume("pv", offers("1Gi")) + claim("data", asks("1Gi")), "bound pv"},
      {"too small", volume("pv", offers("1023Mi")) + claim("data", asks("1Gi")), "dynamic efs p"},
      {"other class",
       volume("pv",
              "{accessModes: [ReadWriteOnce], storageClassName: EFS, capacity: {storage: "
              "5Gi}}") +
           claim("data", asks("1Gi")),
       "dynamic efs p"},
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
       volume("pv", offers("5Gi")) + claim("data", "{storageClassName: ''}"), "unserved"},
      {"missing access mode",
       volume("pv",
              "{accessModes: [ReadOnlyMany, ReadWriteMany], storageClassName: efs, "
              "capacity: {storage: 5Gi}}") +
           claim("data", asks("1Gi")),
       "dynamic efs p"},
      {"more access modes than asked for",
       volume("pv",
              "{accessModes: [ReadWriteMany, ReadWriteOnce], storageClassName: efs, "
              "capacity: {storage: 5Gi}}") +
           claim("data", asks("1Gi")),
       "bound pv"},
      {"block volume",
       volume("pv", offers("5Gi", ", volumeMode: Block")) + claim("data", asks("1Gi")),
       "dynamic efs p"},
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
       "dynamic efs p"},
      {"released",
       "apiVersion: v1\nkind: PersistentVolume\nmetadata: {name: pv}\nspec: " + offers("5Gi") +
           "\nstatus: {phase: Released}\n---\n" + claim("data", asks("1Gi")),
       "dynamic efs p"},
      {"available",
       "apiVersion: v1\nkind: PersistentVolume\nmetadata: {name: pv}\nspec: " + offers("5Gi") +
           "\nstatus: {phase: Available}\n---\n" + claim("data", asks("1Gi")),
       "bound pv"},
      {"before the class provisions", volume("pv", offers("5Gi")) + claim("data", asks("1Gi")),
       "bound pv"},
  });
}

TEST_CASE("storage: a claim's selector picks among the volumes") {
  const auto select = [](const std::string& selector) {
    return claim("data", asks("1Gi", ", selector: " + selector));
  };
  const auto volumes = volume("small", offers("1Gi"), "labels: {tier: a}") +
                       volume("large", offers("9Gi"), "labels: {tier: b}");
  check_with_class({
      {"equality", volumes + select("{matchLabels: {tier: b}}"), "bound large"},
      {"expression",
       volumes + select("{matchExpressions: [{key: tier, operator: NotIn, values: [a]}]}"),
       "bound large"},
      {"no volume", volumes + select("{matchLabels: {tier: c}}"), "dynamic efs p"},
      {"empty", volumes + select("{}"), "bound small"},
      {"null", volumes + select("null"), "bound small"},
      {"malformed", volumes + select("{matchLabels: [tier]}"), "dynamic efs p"},
  });
}

TEST_CASE("storage: the volume with the fewest access modes, then the smallest, is taken") {
  const std::string both =
      "{accessModes: [ReadWriteOnce, ReadWriteMany], storageClassName: efs, "
      "capacity: {storage: 2Gi}}";
  check_with_class({
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

TEST_CASE("storage: a volume is bound to one claim only") {
  const auto inventory = inventory_of(storage_class("efs", "provisioner: p") +
                                      claim("first", asks("1Gi")) + volume("one", offers("1Gi")) +
                                      claim("second", asks("1Gi")) + volume("two", offers("2Gi")) +
                                      claim("third", asks("1Gi")) + claim("large", asks("9Gi")) +
                                      volume("ten", offers("10Gi")) + claim("huge", asks("1Ti")));
  CHECK(describe(resolve_claim(inventory, "shop", "first")) == "contested one");
  CHECK(describe(resolve_claim(inventory, "shop", "second")) == "contested two");
  CHECK(describe(resolve_claim(inventory, "shop", "third")) == "contested ten");
  CHECK(describe(resolve_claim(inventory, "shop", "large")) == "contested efs p");
  CHECK(describe(resolve_claim(inventory, "shop", "huge")) == "dynamic efs p");
}

TEST_CASE("storage: the binding keeps its evidence") {
  const auto inventory = inventory_of(
      storage_class("efs",
                    "provisioner: efs.csi.aws.com\nvolumeBindingMode: WaitForFirstConsumer") +
      volume("pv", offers("5Gi")) + claim("data", asks("1Gi", ", volumeName: pv")) +
      claim("more", asks("1Gi")));
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

/// Resolves the claims of the inventory's workloads, joined by ", "; those of a further pod behind
/// "; ".
std::string resolve_workloads(const Inventory& inventory) {
  std::string text;
  for (const auto& workload : inventory.workloads()) {
    const auto pod = read_pod_template(workload);
    for (const auto& of_pod : resolve_claims(inventory, workload, pod)) {
      if (!text.empty()) text += "; ";
      for (bool first = true; const auto& claim : of_pod) {
        if (!std::exchange(first, false)) text += ", ";
        text += claim.binding.name + " " + describe(claim.binding);
      }
    }
  }
  return text;
}

TEST_CASE("storage: each pod of a StatefulSet has claims of its own") {
  const auto set = [](const std::string& replicas, const std::string& claims) {
    return "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: db, namespace: shop}\nspec:\n"
           "  replicas: " +
           replicas +
           "\n  template: {spec: {containers: []}}\n"
           "  volumeClaimTemplates: [" +
           claims + "]\n---\n";
  };
  const auto made = [](const std::string& name) {
    return "{metadata: {name: " + name + "}, spec: " + asks("1Gi") + "}";
  };
  const auto by_hand = storage_class("efs", "provisioner: kubernetes.io/no-provisioner");
  const auto two = set("2", made("data"));
  const std::vector<Row> rows = {
      {"without claims and volumes one stands for all", two, "data-db-0 class_unknown efs"},
      {"a volume for each", by_hand + two + volume("a", offers("1Gi")) + volume("b", offers("1Gi")),
       "data-db-0 bound a; data-db-1 bound b"},
      {"one volume for two", by_hand + two + volume("a", offers("1Gi")),
       "data-db-0 contested a; data-db-1 left_over efs kubernetes.io/no-provisioner"},
      {"one volume for two, which others may provision",
       storage_class("efs", "provisioner: p") + two + volume("a", offers("1Gi")),
       "data-db-0 contested a; data-db-1 dynamic efs p"},
      {"one volume for two, of a class that is not given", two + volume("a", offers("1Gi")),
       "data-db-0 contested a; data-db-1 left_over efs"},
      {"two templates",
       by_hand + set("1", made("data") + ", " + made("log")) + volume("a", offers("1Gi")),
       "data-db-0 contested a, log-db-0 left_over efs kubernetes.io/no-provisioner"},
      {"reserved for one",
       by_hand + two + volume("a", offers("1Gi", ", claimRef: {namespace: shop, name: data-db-1}")),
       "data-db-0 unserved efs kubernetes.io/no-provisioner; data-db-1 bound a"},
      {"a claim of the input is adopted",
       by_hand + two + claim("data-db-0", "{storageClassName: gp2}"),
       "data-db-0 class_unknown gp2; data-db-1 unserved efs kubernetes.io/no-provisioner"},
      {"others may take the volume",
       by_hand + set("1", made("data")) + claim("data", asks("1Gi")) + volume("a", offers("1Gi")),
       "data-db-0 contested efs kubernetes.io/no-provisioner"},
      {"the others of the first",
       by_hand + set("2147483647", made("data")) + volume("a", offers("1Gi")), ""},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    const auto resolved = resolve_workloads(inventory_of(row.input));
    if (row.expected.empty())
      CHECK(resolved.starts_with("data-db-0 contested a; data-db-1 left_over"));
    else
      CHECK(resolved == row.expected);
  }
}

TEST_CASE("storage: a pod may mount a claim that another workload makes") {
  const auto inventory = inventory_of(
      "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: db, namespace: shop}\n"
      "spec:\n  template: {spec: {containers: []}}\n"
      "  volumeClaimTemplates: [{metadata: {name: data}, spec: {storageClassName: gp2}}]\n---\n",
      true);
  CHECK(describe(resolve_claim(inventory, "shop", "data-db-7")) == "unserved gp2");
  CHECK(describe(resolve_claim(inventory, "shop", "data-db-")) == "claim_unknown");
  CHECK(describe(resolve_claim(inventory, "office", "data-db-0")) == "claim_unknown");
}

TEST_CASE("storage: of environments side by side, a pod means its own claim, class and volume") {
  const auto files = [](const std::string& folder, const std::string& provisioner,
                        const std::string& spec) {
    return std::vector<testing::File>{
        {folder + "/class.yaml",
         "apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: efs}\nprovisioner: " +
             provisioner + "\n"},
        {folder + "/claim.yaml",
         "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data, namespace: shop}\n"
         "spec: " +
             spec + "\n"},
        {folder + "/pod.yaml",
         "apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop}\nspec:\n"
         "  containers: [{name: app, image: a}]\n"
         "  volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]\n"}};
  };
  const auto found = [&](const std::string& spec, bool complete) {
    auto all = files("dev", "ebs", spec);
    const auto more = files("prod", "p", "{volumeMode: Filesystem, " + spec.substr(1));
    all.insert(all.end(), more.begin(), more.end());
    const auto inventory = testing::inventory_of_files(all, complete);
    std::string text;
    for (const auto& workload : inventory.workloads()) {
      const auto pod = read_pod_template(workload);
      const auto claims = resolve_claims(inventory, workload, pod);
      const auto& binding = claims.front().front().binding;
      text += workload.object->path().str() + ": " + describe(binding);
      text += binding.certain ? "\n" : "?\n";
    }
    return text;
  };
  CHECK(found(asks("1Gi"), false) ==
        "dev/pod.yaml: dynamic efs ebs\nprod/pod.yaml: dynamic efs p\n");
  const auto none =
      "{accessModes: [ReadWriteOnce], storageClassName: '', resources: {requests: "
      "{storage: 1Gi}}}";
  CHECK(found(none, true) == "dev/pod.yaml: unserved?\nprod/pod.yaml: unserved?\n");
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
    CHECK(describe(resolve_claim(inventory, "shop", "c" + number)) == "class_unknown pv" + number);
  }
}

TEST_CASE("storage: where labels are tried too often nothing is decided") {
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
  CHECK(describe(resolve_claim(inventory, "shop", "c0")) == "contested efs ebs");
  CHECK(describe(resolve_claim(inventory, "shop", "c519")) == "contested efs ebs");
  CHECK(describe(resolve_claim(inventory, "shop", "plain")) == "contested efs ebs");
  CHECK(describe(resolve_claim(inventory, "shop", "huge")) == "contested efs ebs");
}

}  // namespace
}  // namespace fargate_lint::kube
