#include "input/kubectl.hpp"

#include <doctest/doctest.h>

namespace fargate_lint::input {
namespace {

using Kind = system::Ending::Kind;
using std::chrono::milliseconds;

Answered explained(system::Ending ending) {
  return explain_ending(ending, "kubectl", std::chrono::seconds(35));
}

TEST_CASE("kubectl: what it says of itself") {
  struct Row {
    const char* said;
    Answer answer;
    const char* message;
  };
  // As kubectl 1.32 writes them.
  const Row rows[] = {
      {"Error from server (Forbidden): persistentvolumes is forbidden: User \"x\" cannot list",
       Answer::forbidden, ""},
      {"Error from server (NotFound): the server could not find the requested resource",
       Answer::absent, ""},
      {"Error from server (Expired): The provided continue parameter is too old", Answer::expired,
       ""},
      {"error: You must be logged in to the server (Unauthorized)", Answer::unreachable,
       "cannot log in to the cluster: You must be logged in to the server (Unauthorized)"},
      {"Unable to connect to the server: getting credentials: exec: executable aws failed with "
       "exit code 255",
       Answer::unreachable,
       "cannot log in to the cluster: Unable to connect to the server: getting credentials: exec: "
       "executable aws failed with exit code 255"},
      {"error: context \"nope\" does not exist", Answer::unreachable,
       "kubectl: context \"nope\" does not exist"},
      {"E1130 12:40:11.1 1 memcache.go:265] couldn't get\nE1130 12:40:11.2 1 memcache.go:265] "
       "couldn't get\nThe connection to the server 10.0.0.1:443 was refused - did you specify the "
       "right host or port?\n",
       Answer::unreachable,
       "cannot reach the cluster: The connection to the server 10.0.0.1:443 was refused - did you "
       "specify the right host or port?"},
      {"The connection to the server localhost:8080 was refused - did you specify the right host "
       "or port?",
       Answer::unreachable, "no cluster to read: kubectl has no current context"},
      {"Error: unknown flag: --raw\nSee 'kubectl get --help'", Answer::unreachable,
       "kubectl is too old: Error: unknown flag: --raw"},
      {"Error from server (ServiceUnavailable): the server is currently unable to handle the "
       "request",
       Answer::failed,
       "Error from server (ServiceUnavailable): the server is currently unable to handle the "
       "request"},
      {"", Answer::failed, "kubectl failed and did not say why"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.said);
    const auto answered = explained({Kind::exited, 1, row.said});
    CHECK(answered.answer == row.answer);
    CHECK(answered.error.message == row.message);
    if (row.answer == Answer::unreachable) CHECK_FALSE(answered.error.hint.empty());
  }
  CHECK(explained({Kind::exited, 0, "Warning: deprecated"}).answer == Answer::ok);
}

TEST_CASE("kubectl: what becomes of it") {
  const std::pair<system::Ending, const char*> rows[] = {
      {{Kind::not_found}, "`kubectl` is not installed, or not on PATH"},
      {{Kind::not_started, 13}, "`kubectl` cannot be started (error 13)"},
      {{Kind::timed_out}, "kubectl did not answer within 35 s"},
      {{Kind::killed, 9}, "kubectl was killed by signal 9"},
      {{Kind::too_much}, "kubectl wrote more than 1 GiB for one page"},
  };
  for (const auto& [ending, message] : rows) {
    const auto answered = explained(ending);
    CHECK(answered.error.message == message);
    CHECK_FALSE(answered.error.hint.empty());
  }
}

TEST_CASE("kubectl: durations as it takes them") {
  CHECK(parse_timeout("30s") == milliseconds(30'000));
  CHECK(parse_timeout("1m30s") == milliseconds(90'000));
  CHECK(parse_timeout("500ms") == milliseconds(500));
  CHECK(parse_timeout("7") == milliseconds(7000));
  CHECK(parse_timeout("0") == milliseconds(0));
  for (const auto* text : {"", "s", "3x", "-1s", "1s2", "99999999999h"})
    CHECK_FALSE(parse_timeout(text).has_value());
}

}  // namespace
}  // namespace fargate_lint::input
