#include "support/profile_faults.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "fargate/test_world.hpp"

namespace fargate_lint::rules {
namespace {

using fargate::Declarations;
using fargate::Profile;
using fargate::ProfileFault;
using fargate::Selector;
using fargate::testing::declare;
using Texts = std::vector<std::string>;

constexpr std::string_view kHead =
    "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata:\n  name: shop-prod\n";

/// The faults as one line each: "12 FG802 error: message | help".
Texts faults(const Declarations& declarations) {
  Texts texts;
  for (const auto& fault : declarations.faults) {
    const auto words = words_of(fault);
    texts.push_back(std::to_string(fault.where.span.begin.line) + " " +
                    std::string(rule_of(fault)) +
                    (fault.weight == ProfileFault::Weight::error ? " error: " : " warning: ") +
                    words.message.text() + " | " + words.help);
  }
  return texts;
}

/// The same without the help.
Texts messages(const Declarations& declarations) {
  auto texts = faults(declarations);
  for (auto& text : texts) text.resize(text.find(" | "));
  return texts;
}

Declarations eksctl(std::string_view profiles) {
  return declare(std::string(kHead).append(profiles));
}

TEST_CASE("eksctl: values that it refuses are faults, and read as they were meant") {
  const auto read = eksctl(
      "fargateProfiles:\n  - name: web\n    selectors:\n      - namespace: 10\n        labels:\n   "
      "       canary: true\n          version: 1.10\n          since: 2024-01-01\n          "
      "empty:\n          on: x\n");
  CHECK(
      faults(read) ==
      Texts{
          "8 FG802 error: `selectors[0].namespace` of profile `web` is the number `10`, not a "
          "string; eksctl refuses the file | quote it: \"10\"",
          "10 FG802 error: `selectors[0].labels.canary` of profile `web` is the boolean "
          "`true`, not a string; eksctl refuses the file | quote it: \"true\"",
          "11 FG802 error: `selectors[0].labels.version` of profile `web` is the number "
          "`1.10`, not a string; eksctl refuses the file | quote it: \"1.10\"",
          "14 FG802 warning: YAML reads the label key `on` of profile `web` as `true` | quote it: "
          "\"on\""});
  const auto& selector = read.profiles.at(0).selectors.at(0);
  CHECK(selector.ns.text == "10");
  REQUIRE(selector.labels.size() == 4);
  CHECK(selector.labels[0].value.text == "true");
  CHECK(selector.labels[1].value.text == "1.10");
  CHECK(selector.labels[2].value.text == "2024-01-01");
  CHECK(selector.labels[3].key.text == "true");
}

TEST_CASE("eksctl: a key in another case is dropped, and that is an error") {
  const auto read = eksctl(
      "fargateProfiles:\n  - name: web\n    podExecutionRoleArn: arn:aws:iam::1:role/r\n    "
      "selectors:\n      - namespace: web\n        Labels: {tier: web}\n");
  CHECK(faults(read) ==
        Texts{"7 FG802 error: `podExecutionRoleArn` of an eksctl Fargate profile must be spelled "
              "`podExecutionRoleARN`; eksctl silently drops it | rename it to "
              "`podExecutionRoleARN`",
              "10 FG802 error: `Labels` of `selectors[0]` of profile `web` must be spelled "
              "`labels`; eksctl silently drops it | rename it to `labels`"});
  CHECK(read.profiles.at(0).role_arn.is_absent());
  CHECK(read.profiles.at(0).selectors.at(0).labels.empty());
  CHECK(faults(eksctl("FargateProfiles: [{name: web}]\n")) ==
        Texts{"5 FG802 error: `FargateProfiles` must be spelled `fargateProfiles`; eksctl "
              "silently drops it | rename it to `fargateProfiles`"});
}

TEST_CASE("eksctl: a key it does not know makes it refuse the file") {
  const auto read = eksctl(
      "fargateProfiles:\n  - name: web\n    selector:\n      - namespace: web\n    colour: red\n");
  CHECK(faults(read) ==
        Texts{"7 FG802 error: `selector` of an eksctl Fargate profile must be spelled `selectors`; "
              "eksctl refuses the file | rename it to `selectors`",
              "9 FG802 warning: unknown key `colour` of an eksctl Fargate profile; eksctl refuses "
              "the file | remove it, or check its spelling"});
  CHECK(read.profiles.at(0).selectors.at(0).ns.text == "web");
}

TEST_CASE("eksctl: malformed shapes are faults at their line and never vanish") {
  struct Row {
    std::string_view profiles;
    Texts faults;
    std::size_t count;
  };
  const Row rows[] = {
      {"fargateProfiles: {name: web}\n",
       {"5 FG802 error: `fargateProfiles` is not a list; eksctl refuses the file | write a list of "
        "profiles"},
       0},
      {"fargateProfiles: [web]\n",
       {"5 FG802 error: an entry of `fargateProfiles` is not a mapping; eksctl refuses the file | "
        "write `name` and `selectors`"},
       0},
      {"fargateProfiles:\n- name: web\n  selectors: {namespace: web}\n",
       {"7 FG802 error: `selectors` of profile `web` is a mapping, not a list; eksctl refuses the "
        "file | write a list"},
       1},
      {"fargateProfiles:\n- name: web\n  selectors: [web]\n",
       {"7 FG802 error: `selectors[0]` of profile `web` is the text `web`, not a mapping; eksctl "
        "refuses the file | write a mapping"},
       1},
      {"fargateProfiles:\n- name: web\n  selectors:\n  - namespace: [a]\n",
       {"8 FG802 error: `selectors[0].namespace` of profile `web` is a list, not a string; eksctl "
        "refuses the file | write a string"},
       1},
      {"fargateProfiles:\n- name: web\n  selectors:\n  - namespace: a\n    labels: [{key: b}]\n",
       {"9 FG802 error: `selectors[0].labels` of profile `web` is a list, not a mapping; eksctl "
        "refuses the file | write a mapping"},
       1},
      {"fargateProfiles:\n- name: web\n  subnets: a\n  selectors: [{namespace: a}]\n",
       {"7 FG802 error: `subnets` of profile `web` is the text `a`, not a list; eksctl refuses the "
        "file | write a list"},
       1},
      {"fargateProfiles:\n- name: 5\n  selectors: [{namespace: a}]\n",
       {"6 FG811 error: `name` of a profile is the number `5`, not a string; eksctl refuses the "
        "file | quote it: \"5\""},
       1},
  };
  for (const auto& row : rows) {
    CAPTURE(row.profiles);
    const auto read = eksctl(row.profiles);
    CHECK(faults(read) == row.faults);
    CHECK(read.profiles.size() == row.count);
  }
}

TEST_CASE("profile: what AWS refuses or never matches, whatever declares it") {
  struct Row {
    std::string profile;
    Texts faults;
  };
  const std::string long_name(101, 'a');
  const std::string long_label(64, 'b');
  const Row rows[] = {
      {"{name: web}",
       {"5 FG801 error: profile `web` has no selector; AWS rejects it | add `selectors` with at "
        "least one `namespace`"}},
      {"{name: web, selectors: [{namespace: a}, {namespace: b}, {namespace: c}, {namespace: d}, "
       "{namespace: e}, {namespace: f}]}",
       {"5 FG801 warning: profile `web` has 6 selectors; the default quota is 5 | split the "
        "profile, or ask AWS to raise quota L-D78D8AF8"}},
      {"{name: web, selectors: [{labels: {a: b}}]}",
       {"5 FG802 error: selector 0 of profile `web` has no namespace; AWS rejects it | add "
        "`namespace`"}},
      {"{name: web, selectors: [{namespace: a}, {namespace: ''}]}",
       {"5 FG802 error: selector 1 of profile `web` has no namespace; AWS rejects it | add "
        "`namespace`"}},
      {"{name: web, selectors: [{namespace: a, labels: {a: a, b: b, c: c, d: d, e: e, f: f}}]}",
       {"5 FG802 warning: selector 0 of profile `web` has 6 labels; the default quota is 5 | split "
        "the selector, or ask AWS to raise quota L-23414FF3"}},
      {"{name: web, selectors: [{namespace: '^shop-.*$'}]}",
       {"5 FG802 warning: namespace `^shop-.*$` of profile `web` is a regular expression "
        "and never matches: only `*` and `?` are wildcards | write `shop-*`"}},
      {"{name: web, selectors: [{namespace: 'shop|cart'}]}",
       {"5 FG802 warning: namespace `shop|cart` of profile `web` is a regular expression "
        "and never matches: only `*` and `?` are wildcards | use `*` and `?`, with one "
        "selector for each alternative"}},
      {"{name: web, selectors: [{namespace: a, labels: {tier: '[ab]'}}]}",
       {"5 FG802 warning: label value `[ab]` of profile `web` is a regular expression and "
        "never matches: only `*` and `?` are wildcards | use `*` and `?`, with one "
        "selector for each alternative"}},
      {"{name: web, selectors: [{namespace: a, labels: {version: 'v1.*', example.com/b: '*'}}]}",
       {}},
      {"{name: web, selectors: [{namespace: a, labels: {tier: " + long_label + "}}]}",
       {"5 FG802 warning: label value of profile `web` has 64 characters and never matches: "
        "Kubernetes allows 63 | shorten it"}},
      {"{name: web, selectors: [{namespace: a, labels: {'example.com/" + std::string(63, 'k') +
           "': b}}]}",
       {}},
      {"{selectors: [{namespace: a}]}",
       {"5 FG811 error: the profile has no name; AWS rejects it | add a `name`"}},
      {"{name: eks-web, selectors: [{namespace: a}]}",
       {"5 FG811 error: profile `eks-web` has the prefix `eks-`, which AWS reserves and rejects | "
        "rename it"}},
      {"{name: " + long_name + ", selectors: [{namespace: a}]}",
       {"5 FG811 error: the profile name has 101 characters; AWS allows at most 100 | shorten it"}},
      {"{name: '${N}', selectors: '${S}'}", {}},
      {"{name: '${N}', selectors: S}",
       {"5 FG802 error: `selectors` of a profile of unknown name is the text `S`, not a list; "
        "eksctl refuses the file | write a list"}},
  };
  for (const auto& row : rows) {
    CAPTURE(row.profile);
    CHECK(faults(eksctl("fargateProfiles: [" + row.profile + "]\n")) == row.faults);
  }
}

TEST_CASE("eksctl: faults are told up to a number, and then counted") {
  std::string text = "fargateProfiles: [";
  constexpr std::size_t kCount = 3 * Declarations::kMostFaults;
  for (std::size_t i = 0; i < kCount; ++i) text += "{selectors: [{namespace: a}]}, ";
  const auto all = eksctl(text + "]\n").faults;
  REQUIRE(all.size() == Declarations::kMostFaults + 1);
  CHECK(rule_of(all.back()) == "FG811");
  CHECK(all.back().weight == ProfileFault::Weight::error);
  CHECK(words_of(all.back()).message.text() ==
        "`" + std::to_string(kCount - Declarations::kMostFaults) +
            "` more faults, counted but not shown");
}

TEST_CASE("aws cli: the input of create-fargate-profile is checked") {
  const auto empty = declare(
      "fargateProfileName: ''  # [REQUIRED]\nclusterName: ''\npodExecutionRoleArn: "
      "''\nselectors:\n- namespace: ''\n  labels: {KeyName: ''}\n");
  CHECK(messages(empty) ==
        Texts{"3 FG812 warning: `podExecutionRoleArn` of a profile is empty",
              "1 FG811 error: the profile has no name; AWS rejects it",
              "5 FG802 error: selector 0 of a profile has no namespace; AWS rejects it"});
  const auto wrong = declare(
      "fargateProfileName: web\npodExecutionRoleArn: arn:aws:iam::1:role/r\nselectors:\n- "
      "Namespace: shop\n  labels: {a: 1}\ncolour: red\n");
  CHECK(messages(wrong) ==
        Texts{"6 FG802 warning: unknown key `colour` of a Fargate profile; the AWS CLI refuses it",
              "4 FG802 error: `Namespace` of `selectors[0]` of profile `web` must be spelled "
              "`namespace`; the AWS CLI refuses it",
              "5 FG802 error: `selectors[0].labels.a` of profile `web` is the number `1`, not a "
              "string; the AWS CLI refuses it",
              "2 FG812 warning: `podExecutionRoleArn` of profile `web` has the account `1`, which "
              "is not 12 digits"});
  CHECK(wrong.profiles.at(0).selectors.at(0).ns.text == "shop");
}

TEST_CASE("aws cli: other entries of a list are faults, not passed over") {
  const auto read = declare(
      "- fargateProfile: {fargateProfileName: a, selectors: [{namespace: b}]}\n- just text\n");
  CHECK(read.profiles.size() == 1);
  CHECK(messages(read) == Texts{"2 FG802 error: an entry of the list is not a Fargate profile"});
}

}  // namespace
}  // namespace fargate_lint::rules
