// `explain EVENT`: what it makes of the events that are predicted, of real output of kubectl, and
// of what nobody knows.

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "golden.hpp"
#include "json_schema.hpp"
#include "lint/event_rules.hpp"
#include "lint/testing.hpp"
#include "list.hpp"
#include "report/event_advice.hpp"
#include "run_program.hpp"
#include "yaml/reader.hpp"

namespace fargate_lint {
namespace {

namespace fs = std::filesystem;
using fargate::event::Said;
using testing::read_file;
using testing::run;

const fs::path kSource = FARGATE_LINT_SOURCE_DIR;
const std::string kRefused =
    "Pod not supported on Fargate: fields not supported: HostNetwork, port contains HostIP or "
    "HostPort";

void check_golden(const std::string& name, const std::string& text) {
  testing::check_golden(kSource / "testdata" / "events" / "expected" / name, text);
}

testing::Outcome explain(std::vector<std::string> arguments, const std::string& input = "") {
  arguments.insert(arguments.begin(), "explain");
  return run(
      {.arguments = std::move(arguments), .input = input, .environment = {{"COLUMNS", "80"}}});
}

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

/// Makes pods at random, from all that Fargate refuses in them and much that it does not.
class Pods {
 public:
  std::string next() {
    std::string spec = "spec:\n  nodeSelector: " + one_of({"{}", "{disk: ssd}", "{}", "{}"}) + "\n";
    for (const auto* field : {"hostNetwork", "hostPID", "hostIPC"})
      if (often(3)) spec.append("  ").append(field).append(": true\n");
    spec += "  containers:\n" + container("app") + (often(1) ? container("side") : "");
    if (often(2)) spec += "  initContainers:\n" + container("setup");
    spec += volumes();
    return "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: shop}\n" + spec + claims();
  }

 private:
  bool often(unsigned rarity) { return random_() % (1U << rarity) == 0; }
  std::string one_of(const std::vector<std::string>& all) { return all[random_() % all.size()]; }

  std::string container(const std::string& name) {
    std::string text =
        "  - name: " + name +
        "\n    image: nginx\n    resources: {requests: {cpu: " + one_of({"1", "1", "1", "20"}) +
        "}}\n";
    text += "    securityContext: {privileged: " + one_of({"false", "false", "true"}) +
            (often(2) ? ", allowPrivilegeEscalation: true" : "") + ", capabilities: {add: " +
            one_of({"[]", "[]", "[CHOWN]", "[NET_ADMIN]", "[SYS_TIME, NET_ADMIN]", "[CAP_CHOWN]"}) +
            "}}\n";
    if (often(2))
      text += "    ports: [{containerPort: 80" + one_of({"", ", hostPort: 80"}) + "}]\n";
    if (often(4)) text += "    volumeDevices: [{name: raw, devicePath: /dev/x}]\n";
    return text;
  }

  std::string volumes() {
    std::string text = "  volumes:\n  - {name: tmp, emptyDir: {}}\n";
    if (often(2)) text += "  - {name: host, hostPath: {path: /var}}\n";
    if (often(3)) text += "  - {name: disk, awsElasticBlockStore: {volumeID: v}}\n";
    if (often(3)) text += "  - {name: secrets, csi: {driver: secrets-store.csi.k8s.io}}\n";
    if (often(3)) text += "  - {name: old, iscsi: {iqn: i}}\n";
    if (often(1)) text += "  - {name: data, persistentVolumeClaim: {claimName: data}}\n";
    return text;
  }

  /// The claim, and perhaps what it is bound to.
  std::string claims() {
    if (often(2)) return "";
    std::string text =
        "---\napiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data, namespace: "
        "shop}\nspec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}" +
        one_of({"", ", storageClassName: gp3", ", storageClassName: efs", ", storageClassName: x",
                ", storageClassName: ''"}) +
        "}\n";
    if (often(1))
      text +=
          "---\napiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: efs}\n"
          "provisioner: " +
          one_of({"efs.csi.aws.com", "ebs.csi.aws.com", "s3.csi.aws.com"}) + "\n";
    if (often(1)) return text;
    return text +
           "---\napiVersion: v1\nkind: PersistentVolume\nmetadata: {name: pv}\nspec: "
           "{accessModes: [ReadWriteOnce], capacity: {storage: 1Gi}, claimRef: {namespace: "
           "shop, name: data}, " +
           one_of({"csi: {driver: ebs.csi.aws.com, volumeHandle: v}",
                   "csi: {driver: s3.csi.aws.com, volumeHandle: v}",
                   "csi: {driver: efs.csi.aws.com, volumeHandle: fs-1}",
                   "nfs: {server: a, path: /}", "awsElasticBlockStore: {volumeID: v}"}) +
           "}\n";
  }

  std::mt19937 random_{22};
};

fargate::Profile profile_of_shop() {
  fargate::Profile profile;
  profile.name = fargate::Value::known("web");
  profile.selectors.emplace_back().ns = fargate::Value::known("shop");
  return profile;
}

/// Which rules are known to tell what; `text` names the part in the messages of a test.
using RulesOfParts = std::map<Said, std::set<std::string_view>>;

/// Checks one pod: for each of its findings with a part of an event, explaining the event names the
/// rule at that part. Adds what was seen to `seen`.
void check_round_trip(const std::string& manifest, const lint::EventRules& rules,
                      RulesOfParts& seen) {
  CAPTURE(manifest);
  auto input = lint::testing::input_of(manifest);
  input.profiles.push_back(profile_of_shop());
  const auto report = lint::testing::judge(std::move(input), rules::all());
  REQUIRE(report.placements.size() == 1);
  std::map<std::string, Said> parts;
  for (const auto& text : report.placements[0].placement->events) {
    const auto events = fargate::find_events(text);
    REQUIRE(events.size() == 1);
    CHECK(events[0].text == text);
    CHECK(events[0].unknown.empty());
    for (const auto& part : events[0].parts) parts.emplace(part.text, part.said);
  }
  for (const auto& finding : report.findings) {
    if (finding.event_part.empty()) continue;
    const auto part = parts.find(finding.event_part.str());
    CAPTURE(finding.event_part.str());
    CAPTURE(finding.rule->id);
    REQUIRE(part != parts.end());
    const auto& named = rules.of(part->second);
    CHECK(std::ranges::any_of(named,
                              [&](const lint::Rule* rule) { return &rule->info == finding.rule; }));
    seen[part->second].insert(finding.rule->id);
  }
}

}  // namespace

TEST_CASE("explain EVENT: it names the rules that predicted the event, and none that cannot") {
  const lint::EventRules rules(rules::all());
  RulesOfParts seen;
  Pods pods;
  // The slower builds try fewer: what differs between pods comes early.
  const int count = testing::kSanitised ? 500 : 10'000;
  for (int i = 0; i < count; ++i) check_round_trip(pods.next(), rules, seen);
  // Their findings show no part of an event, for they are about what is not certain, or about
  // other objects.
  const std::map<Said, std::set<std::string_view>> others = {
      {Said::net_admin, {"FG407"}},
      {Said::claim_not_bound, {"FG206", "FG207", "FG212", "FG213"}},
      {Said::claim_not_found, {"FG212"}},
  };
  for (const auto& [said, ids] : seen) {
    CAPTURE(static_cast<int>(said));
    std::set<std::string_view> allowed = ids;
    if (others.contains(said)) allowed.insert(others.at(said).begin(), others.at(said).end());
    for (const auto* rule : rules.of(said)) {
      CAPTURE(rule->info.id);
      CHECK(allowed.contains(rule->info.id));
    }
  }
  CHECK(seen.size() >= 14);
}

TEST_CASE("explain EVENT: every text has a meaning and a speaker") {
  for (std::size_t i = 0; i < fargate::event::kSaidCount; ++i) {
    const auto said = static_cast<Said>(i);
    CAPTURE(i);
    if (fargate::event::is_refusal(said)) continue;
    CHECK_FALSE(report::advice_on(said).means.empty());
  }
}

TEST_CASE("explain EVENT: screens and JSON") {
  struct Row {
    const char* golden;
    std::vector<std::string> arguments;
    const char* input = nullptr;  ///< file of testdata/events
    int status = 0;
  };
  for (const auto& row : std::vector<Row>{
           {"refused.txt", {kRefused}},
           {"refused.json", {kRefused, "-o", "json"}},
           {"claims.txt",
            {"Pod not supported on Fargate: invalid SecurityContext fields: Capabilities added: "
             "NET_ADMIN, SYS_TIME,Privileged, volumes not supported: a is of an unsupported volume "
             "Type, b not supported because: PVC c not bound, the moon"}},
           {"untolerated.txt",
            {"0/5 nodes are available: 5 node(s) had untolerated taint "
             "{eks.amazonaws.com/compute-type: fargate}."}},
           {"describe.txt", {"-"}, "describe-pod.txt"},
           {"describe.json", {"-", "-o", "json"}, "describe-pod.txt"},
           {"table.txt", {"-"}, "get-events.txt"},
           {"wide.json", {"-", "-o", "json"}, "get-events-wide.txt"},
           {"json.json", {"-", "-o", "json"}, "get-events.json"},
           {"yaml.json", {"-", "-o", "json"}, "get-events.yaml"},
           {"help.txt", {"--help"}}}) {
    CAPTURE(row.golden);
    const auto input = row.input == nullptr
                           ? std::string()
                           : read_file(kSource / "testdata" / "events" / row.input);
    const auto outcome = explain(row.arguments, input);
    CHECK(outcome.status == row.status);
    CHECK(outcome.err.empty());
    check_golden(row.golden, outcome.out);
    if (!holds(row.golden, ".json")) continue;
    const auto schema =
        yaml::read_document(read_file(kSource / "schema" / "events-v1.schema.json"));
    const auto events = yaml::read_document(outcome.out);
    REQUIRE(schema);
    REQUIRE(events);
    for (const auto& fault : testing::schema_faults(schema->root(), events->root()))
      FAIL_CHECK(fault);
  }
}

TEST_CASE("explain EVENT: the table, JSON and YAML of the same events tell the same") {
  const auto events_of = [](const char* file) {
    return explain({"-", "-o", "json"}, read_file(kSource / "testdata" / "events" / file)).out;
  };
  CHECK(events_of("get-events.json") == events_of("get-events.yaml"));
}

TEST_CASE("explain EVENT: what is not known") {
  auto outcome = explain({"Pod provisioning has timed out, will be retried"});
  CHECK(outcome.status == 1);
  CHECK(outcome.out.empty());
  CHECK(outcome.err ==
        "error: no known Fargate event in the input\n"
        "  the closest known event is \"Pod provisioning timed out (will retry)\"\n");
  outcome = explain({"-"}, "5m   Normal   Pulled   pod/a   Image already present\n");
  CHECK(outcome.status == 1);
  outcome = explain({"-", "-o", "json"}, "");
  CHECK(outcome.status == 1);
  CHECK(holds(outcome.out, "\"events\": []"));
  CHECK(explain({"-o", "sarif", kRefused}).status == 2);
  CHECK(explain({"host-netwrok"}).status == 2);
  CHECK(explain({"FG1"}).status == 2);
}

TEST_CASE("explain EVENT: rules as before, quotes forgotten, hostile names") {
  CHECK(holds(explain({"FG101", "host-path"}).out, "host-path"));
  auto outcome = explain(
      {"Pod", "not", "supported", "on", "Fargate:", "fields", "not", "supported:", "HostPID"});
  CHECK(outcome.status == 0);
  CHECK(holds(outcome.out, "FG106 host-pid"));
  outcome = explain({"volumes not supported: \x1b]0;x\a\xff is of an unsupported volume Type"});
  CHECK(outcome.out.find('\x1b') == std::string::npos);
}

TEST_CASE("explain EVENT: ten megabytes") {
  std::string text;
  for (int i = 0; text.size() < 10'000'000; ++i)
    text +=
        "5m   Warning   FailedScheduling   pod/a-" + std::to_string(i) + "   " + kRefused + "\n";
  const auto outcome = explain({"-"}, text);
  CHECK(outcome.status == 0);
  CHECK(holds(outcome.out, "times)"));
}

}  // namespace fargate_lint
