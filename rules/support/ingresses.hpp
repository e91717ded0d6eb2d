#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lint/rule.hpp"
#include "support/load_balancers.hpp"

/// Ingresses that the AWS Load Balancer Controller, or EKS Auto Mode, makes an Application Load
/// Balancer for (kubernetes-sigs/aws-load-balancer-controller 225f445, docs/guide/ingress).
namespace fargate_lint::rules {

/// The annotation of an Ingress or a Service that sets the target type.
inline constexpr std::string_view kAlbTargetType = "alb.ingress.kubernetes.io/target-type";

/// How one of them comes to serve an Ingress.
struct Serving {
  yaml::Node field;                             ///< that says so; missing if nothing does
  const kube::Object* ingress_class = nullptr;  ///< if the input holds it
  bool auto_mode = false;
  std::string open;     ///< the fact that is missing; empty if none
  bool certain = true;  ///< false: another controller may serve it
};
/// Nothing if another controller serves the Ingress.
std::optional<Serving> find_serving(const kube::Inventory& inventory, const kube::Object& ingress);

/// The names of the Services that an Ingress leads to, each once.
std::vector<std::string> services_of(const kube::Object& ingress);

/// What decides the target type of an Ingress's Services.
class IngressTargets {
 public:
  IngressTargets(const lint::RunContext& run, const ControllerNotes& notes)
      : run_(run), preset_(run, notes) {}

  /// `service` may be null. Where nothing in the input decides, the controller's default; unset
  /// if that is not known either.
  TargetChoice decide(const kube::Object& ingress, const kube::Object* service,
                      const Serving& serving);
  /// "IngressClassParams `fargate` is not in the input", where they might decide; else empty.
  std::string open_params(const Serving& serving) const;

 private:
  const kube::Object* params_of(const Serving& serving) const;

  const lint::RunContext& run_;
  ControllerDefault preset_;
};

/// Services, by scope and name, that an Ingress of the input is sure to reach at the addresses
/// of their pods: with target type `ip`.
std::set<std::pair<kube::Scope, std::string>> services_reached_by_ip(const lint::RunContext& run,
                                                                     const ControllerNotes& notes);

}  // namespace fargate_lint::rules
