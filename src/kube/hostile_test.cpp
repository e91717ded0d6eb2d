#include <doctest/doctest.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "kube/inventory.hpp"
#include "kube/kind_table.hpp"
#include "kube/selector.hpp"
#include "kube/storage.hpp"
#include "kube/testing.hpp"
#include "kube/workload.hpp"

// Input of any shape is read without harm: every field of objects that use all we look at is
// replaced by values of every wrong type, and real manifests are read whole.

namespace fargate_lint::kube {
namespace {

constexpr std::string_view kEverything = R"(apiVersion: v1
kind: List
items:
  - apiVersion: apps/v1
    kind: StatefulSet
    metadata: {name: db, namespace: shop, labels: {app: db}, annotations: {note: text}}
    spec:
      replicas: 3
      ordinals: {start: 1}
      volumeClaimTemplates:
        - metadata: {name: data}
          spec:
            accessModes: [ReadWriteOnce]
            storageClassName: efs
            resources: {requests: {storage: 1Gi}}
      template:
        metadata: {labels: {app: db}}
        spec:
          initContainers: [{name: init, restartPolicy: Always}]
          containers:
            - name: app
              image: nginx
              resources: {requests: {cpu: 250m, memory: 1e9}, limits: {cpu: 1}}
          ephemeralContainers: [{name: debug}]
          volumes:
            - {name: data, emptyDir: {}}
            - {name: files, persistentVolumeClaim: {claimName: files}}
  - apiVersion: v1
    kind: PodList
    items: [{metadata: {generateName: web-}, spec: {containers: [{name: app}]}}]
  - apiVersion: v1
    kind: PersistentVolumeClaim
    metadata: {name: files, namespace: shop}
    spec:
      accessModes: [ReadWriteMany]
      resources: {requests: {storage: 1Gi}}
      volumeMode: Filesystem
      selector:
        matchLabels: {tier: files}
        matchExpressions: [{key: tier, operator: In, values: [files]}]
  - apiVersion: v1
    kind: PersistentVolume
    metadata: {name: pv, labels: {tier: files}}
    spec:
      accessModes: [ReadWriteMany]
      capacity: {storage: 5Gi}
      storageClassName: efs
      claimRef: {namespace: shop, name: files}
    status: {phase: Available}
  - apiVersion: storage.k8s.io/v1
    kind: StorageClass
    metadata:
      name: efs
      annotations: {storageclass.kubernetes.io/is-default-class: 'true'}
    provisioner: efs.csi.aws.com
    volumeBindingMode: Immediate
)";

/// Writes a tree as JSON with one of its nodes, counted in preorder, replaced.
class Mutator {
 public:
  Mutator(std::size_t target, std::string_view replacement)
      : target_(target), replacement_(replacement) {}

  std::string write(yaml::Node root) {
    append(root);
    return std::move(out_);
  }
  std::size_t nodes() const { return count_; }

 private:
  void append(yaml::Node node) {
    if (count_++ == target_) {
      out_ += replacement_;
    } else if (node.is_mapping()) {
      out_ += '{';
      for (const auto& [key, value] : node.entries()) {
        if (out_.back() != '{') out_ += ',';
        out_.append("\"").append(key.text()).append("\":");
        append(value);
      }
      out_ += '}';
    } else if (node.is_sequence()) {
      out_ += '[';
      for (const auto item : node.items()) {
        if (out_.back() != '[') out_ += ',';
        append(item);
      }
      out_ += ']';
    } else if (node.is_string()) {
      out_.append("\"").append(node.text()).append("\"");
    } else {
      out_ += node.text();
    }
  }

  std::size_t target_;
  std::string_view replacement_;
  std::size_t count_ = 0;
  std::string out_;
};

/// Asks everything there is to ask; returns how many claims were resolved.
std::size_t read_all(const Inventory& inventory) {
  std::size_t claims = 0;
  for (const auto* each : inventory.objects()) {
    const auto& object = *each;
    CHECK_FALSE(object.title().empty());
    const auto selector = LabelSelector::from_map(object.labels());
    CHECK(selector.requirements.size() <= object.labels().size());
    selector.matches(object.annotations());
    LabelSelector::parse(object.spec()["selector"]);
  }
  for (const auto& workload : inventory.workloads()) {
    const auto pod = read_pod_template(workload);
    CHECK(workload.replicas().has_value() == workload.kind().has_replicas);
    for (const auto& container : pod.containers)
      for (const auto resource : {"cpu", "memory"})
        CHECK((!container.limit(resource) || container.request(resource) ||
               container.node["resources"]["requests"][resource]));
    for (const auto& of_pod : resolve_claims(inventory, workload, pod)) {
      for (const auto& [volume, binding] : of_pod) {
        CHECK((binding.state != ClaimBinding::State::bound || binding.volume != nullptr));
        ++claims;
      }
    }
  }
  return claims;
}

TEST_CASE("hostile input: every field may be of every wrong type") {
  const auto document = testing::read(kEverything);
  Mutator counter(std::string_view::npos, "");
  const auto unchanged = counter.write(document->root());
  CHECK(read_all(testing::inventory_of(unchanged)) == 6);  // two of each pod

  constexpr std::array<std::string_view, 9> kReplacements = {
      "null",  "true", "-1",
      "1e400", "\"\"", "\"text\"",
      "[]",    "[{}]", R"({"name":{"name":[null]},"items":[[]]})"};
  REQUIRE(counter.nodes() > 100);
  for (std::size_t target = 0; target < counter.nodes(); ++target) {
    for (const auto replacement : kReplacements) {
      const auto text = Mutator(target, replacement).write(document->root());
      CAPTURE(text);
      read_all(testing::inventory_of(text));
      read_all(testing::inventory_of(text, true));
    }
  }
}

std::string file_text(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// All manifests below a folder of the corpus, in one inventory.
Inventory read_folder(const std::filesystem::path& folder) {
  Inventory inventory;
  std::vector<yaml::Piece> pieces;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    const auto extension = entry.path().extension();
    if (extension != ".yaml" && extension != ".yml" && extension != ".json") continue;
    const auto text = file_text(entry.path());
    pieces.clear();
    yaml::split(text, pieces);
    for (const auto& piece : pieces) {
      auto document = yaml::read_document(std::string(piece.text), {.path = entry.path().string()});
      if (document == nullptr) continue;
      std::vector<Object> objects;
      if (append_objects(*document, "default", objects))
        inventory.add(std::move(document), std::move(objects));
    }
  }
  inventory.index();
  return inventory;
}

TEST_CASE("hostile input: real manifests are read whole") {
  const char* corpus = std::getenv("FARGATE_LINT_CORPUS");
  if (corpus == nullptr || !std::filesystem::is_directory(corpus)) {
    MESSAGE("SKIPPED: FARGATE_LINT_CORPUS does not name a folder of manifests");
    return;
  }
  const auto inventory = read_folder(corpus);
  REQUIRE(inventory.workloads().size() > 1'000);
  read_all(inventory);
  using Name = std::tuple<std::string_view, std::string_view, std::string_view>;
  std::map<Name, int> of_name;
  for (const auto* object : inventory.objects())
    ++of_name[Name(object->kind, object->ns, object->name)];
  for (const auto* each : inventory.objects()) {
    const auto& object = *each;
    const auto* found = inventory.find_referred(object.kind, object.ns, object.name);
    if (found == nullptr) {
      // Only the namesakes of kinds in other groups are left out, what has no name, and what is
      // given several times.
      const bool is_namesake =
          role_of(WorkloadKinds::known(), object.group(), object.kind).is_namesake;
      const bool is_several = of_name[Name(object.kind, object.ns, object.name)] > 1;
      CHECK((object.name.empty() || is_namesake || is_several));
      continue;
    }
    CHECK(found->kind == object.kind);
    CHECK(found->ns == object.ns);
    CHECK(found->name == object.name);
  }
}

}  // namespace
}  // namespace fargate_lint::kube
