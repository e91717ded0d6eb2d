#pragma once

#include "system/clock.hpp"
#include "system/console.hpp"
#include "system/environment.hpp"
#include "system/file_system.hpp"

namespace fargate_lint::system {

class Process;

/// All that a run sees of the world. Whoever makes it keeps what it refers to alive.
struct System {
  const FileSystem& files;
  Writer& writer;
  const Environment& environment;
  const Clock& clock;
  Console& console;
  Process& process;
};

}  // namespace fargate_lint::system
