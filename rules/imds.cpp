#include <array>
#include <cctype>
#include <cstdint>
#include <string>
#include <string_view>

#include "list.hpp"
#include "support/aws.hpp"
#include "support/command_line.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

constexpr std::string_view kAddress = "169.254.169.254";

/// Whether the text contains the address to call it; with `/32` it is a rule about the address.
bool calls_metadata(std::string_view text) {
  for (auto at = text.find(kAddress); at != std::string_view::npos;
       at = text.find(kAddress, at + 1)) {
    const std::string_view before = text.substr(0, at);
    const std::string_view after = text.substr(at + kAddress.size());
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    if (!before.empty() && (is_digit(before.back()) || before.back() == '.')) continue;
    if (!after.empty() && is_digit(after.front())) continue;
    if (!after.starts_with("/32")) return true;
  }
  return false;
}

/// `NO_PROXY`, `--no-proxy=`: a list of addresses to call without a proxy, if at all.
bool is_proxy_exception(std::string_view text) {
  std::string letters;
  for (const char c : text.substr(0, text.find('='))) {
    if (c != '-' && c != '_')
      letters += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return letters.find("noproxy") != std::string::npos;
}

void check_values(const kube::Container& container, FindingSink& out) {
  each_value(container, [&](std::string_view name, yaml::Node value) {
    const std::string_view text = value.text();
    if (!calls_metadata(text) || is_proxy_exception(name.empty() ? text : name)) return;
    out.add(value, say("instance metadata at {} is not available on Fargate", quote(kAddress)))
        .container(container.name);
  });
}

/// Whether a container is told its region.
enum class Region : std::uint8_t { told, not_told, unknown };

Region region_of(const PodContext& pod, const kube::Container& container) {
  for (const auto variable : container.node["env"].items()) {
    const std::string_view name = variable["name"].text();
    if (name == "AWS_REGION" || name == "AWS_DEFAULT_REGION") return Region::told;
  }
  // The pod identity webhook adds both variables to the pods of a ServiceAccount with a role.
  const auto* account = find_service_account(pod);
  if (account != nullptr && role_arn_of(*account)) return Region::told;
  return account == nullptr || container.node["envFrom"].size() > 0 ? Region::unknown
                                                                    : Region::not_told;
}

/// A controller that asks instance metadata for what it is not told.
struct Controller {
  std::string_view name;
  AwsSwitch by = {};
  std::string_view region_flag = {};  ///< empty: the variables only
  bool wants_vpc = false;
};
// https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/configurations/ and
// https://docs.aws.amazon.com/eks/latest/userguide/fargate.html
constexpr std::array kControllers = {
    Controller{"aws-load-balancer-controller", {}, "--aws-region", true},
    Controller{"aws-alb-ingress-controller", {}, "--aws-region", true},  // as it was called
    Controller{"external-dns", kExternalDnsSwitch},
    Controller{"cluster-autoscaler", kClusterAutoscalerSwitch},
};

void check_controller(const PodContext& pod, const kube::Container& container,
                      const Controller& controller, FindingSink& out) {
  if (!serves_aws(container, controller.by)) return;
  const bool region_flag =
      !controller.region_flag.empty() && mentions(container, controller.region_flag);
  const auto region = region_flag ? Region::told : region_of(pod, container);
  const bool lacks_vpc = controller.wants_vpc && !mentions(container, "--aws-vpc-id") &&
                         !mentions(container, "--aws-vpc-tags");
  if (!lacks_vpc && region == Region::told) return;
  const auto what = lacks_vpc ? Words("its VPC") : Words("its region");
  auto finding =
      out.add(container.node["image"],
              say("{} reads {} from instance metadata, which is not available on Fargate",
                  quote(controller.name), what));
  finding.container(container.name);
  finding.help(lacks_vpc ? "set `--aws-vpc-id=vpc-…` and `--aws-region=REGION`"
                         : "set the environment variable `AWS_REGION`");
  if (lacks_vpc || region == Region::not_told) return;
  finding.severity(Severity::info)
      .note("undecided: whether its ServiceAccount has a role, with which EKS sets the region");
}

void check(const PodContext& pod, FindingSink& out) {
  for (const auto& container : pod.pod.containers) {
    check_values(container, out);
    const auto repository = repository_of(container.image);
    for (const auto& controller : kControllers)
      if (is_of_program(repository, controller.name))
        check_controller(pod, container, controller, out);
  }
}

}  // namespace

constinit const Rule imds = define(
    {
        .id = "FG306",
        .name = "imds",
        .severity = Severity::warning,
        .also = Severity::info,
        .since = "0.1.0",
        .summary = "pod uses instance metadata, which Fargate does not have",
        .why = "On EC2, programs read their region, VPC and credentials from the address "
               "169.254.169.254. It is not reachable from Fargate: programs without another source "
               "wait, retry and fail. Some controllers read it unless they are configured "
               "otherwise: the AWS Load Balancer Controller for region and VPC, ExternalDNS and "
               "Cluster Autoscaler for the region.",
        .fix = "set region and VPC as arguments or environment variables, and give the "
               "ServiceAccount an IAM role",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate.html",
        .symptoms = "failed to introspect region",
        .fires = R"(apiVersion: v1
kind: Pod
metadata:
  name: report
spec:
  containers:
    - name: app
      image: curl
      command: [curl, "http://169.254.169.254/latest/meta-data/placement/region"]
)",
        .silent = R"(apiVersion: v1
kind: Pod
metadata:
  name: report
spec:
  containers:
    - name: app
      image: curl
      env:
        - name: NO_PROXY
          value: 169.254.169.254,.svc
)",
    },
    check);

}  // namespace fargate_lint::rules
