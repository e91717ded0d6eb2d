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
  const ProfileSource* source = recognise(document->root());
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
  for (const Row& row : kRows) {
    CAPTURE(row.text);
    CHECK(format_of(row.text) == row.format);
  }
}

TEST_CASE("source: every format has a name of its own") {
  std::map<std::string_view, int> names;
  for (const ProfileSource* source : profile_sources()) {
    ++names[source->name];
    CHECK_FALSE(source->title.empty());
  }
  CHECK(names.size() == profile_sources().size());
}

TEST_CASE("source: ordinary manifests are never mistaken for profiles") {
  const char* corpus = std::getenv("FARGATE_LINT_CORPUS");
  if (corpus == nullptr || !std::filesystem::is_directory(corpus)) {
    MESSAGE("FARGATE_LINT_CORPUS is not set: real manifests are NOT tried");
    return;
  }
  std::size_t documents = 0;
  std::map<std::string, std::size_t> declared;  // folder/format → profiles
  yaml::Reader reader;
  for (const char* folder : {"manifests", "helm-rendered", "profiles"}) {
    const auto root = std::filesystem::path(corpus) / folder;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
      const auto extension = entry.path().extension();
      if (!entry.is_regular_file()) continue;
      if (extension != ".yaml" && extension != ".yml" && extension != ".json") continue;
      const std::string text = read_file(entry.path());
      std::vector<yaml::Piece> pieces;
      yaml::split(text, pieces);
      for (const yaml::Piece& piece : pieces) {
        if (reader.read(piece.text, {}) != yaml::Outcome::ok) continue;
        ++documents;
        const yaml::Node document = reader.document().root();
        const ProfileSource* source = recognise(document);
        if (source == nullptr) continue;
        CAPTURE(entry.path().string());
        // Samples of eksctl and of the AWS CLI stand among the manifests, too; and a plan of
        // Terraform is a source even if it makes no profile.
        static const RE2 says_profile("(?i)fargate_?profile");
        Declarations declarations;
        source->read(document, declarations);
        const bool is_sample = document["kind"].text() == "ClusterConfig" ||
                               !document["terraform_version"].is_missing() ||
                               RE2::PartialMatch(text, says_profile);
        CHECK(is_sample);
        declared[folder + ("/" + std::string(source->name))] += declarations.profiles.size();
      }
    }
  }
  CHECK(documents > 1000);
  CHECK(declared["profiles/eksctl"] >= 5);
  CHECK(declared["profiles/aws-cli"] >= 2);
  CHECK(declared["helm-rendered/eksctl"] == 0);
  CHECK(declared["helm-rendered/aws-cli"] == 0);
}

}  // namespace fargate_lint::fargate
