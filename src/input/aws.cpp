#include "input/aws.hpp"

#include <utility>
#include <vector>

#include "base/parallel.hpp"
#include "base/text.hpp"
#include "input/object_origins.hpp"
#include "system/environment.hpp"
#include "yaml/reader.hpp"

namespace fargate_lint::input {
namespace {

using Kind = system::Ending::Kind;

constexpr std::size_t kLargestAnswer = std::size_t{4} << 20U;
/// EKS allows ten to a cluster by default (L-33415657); the quota can be raised.
constexpr std::size_t kMostProfiles = 1000;
constexpr std::chrono::seconds kLimit(60);

Error explain_words(const std::string& line, const EksCluster& cluster, const std::string& aws) {
  if (contains_any(line, {"ResourceNotFoundException", "No cluster found"}))
    return {"AWS knows no cluster `" + cluster.name + "`" +
                (cluster.region.empty() ? "" : " in " + cluster.region),
            "check `" + aws + " eks list-clusters" +
                (cluster.region.empty() ? "`, and the region (AWS_REGION)"
                                        : " --region " + cluster.region + "`")};
  if (contains_any(line, {"AccessDenied", "not authorized"}))
    return {aws + ": " + line,
            "the caller needs eks:ListFargateProfiles and eks:DescribeFargateProfile"};
  if (contains_any(line, {"must specify a region", "NoRegion"}))
    return {aws + ": " + line, "set AWS_REGION, or name the cluster by its ARN"};
  if (contains_any(line, {"Unable to locate credentials", "ExpiredToken", "expired", "SSO",
                          "UnrecognizedClient", "InvalidClientTokenId", "Token", "aws configure"}))
    return {"not logged in to AWS: " + line,
            "log in (`" + aws + " sso login` or `" + aws + " configure`)"};
  if (contains_any(line, {"Could not connect", "Connect timeout", "endpoint URL"}))
    return {aws + ": " + line, "check the network and the region"};
  return {aws + (line.empty() ? " failed and did not say why" : ": " + line),
          "check `" + aws + " eks list-fargate-profiles --cluster-name " + cluster.name + "`"};
}

class Aws {
 public:
  Aws(const system::System& system, const EksCluster& cluster)
      : process_(system.process),
        cluster_(cluster),
        name_(system.environment.get("FARGATE_LINT_AWS", "aws")) {}

  /// The answer of `aws eks WORDS…`, which is JSON.
  Result<std::string> ask(const std::vector<std::string>& words) const {
    system::Command command;
    command.words = {name_, "eks"};
    command.words.insert(command.words.end(), words.begin(), words.end());
    command.words.insert(command.words.end(), {"--cluster-name", cluster_.name});
    if (!cluster_.region.empty())
      command.words.insert(command.words.end(), {"--region", cluster_.region});
    command.words.insert(command.words.end(), {"--output", "json"});
    // Version 1 knows no --no-cli-pager.
    command.environment = {{"AWS_PAGER", ""}};
    command.limit = kLimit;
    std::string text;
    const auto ending = process_.run(std::move(command), [&text](std::string_view part) {
      text.append(part);
      return text.size() <= kLargestAnswer;
    });
    if (text.size() > kLargestAnswer)
      return Error{name_ + " wrote more than 4 MiB", "check that `" + name_ + "` is the aws CLI"};
    if (auto error = explain(ending)) return *std::move(error);
    const auto document = yaml::read_document(text);
    if (document == nullptr || !document->root().is_mapping())
      return Error{name_ + " does not print JSON", "check `" + name_ + " eks " + words.front() +
                                                       " --cluster-name " + cluster_.name + "`"};
    return text;
  }

 private:
  std::optional<Error> explain(const system::Ending& ending) const {
    switch (ending.kind) {
      case Kind::exited:
        if (ending.code == 0) return std::nullopt;
        return explain_words(last_line(ending.said), cluster_, name_);
      case Kind::not_found:
        return Error{"`" + name_ + "` is not installed, or not on PATH",
                     "`--profiles aws` asks AWS with your own aws CLI: install it, set "
                     "FARGATE_LINT_AWS to its path, or pass a file that declares the profiles"};
      case Kind::timed_out:
        return Error{
            name_ + " did not answer within " + std::to_string(kLimit.count()) + " s",
            "check the network and the login with `" + name_ + " sts get-caller-identity`"};
      case Kind::killed:
        return Error{name_ + " was killed by signal " + std::to_string(ending.code), "run again"};
      default: return Error{"`" + name_ + "` cannot be run", "check that it is an executable file"};
    }
  }

  system::Process& process_;
  const EksCluster& cluster_;
  std::string name_;
};

lint::InputError of_profiles(const EksCluster& cluster, const Error& error) {
  const bool names_it = error.message.find(cluster.name) != std::string::npos;
  return {"", 0,
          (names_it || cluster.name.empty() ? "" : "profiles of cluster `" + cluster.name + "`: ") +
              error.message,
          error.hint, true};
}

/// All profiles as one list, a line each, as `jq -s` would put them together.
std::string joined(const std::vector<std::string>& answers,
                   std::vector<std::uint32_t>& first_lines) {
  std::string text = "[";
  for (const auto& answer : answers) {
    text += first_lines.empty() ? "\n" : ",\n";
    first_lines.push_back(static_cast<std::uint32_t>(first_lines.size()) + 2);
    const auto document = yaml::read_document(answer);
    yaml::append_json(document->root(), text);
  }
  return text + "\n]\n";
}

}  // namespace

std::optional<EksCluster> parse_aws_profiles(std::string_view text) {
  if (text == "aws") return EksCluster{};
  if (!text.starts_with("aws:")) return std::nullopt;
  text.remove_prefix(4);
  auto cluster = parse_eks_cluster(text);
  if (cluster.name.empty()) cluster.name = text;
  return cluster;
}

Result<EksCluster> eks_cluster_of_context(const system::System& system,
                                          const Connection& connection) {
  const Kubectl kubectl(system, connection);
  std::string text;
  const auto answered = kubectl.view(text);
  if (answered.answer != Answer::ok)
    return Error{"cannot tell which cluster `--profiles aws` means: " + answered.error.message,
                 "name it: `--profiles aws:CLUSTER`"};
  const auto document = yaml::read_document(text);
  auto cluster = document == nullptr ? EksCluster{} : find_eks_cluster(document->root());
  if (!cluster.name.empty()) return cluster;
  const auto name =
      document == nullptr ? std::string() : std::string(document->root()["current-context"].text());
  return Error{"context `" + name + "` does not tell the name of an EKS cluster",
               "name it: `--profiles aws:CLUSTER`. Contexts that tell it are named by an ARN "
               "(`aws eks update-kubeconfig`) or `USER@NAME.REGION.eksctl.io`, or log in with "
               "`aws eks get-token`"};
}

Rendered read_aws_profiles(const system::System& system, const EksCluster& cluster,
                           unsigned at_once) {
  Rendered rendered;
  rendered.declares_profiles = true;
  const auto fail = [&](const Error& error) {
    rendered.errors.push_back(of_profiles(cluster, error));
  };
  const Aws aws(system, cluster);
  const auto list = aws.ask({"list-fargate-profiles"});
  if (!list) {
    fail(list.error());
    return rendered;
  }
  std::vector<std::string> names;
  const auto document = yaml::read_document(*list);
  for (const auto name : document->root()["fargateProfileNames"].items())
    if (names.size() < kMostProfiles) names.emplace_back(name.text());
  if (names.empty()) {
    fail({"cluster `" + cluster.name + "` has no Fargate profile",
          "no Pod of it runs on Fargate; create one with `eksctl create fargateprofile`"});
    return rendered;
  }
  std::vector<std::optional<Result<std::string>>> answers(names.size());
  const auto describe = [&](std::size_t i) {
    answers[i].emplace(aws.ask({"describe-fargate-profile", "--fargate-profile-name", names[i]}));
  };
  for_each_index(names.size(), at_once, describe, 1);
  std::vector<std::string> texts;
  for (auto& answer : answers) {
    if (!*answer) {
      fail(answer->error());
      return rendered;
    }
    texts.push_back(std::move(*answer).value());
  }
  const auto path = "aws:" + cluster.name;
  std::vector<std::uint32_t> first_lines;
  auto text = joined(texts, first_lines);
  rendered.files.push_back(
      {path, std::move(text),
       std::make_shared<ObjectOrigins>(path, std::move(first_lines), std::move(names))});
  return rendered;
}

}  // namespace fargate_lint::input
