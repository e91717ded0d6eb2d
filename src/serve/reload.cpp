#include "serve/reload.hpp"

#include <utility>

#include "input/aws.hpp"
#include "report/finding_text.hpp"

namespace fargate_lint::serve {
namespace {

std::string with_hint(const Error& error) {
  return error.hint.empty() ? error.message : error.message + ": " + error.hint;
}

}  // namespace

Reloader::Reloader(const system::System& system, session::Settings settings, const Manner& manner,
                   Files files, Webhook& webhook, system::HttpsServer& server)
    : system_(system),
      settings_(std::move(settings)),
      manner_(manner),
      files_(std::move(files)),
      webhook_(webhook),
      server_(server) {}

system::Failure Reloader::start() {
  profiles_text_ = profiles_text();
  auto policy = load_policy(system_, settings_, manner_);
  if (!policy) return policy.error();
  webhook_.use(std::move(policy).value());
  webhook_.metrics().count_reload(Metrics::Reload::profiles, true);
  reload_certificate();
  return std::nullopt;
}

void Reloader::tick() {
  reload_certificate();
  reload_profiles();
}

void Reloader::reload_certificate() {
  auto certificate = system::read_regular_file(system_.files, files_.certificate);
  auto key = system::read_regular_file(system_.files, files_.key);
  const bool is_missing = !certificate || !key;
  system::KeyPair pair{std::move(certificate).value_or(""), std::move(key).value_or("")};
  if (tried_pair_ && pair.certificate == pair_.certificate && pair.key == pair_.key) return;
  tried_pair_ = true;
  pair_ = std::move(pair);
  if (is_missing) {
    webhook_.metrics().count_reload(Metrics::Reload::certificate, false);
    return webhook_.log("error", report::path_text(files_.certificate) + " or " +
                                     report::path_text(files_.key) + " cannot be read");
  }
  // Halfway through a swap the two are of different pairs: the next tick sees them again.
  const auto validity = server_.use(pair_);
  webhook_.metrics().count_reload(Metrics::Reload::certificate, validity.has_value());
  if (!validity)
    return webhook_.log("error", "certificate not used: " + with_hint(validity.error()));
  webhook_.use(*validity);
  webhook_.log("info", "certificate in use");
}

/// What the files of the profiles hold; of a directory, what lies in it.
std::string Reloader::profiles_text() const {
  std::string all;
  const auto add = [&](const std::string& path) {
    all += path + '\0';
    all += system::read_regular_file(system_.files, path).value_or("\x01") + '\0';
  };
  for (const auto& path : settings_.request.profiles) {
    if (input::parse_aws_profiles(path)) continue;
    const auto entries = system_.files.list(path);
    if (!entries) {
      add(path);
      continue;
    }
    for (const auto& entry : *entries)
      if (entry.kind != system::Kind::folder) add(path + "/" + entry.name);
  }
  return all;
}

void Reloader::reload_profiles() {
  auto text = profiles_text();
  if (text == profiles_text_) return;
  profiles_text_ = std::move(text);
  auto policy = load_policy(system_, settings_, manner_);
  webhook_.metrics().count_reload(Metrics::Reload::profiles, policy.has_value());
  if (!policy) return webhook_.log("error", "profiles not used: " + with_hint(policy.error()));
  const auto count = policy->fleet.profiles().size();
  webhook_.use(std::move(policy).value());
  webhook_.log("info", "profiles in use: " + std::to_string(count));
}

}  // namespace fargate_lint::serve
