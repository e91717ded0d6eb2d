#include "kube/fields.hpp"
#include "list.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

void check(const PodContext& pod, FindingSink& out) {
  for (const auto& volume : pod.pod.volumes) {
    const auto medium = volume.source["medium"];
    if (volume.type != "emptyDir" || medium.text() != "Memory") continue;
    auto finding =
        out.add(medium, say("volume {} counts against the Pod's memory", quote(volume.name)));
    const auto limit = volume.source["sizeLimit"];
    if (!kube::is_absent(limit)) {
      finding.related("it can grow to " + quote(limit.text()), limit);
    } else {
      finding.note("without `sizeLimit` it can use all of the Pod's memory");
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
        .summary = "in-memory volume counts against the pod's memory",
        .why = "An `emptyDir` with `medium: Memory` keeps its files in memory, where they count "
               "against the containers that write them. Fargate sizes the Pod by the requests of "
               "its containers and ignores the volume. If the requests do not include it, filling "
               "the volume gets a container killed for lack of memory.",
        .fix = "add the volume's `sizeLimit` to a container's memory request, or remove `medium` "
               "and use the Pod's disk",
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
