#pragma once

#include <string>
#include <vector>

#include "serve/policy.hpp"
#include "serve/webhook.hpp"
#include "session/settings.hpp"
#include "system/https_server.hpp"
#include "system/system.hpp"

namespace fargate_lint::serve {

/// Keeps a webhook and its server up to date with the files that they were started with: a
/// certificate and its key, and profiles. What is faulty is refused, and what was there stays. By
/// their contents, so that it does not matter how they are replaced (Kubernetes swaps a symbolic
/// link for all files of a Secret or ConfigMap).
class Reloader {
 public:
  struct Files {
    std::string certificate;
    std::string key;
  };
  /// All that it is given must outlive it, but for the settings.
  Reloader(const system::System& system, session::Settings settings, const Manner& manner,
           Files files, Webhook& webhook, system::HttpsServer& server);

  /// Takes the policy that the profiles make now. The first one must be there.
  system::Failure start();
  /// Reads again what has changed since. Called by one thread at a time.
  void tick();

 private:
  void reload_certificate();
  void reload_profiles();
  std::string profiles_text() const;

  const system::System& system_;
  session::Settings settings_;
  Manner manner_;
  Files files_;
  Webhook& webhook_;
  system::HttpsServer& server_;
  bool tried_pair_ = false;
  system::KeyPair pair_;       ///< as it was read last
  std::string profiles_text_;  ///< likewise
};

}  // namespace fargate_lint::serve
