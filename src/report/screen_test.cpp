#include <doctest/doctest.h>

#include <algorithm>

#include "lint/rule.hpp"
#include "lint/test_rules.hpp"
#include "report/renderer.hpp"
#include "report/text.hpp"

namespace fargate_lint::report {
namespace {

using lint::PassedOver;

constexpr auto kRule = lint::testing::rule("FG101", "host-network", lint::Severity::error);

lint::Location at(std::string path, std::uint32_t line, std::uint32_t from, std::uint32_t to,
                  std::string text) {
  return {std::move(path), {{line, from}, {line, to}}, std::move(text), {}};
}

lint::PlacedWorkload placed(std::string name, fargate::Verdict verdict, fargate::Clause clause) {
  lint::PlacedWorkload workload;
  workload.object = {"Deployment", "shop", std::move(name)};
  workload.where = at("a.yaml", 2, 1, 17, "kind: Deployment");
  fargate::Placement placement;
  placement.verdict = verdict;
  placement.clauses = {std::move(clause)};
  workload.placement = std::move(placement);
  return workload;
}

/// What was read behind the report, to be changed for it alone.
lint::Reading& reading_of(lint::Report& report) {
  const auto reading = std::make_shared<lint::Reading>();
  reading->account = report.reading->account;
  reading->not_linted = report.reading->not_linted;
  reading->unreadable = report.reading->unreadable;
  reading->errors = report.reading->errors;
  report.reading = reading;
  return *reading;
}
void rename_profile(lint::Report& report, const std::string& name) {
  auto profiles = report.profiles();
  profiles[0].name = fargate::Value::known(name);
  report.fleet = fargate::Fleet(profiles);
}

lint::Report sample() {
  using Kind = fargate::Clause::Kind;
  lint::Report report;
  fargate::Profile profile;
  profile.name = fargate::Value::known("web");
  profile.where = at("cluster.yaml", 8, 5, 14, "  - name: web");
  profile.selectors.emplace_back().where = at("cluster.yaml", 9, 7, 22, "    - namespace: shop");
  profile.selectors.front().ns = fargate::Value::known("shop");
  report.fleet = fargate::Fleet({profile});
  report.placements.push_back(
      placed("cart", fargate::Verdict::fargate, {.kind = Kind::node_name, .name = "n"}));
  report.placements.push_back(placed("api", fargate::Verdict::refused, {.kind = Kind::refused}));
  for (auto& workload : report.placements) {
    auto& placement = workload.placement.own();
    placement.profile = 0;
    placement.selector = 0;
    placement.size.emplace().rung = fargate::Rung{500, 1024};
    workload.pods = kube::PodCount{2, 10, "spec.replicas"};
  }
  report.placements[1].placement.own().events = {
      "Pod not supported on Fargate: fields not supported: HostNetwork, HostPID"};
  lint::Finding finding;
  finding.rule = &kRule;
  finding.message = "`hostNetwork: true` is refused on Fargate";
  finding.help = "remove it";
  finding.where = at("api.yaml", 18, 7, 24, "      hostNetwork: true");
  finding.object = {"Deployment", "shop", "api"};
  finding.container = "app";
  finding.event_part = "fields not supported: HostNetwork";
  finding.event = 0;
  finding.placement = 1;
  finding.related.push_back(
      {"selected by profile `web`", at("cluster.yaml", 9, 7, 22, "    - namespace: shop")});
  finding.related.push_back({"its container", at("api.yaml", 9, 3, 9, "  - name: app")});
  report.findings.push_back(finding);
  reading_of(report).account = {3, 2, 1, 0, 0, 2};
  return report;
}

std::string screen(const lint::Report& report, unsigned width, bool color = false) {
  RenderOptions options;
  options.width = width;
  options.unicode = false;
  options.color = color;
  std::string out;
  find_renderer("text")->render(report, options, out);
  return out;
}

TEST_CASE("screen: placement, finding with frames, account") {
  CHECK(
      screen(sample(), 100) ==
      R"(PLACEMENT  1 workload (2-10 pods) lands on Fargate, 1 refused   1 profile from cluster.yaml

  VERDICT    OBJECT           NAMESPACE  PROFILE  PODS  SIZE
  x refused  Deployment/api   shop       web/0    2-10  0.5 vCPU 1 GB  hostNetwork (FG101)
  + fargate  Deployment/cart  shop       web/0    2-10  0.5 vCPU 1 GB
      `nodeName` binds it to node `n`

error[FG101]: `hostNetwork: true` is refused on Fargate
   --> api.yaml:18:7                                   Deployment/api in shop, container app | web/0
    |
 18 |       hostNetwork: true
    |       ^^^^^^^^^^^^^^^^^
    |
   ::: api.yaml:9:3
    |
  9 |   - name: app
    |   ------ its container
    = event: Pod not supported on Fargate: fields not supported: HostNetwork, HostPID
    = help: remove it

1 workload (2-10 pods) lands on Fargate, 1 refused
x refused: Deployment/api in shop (FG101 at api.yaml:18)
1 error
`fargate-lint explain FG101` shows why, and how to accept a finding
3 documents in 2 files: 2 linted, 1 without pods
)");
}

TEST_CASE("screen: a wide terminal has WHY in a column of its own") {
  auto report = sample();
  report.findings.clear();
  CHECK(
      screen(report, 110) ==
      R"(PLACEMENT  1 workload (2-10 pods) lands on Fargate, 1 refused   1 profile from cluster.yaml

  VERDICT    OBJECT           NAMESPACE  PROFILE  PODS  SIZE           WHY
  x refused  Deployment/api   shop       web/0    2-10  0.5 vCPU 1 GB  hostNetwork
  + fargate  Deployment/cart  shop       web/0    2-10  0.5 vCPU 1 GB  `nodeName` binds it to node `n`

1 workload (2-10 pods) lands on Fargate, 1 refused
x refused: Deployment/api in shop (not reported)
no findings
3 documents in 2 files: 2 linted, 1 without pods
)");
}

TEST_CASE("screen: one long name pushes its own row aside, and costs the others nothing") {
  auto report = sample();
  report.findings.clear();
  report.placements[1].object.name = "an-api-whose-name-is-as-long-as-names-get";
  CHECK(screen(report, 80) ==
        R"(PLACEMENT  1 workload (2-10 pods) lands on Fargate, 1 refused
  1 profile from cluster.yaml

  VERDICT    OBJECT                      NAMESPACE  PROFILE  PODS  SIZE
  x refused  Deployment/an-api-whose-name-is-as-long-as-names-get  shop  web/0
                                                             2-10  0.5 vCPU 1 GB
      hostNetwork
  + fargate  Deployment/cart             shop       web/0    2-10  0.5 vCPU 1 GB
      `nodeName` binds it to node `n`

1 workload (2-10 pods) lands on Fargate, 1 refused
x refused: Deployment/an-api-whose-name-is-as-long-as-names-get in shop (not
    reported)
no findings
3 documents in 2 files: 2 linted, 1 without pods
)");
}

TEST_CASE("screen: no name is cut, however little room there is") {
  auto report = sample();
  report.findings.clear();
  rename_profile(report, std::string(90, 'p'));
  const std::string name = "an-api-whose-name-is-as-long-as-names-get-";
  report.placements[0].object.name = name + "blue";
  report.placements[1].object.name = name + "green";
  for (const auto width : {40U, 100U}) {
    CAPTURE(width);
    const auto text = screen(report, width);
    CHECK(text.find("Deployment/" + name + "blue") != std::string::npos);
    CHECK(text.find("Deployment/" + name + "green") != std::string::npos);
    CHECK(text.find(std::string(90, 'p') + "/0") != std::string::npos);
  }
}

TEST_CASE("screen: a narrow terminal loses SIZE, then NAMESPACE, to the line below") {
  auto report = sample();
  report.findings.clear();
  const auto below = screen(report, 60);
  CHECK(below.find("  VERDICT    OBJECT           NAMESPACE  PROFILE  PODS\n") !=
        std::string::npos);
  CHECK(below.find("      0.5 vCPU 1 GB; hostNetwork\n") != std::string::npos);
  const auto narrow = screen(report, 44);
  CHECK(narrow.find("  VERDICT    OBJECT           PROFILE  PODS\n") != std::string::npos);
  CHECK(narrow.find("      namespace shop; 0.5 vCPU 1 GB;\n      hostNetwork\n") !=
        std::string::npos);
}

TEST_CASE("screen: a narrow terminal has one line for what runs") {
  auto report = sample();
  report.findings.clear();
  report.placements[0].placement.own().clauses.clear();
  report.placements[0].object.name = "a-name-that-is-too-long";
  const auto text = screen(report, 64);
  CHECK(text.find("  + fargate  Deployment/a-name-that-is-too-long shop web/0  2-10\n") !=
        std::string::npos);
  CHECK(text.find("      0.5 vCPU 1 GB; hostNetwork\n") != std::string::npos);
}

TEST_CASE("screen: no line but a command is wider than the terminal") {
  auto report = sample();
  report.findings[0].help = std::string("do this and that ") + std::string(25, 'x') +
                            " and then a lot more than fits in one line of any terminal";
  reading_of(report).not_linted.push_back({"values.yaml", 1, 1, PassedOver::not_kubernetes});
  for (const auto width : {40U, 60U, 80U, 100U, 200U}) {
    CAPTURE(width);
    const auto text = screen(report, width);
    std::string_view rest = text;
    while (!rest.empty()) {
      const auto line = rest.substr(0, rest.find('\n'));
      rest.remove_prefix(line.size() + 1);
      CAPTURE(line);
      CHECK(display_width(line) <= width);
      CHECK_FALSE(line.ends_with(' '));
    }
  }
}

TEST_CASE("screen: colour adds nothing but escape sequences") {
  auto text = screen(sample(), 100, true);
  CHECK(text.find("\x1B[") != std::string::npos);
  for (auto at = text.find('\x1B'); at != std::string::npos; at = text.find('\x1B'))
    text.erase(at, text.find('m', at) + 1 - at);
  CHECK(text == screen(sample(), 100));
}

TEST_CASE("screen: nothing from the input reaches the terminal as a command") {
  const std::string evil =
      "\x1B]0;owned\x07\xC2\x9B"
      "2J\xE2\x80\xAE\r\n";
  auto report = sample();
  auto& workload = report.placements[0];
  workload.object = {evil, evil, evil};
  workload.placement.own().clauses = {{.kind = fargate::Clause::Kind::node_name, .name = evil}};
  auto profiles = report.profiles();
  profiles[0].name = fargate::Value::known(evil);
  profiles[0].where.path = evil;
  report.fleet = fargate::Fleet(profiles);
  auto& finding = report.findings[0];
  finding.message = finding.help = finding.container = evil;
  finding.notes = std::vector<SharedText>{evil};
  finding.object = {evil, evil, evil};
  finding.where = at(evil, 1, 2, 4, evil);
  finding.where.origin = yaml::Origin{.path = evil};
  finding.related.own()[0] = {evil, at(evil, 1, 2, 4, evil)};
  finding.event_part = evil;
  finding.event = 0;
  report.placements[1].placement.own().events = {evil};
  reading_of(report).not_linted = {{evil, 1, 1, PassedOver::not_kubernetes},
                                   {evil, 0, 1, PassedOver::chart},
                                   {evil, 0, 0, PassedOver::no_documents},
                                   {evil, 0, 0, PassedOver::gitignored}};
  reading_of(report).unreadable.push_back(
      {{evil, 1, 1}, {{{1, 1}, {1, 2}}, evil, evil, evil, false}});
  reading_of(report).errors.push_back({evil, 3, evil, evil});
  for (const bool unicode : {false, true}) {
    RenderOptions options;
    options.unicode = unicode;
    std::string text;
    find_renderer("text")->render(report, options, text);
    for (const char c : text) CHECK((c == '\n' || static_cast<unsigned char>(c) >= 0x20));
    CHECK(text.find("\xC2\x9B") == std::string::npos);
    CHECK(text.find("\xE2\x80\xAE") == std::string::npos);
  }
}

TEST_CASE("screen: without profiles it says so first") {
  auto report = sample();
  report.fleet = {};
  report.findings.clear();
  for (auto& workload : report.placements) {
    auto& placement = workload.placement.own();
    placement.profile.reset();
    placement.selector.reset();
    placement.selected = true;
  }
  using Kind = fargate::Clause::Kind;
  report.placements[0].placement.own().clauses = {{.kind = Kind::no_profiles}};
  report.placements[1].placement.own().clauses = {{.kind = Kind::no_profiles},
                                                  {.kind = Kind::refused}};
  CHECK(screen(report, 80) ==
        R"(note: no Fargate profile in the input, so every pod is checked as if it ran on
      Fargate. Use `--profiles FILE` to see which pods do.

PLACEMENT  1 workload (2-10 pods) lands on Fargate, 1 refused

  VERDICT    OBJECT           NAMESPACE  PODS  SIZE
  x refused  Deployment/api   shop       2-10  0.5 vCPU 1 GB  hostNetwork
  + fargate  Deployment/cart  shop       2-10  0.5 vCPU 1 GB

1 workload (2-10 pods) lands on Fargate, 1 refused
x refused: Deployment/api in shop (not reported)
no findings
3 documents in 2 files: 2 linted, 1 without pods
)");
}

TEST_CASE("screen: every document that was not linted is accounted for") {
  lint::Report report;
  reading_of(report).account = {12, 0, 1, 9, 2, 9};
  for (int i = 1; i <= 8; ++i)
    reading_of(report).not_linted.push_back(
        {"v" + std::to_string(i) + ".yaml", 1, 1, PassedOver::not_kubernetes});
  reading_of(report).not_linted[1].line = 7;
  reading_of(report).not_linted.push_back({"c", 0, 1, PassedOver::chart});
  reading_of(report).not_linted.push_back({"e.yaml", 0, 0, PassedOver::no_documents});
  reading_of(report).not_linted.push_back({"build/", 0, 0, PassedOver::gitignored});
  yaml::SyntaxError error;
  error.span = {{40, 3}, {40, 4}};
  error.message = "tab in indentation";
  reading_of(report).unreadable.push_back({{"deploy/old.yaml", 38, 3}, error});
  reading_of(report).unreadable.push_back({{"-", 38, 3}, error});
  reading_of(report).errors.push_back({"x.yaml", 0, "does not exist", "check the path"});
  CHECK(screen(report, 100) ==
        R"(PLACEMENT  no workload in the input

no findings
12 documents in 9 files: 0 linted, 1 without pods, 9 ignored, 2 unreadable
ignored: 1 document of c: a Helm chart that is not rendered
    fargate-lint --helm c
ignored: 8 documents without apiVersion and kind, in: v1.yaml, v2.yaml:7, v3.yaml, v4.yaml, v5.yaml,
    v6.yaml and 2 more
empty: 1 file without a document: e.yaml
not read: 1 path ignored by .gitignore: build/
unreadable: deploy/old.yaml:40 (document 3): tab in indentation
unreadable: <stdin>:40 (document 3): tab in indentation
)");
}

TEST_CASE("screen: workloads in namespaces that no profile names are one row") {
  auto report = sample();
  report.findings.clear();
  for (const auto* name : {"one", "two", "three"}) {
    auto far =
        placed(name, fargate::Verdict::not_fargate, {.kind = fargate::Clause::Kind::no_selector});
    far.object.ns = name == std::string_view("three") ? "monitoring" : "logging";
    report.placements.push_back(far);
  }
  auto near =
      placed("near", fargate::Verdict::not_fargate, {.kind = fargate::Clause::Kind::no_selector});
  report.placements.push_back(near);
  const auto folded = screen(report, 100);
  CHECK(
      folded.find("  - elsewhere  3 workloads in 2 namespaces that no profile selects (--all lists "
                  "them)\n") != std::string::npos);
  CHECK(folded.find("Deployment/one") == std::string::npos);
  CHECK(folded.find("Deployment/near") != std::string::npos);
  RenderOptions all;
  all.all = true;
  std::string open;
  find_renderer("text")->render(report, all, open);
  CHECK(open.find("Deployment/one") != std::string::npos);
  CHECK(open.find("--all") == std::string::npos);
  // What never runs is never folded.
  for (std::size_t i = 2; i < 5; ++i) report.placements[i].placement.own().stays_pending = true;
  CHECK(screen(report, 100).find("x unplaced   Deployment/one") != std::string::npos);
}

TEST_CASE("screen: a name that stands twice is told with its place") {
  auto report = sample();
  report.findings.clear();
  report.placements[1].object.name = "cart";
  report.placements[1].where.path = "dev/a.yaml";
  const auto text = screen(report, 140);
  CHECK(text.find("dev/a.yaml:2: hostNetwork") != std::string::npos);
  CHECK(text.find("  a.yaml:2: `nodeName`") != std::string::npos);
}

TEST_CASE("screen: what never runs, or is undecided, is named at the end with its rule") {
  auto report = sample();
  auto invalid = report.placements[1];
  invalid.object.name = "broken";
  invalid.placement.own().verdict = fargate::Verdict::undecided;
  invalid.placement.own().invalid = true;
  auto open = report.placements[1];
  open.object.name = "open";
  open.placement.own().verdict = fargate::Verdict::undecided;
  report.placements.push_back(invalid);
  report.placements.push_back(open);
  const auto text = screen(report, 100);
  CHECK(text.find("\nPLACEMENT  ") == std::string::npos);
  CHECK(text.find("x refused: Deployment/api in shop (FG101 at api.yaml:18)\n") !=
        std::string::npos);
  CHECK(text.find("x invalid: Deployment/broken in shop (not reported)\n") != std::string::npos);
  CHECK(text.find("? undecided: Deployment/open in shop\n") != std::string::npos);
  CHECK(text.find("1 refused, 1 invalid, 1 undecided") != std::string::npos);
}

TEST_CASE("screen: a refused workload that makes no pods now is told apart") {
  auto report = sample();
  auto idle = report.placements[1];
  idle.object.name = "idle";
  idle.placement.own().idle = kube::Idle::no_replicas;
  report.placements.push_back(idle);
  const auto text = screen(report, 100);
  CHECK(text.find("2 refused (1 makes no Pods now)") != std::string::npos);
  CHECK(text.find("x refused: Deployment/api in shop (FG101 at api.yaml:18)\n"
                  "x refused, but makes no Pods now: Deployment/idle in shop\n") !=
        std::string::npos);
}

TEST_CASE("screen: nobody is told to accept a document that cannot be read") {
  static constexpr auto kUnreadable = [] {
    auto info = lint::testing::rule("FG001", "unreadable-document", lint::Severity::error);
    info.untrusted_input = true;
    return info;
  }();
  auto report = sample();
  auto unreadable = report.findings[0];
  unreadable.rule = &kUnreadable;
  report.findings.insert(report.findings.begin(), unreadable);
  CHECK(screen(report, 100).find("`fargate-lint explain FG101`") != std::string::npos);
  report.findings.pop_back();
  CHECK(screen(report, 100).find("how to accept") == std::string::npos);
}

TEST_CASE("screen: nobody is told to accept what is wrong with a suppression") {
  static constexpr auto kOfSuppressions =
      lint::testing::rule("FG901", "unused-suppression", lint::Severity::warning);
  auto report = sample();
  report.findings[0].severity = lint::Severity::warning;
  auto wrong = report.findings[0];
  wrong.rule = &kOfSuppressions;
  wrong.severity = lint::Severity::error;
  report.findings.insert(report.findings.begin(), wrong);
  CHECK(screen(report, 100).find("`fargate-lint explain FG101`") != std::string::npos);
  report.findings.pop_back();
  CHECK(screen(report, 100).find("how to accept") == std::string::npos);
}

TEST_CASE("screen: one sentence about many is one block") {
  auto report = sample();
  for (std::uint32_t line = 20; line < 26; ++line) {
    auto more = report.findings[0];
    more.where.span = {{line, 7}, {line, 24}};
    report.findings.push_back(more);
  }
  const auto text = screen(report, 100);
  CHECK(text.find("    = also: api.yaml:20, api.yaml:21, api.yaml:22 and 3 more\n") !=
        std::string::npos);
  CHECK(text.find("error[FG101]", text.find("error[FG101]") + 1) == std::string::npos);
}

TEST_CASE("screen: the other places of an error name their objects") {
  auto report = sample();
  auto other = report.findings[0];
  other.object.name = "web";
  other.where.span = {{40, 7}, {40, 24}};
  report.findings.push_back(other);
  CHECK(screen(report, 100).find("    = also: api.yaml:40 `web`\n") != std::string::npos);
}

TEST_CASE("screen: who sees errors and warnings is told how to see less") {
  auto report = sample();
  CHECK(screen(report, 100).find("`--severity error` shows only errors") == std::string::npos);
  auto warning = report.findings[0];
  warning.severity = lint::Severity::warning;
  report.findings.push_back(warning);
  CHECK(screen(report, 100).find("1 error, 1 warning (`--severity error` shows only errors)\n") !=
        std::string::npos);
}

TEST_CASE("screen: quiet shows findings, and troubles, and else nothing") {
  auto report = sample();
  RenderOptions options;
  options.quiet = true;
  std::string out;
  find_renderer("text")->render(report, options, out);
  CHECK(out.starts_with("error[FG101]: `hostNetwork: true` is refused on Fargate\n"));
  CHECK(out.ends_with("    = help: remove it\n\n"));
  report.findings.clear();
  out.clear();
  find_renderer("text")->render(report, options, out);
  CHECK(out.empty());
  reading_of(report).errors.push_back({"x.yaml", 0, "does not exist", ""});
  find_renderer("text")->render(report, options, out);
  CHECK_MESSAGE(out.empty(), "what is wrong with an input is said on stderr");
}

TEST_CASE("renderers: are found by name, and no two share one") {
  CHECK(find_renderer("text") != nullptr);
  CHECK(find_renderer("json") != nullptr);
  CHECK(find_renderer("xml") == nullptr);
  CHECK(find_renderer("") == nullptr);
  std::vector<std::string_view> names;
  for (const auto* renderer : renderers()) names.push_back(renderer->name);
  std::ranges::sort(names);
  CHECK(std::ranges::adjacent_find(names) == names.end());
}

}  // namespace
}  // namespace fargate_lint::report
