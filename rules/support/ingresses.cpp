#include "support/ingresses.hpp"

#include <algorithm>
#include <utility>

#include "kube/fields.hpp"
#include "support/text.hpp"
#include "yaml/reader.hpp"

namespace fargate_lint::rules {
namespace {

constexpr std::string_view kAnnotations = "alb.ingress.kubernetes.io/";
constexpr std::string_view kActions = "alb.ingress.kubernetes.io/actions.";
constexpr std::string_view kClassAnnotation = "kubernetes.io/ingress.class";
constexpr std::string_view kDefaultClass = "ingressclass.kubernetes.io/is-default-class";
/// The class of the controller's own chart, and its annotation's value
/// (kubernetes-sigs/aws-load-balancer-controller, docs/guide/ingress/ingress_class.md).
constexpr std::string_view kAlb = "alb";
constexpr std::string_view kController = "ingress.k8s.aws/alb";
constexpr std::string_view kAutoMode = "eks.amazonaws.com/alb";

bool has_alb_annotation(const kube::Object& ingress) {
  for (const auto& [key, value] : ingress.annotations().entries()) {
    if (key.text().starts_with(kAnnotations)) return true;
  }
  return false;
}

std::optional<Serving> by_class(const kube::Object& ingress_class, yaml::Node field) {
  const auto controller = kube::text_of(ingress_class.spec()["controller"]);
  if (controller != kController && controller != kAutoMode) return std::nullopt;
  return Serving{field, &ingress_class, controller == kAutoMode, {}, true};
}

std::optional<Serving> by_unknown_class(const kube::Object& ingress, yaml::Node field) {
  const std::string open = "IngressClass " + quote(field.text()) + " is not in the input";
  if (field.text() == kAlb) return Serving{field, nullptr, false, open, true};
  if (!has_alb_annotation(ingress)) return std::nullopt;
  return Serving{field, nullptr, false, open, false};
}

std::optional<Serving> without_class(const kube::Inventory& inventory,
                                     const kube::Object& ingress) {
  for (const auto* ingress_class : inventory.of_kind(kube::kinds::ingress_class)) {
    if (!can_meet(*ingress_class, ingress)) continue;
    if (kube::text_of(ingress_class->annotations()[kDefaultClass]) == "true") {
      return by_class(*ingress_class, {});
    }
  }
  if (inventory.holds_all(kube::kinds::ingress_class) || !has_alb_annotation(ingress))
    return std::nullopt;
  return Serving{{}, nullptr, false, "which controller serves it: it names no class", false};
}

// ---- the Services behind an Ingress ----

/// Services of `actions.NAME` annotations, which hold JSON:
/// forwardConfig.targetGroups[].serviceName
void append_action(std::string_view json, std::vector<std::string>& services) {
  const auto action = yaml::read_document(std::string(json));
  if (action == nullptr) return;
  for (const auto group : action->root()["forwardConfig"]["targetGroups"].items()) {
    const auto name = kube::text_of(group["serviceName"]);
    if (!name.empty()) services.emplace_back(name);
  }
}

void append_backend(yaml::Node backend, std::vector<std::string>& services) {
  const auto port = backend["service"]["port"]["name"];
  const auto old_port = backend["servicePort"];
  // The name is then that of an action.
  if (port.text() == "use-annotation" || old_port.text() == "use-annotation") return;
  for (const auto name : {backend["service"]["name"], backend["serviceName"]}) {
    if (!kube::text_of(name).empty()) services.emplace_back(name.text());
  }
}

}  // namespace

std::optional<Serving> find_serving(const kube::Inventory& inventory, const kube::Object& ingress) {
  if (const auto old = ingress.annotations()[kClassAnnotation]; !old.text().empty()) {
    if (old.text() != kAlb) return std::nullopt;
    return Serving{old, nullptr, false, {}, true};
  }
  const auto name = ingress.spec()["ingressClassName"];
  if (kube::text_of(name).empty()) return without_class(inventory, ingress);
  if (const auto* found = inventory.find(kube::kinds::ingress_class, "", name.text(), ingress)) {
    return by_class(*found, name);
  }
  if (inventory.proves_absent(kube::kinds::ingress_class, "", name.text(), &ingress))
    return std::nullopt;
  return by_unknown_class(ingress, name);
}

std::vector<std::string> services_of(const kube::Object& ingress) {
  std::vector<std::string> services;
  const auto spec = ingress.spec();
  append_backend(spec["defaultBackend"], services);
  append_backend(spec["backend"], services);
  for (const auto rule : spec["rules"].items()) {
    for (const auto path : rule["http"]["paths"].items()) {
      append_backend(path["backend"], services);
    }
  }
  for (const auto& [key, value] : ingress.annotations().entries()) {
    if (key.text().starts_with(kActions)) append_action(kube::text_of(value), services);
  }
  std::ranges::sort(services);
  const auto rest = std::ranges::unique(services);
  services.erase(rest.begin(), rest.end());
  return services;
}

/// IngressClassParams come before annotations, those of the Service before those of the Ingress
/// (docs/guide/ingress/ingress_class.md and annotations.md of the controller). EKS Auto Mode uses
/// `ip` by default (https://docs.aws.amazon.com/eks/latest/userguide/auto-networking.html).
TargetChoice IngressTargets::decide(const kube::Object& ingress, const kube::Object* service,
                                    const Serving& serving) {
  const auto* params = params_of(serving);
  const TargetChoice choices[] = {
      read_target_type(params == nullptr ? yaml::Node() : params->spec()["targetType"]),
      read_target_type(service == nullptr ? yaml::Node() : service->annotations()[kAlbTargetType]),
      read_target_type(ingress.annotations()[kAlbTargetType])};
  for (const auto& choice : choices)
    if (choice.type != TargetType::unset) return choice;
  if (serving.auto_mode) return {TargetType::ip, {}};
  return {preset_.get(), {}};
}

const kube::Object* IngressTargets::params_of(const Serving& serving) const {
  if (serving.ingress_class == nullptr) return nullptr;
  const auto name = kube::text_of(serving.ingress_class->spec()["parameters"]["name"]);
  return run_.inventory().find(kube::kinds::ingress_class_params, "", name, *serving.ingress_class);
}

std::string IngressTargets::open_params(const Serving& serving) const {
  if (serving.ingress_class == nullptr || params_of(serving) != nullptr) return {};
  const auto name = kube::text_of(serving.ingress_class->spec()["parameters"]["name"]);
  if (name.empty() || run_.inventory().holds_all(kube::kinds::ingress_class_params)) return {};
  return "IngressClassParams " + quote(name) + " is not in the input";
}

std::set<std::pair<kube::Scope, std::string>> services_reached_by_ip(const lint::RunContext& run,
                                                                     const ControllerNotes& notes) {
  std::set<std::pair<kube::Scope, std::string>> reached;
  IngressTargets targets(run, notes);
  for (const auto* ingress : run.inventory().of_kind(kube::kinds::ingress)) {
    const auto serving = find_serving(run.inventory(), *ingress);
    if (!serving || !serving->certain) continue;
    for (auto& name : services_of(*ingress)) {
      const auto* service = run.inventory().find(kube::kinds::service, ingress->ns, name, *ingress);
      if (service == nullptr) continue;
      if (targets.decide(*ingress, service, *serving).type == TargetType::ip)
        reached.emplace(service->scope(), std::move(name));
    }
  }
  return reached;
}

}  // namespace fargate_lint::rules
