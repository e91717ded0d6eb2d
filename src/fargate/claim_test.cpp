#include "fargate/claim.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "fargate/placement.hpp"
#include "fargate/test_world.hpp"
#include "kube/testing.hpp"

namespace fargate_lint::fargate {
namespace {

// --- A judge of its own: it tries every order in which claims can be served, and knows nothing of
// the code that it is held against. ---

using Text = std::string;

struct Class {
  Text name;
  Text provisioner;  ///< "efs", "ebs" or "none"
  bool waits = false;
  bool is_default = false;
  int created = 0;  ///< 0: no timestamp
};

struct Volume {
  Text name;
  Text class_name;
  int size = 1;
  int modes = 1;
  bool block = false;
  Text reserved_for;  ///< a claim of `shop`
  Text reserved_uid;
  bool released = false;
  Text driver;  ///< "" is NFS
};

struct Claim {
  Text name;
  std::optional<Text> class_name;
  int size = 1;
  int modes = 1;
  bool block = false;
  Text volume_name;
  Text uid;
  bool given = true;  ///< as an object of the input; else a StatefulSet makes it
};

/// A StatefulSet: `web` is the one that is judged. Its claims are TEMPLATE-NAME-ORDINAL.
struct Set {
  Text name;
  int replicas = 1;
  std::vector<Claim> templates;
  std::vector<Text> mounts;  ///< claims of the input
};

struct Case {
  bool complete = false;
  std::vector<Class> classes;
  std::vector<Volume> volumes;
  std::vector<Claim> claims;
  std::vector<Set> sets;
};

struct Told {
  Verdict verdict = Verdict::fargate;
  std::set<Text> events;  ///< any of which will do

  bool admits(const Placement& placement) const {
    if (placement.verdict != verdict) return false;
    if (events.empty()) return placement.events.empty();
    return placement.events.size() == 1 && events.contains(placement.events[0]);
  }
};

enum class Fate : std::uint8_t { good, open, likely, bad };

/// What becomes of a claim, and what Fargate may say of it.
struct Outcome {
  Fate fate = Fate::good;
  std::set<Text> texts;
};

class NaiveJudge {
 public:
  explicit NaiveJudge(const Case& input) : in_(input) {
    all_ = in_.claims;
    for (const auto& set : in_.sets)
      for (int pod = 0; pod < set.replicas; ++pod)
        for (const auto& one : set.templates) {
          auto claim = one;
          claim.name = one.name + "-" + set.name + "-" + std::to_string(pod);
          claim.given = false;
          if (find(claim.name) == nullptr) all_.push_back(claim);
        }
    gets_.resize(all_.size());
    std::vector<bool> taken(in_.volumes.size()), served(all_.size());
    serve(taken, served);
  }

  Told judge() const {
    const auto& set = in_.sets.front();
    Told worst;
    auto fate = Fate::good;
    const auto left_over = find_left_over(set);
    for (int pod = 0; pod < set.replicas; ++pod) {
      std::vector<std::pair<Text, Outcome>> outcomes;
      for (const auto& [volume, claim] : mounts(set, pod))
        outcomes.emplace_back(volume, outcome_of(claim, left_over.contains(claim)));
      auto own = Fate::good;
      for (const auto& [volume, outcome] : outcomes) own = std::max(own, outcome.fate);
      if (own <= fate) continue;
      fate = own;
      worst.verdict = own == Fate::bad ? Verdict::refused : Verdict::undecided;
      worst.events = events(outcomes, own);
    }
    return worst;
  }

 private:
  static std::vector<std::pair<Text, Text>> mounts(const Set& set, int pod) {
    std::vector<std::pair<Text, Text>> found;
    for (const auto& one : set.templates)
      found.emplace_back(one.name, one.name + "-" + set.name + "-" + std::to_string(pod));
    for (const auto& claim : set.mounts) found.emplace_back("v-" + claim, claim);
    return found;
  }

  static std::set<Text> events(const std::vector<std::pair<Text, Outcome>>& outcomes, Fate fate) {
    std::set<Text> texts = {""};
    for (const auto& [volume, outcome] : outcomes) {
      if (outcome.fate == Fate::good || (fate == Fate::bad && outcome.fate != fate)) continue;
      std::set<Text> longer;
      for (const auto& text : texts)
        for (const auto& own : outcome.texts)
          longer.insert(text + (text.empty() ? "" : ", ") + volume +
                        " not supported because: " + own);
      texts = longer;
    }
    std::set<Text> full;
    for (const auto& text : texts)
      full.insert("Pod not supported on Fargate: volumes not supported: " + text);
    return full;
  }

  const Claim* find(const Text& name) const {
    for (const auto& claim : all_)
      if (claim.name == name) return &claim;
    return nullptr;
  }
  const Class* find_class(const Text& name) const {
    for (const auto& one : in_.classes)
      if (one.name == name) return &one;
    return nullptr;
  }

  /// Nothing: not known.
  std::optional<Text> class_of(const Claim& claim) const {
    if (claim.class_name) return claim.class_name;
    std::vector<Class> marked;
    for (const auto& one : in_.classes)
      if (one.is_default) marked.push_back(one);
    if (marked.empty()) return in_.complete ? std::optional<Text>("") : std::nullopt;
    if (marked.size() == 1) return marked[0].name;
    for (const auto& one : marked)
      if (one.created == 0) return std::nullopt;
    std::sort(marked.begin(), marked.end(), [](const Class& a, const Class& b) {
      return a.created != b.created ? a.created > b.created : a.name < b.name;
    });
    return marked[0].name;
  }

  static bool offers(const Volume& volume, const Claim& claim) {
    return volume.size >= claim.size && volume.block == claim.block &&
           (volume.modes & claim.modes) == claim.modes;
  }

  bool may_take(const Claim& claim, std::size_t number) const {
    const auto& volume = in_.volumes[number];
    if (volume.released || !offers(volume, claim)) return false;
    const auto class_name = class_of(claim);
    if (!claim.volume_name.empty())
      return volume.name == claim.volume_name && volume.reserved_for.empty() &&
             (!class_name || *class_name == volume.class_name);
    if (!volume.reserved_for.empty())
      return volume.reserved_for == claim.name &&
             (volume.reserved_uid.empty() || volume.reserved_uid == claim.uid);
    if (class_name.value_or("") != volume.class_name) return false;
    const auto* object = find_class(volume.class_name);
    return object == nullptr || !object->waits;
  }

  /// Whether a volume is reserved for a claim of that name, and only the claim's UID is not known.
  bool may_have_own(const Claim& claim) const {
    return claim.volume_name.empty() && claim.uid.empty() &&
           std::any_of(in_.volumes.begin(), in_.volumes.end(), [&](const Volume& volume) {
             return volume.reserved_for == claim.name && !volume.reserved_uid.empty() &&
                    !volume.released && offers(volume, claim);
           });
  }

  /// Whether a claim may as well take no volume: its class may be another, or wait for a node.
  bool may_pass(const Claim& claim) const {
    if (may_have_own(claim)) return true;
    const auto class_name = class_of(claim);
    if (!class_name) return true;
    if (!claim.volume_name.empty() || class_name->empty() || in_.complete) return false;
    return find_class(*class_name) == nullptr;
  }

  /// The first volume that is reserved for the claim, and is its own for certain.
  std::optional<int> has_own(const Claim& claim) const {
    for (std::size_t v = 0; v < in_.volumes.size(); ++v)
      if (in_.volumes[v].reserved_for == claim.name && may_take(claim, v))
        return static_cast<int>(v);
    return std::nullopt;
  }

  std::vector<std::size_t> choices(const Claim& claim, const std::vector<bool>& taken) const {
    std::vector<std::size_t> open;
    int fewest = 9;
    for (std::size_t v = 0; v < in_.volumes.size(); ++v) {
      if (taken[v] || !may_take(claim, v)) continue;
      open.push_back(v);
      fewest = std::min(fewest, std::popcount(static_cast<unsigned>(in_.volumes[v].modes)));
    }
    std::vector<std::size_t> found;
    for (const auto v : open) {
      const auto& volume = in_.volumes[v];
      if (std::popcount(static_cast<unsigned>(volume.modes)) != fewest) continue;
      const auto rank = [](const Volume& one) { return one.reserved_for.empty() ? one.size : 0; };
      const bool smallest = std::all_of(open.begin(), open.end(), [&](std::size_t other) {
        return in_.volumes[other].modes != volume.modes || rank(in_.volumes[other]) >= rank(volume);
      });
      if (smallest) found.push_back(v);
    }
    return found;
  }

  void serve(std::vector<bool>& taken, std::vector<bool>& served) {
    for (std::size_t c = 0; c < all_.size(); ++c) {
      if (served[c]) continue;
      served[c] = true;
      const auto open = choices(all_[c], taken);
      if (open.empty()) gets_[c].insert(kNone);
      if (open.empty() || may_pass(all_[c])) serve(taken, served);
      for (const auto v : open) {
        gets_[c].insert(static_cast<int>(v));
        taken[v] = true;
        serve(taken, served);
        taken[v] = false;
      }
      served[c] = false;
    }
  }

  /// Of the judged set's claims that nobody is sure of: those for which no volume is left even if
  /// all others stand back. Those whose class is known come first.
  std::set<Text> find_left_over(const Set& set) const {
    std::vector<Text> known, unknown, given;
    std::set<Text> seen, left_over;
    for (int pod = 0; pod < set.replicas; ++pod)
      for (const auto& [volume, name] : mounts(set, pod)) {
        const auto* claim = find(name);
        if (claim == nullptr || !class_of(*claim) || !seen.insert(name).second) continue;
        if (may_have_own(*claim) && !has_own(*claim)) continue;
        (may_pass(*claim) ? unknown : known).push_back(name);
      }
    known.insert(known.end(), unknown.begin(), unknown.end());
    for (const auto& name : known) {
      const auto c = static_cast<std::size_t>(find(name) - all_.data());
      if (gets_[c].size() == 1 && gets_[c].contains(kNone)) continue;
      given.push_back(name);
      std::vector<bool> taken(in_.volumes.size());
      if (all_served(given, 0, taken)) continue;
      given.pop_back();
      left_over.insert(name);
    }
    return left_over;
  }
  bool all_served(const std::vector<Text>& names, std::size_t first,
                  std::vector<bool>& taken) const {
    if (first == names.size()) return true;
    for (std::size_t v = 0; v < in_.volumes.size(); ++v) {
      if (taken[v] || !may_take(*find(names[first]), v)) continue;
      taken[v] = true;
      const bool done = all_served(names, first + 1, taken);
      taken[v] = false;
      if (done) return true;
    }
    return false;
  }

  static Outcome not_bound(Fate fate, const Claim& claim) {
    return {fate, {"PVC " + claim.name + " not bound"}};
  }

  Outcome bound_to(const Claim& claim, const std::set<int>& numbers) const {
    bool any_good = false;
    Outcome outcome;
    for (const auto number : numbers) {
      const auto& volume = in_.volumes[static_cast<std::size_t>(number)];
      if (volume.driver == "efs.csi.aws.com") {
        any_good = true;
        continue;
      }
      outcome.fate = Fate::bad;
      outcome.texts.insert(
          "PVC " + claim.name + " bound to invalid PV " + volume.name +
          (volume.driver.empty() ? " with nil CSI spec" : " with CSI Driver: " + volume.driver));
    }
    if (any_good && outcome.fate == Fate::bad) outcome.fate = Fate::open;
    return outcome;
  }

  /// Of a claim that gets no volume of the input and names none.
  Outcome without_volume(const Claim& claim, bool some_misfit) const {
    const auto class_name = class_of(claim);
    if (!class_name) return not_bound(Fate::open, claim);
    const auto* object = find_class(*class_name);
    if (object != nullptr && object->provisioner == "efs") return {};
    if (object != nullptr && object->provisioner == "ebs") return not_bound(Fate::bad, claim);
    if (object == nullptr && !class_name->empty() && !in_.complete)
      return not_bound(*class_name == "gp2" ? Fate::bad : Fate::open, claim);
    return not_bound(in_.complete || some_misfit ? Fate::bad : Fate::open, claim);
  }

  Outcome outcome_of(const Text& name, bool left_over) const {
    const auto* claim = find(name);
    if (claim == nullptr)
      return {in_.complete ? Fate::bad : Fate::open,
              {"persistentvolumeclaim \"" + name + "\" not found"}};
    const auto& gets = gets_[static_cast<std::size_t>(claim - all_.data())];
    return claim->volume_name.empty() ? nameless(*claim, gets, left_over)
                                      : naming(*claim, gets, left_over);
  }

  Outcome naming(const Claim& claim, const std::set<int>& gets, bool left_over) const {
    const Volume* volume = nullptr;
    int number = 0;
    for (const auto& one : in_.volumes) {
      if (one.name == claim.volume_name) volume = &one;
      if (volume == nullptr) ++number;
    }
    if (volume == nullptr) return not_bound(in_.complete ? Fate::bad : Fate::open, claim);
    if (volume->reserved_for == claim.name) {
      if (volume->released) return not_bound(Fate::bad, claim);
      if (volume->reserved_uid.empty() || volume->reserved_uid == claim.uid)
        return bound_to(claim, {number});
      return not_bound(claim.uid.empty() ? Fate::open : Fate::bad, claim);
    }
    if (!volume->reserved_for.empty() || volume->released || !offers(*volume, claim))
      return not_bound(Fate::bad, claim);
    const auto class_name = class_of(claim);
    if (!class_name) return not_bound(Fate::open, claim);
    if (*class_name != volume->class_name) return not_bound(Fate::bad, claim);
    if (!gets.contains(kNone)) return bound_to(claim, {number});
    return not_bound(left_over ? Fate::bad : Fate::open, claim);
  }

  Outcome nameless(const Claim& claim, const std::set<int>& gets, bool left_over) const {
    const auto class_name = class_of(claim);
    if (const auto own = has_own(claim)) return bound_to(claim, class_name ? gets : std::set{*own});
    if (may_have_own(claim)) return not_bound(Fate::open, claim);
    const bool some_misfit =
        std::any_of(in_.volumes.begin(), in_.volumes.end(),
                    [&](const Volume& volume) { return volume.reserved_for == claim.name; });
    if (!class_name) return not_bound(Fate::open, claim);
    if (gets.size() == 1 && gets.contains(kNone)) return without_volume(claim, some_misfit);
    if (left_over) {
      const auto* object = find_class(*class_name);
      if (object != nullptr && object->provisioner != "none") return without_volume(claim, false);
      return not_bound(may_pass(claim) ? Fate::likely : Fate::bad, claim);
    }
    if (gets.contains(kNone) || may_pass(claim)) return not_bound(Fate::open, claim);
    return bound_to(claim, gets);
  }

  static constexpr int kNone = -1;
  const Case& in_;
  std::vector<Claim> all_;
  std::vector<std::set<int>> gets_;
};

// --- Cases, and their manifests ---

class Maker {
 public:
  explicit Maker(std::uint32_t seed) : random_(seed) {}

  Case make() {
    Case made;
    made.complete = one_in(2);
    for (const Text name : {"fast", "slow", "gp2"})
      if (one_in(2)) made.classes.push_back(make_class(name));
    Set set = {
        .name = "web", .replicas = one_in(2) ? 1 : pick(2, 3), .templates = {}, .mounts = {}};
    for (const Text name : {"data", "log"})
      if (one_in(3)) set.templates.push_back(make_claim(name));
    if (set.templates.empty()) set.replicas = 1;
    const int volumes = pick(1, 5);
    for (int i = 0; i < volumes; ++i) made.volumes.push_back(make_volume("pv" + number(i)));
    for (const Text name : {"a", "b", "data-web-1"}) {
      if (!one_in(3)) made.claims.push_back(make_claim(name));
      if (name != "data-web-1" && (one_in(3) || (set.templates.empty() && set.mounts.empty())))
        set.mounts.push_back(name);
    }
    made.sets.push_back(set);
    if (one_in(5)) {
      Set other = {.name = "other", .replicas = 1, .templates = {}, .mounts = {}};
      other.templates.push_back(make_claim("data"));
      made.sets.push_back(other);
    }
    return made;
  }

 private:
  bool one_in(int count) { return pick(1, count) == 1; }
  int pick(int least, int most) { return std::uniform_int_distribution<int>(least, most)(random_); }
  template <typename... Values>
  Text any_of(const Values&... values) {
    const Text all[] = {Text(values)...};
    return all[static_cast<std::size_t>(pick(1, sizeof...(values)) - 1)];
  }
  static Text number(int value) { return std::to_string(value); }

  Class make_class(const Text& name) {
    return {name, any_of("efs", "efs", "ebs", "none"), one_in(4), one_in(4), pick(0, 2)};
  }
  Text class_name() { return any_of("", "fast", "fast", "fast", "fast", "fast", "slow", "gp2"); }
  Volume make_volume(const Text& name) {
    Volume volume = {.name = name,
                     .class_name = class_name(),
                     .size = pick(1, 3),
                     .modes = any_mode(),
                     .block = one_in(25),
                     .reserved_for = {},
                     .reserved_uid = {},
                     .released = one_in(20),
                     .driver = one_in(8) ? any_of("ebs.csi.aws.com", "") : "efs.csi.aws.com"};
    if (one_in(4)) volume.reserved_for = any_of("a", "b", "data-web-0", "data-web-1", "else");
    if (!volume.reserved_for.empty() && one_in(3)) volume.reserved_uid = any_of("u1", "u2");
    return volume;
  }
  int any_mode() {
    constexpr int kModes[] = {1, 1, 2, 3, 5};
    return kModes[pick(0, 4)];
  }
  Claim make_claim(const Text& name) {
    Claim claim = {.name = name,
                   .class_name = {},
                   .size = pick(1, 3),
                   .modes = one_in(4) ? 2 : 1,
                   .block = one_in(25),
                   .volume_name = {},
                   .uid = {},
                   .given = true};
    if (!one_in(8)) claim.class_name = class_name();
    if (one_in(4)) claim.volume_name = "pv" + number(pick(0, 4));
    if (name.size() != 3 && name != "data" && one_in(2)) claim.uid = any_of("u1", "u2");
    return claim;
  }

  std::mt19937 random_;
};

Text modes_text(int modes) {
  Text text;
  for (const auto& [bit, name] :
       {std::pair{1, "ReadWriteOnce"}, std::pair{2, "ReadOnlyMany"}, std::pair{4, "ReadWriteMany"}})
    if ((modes & bit) != 0) text += (text.empty() ? "" : ", ") + Text(name);
  return "[" + text + "]";
}

Text spec_of(const Claim& claim) {
  Text text = "{accessModes: " + modes_text(claim.modes) +
              ", resources: {requests: {storage: " + std::to_string(claim.size) + "Gi}}";
  if (claim.class_name) text += ", storageClassName: '" + *claim.class_name + "'";
  if (claim.block) text += ", volumeMode: Block";
  if (!claim.volume_name.empty()) text += ", volumeName: " + claim.volume_name;
  return text + "}";
}

Text manifest_of(const Set& set) {
  Text text = "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: " + set.name +
              ", namespace: shop}\nspec:\n  replicas: " + std::to_string(set.replicas) +
              "\n  template: {spec: {containers: [{name: app}], volumes: [";
  for (const auto& claim : set.mounts)
    text += "{name: v-" + claim + ", persistentVolumeClaim: {claimName: " + claim + "}}, ";
  text += "]}}\n  volumeClaimTemplates: [";
  for (const auto& claim : set.templates)
    text += "{metadata: {name: " + claim.name + "}, spec: " + spec_of(claim) + "}, ";
  return text + "]\n---\n";
}

Text manifest_of(const Class& one) {
  const Text provisioner =
      one.provisioner == "none" ? "kubernetes.io/no-provisioner" : one.provisioner + ".csi.aws.com";
  Text text = "apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: " + one.name;
  if (one.created != 0)
    text += ", creationTimestamp: '2026-01-0" + std::to_string(one.created) + "T00:00:00Z'";
  if (one.is_default)
    text += ", annotations: {storageclass.kubernetes.io/is-default-class: 'true'}";
  return text + "}\nprovisioner: " + provisioner +
         (one.waits ? "\nvolumeBindingMode: WaitForFirstConsumer" : "") + "\n---\n";
}

Text manifest_of(const Volume& volume) {
  Text text = "apiVersion: v1\nkind: PersistentVolume\nmetadata: {name: " + volume.name +
              "}\nspec: {capacity: {storage: " + std::to_string(volume.size) +
              "Gi}, accessModes: " + modes_text(volume.modes);
  if (!volume.class_name.empty()) text += ", storageClassName: " + volume.class_name;
  if (volume.block) text += ", volumeMode: Block";
  if (!volume.reserved_for.empty()) {
    text += ", claimRef: {namespace: shop, name: " + volume.reserved_for;
    if (!volume.reserved_uid.empty()) text += ", uid: " + volume.reserved_uid;
    text += "}";
  }
  text += volume.driver.empty() ? Text(", nfs: {server: s, path: /}")
                                : ", csi: {driver: " + volume.driver + ", volumeHandle: fs-1}";
  return text + (volume.released ? "}\nstatus: {phase: Released}" : "}") + "\n---\n";
}

Text manifest_of(const Claim& claim) {
  return "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: " + claim.name +
         ", namespace: shop" + (claim.uid.empty() ? "" : ", uid: " + claim.uid) +
         "}\nspec: " + spec_of(claim) + "\n---\n";
}

Text manifests_of(const Case& made) {
  Text text;
  for (const auto& set : made.sets) text += manifest_of(set);
  for (const auto& one : made.classes) text += manifest_of(one);
  for (const auto& volume : made.volumes) text += manifest_of(volume);
  for (const auto& claim : made.claims) text += manifest_of(claim);
  return text;
}

TEST_CASE("claim: agrees with a naive judge who tries every order of binding") {
  const auto web = testing::profiles("[{name: web, selectors: [{namespace: shop}]}]");
  Maker maker(20261130);
#if defined(FARGATE_LINT_SANITIZED) || defined(__SANITIZE_THREAD__)
  constexpr int kCases = 1'000;  // the judge who tries every order would take minutes
#else
  constexpr int kCases = 10'000;
#endif
  int verdicts[4] = {};
  int agreed = 0;
  for (int i = 0; i < kCases; ++i) {
    const auto made = maker.make();
    const auto text = manifests_of(made);
    const auto inventory = kube::testing::inventory_of(text, made.complete);
    const auto& workload = inventory.workloads().front();
    const auto pod = kube::read_pod_template(workload);
    const auto placement = place(workload, pod, web, inventory).placement;
    const auto told = NaiveJudge(made).judge();
    ++verdicts[static_cast<std::size_t>(told.verdict)];
    if (told.admits(placement)) {
      ++agreed;
      continue;
    }
    CAPTURE(made.complete);
    CAPTURE(text);
    const Text events = told.events.empty() ? "" : *told.events.begin();
    const Text own = placement.events.empty() ? "" : placement.events.front();
    CHECK_MESSAGE(false, "naive: ", to_string(told.verdict), " ", events,
                  "\nours: ", to_string(placement.verdict), " ", own);
    if (i - agreed > 5) break;
  }
  CHECK(agreed == kCases);
  // The cases are worth trying: all verdicts come up.
  CHECK(verdicts[static_cast<std::size_t>(Verdict::fargate)] > kCases / 20);
  CHECK(verdicts[static_cast<std::size_t>(Verdict::refused)] > kCases / 20);
  CHECK(verdicts[static_cast<std::size_t>(Verdict::undecided)] > kCases / 20);
}

/// What Kubernetes' binder makes of a claim of a complete input.
Text expected_of(const kube::ClaimBinding& binding) {
  using State = kube::ClaimBinding::State;
  switch (binding.state) {
    case State::bound: return "bound";
    case State::contested:
    case State::default_class:
    case State::tie_unknown: return "either";
    default: return "unbound";
  }
}

/// For tests/conformance/binding.py: what has no UID, no phase and at most one default class, for
/// the API server gives those; claims of StatefulSets as objects.
TEST_CASE("claim: writes sets for the real binder") {
  const char* directory = std::getenv("FARGATE_LINT_BINDING_SETS");
  if (directory == nullptr) return;
  Maker maker(20261201);
  for (int number = 0; number < 500;) {
    auto made = maker.make();
    made.complete = true;
    made.sets.clear();
    for (const Text name : {"data-web-0", "log-web-0", "data-other-0"}) {
      made.claims.push_back(made.claims.empty() ? Claim{} : made.claims.front());
      made.claims.back().name = name;
    }
    int defaults = 0;
    for (auto& one : made.classes) {
      one.created = 0;
      defaults += one.is_default ? 1 : 0;
    }
    for (auto& volume : made.volumes) volume.released = false;
    for (auto& claim : made.claims) claim.uid.clear();
    if (defaults > 1) continue;
    const auto text = manifests_of(made);
    const auto inventory = kube::testing::inventory_of(text, true);
    const auto stem = Text(directory) + "/" + std::to_string(number++);
    std::ofstream(stem + ".yaml") << text;
    std::ofstream expected(stem + ".expected");
    for (const auto& claim : made.claims)
      expected << claim.name << " "
               << expected_of(kube::resolve_claim(inventory, "shop", claim.name)) << "\n";
  }
}

}  // namespace
}  // namespace fargate_lint::fargate
