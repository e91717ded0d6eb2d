#include "list.hpp"
#include "support/profile_faults.hpp"

namespace fargate_lint::rules {

constinit const Rule profile_name = define(
    {
        .id = "FG811",
        .name = "profile-name",
        .severity = Severity::error,
        .since = "0.1.0",
        .summary = "a Fargate profile has a name that AWS refuses",
        .why = "AWS does not create a profile without a name, with one of more than 100 "
               "characters, or with one that begins with `eks-`, which it keeps for itself. The "
               "pods that it was to select then stay with the default scheduler.",
        .fix = "name the profile with 1 to 100 characters, not beginning with `eks-`",
        .page = "https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateFargateProfile.html",
        .fires = R"(apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: demo, region: eu-central-1}
fargateProfiles:
  - name: eks-web
    selectors:
      - namespace: shop
)",
        .silent = R"(apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: demo, region: eu-central-1}
fargateProfiles:
  - name: web-eks-
    selectors:
      - namespace: shop
)",
    },
    report_profile_faults);

}  // namespace fargate_lint::rules
