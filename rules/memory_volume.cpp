#include "kube/fields.hpp"
#include "list.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

void check(const PodContext& pod, FindingSink& out) {
  for (const auto& volume : pod.pod.volumes) {
    const auto medium = volume.source["medium"];
    if (volume.type != "emptyDir" || medium.text() != "Memory") continue;
    auto finding = out.add(
        medium, say("volume {} is in memory and counts against the pod's", quote(volume.name)));
    const auto limit = volume.source["sizeLimit"];
    if (!kube::is_absent(limit)) {
      finding.related("it may grow to " + quote(limit.text()), limit);
    } else {
      finding.note("without `sizeLimit` it may grow to all of the pod's memory");
    }
  }
}

}  // namespace

constinit const Rule memory_volume = define(
    {
        .id = "FG211",
        .name = "memory-volume",
        .severity = Severity::info,
        .since = "0.1.0",
        .summary = "a volume in memory counts against the pod's memory",
        .why = "An `emptyDir` with `medium: Memory` keeps its files in memory, and what is "
               "written there counts as memory of the containers that write it. Fargate sizes "
               "the pod's machine by the requests of its containers and knows nothing of the "
               "volume: if it is not part of the requests, filling it ends in a container that "
               "is killed for lack of memory.",
        .fix = "add the volume's `sizeLimit` to the memory that a container requests, or leave "
               "`medium` out and use the pod's disk",
        .page = "https://kubernetes.io/docs/concepts/storage/volumes/#emptydir",
        .fires = R"(apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: app
      image: nginx
  volumes:
    - name: cache
      emptyDir:
        medium: Memory
        sizeLimit: 256Mi
)",
        .silent = R"(apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: app
      image: nginx
  volumes:
    - name: cache
      emptyDir:
        sizeLimit: 256Mi
)",
    },
    check);

}  // namespace fargate_lint::rules
