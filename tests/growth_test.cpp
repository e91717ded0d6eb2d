/// Hostile shapes of text, each at one size and at four times that: what reads and judges them must
/// not take much more than four times as long. Quadratic work would take sixteen times.
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <ctime>
#include <string>
#include <string_view>

#include "config/config.hpp"
#include "input/ignore_rules.hpp"
#include "input/loader.hpp"
#include "lint/judge.hpp"
#include "list.hpp"
#include "run_program.hpp"
#include "system/memory.hpp"
#include "yaml/reader.hpp"

namespace fargate_lint {
namespace {

std::string times(std::size_t count, std::string_view text) {
  std::string all;
  all.reserve(count * text.size());
  for (std::size_t i = 0; i < count; ++i) all += text;
  return all;
}

/// `text` with each `@` replaced by a number that counts up.
std::string numbered(std::size_t count, std::string_view text) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) {
    for (const char c : text) {
      if (c == '@')
        all += std::to_string(i);
      else
        all += c;
    }
  }
  return all;
}

std::string nested(std::size_t depth, std::string_view open, std::string_view close) {
  return times(depth, open) + times(depth, close);
}

/// Block mappings or sequences, each one column deeper than the last.
std::string stairs(std::size_t depth, std::string_view step) {
  std::string all;
  for (std::size_t i = 0; i < depth; ++i) all += std::string(i, ' ') + std::string(step) + "\n";
  return all;
}

constexpr std::string_view kPodHead =
    "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: a}\nspec:\n";

struct Shape {
  const char* name;
  std::string (*make)(std::size_t n);
};

// Sizes are chosen by `n`, about as many bytes, so that each takes about as long.
const Shape kShapes[] = {
    {"many keys", [](std::size_t n) { return numbered(n / 8, "k@: v\n"); }},
    {"one key again and again", [](std::size_t n) { return times(n / 5, "k: v\n"); }},
    {"many long keys with one beginning",
     [](std::size_t n) { return numbered(n / 60, std::string(50, 'k') + "@: v\n"); }},
    {"a long list", [](std::size_t n) { return times(n / 4, "- a\n"); }},
    {"a long flow list", [](std::size_t n) { return "[" + times(n / 2, "a,") + "a]"; }},
    {"a flow list over many lines", [](std::size_t n) { return "[" + times(n / 3, "a,\n") + "]"; }},
    {"a flow mapping", [](std::size_t n) { return "{" + numbered(n / 8, "k@: v,") + "}"; }},
    {"a JSON array", [](std::size_t n) { return "{\"a\":[" + times(n / 2, "1,") + "1]}"; }},
    {"a JSON object",
     [](std::size_t n) { return "{" + numbered(n / 10, "\"k@\":1,") + "\"z\":1}"; }},
    {"JSON without an end", [](std::size_t n) { return "{\"a\":[" + times(n / 2, "1,"); }},
    {"deep JSON",
     [](std::size_t n) { return nested(std::min<std::size_t>(n / 50, 9000), "[", "]"); }},
    {"brackets that never close", [](std::size_t n) { return times(n / 20, "["); }},
    {"braces that never close", [](std::size_t n) { return times(n / 20, "{"); }},
    {"keys in brackets", [](std::size_t n) { return times(n / 40, "[a: "); }},
    {"stairs of mappings", [](std::size_t n) { return stairs(n < 500000 ? 500 : 1000, "a:"); }},
    {"stairs of lists", [](std::size_t n) { return stairs(n < 500000 ? 500 : 1000, "-"); }},
    {"dashes on one line",
     [](std::size_t n) { return times(std::min<std::size_t>(n / 60, 9000), "- "); }},
    {"a plain text of many lines", [](std::size_t n) { return "a: b\n" + times(n / 4, "  c\n"); }},
    {"a quoted text of many lines",
     [](std::size_t n) { return "a: \"b\n" + times(n / 4, "  c\n") + "  \""; }},
    {"a quoted text that never ends",
     [](std::size_t n) { return "a: \"" + times(n / 4, "b c\n"); }},
    {"many quotes that never end", [](std::size_t n) { return times(n / 6, "a: 'b\n"); }},
    {"escapes", [](std::size_t n) { return "a: \"" + times(n / 6, "\\u00e9") + "\""; }},
    {"a block text", [](std::size_t n) { return "a: |\n" + times(n / 5, "  bc\n"); }},
    {"a block text of empty lines",
     [](std::size_t n) { return "a: |\n" + times(n, "\n") + "  b\n"; }},
    {"a folded text", [](std::size_t n) { return "a: >\n" + times(n / 5, "  bc\n"); }},
    {"many block texts", [](std::size_t n) { return numbered(n / 14, "k@: |\n  b\n"); }},
    {"one long line", [](std::size_t n) { return "a: " + std::string(n, 'x'); }},
    {"spaces", [](std::size_t n) { return std::string(n, ' ') + "a: b"; }},
    {"tabs", [](std::size_t n) { return "a:" + std::string(n, '\t') + "b"; }},
    {"comments", [](std::size_t n) { return times(n / 4, "# c\n") + "a: b\n"; }},
    {"comments behind values", [](std::size_t n) { return numbered(n / 12, "k@: v # c\n"); }},
    {"colons", [](std::size_t n) { return "a: " + times(n / 2, ":x"); }},
    {"keys without colons", [](std::size_t n) { return "a: b\n" + times(n / 4, "abc\n"); }},
    {"carriage returns", [](std::size_t n) { return numbered(n / 9, "k@: v\r\n"); }},
    {"letters beyond ASCII",
     [](std::size_t n) { return numbered(n / 12, "k@: \xC3\xA9\xC3\xA9\n"); }},
    {"a bad byte at the end", [](std::size_t n) { return numbered(n / 8, "k@: v\n") + "\x01"; }},
    {"anchors", [](std::size_t n) { return numbered(n / 12, "k@: &a@ v\n"); }},
    {"aliases", [](std::size_t n) { return "a: &a b\n" + numbered(n / 9, "k@: *a\n"); }},
    {"merge keys",
     [](std::size_t n) { return "a: &a {b: c}\n" + numbered(n / 14, "k@: {<<: *a}\n"); }},
    {"tags", [](std::size_t n) { return numbered(n / 14, "k@: !!str v\n"); }},
    {"separators", [](std::size_t n) { return times(n / 4, "---\n"); }},
    {"small documents", [](std::size_t n) { return numbered(n / 12, "---\nk@: v\n"); }},
    {"bad separators", [](std::size_t n) { return times(n / 9, "--- {a: \n"); }},
    {"document ends", [](std::size_t n) { return "a: b\n" + times(n / 4, "...\n"); }},
    {"JSON values without separators", [](std::size_t n) { return times(n / 9, "{\"a\":1}\n"); }},
    {"a list of objects",
     [](std::size_t n) {
       return "apiVersion: v1\nkind: List\nitems:\n" +
              numbered(n / 80,
                       "- {apiVersion: v1, kind: ServiceAccount, metadata: {name: s@, "
                       "namespace: a}}\n");
     }},
    {"findings on one line",
     [](std::size_t n) {
       return R"({"apiVersion":"v1","kind":"List","items":[)" +
              numbered(
                  n / 200,
                  R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"p@","namespace":"a"},)"
                  R"("spec":{"volumes":[{"name":"v","hostPath":{"path":"/"}}],)"
                  R"("containers":[{"name":"a","image":"b"}]}},)") +
              "null]}";
     }},
    {"tag handles",
     [](std::size_t n) { return numbered(n / 20, "%TAG !t@! tag:a\n") + "---\na: b\n"; }},
    {"one object again and again",
     [](std::size_t n) {
       return times(n / 70,
                    "---\napiVersion: v1\nkind: Service\nmetadata: {name: s, "
                    "namespace: a}\n");
     }},
    {"containers",
     [](std::size_t n) {
       return std::string(kPodHead) + "  containers:\n" +
              numbered(n / 30, "  - {name: c@, image: i}\n");
     }},
    {"variables that are secret",
     [](std::size_t n) {
       return std::string(kPodHead) + "  containers:\n  - name: c\n    image: i\n    env:\n" +
              times(n / 50, "    - {name: AWS_SECRET_ACCESS_KEY, value: abc}\n");
     }},
    {"volumes",
     [](std::size_t n) {
       return std::string(kPodHead) + "  containers: [{name: c, image: i}]\n  volumes:\n" +
              numbered(n / 40, "  - {name: v@, hostPath: {path: /}}\n");
     }},
    {"claims that are not there",
     [](std::size_t n) {
       return std::string(kPodHead) + "  containers: [{name: c, image: i}]\n  volumes:\n" +
              numbered(n / 60, "  - {name: v@, persistentVolumeClaim: {claimName: c@}}\n");
     }},
    {"values in the place of containers",
     [](std::size_t n) {
       return std::string(kPodHead) + "  containers: [" + times(n / 4, "a,") + "]\n  volumes: [" +
              times(n / 4, "b,") + "]\n";
     }},
    {"capabilities",
     [](std::size_t n) {
       return std::string(kPodHead) +
              "  containers: [{name: c, securityContext: {capabilities: {add: [" +
              times(n / 2, "a,") + "]}}}]\n";
     }},
    {"terms of a node selector",
     [](std::size_t n) {
       return std::string(kPodHead) + "  containers: [{name: c}]\n  nodeSelector: {" +
              numbered(n / 11, "k@: v, ") + "}\n";
     }},
    {"terms of a node selector on many lines",
     [](std::size_t n) {
       return std::string(kPodHead) + "  containers: [{name: c}]\n  nodeSelector:\n" +
              numbered(n / 13, "    k@: v\n");
     }},
    {"affinity terms",
     [](std::size_t n) {
       return std::string(kPodHead) +
              "  containers: [{name: c, image: i}]\n  affinity:\n    nodeAffinity:\n"
              "      requiredDuringSchedulingIgnoredDuringExecution:\n        "
              "nodeSelectorTerms:\n" +
              numbered(n / 70,
                       "        - {matchExpressions: [{key: k@, operator: In, values: [v]}]}\n");
     }},
    {"containers that run first",
     [](std::size_t n) {
       return std::string(kPodHead) + "  containers: [{name: c, image: i}]\n  initContainers:\n" +
              numbered(
                  n / 80,
                  "  - {name: i@, image: i, restartPolicy: Always, resources: {requests: {cpu: "
                  "1m}}}\n");
     }},
    {"annotations that suppress",
     [](std::size_t n) {
       return "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  annotations:\n" +
              numbered(n / 100, "    fargate-lint.dev/ignore.c@: FG104=reason\n") +
              "spec:\n  containers:\n" +
              numbered(n / 100, "  - {name: c@, image: i, securityContext: {privileged: true}}\n");
     }},
    {"an annotation that suppresses very much",
     [](std::size_t n) {
       return "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  annotations: "
              "{fargate-lint.dev/ignore: \"" +
              times(n / 2, "a;") + "\"}\nspec: {containers: [{name: c}]}\n";
     }},
    {"comments that suppress very much",
     [](std::size_t n) {
       return times(n / 4000, "# fargate-lint: ignore[" + times(2000, "a,") + "]\n") +
              std::string(kPodHead) + "  containers: [{name: c}]\n";
     }},
    {"tolerations",
     [](std::size_t n) {
       return std::string(kPodHead) + "  containers: [{name: c, image: i}]\n  tolerations:\n" +
              numbered(n / 40, "  - {key: k@, operator: Exists}\n");
     }},
    {"labels",
     [](std::size_t n) {
       return "apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n  labels:\n" +
              numbered(n / 12, "    k@: v\n") + "spec: {containers: [{name: c, image: i}]}\n";
     }},
    {"comments that suppress, around findings",
     [](std::size_t n) {
       return "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n" +
              times(n / 100, "# fargate-lint: ignore[FG104] reason=\"a\"\n") +
              "spec:\n  containers:\n" +
              numbered(n / 100, "  - {name: c@, image: i, securityContext: {privileged: true}}\n");
     }},
    {"profiles",
     [](std::size_t n) {
       return "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: c, region: "
              "r}\nfargateProfiles:\n" +
              numbered(n / 50, "- {name: p@, selectors: [{namespace: n@}]}\n");
     }},
    {"a pattern of stars",
     [](std::size_t n) {
       return "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: c, region: "
              "r}\nfargateProfiles:\n- {name: p, selectors: [{namespace: \"" +
              times(n / 400, "*a") + "b\"}]}\n---\n" + std::string(kPodHead) +
              "  containers: [{name: c, image: i}]\n";
     }},
    {"Services and pods",
     [](std::size_t n) {
       return numbered(n / 220,
                       "---\napiVersion: v1\nkind: Service\nmetadata: {name: s@, namespace: a}\n"
                       "spec: {type: LoadBalancer, selector: {app: a@}}\n"
                       "---\napiVersion: v1\nkind: Pod\nmetadata: {name: p@, namespace: a, labels: "
                       "{app: a@}}\nspec: {containers: [{name: c, image: i}]}\n");
     }},
    {"budgets and pods of one namespace",
     [](std::size_t n) {
       return numbered(
           n / 250,
           "---\napiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: s@, "
           "namespace: a}\nspec: {minAvailable: 1, selector: {}}\n"
           "---\napiVersion: v1\nkind: Pod\nmetadata: {name: p@, namespace: a}\n"
           "spec: {containers: [{name: c, image: i}]}\n");
     }},
    {"autoscalers of one name and another kind",
     [](std::size_t n) {
       return numbered(n / 300,
                       "---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\n"
                       "metadata: {name: h@, namespace: a}\n"
                       "spec: {scaleTargetRef: {kind: Rollout, name: p}}\n"
                       "---\napiVersion: apps/v1\nkind: Deployment\n"
                       "metadata: {name: p, namespace: a}\n"
                       "spec: {template: {spec: {containers: [{name: c}]}}}\n");
     }},
    {"policies and pods of one namespace",
     [](std::size_t n) {
       return numbered(
           n / 250,
           "---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: s@, "
           "namespace: a}\nspec: {podSelector: {matchLabels: {app: a, tier: t@}}}\n"
           "---\napiVersion: v1\nkind: Pod\nmetadata: {name: p@, namespace: a, labels: {app: a}}\n"
           "spec: {containers: [{name: c, image: i}]}\n");
     }},
    {"budgets that select everything",
     [](std::size_t n) {
       return numbered(
           n / 250,
           "---\napiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: s@, "
           "namespace: n@}\nspec: {maxUnavailable: 0, selector: {}}\n"
           "---\napiVersion: v1\nkind: Pod\nmetadata: {name: p@, namespace: n@}\n"
           "spec: {containers: [{name: c, image: i}]}\n");
     }},
};

/// Processor time, which other programs on the machine do not lengthen much.
double milliseconds() {
  timespec now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

/// What reading and judging the text takes.
double time_of(const std::string& text) {
  system::Memory files;
  files.write("input.yaml", text);
  const auto begin = milliseconds();
  yaml::Reader reader;
  for (const auto parser : {yaml::Parser::automatic, yaml::Parser::exact_only}) {
    if (reader.read(text, {}, parser) != yaml::Outcome::ok) continue;
    static_cast<void>(reader.find_duplicates());
  }
  input::LoadOptions options;
  options.paths = {"input.yaml"};
  options.threads = 1;
  const auto loaded = input::load(files, options);
  static_cast<void>(lint::judge(loaded.reading, loaded.fleet, rules::all(), {}));
  return milliseconds() - begin;
}

/// What the work takes at one size and at four times that, compared.
template <typename Work>
double growth(std::size_t size, const Work& work) {
  const auto time = [&work](std::size_t n) {
    const auto begin = milliseconds();
    work(n);
    return milliseconds() - begin;
  };
  time(size);
  return time(4 * size) / std::max(time(size), 1.0);
}

/// Judges `n` pods by a configuration.
void judge_with(const std::string& config, std::size_t n) {
  system::Memory files;
  files.write("input.yaml",
              numbered(n,
                       "apiVersion: v1\nkind: Pod\nmetadata: {name: p@, namespace: n@}\n"
                       "spec: {hostNetwork: true, containers: [{name: c@}]}\n---\n"));
  auto settled = config::read(config, ".fargate-lint.yaml", rules::all());
  require(settled.problems.empty(), "the configuration is right");
  settled.config.folder = "/work";
  input::LoadOptions options;
  options.paths = {"input.yaml"};
  const auto loaded = input::load(files, options);
  loaded.reading->ignores = config::ignores(files, settled.config, false);
  const auto report = lint::judge(loaded.reading, loaded.fleet, rules::all(), {});
  require(report.suppressed.size() == n, "each suppression is for one pod");
}

}  // namespace

TEST_CASE("growth: four times the suppressions of four times the findings") {
  if (testing::kSanitised) return;
  for (const auto* entry :
       {"- {rules: [FG101], objects: [Pod/p@], reason: a}\n",
        "- {rules: [FG101], objects: ['Pod/p@*'], namespaces: [n@], reason: a}\n",
        "- {rules: [FG101], namespaces: [n@], objects: ['*/*'], reason: a}\n"}) {
    CAPTURE(entry);
    CHECK(growth(2'000, [entry](std::size_t n) {
            judge_with("suppressions:\n" + numbered(n, entry), n);
          }) < 9);
  }
}

TEST_CASE("growth: four times the lines of .gitignore for four times the files") {
  if (testing::kSanitised) return;
  for (const auto* pattern : {"@.yaml\n", "/a/@.yaml\n", "x@*.yaml\n", "*-@.yaml\n", "**/@/\n"}) {
    CAPTURE(pattern);
    CHECK(growth(5'000, [pattern](std::size_t n) {
            const auto rules = input::IgnoreRules::parse(numbered(n, pattern));
            std::size_t ignored = 0;
            for (std::size_t i = 0; i < n; ++i)
              if (rules.judge("b/y" + std::to_string(i) + ".yml", false) ==
                  input::IgnoreRules::Answer::ignored)
                ++ignored;
            require(ignored == 0, "the patterns are for others");
          }) < 9);
  }
}

TEST_CASE("growth: four times the text takes about four times as long") {
  constexpr std::size_t kSize = 200'000;
  constexpr double kMost = 9;  // between 4, plus what a busy machine adds, and 16
  // A sanitizer keeps what is freed and adds to every page: its times say nothing of ours.
  if (testing::kSanitised)
    MESSAGE("SKIPPED: times are not compared under a sanitizer, texts only read");
  for (const auto& shape : kShapes) {
    CAPTURE(shape.name);
    if (testing::kSanitised) {
      static_cast<void>(time_of(shape.make(kSize / 4)));
      continue;
    }
    double ratio = 0;
    // A machine that was busy once is asked again; work that is quadratic stays so.
    for (int attempt = 0; attempt < 3; ++attempt) {
      double measured[2];
      for (const std::size_t factor : {1, 4})
        measured[factor == 4] = time_of(shape.make(kSize * factor));
      // What takes no time at all cannot be compared.
      ratio = measured[1] / std::max(measured[0], 1.0);
      if (ratio <= kMost) break;
    }
    CHECK(ratio <= kMost);
  }
}

}  // namespace fargate_lint
