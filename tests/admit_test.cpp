// `admit` and `serve` as they are called; what they decide is tested in src/serve.
#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "run_program.hpp"

namespace fargate_lint {
namespace {

using testing::run;

const std::string kReviews = FARGATE_LINT_SOURCE_DIR "/testdata/admission/";

std::string read_review(const std::string& name) {
  std::ifstream file(kReviews + name + ".json", std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

testing::Outcome admit(std::vector<std::string> options, const std::string& input) {
  std::vector<std::string> words = {"admit", "--isolated", "--profiles",
                                    kReviews + "profiles.yaml"};
  words.insert(words.end(), options.begin(), options.end());
  return run({.arguments = words, .input = input});
}

TEST_CASE("admit: answers the review on stdin, and succeeds whatever the answer is") {
  const auto denied = admit({}, read_review("pod-refused"));
  CHECK(denied.status == 0);
  CHECK(denied.err.empty());
  CHECK(denied.out.find(R"("allowed":false)") != std::string::npos);
  const auto warned = admit({"--action", "warn"}, read_review("pod-refused"));
  CHECK(warned.status == 0);
  CHECK(warned.out.find(R"("allowed":true,"warnings":[)") != std::string::npos);
  const auto other = admit({"--pods-by", "scheduler"}, read_review("pod-refused"));
  CHECK(other.out.find(R"("allowed":true}})") != std::string::npos);
}

TEST_CASE("admit: what is no review is an answer and an error") {
  const auto outcome = admit({}, "{}");
  CHECK(outcome.status == 2);
  CHECK(outcome.out.find(R"("allowed":false,"status":{"code":400)") != std::string::npos);
  CHECK(outcome.err.starts_with("error: stdin: the body is not an AdmissionReview\n"));
  CHECK(admit({"review.json"}, "").status == 2);
  CHECK(run({.arguments = {"admit", "--profiles", "nowhere.yaml"}, .input = "{}"}).status == 2);
}

TEST_CASE("serve: it does not start without what it needs") {
  const auto fails = [](std::vector<std::string> words, std::string_view why) {
    words.insert(words.begin(), {"serve", "--isolated"});
    const auto outcome = run({.arguments = words});
    CHECK(outcome.status == 2);
    CHECK_MESSAGE(outcome.err.find(why) != std::string::npos, outcome.err);
  };
  fails({}, "pass --tls-cert and --tls-key");
  const std::vector<std::string> pair = {"--tls-cert", "a", "--tls-key", "b"};
  const auto with = [&pair](std::vector<std::string> more) {
    more.insert(more.begin(), pair.begin(), pair.end());
    return more;
  };
  fails(with({"--listen", "8443"}), "invalid value for --listen");
  fails(with({"--listen", "::1:8443"}), "invalid value for --listen");
  fails(with({"--listen", "127.0.0.1:70000"}), "invalid value for --listen");
  fails(with({"--listen", "localhost:0"}), "`localhost` is not an IP address");
  fails(with({"--drain", "soon"}), "invalid value for --drain");
  fails(with({"--listen", "127.0.0.1:0", "--profiles", "nowhere.yaml"}), "nowhere.yaml");
  fails(with({"x"}), "`serve` takes no arguments");
}

}  // namespace
}  // namespace fargate_lint
