#include "system/console.hpp"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "system/descriptor.hpp"
#include "system/failure.hpp"

namespace fargate_lint::system {
namespace {

/// A closed standard stream would hand its number to the next file we open, and a report could end
/// up in it. Opened for the wrong direction, so that its use is still an error.
void occupy_standard_streams() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(descriptor, F_GETFD) != -1) continue;
    const int opened = ::open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY);
    if (opened != descriptor && opened >= 0) ::close(opened);
  }
}

}  // namespace

ProcessConsole::ProcessConsole() {
  occupy_standard_streams();
  // A reader that goes away is an error of writing, with a message and an exit code of its own.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);  // likewise a file that grows beyond its limit
}

Failure ProcessConsole::write(Standard stream, std::string_view text) {
  const auto error = write_all(static_cast<int>(stream), text);
  if (error == EPIPE) return Error{};  // who has read enough, as `head` has, wants to hear no more
  if (error == 0) return std::nullopt;
  return write_failure(stream == Standard::error ? "to standard error" : "to standard output",
                       error);
}

bool ProcessConsole::is_terminal(Standard stream) const {
  return ::isatty(static_cast<int>(stream)) == 1;
}

unsigned ProcessConsole::columns() const {
  winsize size{};
  return ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0U;
}

}  // namespace fargate_lint::system
