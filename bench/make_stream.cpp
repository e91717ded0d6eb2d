// Writes a stream of Kubernetes documents as `helm template` over many releases gives them: the
// same bytes for the same size on every machine. By bytes about a third each are workloads and
// ConfigMaps with block scalars, the rest Services, RBAC, monitoring, autoscaling and, now and
// then, a CustomResourceDefinition; 1.2 KB a document. With `repeated` half of it is followed by
// the same once more.

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

#include "stream_templates.hpp"

namespace {

using namespace stream_templates;

/// splitmix64: small, and the same everywhere, which std::mt19937's distributions are not.
class Random {
 public:
  std::uint32_t below(std::uint32_t bound) {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
    return static_cast<std::uint32_t>((z ^ (z >> 31U)) % bound);
  }
  template <std::size_t N>
  std::string_view pick(const std::string_view (&from)[N]) {
    return from[below(static_cast<std::uint32_t>(N))];
  }

 private:
  std::uint64_t state_ = 20240501;
};

/// One release of one chart; `$name`, `$ns`, … in the templates below stand for its values.
struct App {
  std::string name;
  std::string chart;
  std::string ns;
  std::string tier;
  std::uint32_t port = 8080;
};

class Stream {
 public:
  explicit Stream(std::size_t bytes) : bytes_(bytes) { out_.reserve(bytes + 64 * 1024); }

  const std::string& make() {
    while (out_.size() < bytes_) release();
    return out_;
  }

 private:
  void release() {
    app_.chart = random_.pick(kWords);
    app_.name =
        app_.chart + '-' + std::string(random_.pick(kRoles)) + '-' + std::to_string(++releases_);
    app_.ns = random_.pick(kTeams);
    app_.tier = random_.pick(kTiers);
    app_.port = 8000 + random_.below(1000);
    fill(kServiceAccount);
    for (auto left = 1 + random_.below(2); left > 0; --left) config_map(left);
    fill(kService);
    workload();
    if (random_.below(2) == 0) fill(kRole);
    if (random_.below(2) == 0) fill(kAutoscaling);
    if (random_.below(2) == 0) fill(kMonitoring);
    if (random_.below(15) == 0) fill(kDaemonSet);
    if (random_.below(120) == 0) custom_resource();
  }

  void workload() {
    if (random_.below(5) == 0) {
      fill(kCronJob);
      pod_spec("          ", 1);
      return;
    }
    kind_ = random_.below(6) == 0 ? "StatefulSet" : "Deployment";
    fill(kDeployment);
    pod_spec("      ", 1 + random_.below(3) / 2);
  }

  void pod_spec(std::string_view indent, std::uint32_t containers) {
    indent_ = indent;
    fill(kPodSpecHead);
    indent_ = std::string(indent) + "  ";
    for (std::uint32_t index = 0; index < containers; ++index) {
      container_ = index == 0 ? "app" : "sidecar";
      fill(kContainer);
    }
    indent_ = indent;
    fill(kVolumes);
  }

  void config_map(std::uint32_t number) {
    fill(R"(---
# Source: $chart/templates/configmap.yaml
apiVersion: v1
kind: ConfigMap
metadata:
  name: $name)");
    if (number > 1) out_ += "-extra";
    fill("\n  namespace: $ns\n  labels:\n$labelsdata:\n");
    switch (random_.below(3)) {
      case 0: properties(); break;
      case 1: script(); break;
      default: dashboard(); break;
    }
  }

  void properties() {
    out_ += "  application.properties: |\n";
    for (auto lines = 20 + random_.below(60); lines > 0; --lines) {
      if (random_.below(8) == 0) fill("    # $word: how the $word reaches the $word\n");
      fill("    $word.$word.$word=$word-$small\n");
    }
  }

  void script() {
    out_ += "  reload.sh: |-\n    #!/bin/sh\n    set -eu\n";
    for (auto blocks = 5 + random_.below(12); blocks > 0; --blocks) fill(kScriptBlock);
    out_ += "    exit 0\n";
  }

  void dashboard() {
    out_ += "  dashboard.json: |\n    {\n      \"panels\": [\n";
    for (auto panels = 5 + random_.below(15); panels > 0; --panels) {
      fill(kPanel);
      out_ += panels > 1 ? ",\n" : "\n";
    }
    out_ += "      ],\n      \"schemaVersion\": 39\n    }\n";
  }

  void custom_resource() {
    fill(kCrdHead);
    for (auto properties = 80 + random_.below(120); properties > 0; --properties) {
      fill(kCrdProperty);
    }
  }

  void env() {
    for (auto left = 2 + random_.below(8); left > 0; --left) {
      switch (random_.below(3)) {
        case 0: fill("$indent    - name: KEY_$small\n$indent      value: \"$small\"\n"); break;
        case 1:
          fill("$indent    - name: URL_$small\n$indent      value: http://$word.$ns.svc:$port\n");
          break;
        default:
          fill(R"($indent    - name: SECRET_$small
$indent      valueFrom:
$indent        secretKeyRef:
$indent          name: $name
$indent          key: $word
)");
      }
    }
  }

  void hex() {
    constexpr std::string_view kDigits = "0123456789abcdef";
    for (int digit = 0; digit < 16; ++digit) out_ += kDigits[random_.below(16)];
  }

  /// Appends `text` with every `$variable` and `${variable}` that value() knows replaced.
  void fill(std::string_view text) {
    while (true) {
      const auto dollar = text.find('$');
      out_ += text.substr(0, dollar);
      if (dollar == std::string_view::npos) return;
      text.remove_prefix(dollar + 1);
      const bool braced = text.starts_with('{');
      const std::string_view rest = text.substr(braced ? 1 : 0);
      const std::size_t used = value(rest);
      if (used == 0) {
        out_ += '$';
        continue;
      }
      text = rest.substr(used + (braced ? 1 : 0));
    }
  }

  /// Appends the value of the variable with which `text` begins; gives the length of its name, or
  /// 0 for a dollar sign that only is one.
  std::size_t value(std::string_view text) {
    const auto is = [text](std::string_view name) { return text.starts_with(name); };
    if (is("indent")) return out_ += indent_, 6;
    if (is("name")) return out_ += app_.name, 4;
    if (is("ns")) return out_ += app_.ns, 2;
    if (is("chart")) return out_ += app_.chart, 5;
    if (is("tier")) return out_ += app_.tier, 4;
    if (is("kind")) return out_ += kind_, 4;
    if (is("lower")) return out_ += kind_ == "Deployment" ? "deployment" : "statefulset", 5;
    if (is("container")) return out_ += container_, 9;
    if (is("port")) return out_ += std::to_string(app_.port), 4;
    if (is("digit")) return out_ += std::to_string(1 + random_.below(9)), 5;
    if (is("delay")) return out_ += std::to_string(1 + random_.below(5)), 5;
    if (is("small")) return out_ += std::to_string(random_.below(60)), 5;
    if (is("word")) return out_ += random_.pick(kWords), 4;
    if (is("next")) return out_ += std::to_string(++serial_), 4;
    if (is("hex")) return hex(), 3;
    if (is("env")) return env(), 3;
    if (is("requests")) {
      indent_ += "    ";
      fill(random_.pick(kRequests));
      indent_.resize(indent_.size() - 4);
      return 8;
    }
    if (is("labels")) {
      const std::string outer = std::exchange(indent_, "    ");
      fill(kLabels);
      indent_ = outer;
      return 6;
    }
    return 0;
  }

  std::size_t bytes_;
  std::string out_;
  Random random_;
  App app_;
  std::uint32_t releases_ = 0;
  std::uint32_t serial_ = 0;
  std::string indent_;
  std::string_view kind_;
  std::string_view container_;
};

}  // namespace

int main(int argc, char** argv) {
  const bool is_repeated = argc == 4 && std::string_view(argv[3]) == "repeated";
  if (argc != 3 && !is_repeated) {
    std::fputs("usage: make_stream MEGABYTES FILE [repeated]\n", stderr);
    return 2;
  }
  const std::size_t bytes = std::strtoul(argv[1], nullptr, 10) * 1'000'000;
  Stream stream(is_repeated ? bytes / 2 : bytes);
  const std::string& text = stream.make();
  std::FILE* file = std::fopen(argv[2], "wb");
  const auto write = [&] { return std::fwrite(text.data(), 1, text.size(), file) == text.size(); };
  if (file == nullptr || !write() || (is_repeated && !write()) || std::fclose(file) != 0) {
    std::perror(argv[2]);
    return 2;
  }
  return 0;
}
