#include "input/loader.hpp"

#include <doctest/doctest.h>
#include <sys/resource.h>

#include "input/scan.hpp"
#include "system/disk.hpp"
#include "system/memory.hpp"
#include "system/testing.hpp"

namespace fargate_lint::input {
namespace {

using system::Memory;

constexpr std::string_view kPod =
    "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: c, image: i}]}\n";
constexpr std::string_view kPatch =
    "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: c}]}\n";
constexpr std::string_view kCluster =
    "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: c, region: r}\n"
    "fargateProfiles:\n- name: web\n  selectors:\n  - namespace: shop\n";

LoadOptions options_for(const std::vector<std::string>& paths) {
  LoadOptions options;
  options.paths = sources_of(paths);
  return options;
}

std::string accounted(const Loaded& loaded) {
  const auto& account = loaded.reading->account;
  return std::to_string(account.total) + " = " + std::to_string(account.linted) + " + " +
         std::to_string(account.without_pods) + " + " + std::to_string(account.ignored) + " + " +
         std::to_string(account.unreadable);
}

std::string_view name_of(lint::PassedOver why) {
  using lint::PassedOver;
  switch (why) {
    case PassedOver::not_kubernetes: return "not kubernetes";
    case PassedOver::other_format: return "other format";
    case PassedOver::commented_json: return "commented json";
    case PassedOver::behind_document: return "behind document";
    case PassedOver::no_object: return "no object";
    case PassedOver::more_duplicate_keys: return "more duplicate keys";
    case PassedOver::more_unreadable: return "more unreadable";
    case PassedOver::owned: return "owned";
    case PassedOver::no_documents: return "no documents";
    case PassedOver::chart: return "chart";
    case PassedOver::patch: return "patch";
    case PassedOver::kustomized: return "kustomized";
    case PassedOver::gitignored: return "gitignored";
    case PassedOver::left_out: return "left out";
    case PassedOver::special_file: return "special file";
    case PassedOver::folder_link: return "folder link";
    case PassedOver::far_link: return "far link";
    case PassedOver::dangling_link: return "dangling link";
    case PassedOver::terraform_source: return "terraform source";
    case PassedOver::member_name: return "member name";
    case PassedOver::member_link: return "member link";
    case PassedOver::member_special: return "member special";
    case PassedOver::member_sparse: return "member sparse";
    case PassedOver::member_archive: return "member archive";
    case PassedOver::member_replaced: return "member replaced";
  }
  return {};
}

std::string not_linted(const Loaded& loaded) {
  std::string text;
  for (const auto& entry : loaded.reading->not_linted)
    text.append(entry.path + ":" + std::to_string(entry.line) + " " +
                std::to_string(entry.documents) + " ")
        .append(name_of(entry.why))
        .append("\n");
  return text;
}

std::string errors(const Loaded& loaded) {
  std::string text;
  for (const auto& error : loaded.reading->errors) text += error.path + ": " + error.message + "\n";
  return text;
}

TEST_CASE("loader: every document is linted, without pods, ignored or unreadable") {
  Memory folder;
  folder.write("pod.yaml", kPod);
  folder.write("more.yaml",
               "# only a comment\n---\nkind: ConfigMap\napiVersion: v1\n"
               "metadata: {name: c}\n---\n\n---\nreplicas: 1\n---\na: [\n---\n");
  folder.write("cluster.yaml", kCluster);
  folder.write("list.json",
               R"({"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"Pod",)"
               R"("metadata":{"name":"b"},"spec":{"containers":[]}}]})");
  folder.write("broken.yaml", "--- text\na: 1\n");
  folder.write("chart/Chart.yaml", "name: c\n");
  folder.write("chart/templates/a.yaml", "# c\n---\n{{ if x }}\na: b\n{{ end }}\n---\nb: 1\n");
  folder.write("o/kustomization.yaml", "patches: [{path: p.yaml}]\n");
  folder.write("o/p.yaml", "- op: add\n");
  folder.write("prod/kustomization.yaml",
               "kind: Kustomization\napiVersion: kustomize.config.k8s.io/v1beta1\n"
               "namespace: prod\nresources: [../pod.yaml]\n");
  const auto options = options_for({"."});
  const auto loaded = load(folder, options);
  // linted: pod, list. without pods: ConfigMap, cluster, kustomization. ignored: replicas,
  // kustomization without kind, its patch, the chart's three, `a: 1`. unreadable: `a: [` and the
  // separator with text.
  CHECK(accounted(loaded) == "14 = 2 + 3 + 7 + 2");
  CHECK(loaded.reading->account.files == 10);
  CHECK(not_linted(loaded) ==
        "broken.yaml:2 1 not kubernetes\n"
        "chart/Chart.yaml:1 1 not kubernetes\n"
        "chart:0 2 chart\n"
        "more.yaml:9 1 not kubernetes\n"
        "o/kustomization.yaml:1 1 not kubernetes\n"
        "o:0 1 patch\n"
        "prod:0 0 kustomized\n");
  CHECK(errors(loaded).empty());
  REQUIRE(loaded.reading->unreadable.size() == 2);
  CHECK(loaded.reading->unreadable[0].source.path == "broken.yaml");
  CHECK(loaded.reading->unreadable[0].error.message ==
        "text after `---` on the separator's line; kubectl stops reading here");
  CHECK(loaded.reading->unreadable[0].error.line_text == "--- text");
  CHECK(loaded.reading->unreadable[1].source.path == "more.yaml");
  CHECK(loaded.reading->unreadable[1].source.index == 4);
  REQUIRE(loaded.fleet.profiles().size() == 1);
  CHECK(loaded.fleet.profiles()[0].name.text == "web");
  CHECK(loaded.reading->inventory.workloads().size() == 2);
}

TEST_CASE("loader: what was read before it turned out to be a patch counts as a patch") {
  Memory folder;
  std::string patches = "patches:\n";
  for (int i = 100; i < 400; ++i) {
    const auto name = std::to_string(i) + ".yaml";
    const bool is_patch = i % 3 == 0;
    folder.write(name, is_patch ? kPatch : kPod);
    if (is_patch) patches += "- path: ../" + name + "\n";
  }
  // Folders are walked in the order of names: this one when all others have long been handed out.
  folder.write("z/kustomization.yaml", patches);
  for (const auto threads : {1U, 2U, 8U}) {
    CAPTURE(threads);
    auto options = options_for({"."});
    options.threads = threads;
    const auto loaded = load(folder, options);
    CHECK(accounted(loaded) == "301 = 200 + 0 + 101 + 0");
    CHECK(not_linted(loaded) ==
          "z:0 100 patch\n"
          "z/kustomization.yaml:1 1 not kubernetes\n");
    REQUIRE(loaded.reading->inventory.workloads().size() == 200);
    CHECK(loaded.reading->inventory.workloads()
              .front()
              .object->node.document()
              ->source()
              .path.view() == "100.yaml");
  }
}

TEST_CASE("loader: a file without documents is said, and is no error beside others") {
  Memory folder;
  folder.write("empty.yaml", "");
  folder.write("comments.yaml", "# nothing\n---\n# here\n");
  folder.write("pod.yaml", kPod);
  const auto with_pod = options_for({"empty.yaml", "comments.yaml", "pod.yaml"});
  const auto loaded = load(folder, with_pod);
  CHECK(accounted(loaded) == "1 = 1 + 0 + 0 + 0");
  CHECK(not_linted(loaded) == "empty.yaml:0 0 no documents\ncomments.yaml:0 0 no documents\n");
  CHECK(errors(loaded).empty());
  const auto alone = options_for({"empty.yaml"});
  CHECK(errors(load(folder, alone)) == ": nothing to lint: the input contains no document\n");
}

TEST_CASE("loader: plain manifests of a chart are linted, templates are counted") {
  Memory folder;
  folder.write("Chart.yaml", "apiVersion: v2\nname: c\n");
  folder.write("deploy/pod.yaml", kPod);
  folder.write("templates/plain.yaml", kPod);
  folder.write("templates/t.yaml", std::string(kPod) + "---\na: {{ b }}\n");
  folder.write("files/t.yaml", "a:\n{{ b }}\n---\na: '{{ workflow.name }}'\n");
  folder.write("crds/t.yaml", std::string(kPod) + "---\na: {{ b }}\n");
  const auto loaded = load(folder, options_for({"."}));
  CHECK(loaded.reading->inventory.workloads().size() == 2);
  CHECK(accounted(loaded) == "9 = 2 + 0 + 7 + 0");
  CHECK(not_linted(loaded) ==
        "Chart.yaml:1 1 not kubernetes\n.:0 5 chart\nfiles/t.yaml:4 1 not kubernetes\n");
}

TEST_CASE("loader: what a kustomization calls a patch is linted if it is a whole workload") {
  Memory folder;
  folder.write("kustomization.yaml",
               "patches: [{path: whole.yaml}, {path: part.yaml}, {path: op.json}]\n");
  folder.write("whole.yaml", kPod);
  folder.write("part.yaml", kPatch);
  folder.write("op.json", R"([{"op": "remove", "path": "/spec"}])");
  const auto loaded = load(folder, options_for({"."}));
  REQUIRE(loaded.reading->inventory.workloads().size() == 1);
  CHECK(loaded.reading->inventory.workloads()[0].object->path() == "whole.yaml");
  CHECK(not_linted(loaded) == "kustomization.yaml:1 1 not kubernetes\n.:0 2 patch\n");
}

TEST_CASE("loader: a run in which no Kubernetes object was read is an error that says what to do") {
  const auto said = [](const Memory& folder, LoadOptions options = options_for({"in"})) {
    const auto loaded = load(folder, options);
    std::string text;
    for (const auto& error : loaded.reading->errors)
      text += error.message + " (" + error.hint + ")";
    return text;
  };
  const std::string nothing = "nothing was linted: the input contains no Kubernetes object (";
  Memory chart;
  chart.write("in/Chart.yaml", "apiVersion: v2\nname: c\n");
  chart.write("in/values.yaml", "a: 1\n");
  CHECK(said(chart) == nothing + "render the chart: `fargate-lint --helm in`)");
  chart.write("in/templates/a.yaml", "a: {{ b }}\n");
  CHECK(said(chart) == nothing + "fargate-lint --helm in)");
  auto hook = options_for({"in"});
  hook.filter.of_named = true;
  CHECK_MESSAGE(said(chart, hook).empty(), "hooks name files without knowing them");

  Memory overlay;
  overlay.write("in/kustomization.yaml",
                "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n"
                "resources: [../base]\n");
  CHECK(said(overlay) == nothing + "fargate-lint -k in)");
  overlay.write("in/cluster.yaml", kCluster);
  CHECK(said(overlay) == nothing + "fargate-lint -k in)");

  Memory page;
  page.write("in/page.yaml", "<html>\n");
  CHECK(said(page) == nothing + "name files or directories with Kubernetes manifests)");
  Memory services;
  services.write("in/a.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: a}\n");
  CHECK(said(services).empty());
  Memory profiles;
  profiles.write("in/cluster.yaml", kCluster);
  CHECK_MESSAGE(said(profiles).empty(), "profiles alone are worth a look");
}

TEST_CASE("loader: values of secrets are not quoted") {
  const auto lines = [](const std::string& name, const std::string& text) {
    Memory folder;
    folder.write(name, text);
    folder.write("pod.yaml", kPod);
    const auto loaded = load(folder, options_for({"."}));
    std::string all;
    for (const auto& unreadable : loaded.reading->unreadable)
      all += unreadable.error.line_text + "\n";
    for (const auto& record : loaded.reading->duplicate_keys)
      all += record.first.line_text.str() + "\n" + record.last.line_text.str() + "\n";
    return all;
  };
  const std::string secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\n";
  CHECK(lines("a.yaml", secret + "stringData:\n  a: hunter2\n  a: hunter3\n") ==
        "  a: *******\n  a: *******\n");
  CHECK(lines("a.yaml", secret + "stringData: {a: hunter2\n") == "stringData: *** *******\n");
  CHECK(lines("a.yaml", secret + "data:\n  a: b: hunter2\n") == "  a: ** *******\n");
  CHECK(lines("v.yaml",
              "db:\n  dbPassword: hunter2\n  dbPassword: hunter3\n  user: a\n  user: b\n") ==
        "  dbPassword: *******\n  dbPassword: *******\n  user: a\n  user: b\n");
  CHECK(lines("v.yaml", "auth:\n  tokens:\n    web: abc: def\n") == "    **** **** ***\n");
  CHECK(lines("v.yaml", "env:\n- name: API_TOKEN\n  value: abc: def\n") == "  ****** **** ***\n");
  CHECK(lines("d.yaml", std::string(kPod) + "password: a: b\n") == "password: a: b\n");
}

TEST_CASE("loader: broken JSON that is read as YAML is told") {
  const auto broken = [](const std::string& text) {
    Memory folder;
    folder.write("a.json", text);
    const auto loaded = load(folder, options_for({"."}));
    return loaded.reading->broken_json.size();
  };
  const std::string pod = R"({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"})";
  CHECK(broken(pod + "}") == 0);
  CHECK(broken("\n " + pod + ",}") == 1);
  CHECK(broken(pod + "}\n---\n" + pod + ",}") == 0);
  CHECK(broken("---\n" + pod + ",}") == 0);
  CHECK(broken("{a: 1}\n") == 0);
}

TEST_CASE("loader: a binary file is one unreadable document") {
  Memory folder;
  std::string bytes(1'000'000, '\0');
  folder.write("a.yaml", bytes);
  folder.write("pod.yaml", kPod);
  const auto options = options_for({"."});
  const auto loaded = load(folder, options);
  CHECK(accounted(loaded) == "2 = 1 + 0 + 0 + 1");
  REQUIRE(loaded.reading->unreadable.size() == 1);
  CHECK(loaded.reading->unreadable[0].error.message == "binary data, not YAML or JSON");
}

TEST_CASE("loader: --profiles must declare profiles; a file given both ways is read once") {
  Memory folder;
  folder.write("pod.yaml", kPod);
  folder.write("cluster.yaml", kCluster);
  auto options = options_for({"."});
  options.profile_paths = {"cluster.yaml"};
  const auto loaded = load(folder, options);
  CHECK(loaded.fleet.profiles().size() == 1);
  CHECK(accounted(loaded) == "2 = 1 + 1 + 0 + 0");
  CHECK(errors(loaded).empty());
  options.profile_paths = {"pod.yaml"};
  CHECK(errors(load(folder, options)) == "pod.yaml: declares no Fargate profile\n");
}

TEST_CASE("loader: a file for --profiles in a form that is not read says how to get one that is") {
  Memory folder;
  folder.write("pod.yaml", kPod);
  folder.write("infra/main.tf", "resource \"aws_eks_fargate_profile\" \"web\" {}\n");
  folder.write("log.json", "{\"@level\": \"info\", \"@message\": \"Terraform\"}\n");
  folder.write("text.txt", "FARGATEPROFILE\tshop\nSELECTORS\tdefault\n");
  folder.write("table.txt", "------------\n|  Describe |\n+-----------+\n");
  folder.write("plan", std::string("PK\x03\x04\0\0", 6));
  struct Row {
    const char* path;
    const char* hint;
  };
  for (const auto& [path, hint] :
       {Row{"infra", "terraform show -json"}, Row{"infra/main.tf", "terraform show -json"},
        Row{"log.json", "terraform show -json"}, Row{"text.txt", "--output json"},
        Row{"table.txt", "--output json"}, Row{"pod.yaml", "eksctl ClusterConfig"}}) {
    CAPTURE(path);
    auto options = options_for({"pod.yaml"});
    options.profile_paths = {path};
    const auto loaded = load(folder, options);
    REQUIRE(loaded.reading->errors.size() == 1);
    CHECK(loaded.reading->errors[0].path == path);
    CHECK(loaded.reading->errors[0].hint.find(hint) != std::string::npos);
  }
  auto options = options_for({"pod.yaml"});
  options.profile_paths = {"plan"};
  const auto loaded = load(folder, options);
  REQUIRE(loaded.reading->unreadable.size() == 1);
  CHECK(loaded.reading->unreadable[0].error.help.find("terraform show -json") != std::string::npos);
}

TEST_CASE("loader: JSON values one after the other are documents of their own") {
  Memory folder;
  const std::string profile =
      R"({"fargateProfile": {"fargateProfileName": "NAME", "selectors": [{"namespace": "a}{"}]}})";
  auto first = profile;
  auto second = profile;
  folder.write("p.json", first.replace(first.find("NAME"), 4, "one") + "\n" +
                             second.replace(second.find("NAME"), 4, "two") + "\n");
  folder.write("pod.yaml", kPod);
  auto options = options_for({"pod.yaml"});
  options.profile_paths = {"p.json"};
  const auto loaded = load(folder, options);
  CHECK(errors(loaded).empty());
  REQUIRE(loaded.fleet.profiles().size() == 2);
  CHECK(loaded.fleet.profiles()[1].name.text == "two");
  CHECK(loaded.fleet.profiles()[1].where.span.begin.line == 2);
  CHECK(accounted(loaded) == "3 = 1 + 2 + 0 + 0");
}

TEST_CASE("loader: JSON with comments is passed over unless it may be meant for us") {
  Memory folder;
  const std::string commented = "{\n  // why\n  \"a\": 1\n}\n";
  folder.write("above.json", "// Place your settings here\n" + commented);
  folder.write("block.json", "[\n  {\n    /* b */\n    \"c\": 1,\n  },\n]\n");
  folder.write("tsconfig.json", commented);
  // Each of these cannot be read either, and that must be said.
  folder.write("z-broken.json", "{\"a\": \"http://b /* \\\" // \"\n");
  folder.write("z-comment.yaml", commented);
  folder.write("z-pod.json", "{\n  // why\n  \"apiVersion\": \"v1\", \"kind\": \"Pod\"\n}\n");
  folder.write("z-profile.json",
               "{\n  // why\n  \"fargateProfile\": {\"fargateProfileName\": \"web\"}\n}\n");
  folder.write("z-text.json", "see: http://a: b\n");
  const auto loaded = load(folder, options_for({"."}));
  CHECK(accounted(loaded) == "8 = 0 + 0 + 3 + 5");
  CHECK(not_linted(loaded) ==
        "above.json:1 1 commented json\n"
        "block.json:1 1 commented json\n"
        "tsconfig.json:1 1 commented json\n");
}

TEST_CASE("loader: what kubectl drops behind a document is said") {
  Memory folder;
  folder.write("a.yaml", std::string(kPod) + "...\n# fine\n---\n" + std::string(kPod) +
                             "...\n\nkind: Lost\n---\n{a: b}\nlost: too\n");
  const auto options = options_for({"a.yaml"});
  const auto loaded = load(folder, options);
  CHECK(accounted(loaded) == "5 = 2 + 0 + 3 + 0");
  CHECK(not_linted(loaded) == "a.yaml:16 1 not kubernetes\na.yaml:12 2 behind document\n");
}

TEST_CASE("loader: what kubectl drops has its line, however lines end") {
  Memory folder;
  folder.write("a.yaml", "a: b\n...\nc: d");
  folder.write("b.yaml", "a: b\r\n...\r\nc: d\r\ne: f\r\n");
  CHECK(not_linted(load(folder, options_for({"."}))) ==
        "a.yaml:1 1 not kubernetes\na.yaml:2 1 behind document\n"
        "b.yaml:1 1 not kubernetes\nb.yaml:2 1 behind document\n");
}

TEST_CASE("loader: a List whose items are no list cannot be read") {
  Memory folder;
  const std::string list = "apiVersion: v1\nkind: List\nitems:";
  folder.write("a.yaml", list + "\n  " + "kind: Pod\n---\n" + list + " a\n---\n" + list +
                             "\n---\n" + list + " []\n---\nkind: List\nitems: a\n");
  const auto loaded = load(folder, options_for({"a.yaml"}));
  CHECK(accounted(loaded) == "5 = 0 + 2 + 1 + 2");
  REQUIRE(loaded.reading->unreadable.size() == 2);
  CHECK(loaded.reading->unreadable[0].error.message ==
        "`items` of a List is no list; kubectl refuses the document");
  CHECK(loaded.reading->unreadable[0].error.span.begin.line == 3);
  CHECK(loaded.reading->unreadable[0].error.line_text == "items:");
  CHECK(loaded.reading->unreadable[1].error.span.begin.line == 8);
}

TEST_CASE("loader: of very many unreadable documents the first are told, and all counted") {
  Memory folder;
  std::string text;
  for (int i = 0; i < 1005; ++i) text += "{\n---\n";
  folder.write("a.yaml", text);
  const auto loaded = load(folder, options_for({"a.yaml"}));
  CHECK(accounted(loaded) == "1005 = 0 + 0 + 0 + 1005");
  CHECK(loaded.reading->unreadable.size() == 1000);
  CHECK(not_linted(loaded) == "a.yaml:0 5 more unreadable\n");
}

TEST_CASE("loader: many large files need few descriptors") {
  const system::TemporaryFolder folder;
  const system::Disk disk(folder.path().string());
  std::string text;
  for (int i = 0; i < 20; ++i) text += std::string(kPod) + "---\n";
  for (int i = 100; i < 200; ++i) folder.write(std::to_string(i) + ".yaml", text);
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
  auto few = before;
  few.rlim_cur = 64;
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &few) == 0);
  auto options = options_for({"."});
  options.threads = 8;
  options.window = 64;
  const auto loaded = load(disk, options);
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &before) == 0);
  CHECK(errors(loaded) == "");
  CHECK(accounted(loaded) == "2000 = 2000 + 0 + 0 + 0");
}

TEST_CASE("loader: what is left out of a document is said") {
  Memory folder;
  folder.write(
      "list.yaml",
      "apiVersion: v1\nkind: List\nitems:\n- {kind: Pod, apiVersion: v1}\n- {a: b}\n- 5\n");
  std::string keys = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n";
  for (int i = 0; i < 1003; ++i) keys += "  a: b\n";
  folder.write("keys.yaml", keys);
  const auto loaded = load(folder, options_for({"list.yaml", "keys.yaml"}));
  CHECK(loaded.reading->duplicate_keys.size() == 1000);
  CHECK(not_linted(loaded) == "list.yaml:5 2 no object\nkeys.yaml:0 2 more duplicate keys\n");
}

TEST_CASE("json values: cut only what is nothing but values") {
  CHECK(split_json_values("{} []").size() == 2);
  CHECK(split_json_values("{\"a\": \"}{\\\"\"}\n{}").size() == 2);
  CHECK(split_json_values("{\"a\": \"}{\\\"\"}\n{}")[1].line == 1);
  for (const auto* text : {"", "{}", "{} x", "{}{", "{}}", "{\"a}{}", "a: {}", "{\"a\n\"}{}"}) {
    CAPTURE(text);
    CHECK(split_json_values(text).empty());
  }
}

TEST_CASE("loader: keys given twice are told with both places") {
  Memory folder;
  folder.write("a.yaml",
               "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  x: 1\n  x: 2\n");
  const auto options = options_for({"a.yaml"});
  const auto loaded = load(folder, options);
  REQUIRE(loaded.reading->duplicate_keys.size() == 1);
  const auto& record = loaded.reading->duplicate_keys[0];
  CHECK(record.key == "x");
  CHECK(record.first.span.begin.line == 5);
  CHECK(record.last.span.begin.line == 6);
  CHECK(record.last.line_text == "  x: 2");
  CHECK(record.object.name == "c");
}

/// Where its document begins in the file.
std::uint32_t first_line_of(const kube::Object& object) {
  return object.resting != nullptr ? object.resting->first_line
                                   : object.node.document()->source().first_line;
}

/// Everything of the input that a report may show, as text.
std::string fingerprint(const Loaded& loaded) {
  std::string text = accounted(loaded) + "\n" + not_linted(loaded) + errors(loaded);
  for (const auto* object : loaded.reading->inventory.objects())
    text += object->title() + " " + object->path() + ":" + std::to_string(first_line_of(*object)) +
            " " + std::to_string(object->order) + "\n";
  for (const auto& unreadable : loaded.reading->unreadable)
    text += unreadable.source.path.str() + ":" + std::to_string(unreadable.error.span.begin.line) +
            "\n";
  for (const auto& duplicate : loaded.reading->duplicate_objects)
    text += duplicate.object.name + " " + duplicate.first.path.str() + " " +
            duplicate.second.path.str() + ":" + std::to_string(duplicate.second.span.begin.line) +
            "\n";
  for (const auto& profile : loaded.fleet.profiles()) text += profile.name.text + "\n";
  return text;
}

TEST_CASE("loader: any number of threads gives the same") {
  Memory folder;
  std::string big;
  for (int i = 0; big.size() < 2'000'000; ++i) {
    const auto name = std::to_string(i % 5000);
    big += "---\napiVersion: v1\nkind: " + std::string(i % 3 == 0 ? "Pod" : "Secret") +
           "\nmetadata: {name: p" + name + "}\nspec: {containers: [{name: c, image: i" +
           std::to_string(i) + "}]}\n";
    if (i % 997 == 0) big += "---\na: [\n---\njust: text\n---\n# nothing\n";
  }
  folder.write("m-big.yaml", big);
  folder.write("z-big.yaml", big);
  for (int i = 0; i < 100; ++i)
    folder.write("small/" + std::to_string(i) + ".yaml",
                 i % 10 == 0 ? std::string(kCluster) : std::string(kPod));
  auto options = options_for({"."});
  const auto expected = fingerprint(load(folder, options));
  CHECK(expected.size() > 100'000);
  for (const auto threads : {2U, 3U, 8U}) {
    CAPTURE(threads);
    options.threads = threads;
    CHECK((fingerprint(load(folder, options)) == expected));
  }
}

}  // namespace
}  // namespace fargate_lint::input
