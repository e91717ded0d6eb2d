#pragma once

#include <memory>

#include "base/result.hpp"
#include "system/memory.hpp"
#include "system/process.hpp"
#include "system/system.hpp"

namespace fargate_lint::system::testing {

/// Starts nothing: whoever asks for a program has made a mistake.
class NoProcess : public Process {
 public:
  std::unique_ptr<Running> start(Command) override { throw InternalError("no program is started"); }
};

/// For tests: a world of its own, in memory, in which time stands still and `Programs` are what is
/// started.
template <typename Programs>
struct WorldWith {
  Memory files;
  GivenEnvironment environment;
  StoppedClock clock{1'780'000'000};  // 2026-05-28
  KeptConsole console;
  Programs process;
  System system{files, files, environment, clock, console, process};
};
using World = WorldWith<NoProcess>;

}  // namespace fargate_lint::system::testing
