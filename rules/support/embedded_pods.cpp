#include "support/embedded_pods.hpp"

#include "kube/embedded_pod.hpp"
#include "kube/kinds.hpp"
#include "support/text_sink.hpp"

namespace fargate_lint::rules {

void report_embedded_pods(const lint::ObjectContext& context, lint::FindingSink& out) {
  const auto& object = context.object;
  if (object.kind != kube::kinds::config_map.name || !object.group().empty()) return;
  for (const auto& pod : kube::find_embedded_pods(object)) {
    const auto key = quote(pod.text.key().text());
    TextSink sink(pod.text, out);
    if (pod.kind == kube::EmbeddedPodKind::gitlab_runner)
      sink.add(
              pod.begin, pod.end,
              say("{} makes GitLab job pods privileged, which Fargate refuses; they are not judged",
                  key))
          .help("remove `privileged`, or keep the job pods off Fargate");
    else
      sink.add(pod.begin, pod.end, say("{} holds a pod template, which is not judged", key))
          .help("to check it, save it to a file, with the namespace and labels of its pods");
  }
}

}  // namespace fargate_lint::rules
