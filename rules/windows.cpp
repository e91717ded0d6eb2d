#include "list.hpp"
#include "support/violations.hpp"

namespace fargate_lint::rules {
namespace {

void check(const PodContext& pod, FindingSink& out) {
  for (const auto& violation : violations_of(pod, fargate::Cause::windows)) {
    add(out, violation,
        say("`os.name: windows` is not supported on Fargate, which runs Linux only"));
  }
}

}  // namespace

constinit const Rule windows = define(
    {
        .id = "FG112",
        .name = "windows",
        .severity = Severity::error,
        .since = "0.1.0",
        .summary = "pod requires Windows",
        .why = "Fargate runs Linux containers on x86-64 only. EKS runs Windows containers on EC2 "
               "nodes.",
        .fix = "run the Pod on a Windows node group, and annotate its template with "
               "`eks.amazonaws.com/compute-type: ec2` to keep it off Fargate",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/windows-support.html",
        .fires = R"(apiVersion: v1
kind: Pod
metadata:
  name: invoice
spec:
  os:
    name: windows
  containers:
    - name: app
      image: mcr.microsoft.com/windows/servercore:ltsc2022
)",
        .silent = R"(apiVersion: v1
kind: Pod
metadata:
  name: invoice
spec:
  os:
    name: linux
  containers:
    - name: app
      image: example.com/invoice:1
)",
    },
    check);

}  // namespace fargate_lint::rules
