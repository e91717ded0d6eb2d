#include <array>
#include <string>
#include <string_view>

#include "list.hpp"
#include "support/aws.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

/// Programs that build images without root, by the end of the image's repository.
constexpr std::array<std::string_view, 2> kBuilders = {"buildah", "podman"};

/// The builder that the image is known to run: `quay.io/buildah/stable`, `moby/buildkit:rootless`;
/// empty if it is none. Without `rootless`, BuildKit runs privileged, which FG103 is about.
std::string_view builder_of(std::string_view image) {
  const std::string_view repository = repository_of(image);
  for (const std::string_view builder : kBuilders) {
    if (is_of_program(repository, builder)) return builder;
    const auto last = repository.rfind('/');
    if (last != std::string_view::npos && is_of_program(repository.substr(0, last), builder))
      return builder;
  }
  const bool rootless = image.find("rootless") != std::string_view::npos;
  return rootless && repository.find("buildkit") != std::string_view::npos ? "BuildKit"
                                                                           : std::string_view();
}

void check(const PodContext& pod, FindingSink& out) {
  const auto host_users = pod.pod.field("hostUsers");
  if (host_users.is_false())
    out.add(host_users, say("`hostUsers: false` needs user namespaces, which Fargate disables"));
  for (const auto& container : pod.pod.containers) {
    const auto mount = container.security_context()["procMount"];
    if (mount.text() == "Unmasked")
      out.add(mount, say("`procMount: Unmasked` needs user namespaces, which Fargate disables"))
          .container(container.name);
    const std::string_view builder = builder_of(container.image);
    if (builder.empty() || container.security_context()["privileged"].is_true()) continue;
    out.add(container.node["image"],
            say("{} needs user namespaces, which Fargate disables", quote(builder)))
        .container(container.name)
        .help("build images with AWS CodeBuild or on EC2 nodes");
  }
}

}  // namespace

constinit const Rule user_namespace = define(
    {
        .id = "FG121",
        .name = "user-namespace",
        .severity = Severity::warning,
        .since = "0.2.0",
        .summary = "pod needs user namespaces",
        .why = "Fargate disables user namespaces (`max_user_namespaces` is 0). Programs that "
               "create one, such as rootless Buildah, Podman and BuildKit, fail at start with "
               "`No space left on device`. The fields `hostUsers: false` and `procMount: Unmasked` "
               "need a user namespace as well.",
        .fix = "remove the field, or run the Pod on EC2 nodes",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate.html",
        .symptoms = "unshare(CLONE_NEWUSER): No space left on device",
        .fires = R"(apiVersion: v1
kind: Pod
metadata:
  name: builder
spec:
  containers:
    - name: build
      image: quay.io/buildah/stable:v1.39
)",
        .silent = R"(apiVersion: v1
kind: Pod
metadata:
  name: builder
spec:
  hostUsers: true
  containers:
    - name: build
      image: example.com/builder:1
)",
    },
    check);

}  // namespace fargate_lint::rules
