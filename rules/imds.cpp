#include <array>
#include <cctype>
#include <cstdint>
#include <string>
#include <string_view>

#include "list.hpp"
#include "support/aws.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

constexpr std::string_view kAddress = "169.254.169.254";

/// Whether the text names the address to call it; a `/32` behind it makes it a rule about it.
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

/// `NO_PROXY`, `--no-proxy=`: a list of addresses that are called without a proxy, if at all.
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
    out.add(value, say("instance metadata at {} does not exist on Fargate", quote(kAddress)))
        .container(container.name);
  });
}

/// How a container learns its region without asking.
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
  std::string_view provider_flag;  ///< empty: always AWS
  std::string_view region_flag;    ///< empty: the variables only
  bool wants_vpc = false;
};
// https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/configurations/ and
// https://docs.aws.amazon.com/eks/latest/userguide/fargate.html
constexpr std::array kControllers = {
    Controller{"aws-load-balancer-controller", "", "--aws-region", true},
    Controller{"external-dns", "--provider", "", false},
    Controller{"cluster-autoscaler", "--cloud-provider", "", false},
};

void check_controller(const PodContext& pod, const kube::Container& container,
                      const Controller& controller, FindingSink& out) {
  if (!controller.provider_flag.empty() &&
      !has_argument(container, controller.provider_flag, "aws")) {
    return;
  }
  const bool region_flag =
      !controller.region_flag.empty() && mentions_flag(container, controller.region_flag);
  const auto region = region_flag ? Region::told : region_of(pod, container);
  const bool lacks_vpc = controller.wants_vpc && !mentions_flag(container, "--aws-vpc-id") &&
                         !mentions_flag(container, "--aws-vpc-tags");
  if (!lacks_vpc && region == Region::told) return;
  const auto what = lacks_vpc ? Words("its VPC") : Words("its region");
  auto finding = out.add(container.node["image"],
                         say("{} asks for {} at instance metadata, which Fargate has not",
                             quote(controller.name), what));
  finding.container(container.name);
  finding.help(lacks_vpc ? "pass `--aws-vpc-id=vpc-…` and `--aws-region=REGION`"
                         : "set the variable `AWS_REGION`");
  if (lacks_vpc || region == Region::not_told) return;
  finding.severity(Severity::info)
      .note(
          "undecided: whether its ServiceAccount has a role, which brings the region, is not in "
          "the input");
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
        .since = "0.1.0",
        .summary = "the pod asks for instance metadata, which Fargate does not have",
        .why = "On EC2 a program learns its region, its VPC and its credentials from the "
               "address 169.254.169.254. On Fargate nobody answers there: programs that find no "
               "other source wait, retry and give up. Some controllers ask unless they are "
               "told: aws-load-balancer-controller for region and VPC, external-dns and "
               "cluster-autoscaler for the region.",
        .fix = "give the program what it would ask for: region, VPC and role as arguments or "
               "variables, credentials through the ServiceAccount's IAM role",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate.html",
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
