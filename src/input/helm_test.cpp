#include "input/helm.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "input/helm_origins.hpp"
#include "input/helm_values.hpp"
#include "input/testing/archives.hpp"
#include "system/test_world.hpp"
#include "yaml/reader.hpp"

namespace fargate_lint::input {
namespace {

using Kind = system::Ending::Kind;
using Answer = system::FakeProcess::Answer;

/// A chart in memory, and a helm that answers as it is told.
struct World : system::testing::WorldWith<system::FakeProcess> {
  World() {
    files.write("shop/Chart.yaml", "apiVersion: v2\nname: shop\nversion: 1.0.0\n");
    files.write("shop/templates/a.yaml", "a: 1\nb: {{ .Values.b }}\n");
    files.write("shop/values.yaml", "b: 2\n");
  }
  /// What the user is told.
  std::string said(const std::string& chart = "shop") {
    const auto rendered = render_helm(system, {.chart = chart});
    REQUIRE(rendered.errors.size() == 1);
    CHECK(rendered.files.empty());
    CHECK(rendered.errors.front().path == chart);
    return rendered.errors.front().message + " | " + rendered.errors.front().hint;
  }
};

Answer failed(const std::string& said, int code = 1) {
  return {"", {Kind::exited, code, said}};
}

const std::string kHead = "---\n# Source: shop/templates/a.yaml\n";

TEST_CASE("helm: a chart that cannot be rendered is one error with the next step") {
  World world;
  CHECK(world.said("nope") ==
        "does not exist | name the directory of a chart, or a packaged chart (.tgz)");
  world.files.write("else/values.yaml", "");
  CHECK(world.said("else") ==
        "is not a chart: it has no Chart.yaml | name the directory that holds Chart.yaml, or a "
        "packaged chart (.tgz)");
  CHECK(world.said() ==
        "needs helm to be rendered, and `helm` was not found | install helm 3.8 or later, or set "
        "FARGATE_LINT_HELM to its path");

  const auto says = [&world](const Answer& answer) {
    world.process.on({"helm", "template"}, answer);
    return world.said();
  };
  world.process.on({"helm", "version"}, Answer{"v3.16.4+g7877b45", {}});
  CHECK(says({"", {Kind::timed_out, 0, ""}}) ==
        "was not rendered within 60 s | give helm more time with `--timeout`");
  CHECK(says({"", {Kind::killed, 9, ""}}) ==
        "was not rendered: helm ended with signal 9 | run `helm template` to see why");
  CHECK(says({"", {Kind::too_much, 0, ""}}) ==
        "renders more than 1 GiB | check the values it is given");
  CHECK(says(failed("WARNING: x\nError: execution error at (shop/templates/a.yaml:1:3): image is "
                    "required\n\nUse --debug flag to render out invalid YAML\n")) ==
        "cannot be rendered: execution error at (shop/templates/a.yaml:1:3): image is required | "
        "set the values that the chart needs with `--values` or `--set`");
  CHECK(says(failed("Error: An error occurred while checking for chart dependencies. You may need "
                    "to run `helm dependency build` to fetch missing dependencies: found in "
                    "Chart.yaml, but missing in charts/ directory: redis\n"))
            .ends_with("missing in charts/ directory: redis | run `helm dependency build shop`"));
  CHECK(says(failed("Error: library charts are not installable\n")) ==
        "is a library chart and renders nothing itself | name a chart that uses it");
  CHECK(says(failed("")) ==
        "cannot be rendered: helm ended with status 1 | set the values that the chart needs with "
        "`--values` or `--set`");
  CHECK(says({"\n", {}}) == "renders nothing with these values | check the values it is given");
  world.process.on({"helm", "version"}, Answer{"v3.7.2+g663a896\n", {}});
  CHECK(says(failed("Error: unknown flag\n")) ==
        "needs helm 3.8 or later, and `helm` is v3.7.2+g663a896 | install helm 3.8 or later, or "
        "set FARGATE_LINT_HELM to one");
}

TEST_CASE("helm: is run twice, without a shell and without plugins, as the user would run it") {
  World world;
  world.environment.set("FARGATE_LINT_HELM", "/opt/helm");
  world.process.on({"/opt/helm", "template"}, Answer{kHead + "a: 1\n", {}});
  HelmRequest request{.chart = "shop"};
  request.release_name = "r";
  request.ns = "n";
  request.values = {"v.yaml"};
  request.sets = {{"--set", "a=b"}, {"--set-string", "c=d"}};
  request.kube_version = "1.31";
  request.api_versions = {"v1/X"};
  request.include_crds = request.no_hooks = request.skip_tests = true;
  CHECK(render_chart(world.system, request).has_value());
  REQUIRE(world.process.started().size() == 2);
  auto words = world.process.started().front().words;
  CHECK(words == std::vector<std::string>{"/opt/helm", "template", "r", "./shop", "--namespace",
                                          "n", "--values", "v.yaml", "--set", "a=b", "--set-string",
                                          "c=d", "--kube-version", "1.31", "--api-versions", "v1/X",
                                          "--include-crds", "--no-hooks", "--skip-tests"});
  const auto& again = world.process.started().back();
  words[3] = again.words.at(3);
  CHECK(again.words == words);
  CHECK_MESSAGE(again.words.at(3).find("shop") == std::string::npos, "the copy is elsewhere");
  CHECK(again.environment.front().name == "HELM_NO_PLUGINS");
}

TEST_CASE("helm: a template that does not render with marks is left without them") {
  World world;
  int tries = 0;
  world.process.on({"helm", "template"}, [&](const system::Command& command, std::string_view) {
    if (command.words.at(3) == "./shop" || ++tries > 1) return Answer{kHead + "a: 1\n", {}};
    return failed("Error: YAML parse error on shop/templates/a.yaml: no\n");
  });
  const auto rendering = render_chart(world.system, {.chart = "shop"});
  REQUIRE(rendering.has_value());
  CHECK(tries == 2);
  CHECK(rendering.value().text == kHead + "a: 1\n");
  world.process.on({"helm", "template"}, [&](const system::Command& command, std::string_view) {
    if (command.words.at(3) == "./shop") return Answer{kHead + "a: 1\n", {}};
    return failed("Error: no\n");
  });
  const auto untraced = render_chart(world.system, {.chart = "shop"});
  REQUIRE(untraced.has_value());
  CHECK_MESSAGE(untraced.value().origins.empty(), "what is rendered is linted all the same");
}

TEST_CASE("helm: what a line of a chart is given is found where it is set last") {
  World world;
  world.files.write("shop/charts/db/Chart.yaml", "name: db\n");
  world.files.write("shop/charts/db/values.yaml", "c: {d: 1}\ne: 5\n");
  world.files.write("shop/charts/db/templates/x.yaml", "x: {{ .Values.c.d }}\n");
  world.files.write("shop/values.yaml",
                    "b: 2\ndb: {c: {d: 3}}\nlist: [{port: 1}]\nglobal: {g: 7}\n");
  world.files.write("prod.yaml", "b: 4\nempty:\n");
  HelmRequest request{.chart = "shop"};
  request.values = {"prod.yaml"};
  request.sets = {{"--set", "s.t=9,u=1"}, {"--set-string", "w=x"}};
  const auto chart = HelmChart::read(world.files, "shop");
  REQUIRE(chart.has_value());
  const HelmValues values(world.files, request, chart.value());
  const auto find = [&](const std::string& source, const std::vector<KeyPath>& keys,
                        const std::vector<std::string>& steps, const std::string& rendered) {
    const auto document = yaml::read_document(rendered);
    const auto found = values.find(source, keys, steps, document->root());
    if (!found) return std::string("-");
    return std::string(found->key) + " " + std::string(found->path) + std::string(found->flag) +
           ":" + std::to_string(found->span.begin.line);
  };
  const std::string top = "shop/templates/a.yaml";
  const std::string sub = "shop/charts/db/templates/x.yaml";
  CHECK(find(top, {{"b"}}, {}, "4") == "b prod.yaml:1");
  CHECK_MESSAGE(find(top, {{"b"}}, {}, "2") == "-", "prod.yaml overrides it");
  CHECK(find(sub, {{"c", "d"}}, {}, "3") == "db.c.d shop/values.yaml:2");
  CHECK(find(sub, {{"e"}}, {}, "5") == "db.e shop/charts/db/values.yaml:2");
  CHECK(find(sub, {{"global", "g"}}, {}, "7") == "global.g shop/values.yaml:4");
  CHECK(find(top, {{"list"}}, {"spec", "0", "port"}, "1") == "list.0.port shop/values.yaml:3");
  CHECK(find(top, {{"s", "t"}}, {}, "9") == "s.t --set:0");
  CHECK(find(top, {{"w"}}, {}, "x") == "w --set-string:0");
  CHECK_MESSAGE(find(top, {{"s"}}, {"t", "z"}, "9") == "-", "it was replaced");
  CHECK_MESSAGE(find(top, {{"u"}, {"w"}}, {}, "1") == "u --set:0", "only one has the value");
  CHECK_MESSAGE(find(top, {{"b"}, {"b2"}}, {}, "4") == "b prod.yaml:1", "the other is not there");
  CHECK(find(top, {{"none"}}, {}, "4") == "-");
  CHECK(find(top, {{"empty"}}, {}, "null") == "-");
}

TEST_CASE("helm: the values that a line of a template names") {
  const auto named = [](const std::string& text, std::uint32_t line) {
    std::string all;
    for (const auto& keys : values_named_on(Template(text, false), line)) {
      for (const auto& key : keys) all += key + ".";
      all += " ";
    }
    return all;
  };
  CHECK(named("a: {{ .Values.x.y | quote }}", 1) == "x.y. ");
  CHECK(named("a: {{ $.Values.x }}:{{ .Values.y }}", 1) == "x. y. ");
  CHECK(named("{{ if .Values.x }}a: 1{{ end }}", 1).empty());
  CHECK(named("{{ with .Values.x.y }}\na: {{ .z }}\nb: {{ toYaml . }}\n{{ end }}", 2) == "x.y.z. ");
  CHECK(named("{{ with .Values.x.y }}\na: {{ .z }}\nb: {{ toYaml . }}\n{{ end }}", 3) == "x.y. ");
  CHECK(named("{{ with (.Values.x) }}\na: {{ .z }}\n{{ end }}", 2).empty());
  CHECK(named("{{ range .Values.x }}\na: {{ .z }}\n{{ end }}", 2).empty());
  CHECK(named("{{ with .Values.x }}{{ if .y }}\na: {{ .z }}\n{{ end }}{{ end }}", 2) == "x.z. ");
  CHECK(named("{{ with .Values.x }}\n{{ else }}\na: {{ .z }}\n{{ end }}", 3).empty());
  CHECK(named("{{ with .Values.x }}\n{{ end }}\na: {{ .z }}\n", 3).empty());
}

TEST_CASE("helm: a chart's links are followed only within it") {
  World world;
  world.files.write("secret.yaml", "password: x\n");
  world.files.link("shop/templates/out.yaml", "../../secret.yaml");
  world.files.link("shop/templates/in.yaml", "a.yaml");
  world.files.link("shop/charts/self", "../");
  const auto chart = HelmChart::read(world.files, "shop");
  REQUIRE(chart.has_value());
  CHECK(chart.value().is_copied());
  CHECK(chart.value().templates().by_source.contains("shop/templates/in.yaml"));
  CHECK_FALSE(chart.value().templates().by_source.contains("shop/templates/out.yaml"));
  CHECK(chart.value().templates().files.size() == 2);

  for (const auto* name : {"a", "b", "c"})
    world.files.link(std::string("shop/files/") + name, "../files");
  const auto endless = HelmChart::read(world.files, "shop");
  REQUIRE(endless.has_value());
  CHECK_MESSAGE(!endless.value().is_copied(), "too large, and that is found out soon");
}

/// A chart that uses a packaged chart, which uses another.
std::string package() {
  const auto cache = testing::TarWriter()
                         .file("cache/Chart.yaml", "name: cache\n")
                         .file("cache/templates/c.yaml", "c: {{ .Values.size }}\n")
                         .file("cache/values.yaml", "size: 3\n")
                         .bytes();
  const auto redis = testing::TarWriter()
                         .file("redis/Chart.yaml", "name: redis\n")
                         .file("redis/templates/x.yaml", "x: {{ .Values.host }}\n")
                         .file("redis/values.yaml", "host: true\n")
                         .file("redis/charts/cache-1.0.0.tgz", testing::gzip(cache))
                         .bytes();
  return testing::gzip(redis);
}

TEST_CASE("helm: packaged subcharts are copied unpacked, and named by where they are") {
  World world;
  world.files.write("shop/charts/redis-1.2.3.tgz", package());
  const auto chart = HelmChart::read(world.files, "shop");
  REQUIRE(chart.has_value());
  CHECK(chart.value().source_path("shop/charts/redis/templates/x.yaml") ==
        "shop/charts/redis-1.2.3.tgz!templates/x.yaml");
  CHECK(chart.value().source_path("shop/charts/redis/charts/cache/templates/c.yaml") ==
        "shop/charts/redis-1.2.3.tgz!charts/cache-1.0.0.tgz!templates/c.yaml");
  CHECK(chart.value().source_path("shop/templates/a.yaml") == "shop/templates/a.yaml");
  CHECK(chart.value().source_path("shop/templates/gone.yaml") == "shop/templates/gone.yaml");
  CHECK(chart.value().source_path("other/templates/a.yaml") == "shop");
  const auto scope = chart.value().scope_of("shop/charts/redis/charts/cache/templates/c.yaml");
  CHECK(scope.keys == std::vector<std::string>{"redis", "cache"});
  CHECK(scope.values_files ==
        std::vector<std::string>{"shop/values.yaml", "shop/charts/redis-1.2.3.tgz!values.yaml",
                                 "shop/charts/redis-1.2.3.tgz!charts/cache-1.0.0.tgz!values.yaml"});
  CHECK(chart.value().values_files().size() == 3);
}

TEST_CASE("helm: lines of a packaged chart are those of its templates") {
  World world;
  world.files.write("redis-1.2.3.tgz", package());
  const std::string head = "---\n# Source: redis/templates/x.yaml\n";
  world.process.on({"helm", "template"}, [&](const system::Command& command, std::string_view) {
    const bool is_copy = command.words.at(3) != "./redis-1.2.3.tgz";
    return Answer{head + (is_copy ? "x: true #fl@0:1@\n" : "x: true\n"), {}};
  });
  const auto rendered = render_helm(world.system, {.chart = "redis-1.2.3.tgz"});
  REQUIRE(rendered.files.size() == 1);
  yaml::Source source;
  source.path = rendered.files.front().path;
  const auto document = yaml::read_document(rendered.files.front().text, source);
  const auto where =
      rendered.files.front().origins->find(yaml::locate_field(document->root()["x"]), "x");
  REQUIRE(where.has_value());
  CHECK(where->path == "redis-1.2.3.tgz!templates/x.yaml");
  CHECK(where->span.begin.line == 1);
  CHECK(where->line_text == "x: {{ .Values.host }}");
  REQUIRE(where->origin->value);
  CHECK(where->origin->value->key == "host");
  CHECK(where->origin->value->path == "redis-1.2.3.tgz!values.yaml");
}

TEST_CASE("helm: what is no sound package is left to helm, and has no lines") {
  World world;
  world.files.write("a.tgz", "no archive");
  world.files.write("b.tgz", package().substr(0, 100));
  world.files.write("shop/charts/redis-1.2.3.tgz", "no archive");
  for (const auto* path : {"a.tgz", "b.tgz", "shop"}) {
    CAPTURE(path);
    const auto chart = HelmChart::read(world.files, path);
    REQUIRE(chart.has_value());
    CHECK_FALSE(chart.value().is_copied());
    CHECK(chart.value().source_path("x/templates/a.yaml") == path);
  }
}

}  // namespace
}  // namespace fargate_lint::input
