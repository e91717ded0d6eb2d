#include "kube/storage.hpp"

#include "base/result.hpp"
#include "kube/fields.hpp"
#include "kube/volume_index.hpp"

namespace fargate_lint::kube {
namespace {

using State = ClaimBinding::State;

/// The provisioner of classes whose volumes are made by hand: it never provisions
/// (pkg/volume/util, NotSupportedProvisioner).
constexpr std::string_view kNoProvisioner = "kubernetes.io/no-provisioner";

/// True if the volume may be the claim's: it is reserved for none, or for this one.
bool is_open_to(const Object& volume, std::string_view ns, std::string_view claim) {
  const auto owner = volume.spec()["claimRef"];
  if (is_absent(owner)) return true;
  return text_of(owner["namespace"]) == ns && text_of(owner["name"]) == claim;
}

void read_class(const Inventory& inventory, const ClaimRequest& request, ClaimBinding& binding) {
  binding.class_field = request.class_field;
  binding.class_name = inventory.volumes()->effective_class(request).value_or("");
  if (binding.class_name.empty()) return;
  binding.storage_class = inventory.find(kinds::storage_class, "", binding.class_name);
  if (binding.storage_class == nullptr) return;
  const auto node = binding.storage_class->node;
  binding.provisioner = text_of(node["provisioner"]);
  binding.waits_for_consumer = text_of(node["volumeBindingMode"]) == "WaitForFirstConsumer";
}

/// What becomes of a claim for which the input holds no volume.
State state_without_volume(const Inventory& inventory, const ClaimRequest& request,
                           const ClaimBinding& binding) {
  if (!inventory.volumes()->effective_class(request)) return State::default_class;
  if (binding.class_name.empty()) return State::no_class;
  if (binding.provisioner.empty()) return State::class_unknown;
  return binding.provisioner == kNoProvisioner ? State::no_class : State::dynamic;
}

ClaimBinding resolve(const Inventory& inventory, yaml::Node claim, std::string_view ns,
                     std::string_view name) {
  require(inventory.volumes() != nullptr, "claims are resolved in an indexed inventory");
  const auto request = read_claim_request(claim);
  const auto& volumes = *inventory.volumes();
  ClaimBinding binding;
  read_class(inventory, request, binding);
  if (!request.volume_name.empty()) {
    const auto* volume = inventory.find(kinds::persistent_volume, "", request.volume_name);
    const bool bound = volume != nullptr && is_open_to(*volume, ns, name);
    binding.state = bound ? State::bound : State::volume_unknown;
    if (bound) binding.volume = volume;
    return binding;
  }
  binding.volume = volumes.volume_of(ns, name);
  if (binding.volume != nullptr) {
    binding.state = State::bound;
  } else if (volumes.gave_up(ns, name)) {
    binding.state = State::no_class;
  } else {
    binding.state = state_without_volume(inventory, request, binding);
  }
  return binding;
}

}  // namespace

ClaimBinding resolve_claim(const Inventory& inventory, std::string_view ns, std::string_view name) {
  const auto* claim = inventory.find(kinds::persistent_volume_claim, ns, name);
  if (claim == nullptr) {
    ClaimBinding binding;
    if (inventory.volumes() != nullptr) binding.volume = inventory.volumes()->volume_of(ns, name);
    return binding;
  }
  auto binding = resolve(inventory, claim->node, ns, name);
  binding.claim = claim;
  return binding;
}

ClaimBinding resolve_claim_template(const Inventory& inventory, std::string_view ns,
                                    yaml::Node claim_template, std::string_view first_claim) {
  if (inventory.find(kinds::persistent_volume_claim, ns, first_claim) != nullptr)
    return resolve_claim(inventory, ns, first_claim);
  return resolve(inventory, claim_template, ns, first_claim);
}

}  // namespace fargate_lint::kube
