#include "fargate/wording.hpp"

#include <doctest/doctest.h>

#include "fargate/test_world.hpp"

namespace fargate_lint::fargate {
namespace {

using testing::profiles;
using testing::World;

std::string remark(std::string_view labels, std::string_view spec, std::string_view list) {
  const World world("apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: shop, labels: {" +
                        std::string(labels) + "}}\nspec: {containers: [{name: a}]" +
                        (spec.empty() ? "" : ", ") + std::string(spec) + "}\n",
                    profiles(list));
  return wording::remark(world.place().placement, world.profiles());
}

TEST_CASE("wording: a remark says what namespace, profile and selector do not") {
  struct Row {
    std::string_view labels;
    std::string_view spec;
    std::string_view list;
    std::string_view remark;
  };
  const Row rows[] = {
      {"", "", "[{name: p, selectors: [{namespace: shop}]}]", ""},
      {"", "", "[{name: p, selectors: [{namespace: '*'}]}]", ""},
      {"", "", "[{name: p, selectors: [{namespace: sh*}]}]", "`sh*`"},
      {"tier: web", "", "[{name: p, selectors: [{namespace: shop, labels: {tier: web}}]}]",
       "tier=web"},
      {"tier: web1", "", "[{name: p, selectors: [{namespace: 's*', labels: {tier: web*}}]}]",
       "`s*`, tier=web1 (`tier=web*`)"},
      {"", "", "[{name: p, selectors: [{namespace: a}]}]",
       "closest match: profile `p`, selector 0 needs namespace `a`, pod is in `shop`"},
      {"", "hostNetwork: true, hostPID: true",
       "[{name: p, selectors: [{namespace: sh*, labels: {}}]}]", "hostNetwork, hostPID"},
      {"", "hostPID: true", "[]", "hostPID"},
      {"", "volumes: [{name: v, persistentVolumeClaim: {claimName: data}}]",
       "[{name: p, selectors: [{namespace: shop}]}]",
       "PersistentVolumeClaim `data` is not in the input"},
      {"", "", "[]", ""},
      {"", "", "[{name: p, selectors: [{namespace: $NS}]}]",
       "may match profile `p`, selector 0: the selector's namespace is unknown: placeholder `$NS`"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.spec);
    CAPTURE(row.list);
    CHECK(remark(row.labels, row.spec, row.list) == row.remark);
  }
}

}  // namespace
}  // namespace fargate_lint::fargate
