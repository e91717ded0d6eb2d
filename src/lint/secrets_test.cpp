#include "lint/secrets.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "lint/testing.hpp"

namespace fargate_lint::lint {
namespace {

constexpr std::string_view kKey = "notARealKeyJustFortyCharactersOfText1234";

/// A Location on that line of the manifest, with the line as a rule would show it.
Location line_of(std::string_view manifest, std::uint32_t number) {
  Location where{"input.yaml", {{number, 1}, {number, 2}}, {}, {}};
  for (std::uint32_t i = 1; i < number; ++i) manifest.remove_prefix(manifest.find('\n') + 1);
  where.line_text = manifest.substr(0, manifest.find('\n'));
  return where;
}

/// What a report shows of each line of a pod with that `env`, from the env's line on.
std::string shown(const std::string& env) {
  const std::string manifest =
      "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n    - name: a\n" + env;
  const auto input = testing::input_of(manifest);
  REQUIRE(input.reading.inventory.workloads().size() == 1);
  Secrets secrets;
  secrets.collect(kube::read_pod_template(input.reading.inventory.workloads().front()));
  std::string text;
  const auto lines = static_cast<std::uint32_t>(std::count(manifest.begin(), manifest.end(), '\n'));
  for (std::uint32_t line = 7; line <= lines; ++line) {
    Finding finding;
    finding.where = line_of(manifest, line);
    finding.related.push_back({"here", finding.where});
    secrets.blot(finding);
    CHECK(finding.related.front().where.line_text == finding.where.line_text);
    text += finding.where.line_text + "\n";
  }
  return text;
}

}  // namespace

TEST_CASE("secrets: a long key is blotted out wherever it stands") {
  const std::string key(kKey);
  const std::string stars(key.size(), '*');
  CHECK(shown("      env:\n        - name: AWS_SECRET_ACCESS_KEY\n          value: " + key +
              "\n      args: [--secret=" + key + "] # " + key + "\n") ==
        "      env:\n        - name: AWS_SECRET_ACCESS_KEY\n          value: " + stars +
            "\n      args: [--secret=" + stars + "] # " + stars + "\n");
}

TEST_CASE("secrets: a short one is blotted out on its own line, for it may be any word") {
  CHECK(shown("      image: minio\n      env: [{name: AWS_SECRET_ACCESS_KEY, value: minio}]\n") ==
        "      image: minio\n      env: [{name: AWS_SECRET_ACCESS_KEY, value: *****}]\n");
}

TEST_CASE("secrets: a line that cannot be blotted is not shown") {
  CHECK(shown("      env: [{name: AWS_SECRET_ACCESS_KEY, value: \"a\\u0062cdefgh\"}]\n") == "\n");
  CHECK(shown("      env: [{name: AWS_SECRET_ACCESS_KEY, value: abc}]\n") == "\n");
}

TEST_CASE("secrets: several on one line, and one in a block scalar") {
  const std::string key(kKey);
  const std::string stars(key.size(), '*');
  CHECK(shown("      env: [{name: AWS_SECRET_ACCESS_KEY, value: first-one}, "
              "{name: AWS_SECRET_ACCESS_KEY, value: " +
              key + "}]\n") ==
        "      env: [{name: AWS_SECRET_ACCESS_KEY, value: *********}, "
        "{name: AWS_SECRET_ACCESS_KEY, value: " +
            stars + "}]\n");
  CHECK(shown("      env:\n        - name: AWS_SECRET_ACCESS_KEY\n          value: |\n"
              "            " +
              key + "\n") ==
        "      env:\n        - name: AWS_SECRET_ACCESS_KEY\n\n            " + stars + "\n");
}

TEST_CASE("secrets: other variables are shown") {
  const std::string env =
      "      env:\n        - name: AWS_ACCESS_KEY_ID\n          value: AKIAEXAMPLEEXAMPLE12\n"
      "        - name: AWS_SECRET_ACCESS_KEY\n          value: \"\"\n";
  CHECK(shown(env) == env);
}

TEST_CASE("secrets: messages, help and notes hold none either") {
  const std::string key(kKey);
  const auto input = testing::input_of(
      "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n    - name: a\n"
      "      env: [{name: AWS_SECRET_ACCESS_KEY, value: " +
      key + "}]\n");
  Secrets secrets;
  secrets.collect(kube::read_pod_template(input.reading.inventory.workloads().front()));
  Finding finding;
  finding.message = "`" + key + "` is no quantity";
  finding.help = "replace " + key;
  finding.notes = std::vector<SharedText>{key};
  secrets.blot(finding);
  const std::string stars(key.size(), '*');
  CHECK(finding.message == "`" + stars + "` is no quantity");
  CHECK(finding.help == "replace " + stars);
  CHECK(finding.notes.front() == stars);
}

TEST_CASE("secrets: of very many each is blotted out, whatever stands around it") {
  std::string stream;
  for (int i = 0; i < 100; ++i) {
    stream += "apiVersion: v1\nkind: Pod\nmetadata: {name: p" + std::to_string(i) +
              "}\nspec:\n  containers:\n    - name: a\n"
              "      env: [{name: AWS_SECRET_ACCESS_KEY, value: secret-number-of-pod-" +
              std::to_string(i) + "}]\n---\n";
  }
  const auto input = testing::input_of(stream);
  Secrets secrets;
  for (const auto& workload : input.reading.inventory.workloads()) {
    secrets.collect(kube::read_pod_template(workload));
  }
  Finding finding;
  finding.where = line_of("args: [secret-number-of-pod-7, secret-number]\n", 1);
  finding.message = "secret-number-of-pod-42secret-number-of-pod-99";
  secrets.blot(finding);
  CHECK(finding.where.line_text == "args: [**********************, secret-number]");
  CHECK(finding.message == std::string(46, '*'));
}

}  // namespace fargate_lint::lint
