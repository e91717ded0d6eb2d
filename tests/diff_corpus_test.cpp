// Real manifests with one line changed: `because` names that line.

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "lint/difference.hpp"
#include "lint/testing.hpp"
#include "list.hpp"
#include "yaml/path.hpp"

namespace fargate_lint::lint {
namespace {

namespace fs = std::filesystem;
using yaml::Node;

std::vector<std::string> manifests(const fs::path& folder) {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    constexpr std::uintmax_t kLargest = 12'000;
    const auto extension = entry.path().extension();
    if (entry.is_regular_file() && (extension == ".yaml" || extension == ".yml") &&
        entry.file_size() < kLargest)
      paths.push_back(entry.path());
  }
  std::ranges::sort(paths);
  std::vector<std::string> texts;
  for (const auto& path : paths) {
    std::ifstream file(path, std::ios::binary);
    texts.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return texts;
}

void collect_scalars(Node node, std::vector<Node>& scalars) {
  if (node.is_mapping()) {
    for (const auto& entry : node.entries()) collect_scalars(entry.value, scalars);
  } else if (node.is_sequence()) {
    for (const auto item : node.items()) collect_scalars(item, scalars);
  } else if (!node.plain_text().empty() || node.is_integer() || node.is_boolean()) {
    scalars.push_back(node);
  }
}

/// Whether a change of the field may change where a pod lands, how large it is, or how many.
bool may_matter(const std::string& path) {
  for (const char* part : {"labels", "namespace", "name", ".requests", ".limits", "replicas",
                           "host", "privileged", "parallelism", "nodeName", "Escalation"})
    if (path.find(part) != std::string::npos) return true;
  return false;
}

std::string mutated(Node node, const std::string& path) {
  const std::string text(node.text());
  if (node.is_true()) return "false";
  if (node.is_false()) return "true";
  if (path.find(".requests") != std::string::npos || path.find(".limits") != std::string::npos)
    return path.ends_with("cpu") ? "3500m" : "14Gi";
  if (node.is_integer()) return std::to_string(node.integer().value_or(1) + 3);
  return text + "x";
}

struct Mutant {
  std::string text;
  std::uint32_t line = 0;
  std::string path;
};

std::optional<Mutant> mutate(const std::string& text, const testing::Input& input,
                             std::mt19937& random) {
  const auto workloads = input.reading.inventory.workloads();
  const auto& object = *workloads[random() % workloads.size()].object;
  std::vector<Node> scalars;
  collect_scalars(object.node, scalars);
  for (int tries = 0; tries < 40 && !scalars.empty(); ++tries) {
    const auto node = scalars[random() % scalars.size()];
    const auto path = yaml::path_of(node, object.node);
    if (path.empty() || !may_matter(path) || path == "kind") continue;
    const auto old = std::string(node.document()->text());
    const auto at = text.find(old);  // a document of the stream, by its text
    if (at == std::string::npos || text.find(old, at + 1) != std::string::npos) return std::nullopt;
    const auto range = node.range();
    Mutant mutant = {text, node.position().line, path};
    mutant.text.replace(at + range.begin, range.size(), mutated(node, path));
    return mutant;
  }
  return std::nullopt;
}

/// A profile that takes the pods of a workload, by one of its labels if `by_label` and it has any.
std::string profile_for(const kube::Workload& workload, bool by_label) {
  auto text =
      "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: c, region: "
      "eu-west-1}\nfargateProfiles:\n- name: p\n  selectors:\n  - namespace: \"" +
      std::string(workload.object->ns) + "\"\n";
  const auto labels = workload.metadata()["labels"];
  if (!by_label || labels.size() == 0) return text;
  const auto entry = *labels.entries().begin();
  if (!entry.value.is_string()) return text;
  return text + "    labels: {\"" + std::string(entry.key.text()) + "\": \"" +
         std::string(entry.value.text()) + "\"}\n";
}

Report judged(const std::string& text, const std::string& profiles) {
  testing::Input input;
  testing::add(input, text, "input.yaml");
  testing::add(input, profiles, "cluster.yaml");
  input.reading.inventory.index();
  return testing::judge(std::move(input), rules::all());
}

}  // namespace

TEST_CASE("diff: because names the line that changed, of 1,000 changes of real manifests") {
  const char* corpus = std::getenv("FARGATE_LINT_CORPUS");
  const auto folder = fs::path(corpus == nullptr ? "" : corpus) / "manifests";
  if (!fs::is_directory(folder)) {
    MESSAGE("SKIPPED: set FARGATE_LINT_CORPUS to a folder with manifests");
    return;
  }
  const auto texts = manifests(folder);
  std::mt19937 random(20261201);  // fixed: a failure can be repeated
  constexpr int kWanted = 1000;
  int changed = 0;
  int missed = 0;
  for (int tries = 0; changed < kWanted && tries < 20 * kWanted; ++tries) {
    const auto& text = texts[random() % texts.size()];
    const auto input = testing::input_of(text);
    if (input.reading.inventory.workloads().empty() || !input.reading.unreadable.empty()) continue;
    const auto mutant = mutate(text, input, random);
    if (!mutant) continue;
    const auto profiles =
        profile_for(input.reading.inventory.workloads().front(), random() % 2 == 0);
    const auto before = judged(text, profiles);
    const auto after = judged(mutant->text, profiles);
    const auto difference = compare(before, after);
    if (difference.workloads.empty()) continue;
    ++changed;
    const auto is_named = [&](const WorkloadChange& change) {
      return std::ranges::any_of(change.because, [&](const Cause& cause) {
        return cause.where.span.begin.line == mutant->line;
      });
    };
    if (std::ranges::any_of(difference.workloads, is_named)) continue;
    ++missed;
    const auto& first = difference.workloads.front();
    MESSAGE(mutant->path, " at line ", mutant->line, ": ", std::string(to_string(first.change)),
            " because of ", first.because.empty() ? 0 : first.because[0].where.span.begin.line);
  }
  CHECK(changed == kWanted);
  CHECK(missed == 0);
}

}  // namespace fargate_lint::lint
