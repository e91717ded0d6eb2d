#include "fargate/source.hpp"

#include <doctest/doctest.h>
#include <re2/re2.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include "fargate/test_world.hpp"

namespace fargate_lint::fargate {
namespace {

std::string_view format_of(std::string_view text) {
  const auto document = testing::parse(text);
  const auto* source = recognise(document->root());
  return source == nullptr ? "none" : source->name;
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

TEST_CASE("source: formats are recognised by content alone") {
  struct Row {
    std::string_view text;
    std::string_view format;
  };
  static constexpr Row kRows[] = {
      {"{apiVersion: eksctl.io/v1alpha5, kind: ClusterConfig}", "eksctl"},
      {"{apiVersion: eksctl.io/v9, kind: ClusterConfig, fargateProfiles: text}", "eksctl"},
      {"[{name: a, selectors: [{namespace: b}], podExecutionRoleARN: c}]", "eksctl"},
      {"{fargateProfile: {fargateProfileName: a}}", "aws-cli"},
      {"{fargateProfileName: a, selectors: []}", "aws-cli"},
      {"{fargateProfileName: a, podExecutionRoleArn: b}", "aws-cli"},
      {"{fargateProfileNames: []}", "aws-cli"},
      {"[{fargateProfile: {fargateProfileName: a}}, {fargateProfileName: b, clusterName: c}]",
       "aws-cli"},
      {"{apiVersion: v1, kind: ConfigMap, data: {fargateProfileName: a, clusterName: b}}", "none"},
      {"{apiVersion: v1, kind: X, fargateProfile: {fargateProfileName: a}}", "none"},
      {"{apiVersion: kubeadm.k8s.io/v1beta3, kind: ClusterConfig}", "none"},
      {"{apiVersion: eksctl.io/v1alpha5, kind: Deployment}", "none"},
      {"{fargateProfiles: [{name: a}]}", "none"},
      {"{fargateProfile: text}", "none"},
      {"{fargateProfile: {enabled: true}}", "none"},
      {"{fargateProfileName: a}", "none"},
      {"[{name: a, selectors: [{matchLabels: {b: c}}]}]", "none"},
      {"[{name: a, selectors: []}]", "none"},
      {"[{name: a}]", "none"},
      {"[]", "none"},
      {"{}", "none"},
      {"text", "none"},
      {"# nothing", "none"},
      {"42", "none"},
  };
  for (const auto& row : kRows) {
    CAPTURE(row.text);
    CHECK(format_of(row.text) == row.format);
  }
}

TEST_CASE("source: every format has a name of its own") {
  std::map<std::string_view, int> names;
  for (const auto* source : profile_sources()) {
    ++names[source->name];
    CHECK_FALSE(source->title.empty());
  }
  CHECK(names.size() == profile_sources().size());
}

namespace {

/// Says by the text alone, as a person who skims it would, whether it declares profiles. It knows
/// nothing of the readers, which go by the tree.
bool looks_like_source(const std::string& text) {
  static const RE2 marks(
      "(?m)^(\\s*-\\s+)?apiVersion: [\"']?eksctl\\.io/"
      "|^(  |- )?kind: [\"']?(AWS)?FargateProfile\\b"
      "|^\\s+\"?Type\"?: *\"?(AWS::EKS::|Custom::AWSCDK-EKS-)FargateProfile"
      "|^\\s+\"?Type\"?: *\"?(AWS::EKS::|Custom::AWSCDK-EKS-)Cluster\\b"
      "|^\\s+\"?Type\"?: *\"?AWS::EKS::(PodIdentityAssociation|Nodegroup|Addon)"
      "|^apiVersion: *(karpenter.sh|eks.amazonaws.com)/.*\\nkind: *Node"
      "|^apiVersion: *cluster.x-k8s.io/"
      "|^apiVersion: *eks\\.(services\\.k8s\\.)?aws[^/]*/.*\\nkind: *Node[gG]roup\\b"
      "|^\\s*\"?fargateProfile(Name|Names)?\"?:"
      "|\"?fargateProfile(Name|Names)?\":"
      "|eks_fargate_profile:"
      "|\"format_version\":"
      "|\"urn\": *\"urn:pulumi:");
  return RE2::PartialMatch(text, marks);
}

/// Objects of Kubernetes that only speak of profiles.
bool is_about_sources(yaml::Node root) {
  const std::string_view kind = root["kind"].text();
  // Of a cluster that a class makes, only the class tells what it is.
  if (kind == "ClusterClass" || root["spec"]["topology"]) return true;
  return kind == "CustomResourceDefinition" || kind == "ConfigMap" || kind.ends_with("List");
}

struct Tally {
  std::size_t documents = 0;
  std::size_t unreadable = 0;
  std::map<std::string, std::size_t> sources;   // folder/format → documents
  std::map<std::string, std::size_t> profiles;  // folder/format → profiles
};

void try_document(yaml::Reader& reader, const yaml::Piece& piece, const std::string& folder,
                  Tally& tally) {
  if (reader.read(piece.text, {}) != yaml::Outcome::ok) {
    ++tally.unreadable;
    return;
  }
  const auto root = reader.document().root();
  if (!root) return;
  ++tally.documents;
  const auto* source = recognise(root);
  const bool looks = looks_like_source(std::string(piece.text));
  if (source == nullptr) {
    CHECK_MESSAGE((!looks || is_about_sources(root)), "looks like a source and is not taken");
    return;
  }
  CHECK_MESSAGE(looks, "taken for ", source->name);
  Declarations declarations;
  source->read(root, declarations);
  const std::string key = folder + "/" + std::string(source->name);
  ++tally.sources[key];
  tally.profiles[key] += declarations.profiles.size();
}

Tally try_folder(const std::filesystem::path& root) {
  Tally tally;
  yaml::Reader reader;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    const auto extension = entry.path().extension();
    if (!entry.is_regular_file()) continue;
    if (extension != ".yaml" && extension != ".yml" && extension != ".json") continue;
    CAPTURE(entry.path().string());
    const std::string text = read_file(entry.path());
    std::vector<yaml::Piece> pieces;
    yaml::split(text, pieces);
    for (const auto& piece : pieces) try_document(reader, piece, root.filename().string(), tally);
  }
  return tally;
}

}  // namespace

TEST_CASE("source: manifests and profiles are never mistaken for each other") {
  const char* corpus = std::getenv("FARGATE_LINT_CORPUS");
  if (corpus == nullptr || !std::filesystem::is_directory(corpus)) {
    MESSAGE("FARGATE_LINT_CORPUS is not set: real manifests are NOT tried");
    return;
  }
  const std::filesystem::path root(corpus);
  const auto rendered = try_folder(root / "helm-rendered");
  CHECK(rendered.documents > 300);
  CHECK(rendered.sources.empty());
  const auto manifests = try_folder(root / "manifests");
  CHECK(manifests.documents > 1000);
  CHECK(manifests.unreadable < manifests.documents / 20);
  const auto fixtures = try_folder(root / "peer-fixtures");
  CHECK(fixtures.sources.empty());
  auto profiles = try_folder(root / "profiles");
  CHECK(profiles.unreadable == 0);
  for (const char* format :
       {"eksctl", "aws-cli", "cloudformation", "custom-resources", "terraform"}) {
    CAPTURE(format);
    CHECK(profiles.sources["profiles/" + std::string(format)] > 0);
  }
}

}  // namespace fargate_lint::fargate
