#include "kube/storage.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "base/result.hpp"
#include "kube/claim_templates.hpp"
#include "kube/fields.hpp"

namespace fargate_lint::kube {
namespace {

using State = ClaimBinding::State;

/// The provisioner of classes whose volumes are made by hand: it never provisions
/// (pkg/volume/util, NotSupportedProvisioner).
constexpr std::string_view kNoProvisioner = "kubernetes.io/no-provisioner";

/// A claim of the input, or one that a workload makes.
struct Asked {
  ClaimKey key;
  bool ns_assumed = false;
  ClaimRequest request;
  const Object* asker = nullptr;  ///< the claim, or what makes it: whose neighbours are meant

  Environment environment() const {
    return asker == nullptr ? Environment::shared : asker->environment;
  }
};

/// What is known of the volumes that the asker can meet.
const VolumeIndex& volumes_for(const Inventory& inventory, const Object* asker) {
  return *inventory.volumes(asker == nullptr ? Environment::shared : asker->environment);
}

class Resolver {
 public:
  Resolver(const Inventory& inventory, const Asked& asked)
      : inventory_(inventory), volumes_(volumes_for(inventory, asked.asker)), asked_(asked) {
    binding_.name = asked.key.name;
    binding_.volume_name = asked.request.volume_name;
    read_class();
  }

  ClaimBinding resolve() {
    if (asked_.request.volume_name.empty())
      by_rules();
    else
      by_name();
    return std::move(binding_);
  }

 private:
  void read_class();
  void by_name();
  void by_rules();
  void settle(Misfit misfit);
  void take(const VolumeIndex::Share& share, State state);
  State state_without_volume() const;
  bool is_named_by(yaml::Node reference) const;
  bool is_certain(State state) const;

  const Inventory& inventory_;
  const VolumeIndex& volumes_;
  const Asked& asked_;
  std::optional<std::string_view> class_name_;
  ClaimBinding binding_;
};

void Resolver::read_class() {
  binding_.class_field = asked_.request.class_field;
  class_name_ = volumes_.effective_class(asked_.request);
  binding_.several_defaults = !class_name_ && volumes_.default_class().ambiguous;
  binding_.class_name = class_name_.value_or("");
  if (binding_.class_name.empty()) return;
  binding_.storage_class =
      inventory_.find_referred(kinds::storage_class.key, "", binding_.class_name, asked_.asker);
  if (binding_.storage_class == nullptr) return;
  const auto node = binding_.storage_class->node;
  binding_.provisioner = text_of(node["provisioner"]);
  binding_.waits_for_consumer = text_of(node["volumeBindingMode"]) == "WaitForFirstConsumer";
}

/// What becomes of a claim for which the input holds no volume.
State Resolver::state_without_volume() const {
  if (!class_name_) return State::default_class;
  if (binding_.class_name.empty()) return State::unserved;
  if (!binding_.provisioner.empty())
    return binding_.provisioner == kNoProvisioner ? State::unserved : State::dynamic;
  return inventory_.proves_absent(kinds::storage_class, "", binding_.class_name, asked_.asker)
             ? State::unserved
             : State::class_unknown;
}

bool Resolver::is_certain(State state) const {
  switch (state) {
    // Of claims of one name side by side, nobody says which gets a volume.
    case State::unserved:
      return inventory_.holds_all(kinds::persistent_volume) &&
             !inventory_.is_ambiguous(kinds::persistent_volume_claim, asked_.key.ns,
                                      asked_.key.name, asked_.environment());
    case State::volume_unknown:
      return inventory_.proves_absent(kinds::persistent_volume, "", asked_.request.volume_name,
                                      asked_.asker);
    case State::bound:
    case State::dynamic:
    case State::misfit: return true;
    case State::contested:
    case State::left_over:
    case State::tie_unknown:
    case State::class_unknown:
    case State::default_class:
    case State::claim_unknown: return false;
  }
  return false;
}

/// The namespaces count only if both were written.
bool Resolver::is_named_by(yaml::Node reference) const {
  return text_of(reference["name"]) == asked_.key.name &&
         (text_of(reference["namespace"]) == asked_.key.ns || asked_.ns_assumed);
}

void Resolver::by_name() {
  binding_.volume = inventory_.find_referred(kinds::persistent_volume.key, "",
                                             asked_.request.volume_name, asked_.asker);
  if (binding_.volume == nullptr) {
    binding_.state = State::volume_unknown;
    binding_.certain = is_certain(binding_.state);
    return;
  }
  const auto reference = binding_.volume->spec()["claimRef"];
  if (!is_absent(reference)) {
    const bool elsewhere = text_of(reference["namespace"]) != asked_.key.ns;
    if (!is_named_by(reference)) return settle(Misfit::other_claim);
    return settle(elsewhere ? Misfit::unknown : misfit_of_pair(asked_.request, *binding_.volume));
  }
  settle(misfit_of_named(asked_.request, class_name_, *binding_.volume));
  if (binding_.state != State::bound) {
    if (binding_.misfit == Misfit::unknown && !class_name_) binding_.state = State::default_class;
    return;
  }
  // Somebody else may get it first.
  if (const auto share = volumes_.share_of(asked_.key); share && !share->sure)
    take(*share, State::bound);
}

void Resolver::settle(Misfit misfit) {
  binding_.misfit = misfit;
  binding_.state = misfit == Misfit::none      ? State::bound
                   : misfit == Misfit::unknown ? State::tie_unknown
                                               : State::misfit;
  binding_.certain = is_certain(binding_.state);
}

void Resolver::by_rules() {
  const auto share = class_name_ ? volumes_.share_of(asked_.key) : std::nullopt;
  auto misfit = Misfit::none;
  for (const auto* volume : volumes_.reserved_for(asked_.key)) {
    if (misfit != Misfit::unknown) binding_.volume = volume;
    const auto own = misfit_of_reserved(asked_.request, *volume);
    // A free volume with fewer access modes comes before it.
    if (own == Misfit::none && share && share->sure) return take(*share, State::bound);
    if (own == Misfit::none) return settle(own);
    if (misfit != Misfit::unknown) misfit = own;
  }
  if (misfit == Misfit::unknown) return settle(misfit);
  const auto without = state_without_volume();
  if (share) return take(*share, without == State::class_unknown ? without : State::bound);
  if (misfit != Misfit::none && without == State::unserved) return settle(misfit);
  binding_.volume = nullptr;
  binding_.state = without;
  binding_.certain = is_certain(without);
}

/// `state`: where it is sure of its share.
void Resolver::take(const VolumeIndex::Share& share, State state) {
  binding_.volume = share.volume;
  binding_.others = share.others;
  binding_.contest = share.contest;
  binding_.state = share.sure ? state : State::contested;
  binding_.otherwise =
      asked_.request.volume_name.empty() ? state_without_volume() : State::unserved;
  binding_.certain = is_certain(binding_.state);
}

ClaimBinding resolve(const Inventory& inventory, const Asked& asked, const Object* claim) {
  auto binding = Resolver(inventory, asked).resolve();
  binding.claim = claim;
  return binding;
}

/// A claim that no object of the input is, nor makes as far as is known.
ClaimBinding missing(const Inventory& inventory, ClaimKey key, bool ns_assumed,
                     const Object* asker) {
  ClaimBinding binding;
  binding.name = key.name;
  const auto& volumes = volumes_for(inventory, asker);
  if (const auto reserved = volumes.reserved_for(key); !reserved.empty())
    binding.volume = reserved.front();
  binding.certain =
      inventory.proves_absent(kinds::persistent_volume_claim, key.ns, key.name, asker) &&
      is_claim_name(key.name) && !volumes.may_be_elsewhere(key.name, ns_assumed);
  return binding;
}

/// The claim of that name: of the input, or one that a workload of it makes.
ClaimBinding resolve(const Inventory& inventory, ClaimKey key, bool ns_assumed,
                     const Object* asker) {
  if (const auto* claim =
          inventory.find_referred(kinds::persistent_volume_claim.key, key.ns, key.name, asker)) {
    // A claim that environments share is that of the asker's.
    const bool is_lent = claim->environment == Environment::shared && asker != nullptr &&
                         asker->environment != Environment::shared;
    return resolve(
        inventory,
        {key, claim->ns_assumed, read_claim_request(claim->node), is_lent ? asker : claim}, claim);
  }
  if (const auto* made = volumes_for(inventory, asker).find_made(key))
    return resolve(inventory, {key, ns_assumed, read_claim_request(made->node, made->path), asker},
                   nullptr);
  return missing(inventory, key, ns_assumed, asker);
}

/// The claims of a workload's pods, one after the other.
class PodResolver {
 public:
  PodResolver(const Inventory& inventory, const Workload& workload, const PodTemplate& pod)
      : inventory_(inventory),
        object_(*workload.object),
        pod_(pod),
        templates_(claim_templates(workload)) {
    // Where the input holds neither claims nor volumes, nothing tells the pods apart.
    if (inventory.of_kind(kinds::persistent_volume_claim).empty() &&
        inventory.of_kind(kinds::persistent_volume).empty())
      return;
    for (const auto& made : templates_)
      if (made.is_numbered())
        pods_ = std::max(pods_, VolumeIndex::count_pods(inventory, workload, *made.path));
  }

  std::vector<PodClaims> resolve_all() {
    std::vector<PodClaims> claims;
    for (std::int64_t number = 0; number < pods_; ++number) {
      auto& of_pod = claims.emplace_back();
      for (const auto& volume : pod_.volumes)
        if (!volume.claim.empty()) of_pod.push_back({&volume, resolve_one(volume, number)});
    }
    return claims;
  }

 private:
  ClaimBinding resolve_one(const Volume& volume, std::int64_t number) const {
    const auto made = std::ranges::find(templates_, volume.name, &ClaimTemplate::volume);
    if (!volume.from_claim_template() || made == templates_.end())
      return resolve(inventory_, {object_.ns, volume.claim}, object_.ns_assumed, &object_);
    const auto name = made->claim(made->first_ordinal + number);
    const ClaimKey key = {object_.ns, name};
    // A controller adopts the claim that is there.
    if (inventory_.find(kinds::persistent_volume_claim, key.ns, key.name, object_) != nullptr)
      return resolve(inventory_, key, object_.ns_assumed, &object_);
    return resolve(inventory_,
                   {key, object_.ns_assumed, read_claim_request(made->node, made->path), &object_},
                   nullptr);
  }

  const Inventory& inventory_;
  const Object& object_;
  const PodTemplate& pod_;
  std::vector<ClaimTemplate> templates_;
  std::int64_t pods_ = 1;
};

/// Whether a claim is known to take one of the volumes that fit, if it can.
bool takes_volumes(const ClaimBinding& binding) {
  return binding.otherwise != State::class_unknown;
}

/// Of the claims that others contest, those that would get nothing even without the others. Claims
/// of a class that is not known stand back: they may take none.
void find_left_over(const VolumeIndex& volumes, std::string_view ns,
                    std::vector<PodClaims>& claims) {
  std::vector<ClaimBinding*> bindings;
  std::set<std::string_view> seen;
  for (auto& of_pod : claims) {
    for (auto& [volume, binding] : of_pod) {
      const bool has_share = binding.state == State::bound || binding.state == State::contested ||
                             binding.state == State::class_unknown;
      if (has_share && seen.insert(binding.name).second) bindings.push_back(&binding);
    }
  }
  std::ranges::stable_partition(
      bindings, takes_volumes, [](const ClaimBinding* one) -> const auto& { return *one; });
  std::vector<ClaimKey> keys;
  for (const auto* binding : bindings) keys.push_back({ns, binding->name});
  const auto left_over = volumes.left_over(keys);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (!left_over[i] || bindings[i]->state != State::contested) continue;
    const bool provisioned = bindings[i]->otherwise == State::dynamic;
    bindings[i]->state = provisioned ? State::dynamic : State::left_over;
    bindings[i]->certain = takes_volumes(*bindings[i]);
    if (provisioned) bindings[i]->volume = nullptr;
  }
}

}  // namespace

bool is_claim_name(std::string_view text) {
  constexpr std::size_t kMostBytes = 253;  // Kubernetes' limit for names
  return text.size() <= kMostBytes && std::ranges::all_of(text, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
         });
}

std::vector<PodClaims> resolve_claims(const Inventory& inventory, const Workload& workload,
                                      const PodTemplate& pod) {
  require(inventory.volumes() != nullptr, "claims are resolved in an indexed inventory");
  auto claims = PodResolver(inventory, workload, pod).resolve_all();
  const auto is_contested = [](const PodClaim& claim) {
    return claim.binding.state == State::contested;
  };
  const bool contested = std::ranges::any_of(
      claims, [&](const PodClaims& of_pod) { return std::ranges::any_of(of_pod, is_contested); });
  if (contested)
    find_left_over(volumes_for(inventory, workload.object), workload.object->ns, claims);
  return claims;
}

ClaimBinding resolve_claim(const Inventory& inventory, std::string_view ns, std::string_view name,
                           const Object* asker) {
  require(inventory.volumes() != nullptr, "claims are resolved in an indexed inventory");
  return resolve(inventory, ClaimKey{ns, name}, false, asker);
}

}  // namespace fargate_lint::kube
