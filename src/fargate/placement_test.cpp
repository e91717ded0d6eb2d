#include "fargate/placement.hpp"

#include <doctest/doctest.h>

#include "fargate/test_world.hpp"

namespace fargate_lint::fargate {
namespace {

using testing::pod;
using testing::profiles;
using testing::World;
using Indices = std::vector<std::uint32_t>;
using Texts = std::vector<std::string>;

World::Told place(std::string_view manifests, std::string_view list) {
  return World(manifests, profiles(list)).told();
}

std::pair<World::Told, std::optional<NearMiss>> place_with_near_miss(std::string_view manifests,
                                                                     std::string_view list) {
  const World world(manifests, profiles(list));
  return {world.told(), world.place().near_miss};
}

std::string workload(std::string_view kind, std::string_view metadata, std::string_view spec) {
  std::string text = "apiVersion: " + std::string(kind == "Job" ? "batch/v1" : "apps/v1");
  text.append("\nkind: ").append(kind).append("\nmetadata: {name: w, namespace: shop}\n");
  text.append("spec: {template: {metadata: {").append(metadata).append("}, spec: {").append(spec);
  return text + (spec.empty() ? "" : ", ") + "containers: [{name: a}]}}}\n";
}

constexpr std::string_view kWeb = "[{name: web, selectors: [{namespace: shop}]}]";
constexpr std::string_view kTier =
    "[{name: web, selectors: [{namespace: other}, {namespace: shop, labels: {tier: web*}}]}]";

}  // namespace

TEST_CASE("placement: a pod that a profile selects lands on Fargate") {
  const auto [placement, near_miss] = place_with_near_miss(pod("", "tier: web1"), kTier);
  CHECK(placement.verdict == Verdict::fargate);
  CHECK(placement.reason == Reason::selected);
  CHECK(placement.profile == 0U);
  CHECK(placement.selector == 1U);
  CHECK(placement.selected);
  CHECK(placement.candidates == Indices{0});
  CHECK(placement.events.empty());
  CHECK(placement.missing.empty());
  REQUIRE(placement.size.has_value());
  CHECK(placement.size->rung == Rung{250, 512});
  CHECK_FALSE(near_miss.has_value());
}

TEST_CASE("placement: why tells the namespace, the labels and the selector") {
  struct Row {
    std::string_view labels;
    std::string_view list;
    std::string_view why;
  };
  static constexpr Row kRows[] = {
      {"", kWeb, "namespace `shop` matches selector 0 of profile `web`"},
      {"tier: web", "[{name: web, selectors: [{namespace: shop, labels: {tier: web}}]}]",
       "namespace `shop` and label tier=web match selector 0 of profile `web`"},
      {"tier: web1", kTier,
       "namespace `shop` and label tier=web1 (`tier=web*`) match selector 1 of profile `web`"},
      {"a: b, c: d", "[{name: web, selectors: [{namespace: sh*, labels: {a: b, '?': d}}]}]",
       "namespace `shop` (`sh*`) and labels a=b, c=d (`?=d`) match selector 0 of profile `web`"},
  };
  for (const auto& row : kRows) CHECK(place(pod("", row.labels), row.list).why == row.why);
}

TEST_CASE("placement: the labels of the template count, not those of the workload") {
  const std::string deployment =
      "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: w, namespace: shop, labels: "
      "{tier: web}}\nspec: {template: {metadata: {labels: {app: x}}, spec: {containers: "
      "[{name: a}]}}}\n";
  const auto placement = place(deployment, kTier);
  CHECK(placement.verdict == Verdict::not_fargate);
  CHECK(place(workload("Deployment", "labels: {tier: web}", ""), kTier).verdict ==
        Verdict::fargate);
}

TEST_CASE("placement: of several profiles the first name wins") {
  const auto placement = place(pod(""),
                               "[{name: web, selectors: [{namespace: shop}]}, "
                               "{name: api, selectors: [{namespace: shop}]}, "
                               "{name: aaa, selectors: [{namespace: none}]}]");
  CHECK(placement.verdict == Verdict::fargate);
  CHECK(placement.profile == 1U);
  CHECK(placement.candidates == Indices{1, 0});
  CHECK(placement.why ==
        "namespace `shop` matches selector 0 of profile `api`, the first by name of the profiles "
        "that match");
  CHECK(place(pod(""),
              "[{name: a, selectors: [{namespace: shop}]}, "
              "{name: a-b, selectors: [{namespace: shop}]}]")
            .profile == 0U);
}

TEST_CASE("placement: names whose order AWS does not document leave the winner open") {
  const auto placement = place(pod(""),
                               "[{name: apple, selectors: [{namespace: shop}]}, "
                               "{name: zoo, selectors: [{namespace: shop}]}, "
                               "{name: Zebra, selectors: [{namespace: shop}]}]");
  CHECK(placement.verdict == Verdict::fargate);
  CHECK(placement.reason == Reason::winner_unknown);
  CHECK(placement.selected);
  CHECK_FALSE(placement.profile.has_value());
  CHECK(placement.candidates == Indices{2, 0, 1});
  CHECK(placement.size.has_value());
  CHECK(placement.why ==
        "profiles `Zebra`, `apple` match, so which one takes the pod is not known: AWS does not "
        "document whether `Zebra` or `apple` sorts first");
  CHECK(placement.missing == Texts{"AWS does not document whether `Zebra` or `apple` sorts first"});
  const auto refused = place(pod("hostPID: true"),
                             "[{name: a9, selectors: [{namespace: shop}]}, "
                             "{name: a10, selectors: [{namespace: shop}]}]");
  CHECK(refused.verdict == Verdict::refused);
  CHECK_FALSE(refused.profile.has_value());
}

TEST_CASE("placement: case, numbers and punctuation may or may not count in the order of names") {
  const auto first = [](std::string_view a, std::string_view b) {
    Profile left;
    Profile right;
    left.name = Value::known(std::string(a));
    right.name = Value::known(std::string(b));
    const bool is_first = surely_first(left, right);
    CHECK_FALSE((is_first && surely_first(right, left)));
    return is_first;
  };
  CHECK(first("Apple", "Zebra"));
  CHECK(first("a", "a-b"));
  CHECK(first("a1", "a2"));
  CHECK(first("a9", "b10"));
  CHECK(first("web-1", "web-2"));
  CHECK(first("fp-web", "fp-web-2"));
  for (const auto& [a, b] :
       {std::pair("a10", "a9"), std::pair("a-b", "a_b"), std::pair("web", "Web"),
        std::pair("web-b", "weba"), std::pair("a01", "a1"), std::pair("a-10", "a-9"),
        std::pair("A10", "a9"), std::pair("ab", "a-b")}) {
    CAPTURE(a);
    CHECK_FALSE(first(a, b));
    CHECK_FALSE(first(b, a));
  }
}

TEST_CASE("placement: where no other nodes are declared, a pod that no profile selects is stuck") {
  constexpr std::string_view kTaint =
      "0/N nodes are available: N node(s) had untolerated taint {eks.amazonaws.com/compute-type: "
      "fargate}";
  const auto place_by = [](std::string_view manifests, OtherNodes nodes) {
    const auto list = profiles(kTier);
    const World world(manifests, list);
    return std::pair(
        fargate::place(world.workload(), world.pod(), list, world.inventory(), nodes).placement,
        list);
  };
  for (const auto nodes : {OtherNodes::none, OtherNodes::none_declared}) {
    const auto [placement, list] = place_by(pod("", "tier: adm"), nodes);
    CHECK(placement.verdict == Verdict::not_fargate);
    CHECK(placement.reason == Reason::no_match);
    CHECK(placement.stays_pending);
    CHECK(placement.events == Texts{std::string(kTaint)});
    CHECK(wording::why(placement, list) ==
          "closest match: profile `web`, selector 1 needs `tier=web*`, pod "
          "has `tier=adm`; the cluster declares no other nodes, so the pod stays Pending");
  }
  for (const auto nodes : {OtherNodes::not_known, OtherNodes::some, OtherNodes::from_karpenter}) {
    const auto placement = place_by(pod("", "tier: adm"), nodes).first;
    CHECK_FALSE(placement.stays_pending);
    CHECK(placement.events.empty());
  }
  CHECK_FALSE(place_by(pod("", "tier: web"), OtherNodes::none).first.stays_pending);
  CHECK_FALSE(place_by(pod("nodeName: a"), OtherNodes::none).first.stays_pending);
  CHECK_FALSE(place_by(workload("DaemonSet", "", ""), OtherNodes::none).first.stays_pending);
  // The default scheduler may put it on a Fargate node.
  const auto tolerant = place_by(pod("tolerations: [{operator: Exists}]"), OtherNodes::none).first;
  CHECK(tolerant.stays_pending);
  CHECK(tolerant.events.empty());
}

TEST_CASE("placement: one profile declared twice is one profile") {
  const auto placement = place(pod(""),
                               "[{name: web, selectors: [{namespace: shop}]}, "
                               "{name: web, selectors: [{namespace: '*'}]}]");
  CHECK(placement.verdict == Verdict::fargate);
  CHECK(placement.profile == 0U);
}

TEST_CASE("placement: a name that is not known leaves the winner open, if there are several") {
  CHECK(place(pod(""), "[{name: '${NAME}', selectors: [{namespace: shop}]}]").verdict ==
        Verdict::fargate);
  const auto placement = place(pod(""),
                               "[{name: '${NAME}', selectors: [{namespace: shop}]}, "
                               "{name: web, selectors: [{namespace: shop}]}]");
  CHECK(placement.verdict == Verdict::fargate);
  CHECK(placement.reason == Reason::winner_unknown);
  CHECK(placement.missing == Texts{"the name of a matching profile is unknown"});
}

TEST_CASE("placement: a profile that may match matters only if it comes first") {
  const std::string_view maybe_last =
      "[{name: api, selectors: [{namespace: shop}]}, {name: web, selectors: [{namespace: "
      "'${N}'}]}]";
  const auto decided = place(pod(""), maybe_last);
  CHECK(decided.verdict == Verdict::fargate);
  CHECK(decided.profile == 0U);
  CHECK(decided.missing.empty());
  const std::string_view maybe_first =
      "[{name: web, selectors: [{namespace: shop}]}, {name: api, selectors: [{namespace: "
      "'${N}'}]}]";
  const auto open = place(pod(""), maybe_first);
  CHECK(open.verdict == Verdict::fargate);
  CHECK(open.reason == Reason::winner_unknown);
  CHECK(open.selected);
  CHECK_FALSE(open.profile.has_value());
  CHECK(open.missing ==
        Texts{"profile `api`, selector 0: the selector's namespace is unknown: placeholder "
              "`${N}`"});
  CHECK(open.why ==
        "profile `web` matches and `api` may match as well, so which one takes the pod is not "
        "known: profile `api`, selector 0: the selector's namespace is unknown: placeholder "
        "`${N}`");
}

TEST_CASE("placement: a profile that may match, alone, leaves the pod undecided") {
  const auto placement =
      place(pod("hostPID: true", "tier: web"),
            "[{name: web, selectors: [{namespace: shop, labels: {tier: '${TIER}'}}]}]");
  CHECK(placement.verdict == Verdict::undecided);
  CHECK(placement.reason == Reason::unknown_value);
  CHECK_FALSE(placement.selected);
  CHECK_FALSE(placement.size.has_value());
  CHECK(placement.events.empty());
  CHECK(placement.candidates == Indices{0});
  CHECK(
      placement.missing ==
      Texts{"profile `web`, selector 0: the value the selector needs for label `tier` is unknown: "
            "placeholder `${TIER}`"});
  CHECK(placement.why ==
        "may match profile `web`, selector 0: the value the selector needs for label `tier` is "
        "unknown: placeholder `${TIER}`");
  const World world(pod("hostPID: true"), profiles("[{name: w, selectors: [{namespace: $NS}]}]"));
  CHECK(world.place().violations.size() == 1);
}

TEST_CASE("placement: labels that controllers set leave the pod undecided") {
  const auto placement =
      place(workload("Job", "", ""),
            "[{name: web, selectors: [{namespace: shop, labels: {controller-uid: a*}}]}]");
  CHECK(placement.verdict == Verdict::undecided);
  CHECK(placement.reason == Reason::controller_label);
  CHECK(placement.missing ==
        Texts{"profile `web`, selector 0: the pod's controller sets label `controller-uid`"});
  // The name of the Job, which is another.
  CHECK(place(workload("Job", "", ""),
              "[{name: web, selectors: [{namespace: shop, labels: {job-name: x}}]}]")
            .verdict == Verdict::not_fargate);
  CHECK(place(pod(""), "[{name: web, selectors: [{namespace: shop, labels: {job-name: x}}]}]")
            .verdict == Verdict::not_fargate);
}

TEST_CASE("placement: the nearest miss has the fewest failed terms, the first of several") {
  const auto [placement, near_miss] = place_with_near_miss(
      pod("", "tier: adm, app: x"),
      "[{name: far, selectors: [{namespace: other, labels: {tier: web}}]}, "
      "{name: web, selectors: [{namespace: a, labels: {b: c}}, {namespace: shop, labels: "
      "{app: x, tier: web*}}]}, {name: zoo, selectors: [{namespace: zoo}]}]");
  CHECK(placement.verdict == Verdict::not_fargate);
  CHECK(placement.reason == Reason::no_match);
  CHECK_FALSE(placement.selected);
  CHECK_FALSE(placement.size.has_value());
  CHECK(placement.candidates.empty());
  REQUIRE(near_miss.has_value());
  CHECK(near_miss->profile == 1);
  CHECK(near_miss->selector == 1);
  REQUIRE(near_miss->failed.size() == 1);
  CHECK(near_miss->failed[0].what == "tier");
  CHECK(placement.why ==
        "closest match: profile `web`, selector 1 needs `tier=web*`, pod has "
        "`tier=adm`");
}

TEST_CASE("placement: of misses that are equally near, one that looks meant is shown") {
  struct Row {
    std::string_view labels;  // of the workload
    std::string_view pod_labels;
    std::string_view nearest;
    std::string_view nearest_backwards;
  };
  static constexpr Row kRows[] = {
      {"a: b", "app: x", "batch", "team"},
      {"a: b", "tier: Web", "web", "web"},
      {"a: b", "Tier: web", "web", "web"},
      {"team: a", "app: x", "team", "team"},
      // A label of the workload is the stronger clue.
      {"team: a", "tier: Web", "team", "team"},
  };
  const auto profile = [](std::string_view name, std::string_view labels) {
    std::string text = "{name: ";
    text.append(name).append(", selectors: [{namespace: shop, labels: {").append(labels);
    return text + "}}]}, ";
  };
  const std::string batch = profile("batch", "kind: batch");
  const std::string web = profile("web", "tier: web");
  const std::string team = profile("team", "team: a");
  const std::string far = profile("far", "team: a, kind: batch");
  for (const auto& row : kRows) {
    CAPTURE(row.labels);
    CAPTURE(row.pod_labels);
    std::string manifest = "apiVersion: apps/v1\nkind: Deployment\n";
    manifest.append("metadata: {name: a, namespace: shop, labels: {").append(row.labels);
    manifest.append("}}\nspec: {template: {metadata: {labels: {").append(row.pod_labels);
    manifest.append("}}, spec: {containers: [{name: c}]}}}\n");
    const auto nearest = [&](const std::string& list) {
      const auto declared = profiles("[" + list + "]");
      const auto judgement = World(manifest, declared).place();
      return declared[judgement.near_miss.value().profile].name.text;
    };
    CHECK(nearest(far + batch + web + team) == row.nearest);
    CHECK(nearest(team + web + batch + far) == row.nearest_backwards);
  }
}

TEST_CASE("placement: a namespace that looks like a slip is nearer than another") {
  const auto nearest = [](std::string_view list) {
    const auto declared = profiles(list);
    const auto judgement = World(pod(""), declared).place();
    return declared[judgement.near_miss.value().profile].name.text;
  };
  CHECK(nearest("[{name: a, selectors: [{namespace: other}]}, "
                "{name: b, selectors: [{namespace: Shops}]}]") == "b");
  CHECK(nearest("[{name: b, selectors: [{namespace: Shops}]}, "
                "{name: a, selectors: [{namespace: other}]}]") == "b");
}

TEST_CASE("placement: a miss is told in terms of what was seen") {
  struct Row {
    std::string_view labels;
    std::string_view selector;
    std::string_view why;
  };
  static constexpr Row kRows[] = {
      {"", "{namespace: web}",
       "closest match: profile `p`, selector 0 needs namespace `web`, pod "
       "is "
       "in `shop`"},
      {"", "{namespace: shop, labels: {tier: web}}",
       "closest match: profile `p`, selector 0 needs `tier=web`, pod has no "
       "label `tier`"},
      {"a-tier: adm", "{namespace: shop, labels: {'?-tier': web}}",
       "closest match: profile `p`, selector 0 needs `?-tier=web`, pod has "
       "`a-tier=adm`"},
      {"namespace: a", "{namespace: shop, labels: {namespace: b}}",
       "closest match: profile `p`, selector 0 needs `namespace=b`, pod has "
       "`namespace=a`"},
      {"tier: adm", "{namespace: web, labels: {tier: web}}",
       "closest match: profile `p`, selector 0 needs namespace `web`, pod "
       "is "
       "in `shop`; needs `tier=web`, pod has `tier=adm`"},
      {"", "{labels: {}}",
       "closest match: profile `p`, selector 0 has no namespace, pod is in "
       "`shop`"},
  };
  for (const auto& row : kRows) {
    CAPTURE(row.selector);
    CHECK(place(pod("", row.labels), "[{name: p, selectors: [" + std::string(row.selector) + "]}]")
              .why == row.why);
  }
  CHECK(place(pod(""), "[{name: p, selectors: []}]").why == "no profile selects it");
}

TEST_CASE("placement: a profile that is not ACTIVE takes nothing new, and that is said") {
  const auto [placement, near_miss] = place_with_near_miss(
      pod(""), "[{name: web, status: DELETING, selectors: [{namespace: shop}]}]");
  CHECK(placement.verdict == Verdict::not_fargate);
  CHECK(placement.why == "profile `web` takes no new pods: its status is DELETING");
  REQUIRE(near_miss.has_value());
  CHECK(near_miss->failed.empty());
  CHECK(place(pod(""),
              "[{name: web, status: DELETING, selectors: [{namespace: shop}]}, "
              "{name: zoo, status: ACTIVE, selectors: [{namespace: shop}]}]")
            .profile == 1U);
}

TEST_CASE("placement: the pod's label chooses among the profiles that match") {
  const std::string_view list =
      "[{name: api, selectors: [{namespace: shop}]}, {name: web, selectors: [{namespace: shop}]}, "
      "{name: zoo, selectors: [{namespace: zoo}]}]";
  const auto chosen = place(pod("", "eks.amazonaws.com/fargate-profile: web"), list);
  CHECK(chosen.verdict == Verdict::fargate);
  CHECK(chosen.profile == 1U);
  CHECK(chosen.why ==
        "namespace `shop` matches selector 0 of profile `web`, which the pod's label chooses");
  const auto other = place(pod("", "eks.amazonaws.com/fargate-profile: zoo"), list);
  CHECK(other.verdict == Verdict::undecided);
  CHECK(other.reason == Reason::label_names_other_profile);
  CHECK(other.why ==
        "label `eks.amazonaws.com/fargate-profile` asks for profile `zoo`, which does not match "
        "the pod");
  const auto unknown = place(pod("", "eks.amazonaws.com/fargate-profile: none"), list);
  CHECK(unknown.verdict == Verdict::undecided);
  CHECK(unknown.reason == Reason::label_names_other_profile);
  CHECK(unknown.why ==
        "label `eks.amazonaws.com/fargate-profile` asks for profile `none`, which is not in the "
        "input");
  CHECK(unknown.missing == Texts{"profile `none` is not in the input"});
  CHECK(place(pod("", "eks.amazonaws.com/fargate-profile: ''"), list).profile == 0U);
}

TEST_CASE("placement: the label settles a winner that case would leave open") {
  const auto placement = place(pod("", "eks.amazonaws.com/fargate-profile: apple"),
                               "[{name: apple, selectors: [{namespace: shop}]}, "
                               "{name: Zebra, selectors: [{namespace: shop}]}]");
  CHECK(placement.profile == 0U);
  const auto maybe = place(pod("", "eks.amazonaws.com/fargate-profile: web"),
                           "[{name: web, selectors: [{namespace: '${N}'}]}]");
  CHECK(maybe.verdict == Verdict::undecided);
  CHECK(maybe.reason == Reason::unknown_value);
}

TEST_CASE("placement: the annotation keeps a selected pod off Fargate") {
  const std::string annotations = "annotations: {eks.amazonaws.com/compute-type: ec2}";
  const auto placement = place(workload("Deployment", annotations, "hostPID: true"), kWeb);
  CHECK(placement.verdict == Verdict::not_fargate);
  CHECK(placement.reason == Reason::opted_out);
  CHECK(placement.candidates == Indices{0});
  CHECK_FALSE(placement.selected);
  CHECK(placement.events.empty());
  CHECK(placement.why ==
        "annotation `eks.amazonaws.com/compute-type: ec2` keeps it off Fargate; without it, "
        "profile `web` selects the pod");
  CHECK(place(workload("Deployment", annotations, ""), kTier).reason == Reason::no_match);
  CHECK(place(workload("Deployment", annotations, ""), "[]").reason == Reason::opted_out);
  CHECK(place(workload("Deployment", "annotations: {eks.amazonaws.com/compute-type: fargate}", ""),
              kWeb)
            .verdict == Verdict::fargate);
  const std::string on_workload =
      "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: w, namespace: shop, annotations: "
      "{eks.amazonaws.com/compute-type: ec2}}\nspec: {template: {spec: {containers: "
      "[{name: a}]}}}\n";
  CHECK(place(on_workload, kWeb).verdict == Verdict::fargate);
}

TEST_CASE("placement: a DaemonSet's pods are left to the default scheduler") {
  const World world(workload("DaemonSet", "", "hostPID: true"), profiles(kWeb));
  const auto judgement = world.place();
  CHECK(judgement.placement.verdict == Verdict::not_fargate);
  CHECK(judgement.placement.reason == Reason::daemon_set);
  CHECK(judgement.placement.candidates == Indices{0});
  CHECK(world.told().why ==
        "DaemonSet pods are never scheduled on Fargate, although profile `web` matches");
  CHECK(judgement.violations.empty());
  CHECK(judgement.placement.events.empty());  // the Fargate scheduler never sees them
  CHECK(place(workload("DaemonSet", "", ""), "[]").reason == Reason::daemon_set);
}

TEST_CASE("placement: a pod that a DaemonSet made is one of its pods") {
  const std::string owned =
      "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: shop, ownerReferences: "
      "[{apiVersion: apps/v1, kind: DaemonSet, name: agent}]}\nspec: {containers: [{name: a}]}\n";
  CHECK(place(owned, kWeb).reason == Reason::daemon_set);
}

TEST_CASE("placement: of a pod that an operator completes only what is visible is judged") {
  const std::string bridge =
      "apiVersion: kafka.strimzi.io/v1beta2\nkind: KafkaBridge\n"
      "metadata: {name: b, namespace: shop}\nspec: {replicas: 1}\n";
  const auto by_namespace = World(bridge, profiles("[{name: fp, selectors: [{namespace: shop}]}]"));
  const auto placed = by_namespace.told();
  CHECK(to_string(placed.verdict) == "fargate");
  CHECK(placed.why.ends_with("; an operator adds to the pod in the manifest"));
  CHECK_FALSE(placed.size);
  const auto by_label =
      World(bridge, profiles("[{name: fp, selectors: [{namespace: shop, labels: {tier: web}}]}]"));
  CHECK(to_string(by_label.place().placement.verdict) == "undecided");
}

TEST_CASE("placement: a patch that is not read leaves a pod undecided") {
  const auto workflow = [](std::string_view fields) {
    return "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {name: w, namespace: "
           "shop}\nspec: {templates: [{name: a, container: {image: i, securityContext: "
           "{privileged: true}}" +
           std::string(fields) + "}]}\n";
  };
  CHECK(place(workflow(""), kWeb).verdict == Verdict::refused);
  const auto patched = place(workflow(", podSpecPatch: '{hostNetwork: true}'"), kWeb);
  CHECK(patched.verdict == Verdict::undecided);
  CHECK(patched.events.empty());
  CHECK(patched.missing == Texts{"how `podSpecPatch` changes the pod"});
  CHECK(
      place(workflow(", podSpecPatch: '{}'"), "[{name: b, selectors: [{namespace: b}]}]").verdict ==
      Verdict::not_fargate);
}

TEST_CASE("placement: of a pod that the API server rejects there is nothing to place") {
  const auto rejected = [](std::string_view spec, std::string_view list) {
    const World world(pod(spec), profiles(list));
    auto placement = world.place().placement;
    placement.invalidate();
    return std::pair(placement, wording::why(placement, world.profiles()));
  };
  const auto [placement, why] = rejected("hostNetwork: true", kWeb);
  CHECK(placement.invalid);
  CHECK(placement.verdict == Verdict::undecided);
  CHECK(placement.concerns_fargate());
  CHECK_FALSE(placement.size.has_value());
  CHECK(placement.events.empty());
  CHECK(why ==
        "namespace `shop` matches selector 0 of profile `web`; the API server rejects the object, "
        "so the pod is never created");

  const auto [elsewhere, _] = rejected("", "[{name: b, selectors: [{namespace: b}]}]");
  CHECK(elsewhere.invalid);
  CHECK(elsewhere.verdict == Verdict::undecided);
  CHECK_FALSE(elsewhere.concerns_fargate());
}

TEST_CASE("placement: a pod with a nodeName passes by every scheduler") {
  const auto placement = place(pod("nodeName: ip-10-0-0-1.ec2.internal"), kWeb);
  CHECK(placement.verdict == Verdict::not_fargate);
  CHECK(placement.reason == Reason::node_name);
  CHECK(placement.candidates == Indices{0});
  CHECK(placement.why == "`nodeName` binds it to node `ip-10-0-0-1.ec2.internal`");
  CHECK(place(pod("nodeName: fargate-ip-10-0-0-1.ec2.internal"), kWeb).profile == 0U);
  const auto there = place(pod("nodeName: fargate-ip-10-0-0-1.ec2.internal"), kTier);
  CHECK(there.verdict == Verdict::fargate);
  CHECK(there.reason == Reason::node_name);
  CHECK(place(pod("nodeName: ''"), kWeb).verdict == Verdict::fargate);
}

TEST_CASE("placement: with no profile anywhere every pod is judged as if selected") {
  const auto placement = World(pod("")).told();
  CHECK(placement.verdict == Verdict::fargate);
  CHECK(placement.reason == Reason::no_profiles_declared);
  CHECK(placement.selected);
  CHECK_FALSE(placement.profile.has_value());
  CHECK(placement.size.has_value());
  const auto refused = World(pod("hostPID: true")).told();
  CHECK(refused.verdict == Verdict::refused);
  CHECK(refused.reason == Reason::no_profiles_declared);
  CHECK(refused.why ==
        "no profile is declared, so every pod is judged as if one selected it; refused: hostPID");
}

TEST_CASE("placement: a selected pod with a certain violation is refused") {
  struct Row {
    std::string_view spec;
    std::string_view causes;
  };
  static constexpr Row kRows[] = {
      {"hostNetwork: true, containers: [{name: a, ports: [{containerPort: 80}]}]", "hostNetwork"},
      {"containers: [{name: a, securityContext: {privileged: true}}, "
       "{name: b, securityContext: {privileged: true, capabilities: {add: [SYS_TIME]}}}]",
       "privileged, capability SYS_TIME"},
      {"containers: [{name: a, resources: {limits: {nvidia.com/gpu: 1}}}]", "nvidia.com/gpu"},
      {"os: {name: windows}", "Windows"},
      {"nodeSelector: {role: worker}", "node selection"},
      {"containers: [{name: a, resources: {requests: {cpu: 17}}}]", "size"},
      {"containers: [{name: a, resources: {requests: {ephemeral-storage: 200Gi}}}]",
       "ephemeral storage"},
      {"volumes: [{name: v, hostPath: {path: /}}]", "hostPath volume"},
  };
  for (const auto& row : kRows) {
    CAPTURE(row.spec);
    const auto placement = place(pod(row.spec), kWeb);
    CHECK(placement.verdict == Verdict::refused);
    CHECK(placement.reason == Reason::refused);
    CHECK(placement.profile == 0U);
    CHECK(placement.size.has_value());
    CHECK(placement.why == "namespace `shop` matches selector 0 of profile `web`; refused: " +
                               std::string(row.causes));
  }
}

TEST_CASE("placement: a size that hangs on what is not known of Fargate says so") {
  struct Row {
    std::string_view spec;
    std::string_view size;
    std::string_view why;
    Texts missing;
  };
  const std::string selected = "namespace `shop` matches selector 0 of profile `web`";
  const Row rows[] = {
      {"containers: [{name: a, resources: {requests: {memory: 768Mi}}}]", "0.25 vCPU 1 GB", "", {}},
      {"containers: [{name: a, resources: {requests: {memory: 770Mi}}}]",
       "0.25 vCPU 2 GB",
       "; 0.25 vCPU 1 GB if the 256 MB that Fargate adds are decimal",
       {"whether the 256 MB that Fargate adds are 10^6 or 2^20 bytes each"}},
      {"resources: {requests: {cpu: 2}}",
       "0.25 vCPU 0.5 GB",
       "; 2 vCPU 4 GB if Fargate uses the pod-level `resources`",
       {"whether Fargate uses the pod-level `resources` or those of the containers"}},
      {"overhead: {cpu: 2}",
       "0.25 vCPU 0.5 GB",
       "; 2 vCPU 4 GB if Fargate counts the pod's `overhead`",
       {"whether Fargate counts the `overhead` of the pod's RuntimeClass"}},
      {"hostPID: true, resources: {requests: {cpu: 20}}",
       "0.25 vCPU 0.5 GB",
       "; refused: hostPID; too large if Fargate uses the pod-level `resources`",
       {"whether Fargate uses the pod-level `resources` or those of the containers"}},
  };
  for (const auto& row : rows) {
    CAPTURE(row.spec);
    const auto placement = place(pod(row.spec), kWeb);
    REQUIRE(placement.size.has_value());
    REQUIRE(placement.size->rung.has_value());
    CHECK(format(*placement.size->rung) == row.size);
    CHECK(placement.why == selected + std::string(row.why));
    CHECK(placement.missing == row.missing);
  }
  // Too large by its containers alone is no promise, if the pod says otherwise.
  const auto open = place(pod("resources: {requests: {cpu: 2}}, containers: [{name: a, "
                              "resources: {requests: {cpu: 17}}}]"),
                          kWeb);
  CHECK(open.verdict == Verdict::fargate);
  CHECK(open.events.empty());
  CHECK(open.missing ==
        Texts{"whether Fargate uses the pod-level `resources` or those of the containers"});
}

TEST_CASE("placement: the overhead of a pod is that of its RuntimeClass") {
  const std::string runtime_class =
      "---\napiVersion: node.k8s.io/v1\nkind: RuntimeClass\nmetadata: {name: kata}\n"
      "handler: kata\noverhead: {podFixed: {memory: 1Gi}}\n";
  const auto size = [&](std::string_view spec) {
    const auto placement = place(pod(spec) + runtime_class, kWeb);
    REQUIRE(placement.size.has_value());
    return format(placement.size->if_pod_overhead.value());
  };
  CHECK(size("runtimeClassName: kata") == "0.25 vCPU 2 GB");
  CHECK(size("runtimeClassName: gvisor") == "0.25 vCPU 0.5 GB");
  CHECK(size("runtimeClassName: kata, overhead: {cpu: 1}") == "1 vCPU 2 GB");
}

TEST_CASE("placement: the events name the profile that takes the pod") {
  const World world(pod("hostPID: true, nodeSelector: {role: worker}"), profiles(kWeb));
  const auto judgement = world.place();
  const std::string selection =
      "MatchNodeSelector failed: Fargate profile web cannot satisfy pod's node selector/affinity "
      "requirements";
  CHECK(judgement.placement.events ==
        Texts{"Pod not supported on Fargate: fields not supported: HostPID", selection});
  REQUIRE(judgement.violations.size() == 2);
  CHECK(event_part(judgement.violations[1]) == selection);
}

TEST_CASE("placement: a claim of which too little is known leaves the pod undecided") {
  const auto placement = place(pod("volumes: [{name: v, persistentVolumeClaim: {claimName: data}}, "
                                   "{name: w, persistentVolumeClaim: {claimName: data}}]"),
                               kWeb);
  CHECK(placement.verdict == Verdict::undecided);
  CHECK(placement.reason == Reason::claim_open);
  CHECK(placement.profile == 0);
  CHECK(placement.why ==
        "namespace `shop` matches selector 0 of profile `web`; undecided: claim `data`");
  // What the cluster is likely to say.
  CHECK(placement.events ==
        Texts{"Pod not supported on Fargate: volumes not supported: v not supported because: "
              "persistentvolumeclaim \"data\" not found, w not supported because: "
              "persistentvolumeclaim \"data\" not found"});
  CHECK(placement.missing == Texts{"PersistentVolumeClaim `data` is not in the input"});
}

TEST_CASE("placement: what refuses the pod for certain speaks, not a claim that may") {
  const auto placement = place(pod("hostPID: true, volumes: [{name: v, persistentVolumeClaim: "
                                   "{claimName: data}}]"),
                               kWeb);
  CHECK(placement.verdict == Verdict::refused);
  CHECK(placement.events == Texts{"Pod not supported on Fargate: fields not supported: HostPID"});
}

TEST_CASE("placement: a refusal is certain even if the winner is not") {
  const auto placement = place(pod("hostPID: true"),
                               "[{name: apple, selectors: [{namespace: shop}]}, "
                               "{name: Zebra, selectors: [{namespace: shop}]}]");
  CHECK(placement.verdict == Verdict::refused);
  CHECK(placement.events == Texts{"Pod not supported on Fargate: fields not supported: HostPID"});
}

TEST_CASE("placement: an assumed namespace matters where another would place the pod otherwise") {
  const std::string bare =
      "apiVersion: v1\nkind: Pod\nmetadata: {name: p, labels: {tier: web}}\n"
      "spec: {containers: [{name: a}]}\n";
  struct Row {
    std::string_view list;
    Verdict verdict;
    bool matters;
  };
  static constexpr Row kRows[] = {
      {"[{name: web, selectors: [{namespace: shop}]}]", Verdict::not_fargate, true},
      {"[{name: web, selectors: [{namespace: default}]}]", Verdict::fargate, true},
      {"[{name: web, selectors: [{namespace: '*'}]}]", Verdict::fargate, false},
      {"[{name: web, selectors: [{namespace: shop, labels: {tier: adm}}]}]", Verdict::not_fargate,
       false},
      {"[{name: web, selectors: [{namespace: '*'}]}, {name: api, selectors: [{namespace: shop}]}]",
       Verdict::fargate, true},
      {"[{name: web, selectors: [{namespace: '*'}]}, {name: zoo, selectors: [{namespace: shop}]}]",
       Verdict::fargate, false},
      {"[{name: web, selectors: [{namespace: '*'}, {namespace: shop}]}]", Verdict::fargate, false},
      {"[]", Verdict::fargate, false},
  };
  for (const auto& row : kRows) {
    CAPTURE(row.list);
    const auto placement = place(bare, row.list);
    CHECK(placement.verdict == row.verdict);
    CHECK(placement.namespace_matters == row.matters);
  }
  CHECK_FALSE(place(pod(""), kWeb).namespace_matters);
}

TEST_CASE("placement: names without selectors leave pods open, unless they are told elsewhere") {
  auto listed = testing::declare("{fargateProfileNames: [web]}").profiles;
  const World alone(pod(""), listed);
  const auto open = alone.told();
  CHECK(open.verdict == Verdict::undecided);
  CHECK(open.missing == Texts{"profile `web`: its selectors are unknown: "
                              "`list-fargate-profiles` prints names only"});
  for (auto& profile : profiles(kWeb)) listed.push_back(std::move(profile));
  const auto told = World(pod(""), listed).told();
  CHECK(told.verdict == Verdict::fargate);
  CHECK(told.profile == 1U);
}

TEST_CASE("trace: shows every profile, selector and term") {
  const World world(pod("", "tier: adm"), profiles(kTier));
  const auto traces = trace(world.workload(), world.profiles());
  REQUIRE(traces.size() == 1);
  REQUIRE(traces[0].selectors.size() == 2);
  CHECK(traces[0].matched == Tri::no);
  CHECK(traces[0].selectors[0].terms.size() == 1);
  REQUIRE(traces[0].selectors[1].terms.size() == 2);
  CHECK(traces[0].selectors[1].terms[0].matched == Tri::yes);
  CHECK(traces[0].selectors[1].terms[1].matched == Tri::no);
  CHECK(traces[0].selectors[1].terms[1].seen == "adm");
}

TEST_CASE("placement: verdicts have the names that JSON shows") {
  CHECK(to_string(Verdict::fargate) == "fargate");
  CHECK(to_string(Verdict::refused) == "refused");
  CHECK(to_string(Verdict::not_fargate) == "not-fargate");
  CHECK(to_string(Verdict::undecided) == "undecided");
}

}  // namespace fargate_lint::fargate
