#include "fargate/size.hpp"

#include <doctest/doctest.h>

#include "fargate/test_world.hpp"

namespace fargate_lint::fargate {
namespace {

std::string requests(std::string_view cpu, std::string_view memory) {
  std::string text = "resources: {requests: {";
  if (!cpu.empty()) text.append("cpu: ").append(cpu).append(", ");
  if (!memory.empty()) text.append("memory: ").append(memory);
  return text += "}}";
}

Size size_with(std::string_view containers, std::string_view init = "") {
  std::string spec = "containers: [";
  spec.append(containers).append("]");
  if (!init.empty()) spec.append(", initContainers: [").append(init).append("]");
  return size_of(testing::World(testing::pod(spec)).pod());
}

std::string provisioned(const Size& size) {
  return size.rung ? format(*size.rung) : "too large";
}

}  // namespace

TEST_CASE("size: rounds up to the first combination that holds both") {
  struct Row {
    std::string_view cpu;
    std::string_view memory;
    std::string_view provisioned;
  };
  static constexpr Row kRows[] = {
      {"", "", "0.25 vCPU 0.5 GB"},
      // AWS's example: 1 vCPU and 8 GB get 2 vCPU and 9 GB.
      {"1", "8Gi", "2 vCPU 9 GB"},
      // Measured in aws/eks-distro-prow-jobs.
      {"260m", "1750Mi", "0.5 vCPU 2 GB"},
      {"255m", "1800Mi", "0.5 vCPU 3 GB"},
      {"255m", "10Gi", "2 vCPU 11 GB"},
      {"100m", "256Mi", "0.25 vCPU 0.5 GB"},
      {"100m", "257Mi", "0.25 vCPU 1 GB"},
      {"250m", "768Mi", "0.25 vCPU 1 GB"},
      {"250m", "1792Mi", "0.25 vCPU 2 GB"},
      {"250m", "2Gi", "0.5 vCPU 3 GB"},
      {"251m", "1Mi", "0.5 vCPU 1 GB"},
      {"0.25", "", "0.25 vCPU 0.5 GB"},
      {"600m", "", "1 vCPU 2 GB"},
      {"1001m", "", "2 vCPU 4 GB"},
      {"2", "16128Mi", "2 vCPU 16 GB"},
      {"2", "16129Mi", "4 vCPU 17 GB"},
      {"4", "30464Mi", "4 vCPU 30 GB"},
      {"4", "30Gi", "8 vCPU 32 GB"},
      {"8", "33Gi", "8 vCPU 36 GB"},
      {"8", "60Gi", "16 vCPU 64 GB"},
      {"9", "33Gi", "16 vCPU 40 GB"},
      {"16", "122624Mi", "16 vCPU 120 GB"},
      {"16", "120Gi", "too large"},
      {"16001m", "1Gi", "too large"},
      {"1e3", "1Gi", "too large"},
      {"", "1G", "0.25 vCPU 2 GB"},
  };
  for (const auto& row : kRows) {
    CAPTURE(row.cpu);
    CAPTURE(row.memory);
    CHECK(provisioned(size_with("{name: a, " + requests(row.cpu, row.memory) + "}")) ==
          row.provisioned);
  }
}

TEST_CASE("size: every combination of AWS's table holds itself and nothing more") {
  struct Row {
    std::uint32_t milli;
    std::uint32_t first;
    std::uint32_t last;
    std::uint32_t step;
  };
  static constexpr Row kTable[] = {{500, 1, 4, 1},   {1000, 2, 8, 1},   {2000, 4, 16, 1},
                                   {4000, 8, 30, 1}, {8000, 16, 60, 4}, {16000, 32, 120, 8}};
  for (const auto& row : kTable) {
    for (auto gigabytes = row.first; gigabytes <= row.last; gigabytes += row.step) {
      CAPTURE(row.milli);
      CAPTURE(gigabytes);
      const auto memory = kube::Quantity::from_units(std::int64_t{gigabytes} << 30);
      const auto cpu = kube::Quantity::from_milli(row.milli);
      CHECK(smallest_rung(cpu, memory) == Rung{row.milli, gigabytes * 1024});
      const auto more = smallest_rung(cpu, memory + kube::Quantity::from_nanos(1));
      CHECK(more != Rung{row.milli, gigabytes * 1024});
    }
  }
  CHECK(smallest_rung({}, {}) == Rung{250, 512});
}

TEST_CASE("size: the larger of the init containers and the sum of the others, each by itself") {
  const std::string app = "{name: a, " + requests("500m", "1Gi") + "}";
  const auto both = size_with(
      app + ", {name: b, " + requests("250m", "512Mi") + "}",
      "{name: i, " + requests("1", "100Mi") + "}, {name: j, " + requests("100m", "700Mi") + "}");
  CHECK(both.cpu == kube::Quantity::from_units(1));
  CHECK(both.memory == kube::Quantity::from_units(1536LL << 20));
  CHECK(both.init_decides);
  CHECK_FALSE(both.nothing_requested);
  const auto alone = size_with(app, "{name: i, " + requests("500m", "1Gi") + "}");
  CHECK_FALSE(alone.init_decides);
}

TEST_CASE("size: sidecars run as long as the pod and beside every later init container") {
  const std::string app = "{name: a, " + requests("100m", "") + "}";
  const std::string sidecar = "{name: s, restartPolicy: Always, " + requests("300m", "") + "}";
  const std::string init = "{name: i, " + requests("200m", "") + "}";
  CHECK(size_with(app, sidecar).cpu == kube::Quantity::from_milli(400));
  CHECK(size_with(app, sidecar + ", " + init).cpu == kube::Quantity::from_milli(500));
  CHECK(size_with(app, sidecar + ", " + init).init_decides);
  CHECK(size_with(app, init + ", " + sidecar).cpu == kube::Quantity::from_milli(400));
}

TEST_CASE("size: a limit stands in for a request that is not there") {
  const auto limited = size_with("{name: a, resources: {limits: {cpu: 2, memory: 3Gi}}}");
  CHECK(provisioned(limited) == "2 vCPU 4 GB");
  CHECK_FALSE(limited.nothing_requested);
  const auto mixed =
      size_with("{name: a, resources: {requests: {cpu: 100m}, limits: {cpu: 2, memory: 3Gi}}}");
  CHECK(provisioned(mixed) == "0.5 vCPU 4 GB");
}

TEST_CASE("size: nothing requested is the smallest, and says so") {
  CHECK(size_with("{name: a}").nothing_requested);
  CHECK(size_with("{name: a, resources: {requests: {ephemeral-storage: 1Gi}}}").nothing_requested);
  CHECK(size_with("{name: a, resources: {requests: {cpu: 0}}}").nothing_requested);
  CHECK_FALSE(size_with("{name: a}", "{name: i, " + requests("1m", "") + "}").nothing_requested);
}

TEST_CASE("size: where 256 MB and 256 MiB decide differently, both are given") {
  // 12.4 MiB below each step; 256 MB is 244.14 MiB.
  const auto plain = size_with("{name: a, " + requests("", "768Mi") + "}");
  CHECK(plain.rung == Rung{250, 1024});
  CHECK_FALSE(plain.if_decimal_overhead.has_value());
  const auto sliver = size_with("{name: a, " + requests("", "769Mi") + "}");
  CHECK(sliver.rung == Rung{250, 2048});
  CHECK(sliver.if_decimal_overhead == Rung{250, 1024});
  const auto last = size_with("{name: a, " + requests("", "779Mi") + "}");
  CHECK(last.if_decimal_overhead == Rung{250, 1024});
  const auto beyond = size_with("{name: a, " + requests("", "780Mi") + "}");
  CHECK(beyond.rung == Rung{250, 2048});
  CHECK_FALSE(beyond.if_decimal_overhead.has_value());
}

TEST_CASE("size: what the pod's own resources would get is another size") {
  const auto whole = [](std::string_view resources, std::string_view app) {
    std::string spec = "resources: {";
    spec.append(resources).append("}, containers: [{name: a, ").append(app).append("}]");
    const auto size = size_of(testing::World(testing::pod(spec)).pod());
    return provisioned(size) + " / " +
           (size.if_pod_level ? format(*size.if_pod_level) : "too large");
  };
  CHECK(whole("", requests("1", "1Gi")) == "1 vCPU 2 GB / 1 vCPU 2 GB");
  CHECK(whole("requests: {cpu: 2, memory: 4Gi}", "image: b") == "0.25 vCPU 0.5 GB / 2 vCPU 5 GB");
  CHECK(whole("limits: {cpu: 2}", requests("1", "1Gi")) == "1 vCPU 2 GB / 2 vCPU 4 GB");
  CHECK(whole("requests: {memory: 200Gi}", "image: b") == "0.25 vCPU 0.5 GB / too large");
  CHECK(whole("requests: {cpu: 2}", requests("17", "")) == "too large / 2 vCPU 4 GB");
  CHECK(whole("requests: {cpu: many}", requests("1", "1Gi")) == "1 vCPU 2 GB / 1 vCPU 2 GB");
}

TEST_CASE("size: ephemeral storage is summed too") {
  const std::string one = "resources: {requests: {ephemeral-storage: 60Gi}}}";
  CHECK(size_with("{name: a, " + one + ", {name: b, " + one).ephemeral ==
        kube::Quantity::from_units(120LL << 30));
}

TEST_CASE("size: malformed and absurd requests do no harm") {
  CHECK(provisioned(size_with("{name: a, resources: {requests: {cpu: many, memory: [1]}}}")) ==
        "0.25 vCPU 0.5 GB");
  CHECK(provisioned(size_with("{name: a, resources: {requests: {cpu: -4, memory: -1Gi}}}")) ==
        "0.25 vCPU 0.5 GB");
  CHECK(provisioned(size_with("{name: a, resources: {requests: {memory: 9999999Ei}}}, "
                              "{name: b, resources: {requests: {memory: 9999999Ei}}}")) ==
        "too large");
}

TEST_CASE("size: is written as AWS writes it") {
  CHECK(format({250, 512}) == "0.25 vCPU 0.5 GB");
  CHECK(format({16000, 122880}) == "16 vCPU 120 GB");
}

TEST_CASE("size: what long-running containers alone would get") {
  const auto size = size_with("{name: a, " + requests("100m", "128Mi") + "}",
                              "{name: i, " + requests("100m", "3Gi") + "}");
  CHECK(provisioned(size) == "0.5 vCPU 4 GB");
  REQUIRE(size.running_rung.has_value());
  CHECK(format(*size.running_rung) == "0.25 vCPU 0.5 GB");
}

TEST_CASE("size: what the requests would get without Fargate's 256 MB") {
  const auto size = size_with("{name: a, " + requests("250m", "2Gi") + "}");
  CHECK(provisioned(size) == "0.5 vCPU 3 GB");
  REQUIRE(size.bare_rung.has_value());
  CHECK(format(*size.bare_rung) == "0.25 vCPU 2 GB");
}

TEST_CASE("size: what the overhead of a RuntimeClass would add is another size") {
  const auto sizes = [](std::string_view overhead, std::string_view app) {
    std::string spec = "overhead: {";
    spec.append(overhead).append("}, containers: [{name: a, ").append(app).append("}]");
    const auto size = size_of(testing::World(testing::pod(spec)).pod());
    return provisioned(size) + " / " +
           (size.if_pod_overhead ? format(*size.if_pod_overhead) : "too large");
  };
  CHECK(sizes("", requests("1", "1Gi")) == "1 vCPU 2 GB / 1 vCPU 2 GB");
  CHECK(sizes("cpu: 2, memory: 8Gi", requests("250m", "256Mi")) ==
        "0.25 vCPU 0.5 GB / 4 vCPU 9 GB");
  CHECK(sizes("cpu: 250m", requests("250m", "")) == "0.25 vCPU 0.5 GB / 0.5 vCPU 1 GB");
  CHECK(sizes("memory: 120Gi", "image: b") == "0.25 vCPU 0.5 GB / too large");
  CHECK(sizes("cpu: many, memory: -1", requests("1", "1Gi")) == "1 vCPU 2 GB / 1 vCPU 2 GB");
}

TEST_CASE("size: the nearest smaller size, and what it takes to get it") {
  struct Row {
    std::string_view cpu;
    std::string_view memory;
    std::string_view smaller;
  };
  static constexpr Row kRows[] = {
      {"", "", "none"},
      {"100m", "128Mi", "none"},
      {"260m", "100Mi", "0.25 vCPU 0.5 GB: cpu 250m"},
      // Both would do: a seventh less memory is nearer than half the cpu.
      {"500m", "2Gi", "0.5 vCPU 2 GB: memory 1792Mi"},
      {"250m", "2Gi", "0.25 vCPU 2 GB: memory 1792Mi"},
      {"1100m", "3Gi", "1 vCPU 4 GB: cpu 1"},
      {"100m", "3Gi", "0.5 vCPU 3 GB: memory 2816Mi"},
      {"1", "8Gi", "1 vCPU 8 GB: memory 7936Mi"},
      // Eight vCPUs hold no 61 GB, so only the memory can shrink.
      {"9", "61Gi", "16 vCPU 56 GB: memory 57088Mi"},
  };
  for (const auto& row : kRows) {
    CAPTURE(row.cpu);
    CAPTURE(row.memory);
    const auto smaller =
        nearest_smaller(size_with("{name: a, " + requests(row.cpu, row.memory) + "}"));
    std::string text = "none";
    if (smaller) {
      text = format(smaller->rung) + ": " + std::string(smaller->resource) + " " +
             (smaller->resource == "cpu" ? kube::format_cpu(smaller->at_most)
                                         : kube::format_memory(smaller->at_most));
    }
    CHECK(text == row.smaller);
  }
}

TEST_CASE("size: the share of the bill that nobody asked for") {
  const auto share = [](std::string_view cpu, std::string_view memory) {
    return unused_share(size_with("{name: a, " + requests(cpu, memory) + "}"));
  };
  CHECK(share("250m", "256Mi") == doctest::Approx(0));
  CHECK(share("1", "7936Mi") == doctest::Approx(0));
  CHECK(share("500m", "1792Mi") == doctest::Approx(0));
  // 0.26 of 0.5 vCPU and 0.35 of 1 GB
  CHECK(share("260m", "100Mi") == doctest::Approx(0.5111).epsilon(0.001));
  CHECK(share("32", "1Gi") == doctest::Approx(0));
}

TEST_CASE("size: the deciding request is of those that add up") {
  const auto decide = [](std::string_view containers, std::string_view init) {
    std::string spec = "containers: [";
    spec.append(containers).append("], initContainers: [").append(init).append("]");
    const testing::World world(testing::pod(spec));
    const auto request = deciding_request(world.pod(), "memory");
    return request
               ? std::string(request->container->name) + " " + std::string(request->field.text())
               : "none";
  };
  const std::string two =
      "{name: a, resources: {limits: {memory: 1Gi}}}, "
      "{name: b, resources: {requests: {memory: 2Gi}}}";
  CHECK(decide("{name: a}", "") == "none");
  CHECK(decide(two, "") == "b 2Gi");
  // The init container asks for the most, but less than the others together.
  CHECK(decide(two, "{name: i, resources: {requests: {memory: 2500Mi}}}") == "b 2Gi");
  CHECK(decide(two, "{name: i, resources: {requests: {memory: 4Gi}}}") == "i 4Gi");
  // What an init container asks for counts with the sidecars that run beside it.
  const std::string sidecar =
      "{name: i, resources: {requests: {memory: 700Mi}}}, "
      "{name: s, restartPolicy: Always, resources: {requests: {memory: 300Mi}}}, ";
  CHECK(decide("{name: a, resources: {requests: {memory: 100Mi}}}",
               sidecar + "{name: j, resources: {requests: {memory: 600Mi}}}") == "j 600Mi");
  CHECK(decide("{name: a, resources: {requests: {memory: 100Mi}}}",
               sidecar + "{name: j, resources: {requests: {memory: 400Mi}}}") == "i 700Mi");
}

TEST_CASE("size: the deciding request tells the sidecars beside it, and what is left without it") {
  const testing::World world(testing::pod(
      "containers: [{name: a, resources: {requests: {memory: 100Mi}}}], initContainers: ["
      "{name: i, resources: {requests: {memory: 700Mi}}}, "
      "{name: s, restartPolicy: Always, resources: {requests: {memory: 300Mi}}}, "
      "{name: j, resources: {requests: {memory: 600Mi}}}]"));
  const auto request = deciding_request(world.pod(), "memory");
  REQUIRE(request.has_value());
  CHECK(kube::format_memory(request->sidecars) == "300Mi");
  CHECK(kube::format_memory(request->rest) == "700Mi");
}

TEST_CASE("size: an init container makes the pod larger by the resource that it needs") {
  struct Row {
    std::string_view cpu;
    std::string_view memory;
    std::string_view resource;
  };
  static constexpr Row kRows[] = {
      {"2", "512Mi", "cpu"},
      {"50m", "6Gi", "memory"},
      // More cpu than what keeps running, but it is the memory that brings 4 vCPUs along.
      {"300m", "29Gi", "memory"},
      {"4", "29Gi", "memory"},
      // Each of them makes it larger.
      {"8", "20Gi", "cpu"},
  };
  for (const auto& row : kRows) {
    CAPTURE(row.cpu);
    CAPTURE(row.memory);
    std::string spec = "containers: [{name: a, " + requests("250m", "1Gi") + "}], ";
    spec += "initContainers: [{name: i, " + requests(row.cpu, row.memory) + "}]";
    CHECK(resource_of_init(testing::World(testing::pod(spec)).pod()) == row.resource);
  }
}

TEST_CASE("size: the disk is 20 GiB, or what is requested with a tenth and 5 GiB more") {
  const auto disk = [](std::string_view storage) {
    std::string resources = "{name: a, resources: {requests: {ephemeral-storage: ";
    return kube::format_memory(
        provisioned_storage(size_with(resources.append(storage).append("}}}"))));
  };
  CHECK(disk("0") == "20Gi");
  CHECK(disk("10Gi") == "20Gi");
  CHECK(disk("20Gi") == "27Gi");
  CHECK(disk("100Gi") == "115Gi");
}

}  // namespace fargate_lint::fargate
