#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Other programs: how they are started, asked and ended.
namespace fargate_lint::system {

/// A variable that a program gets beside, or in place of, what our own environment has. Without a
/// value it does not get the variable at all.
struct Variable {
  std::string name;
  std::optional<std::string> value;
};

/// What to start, and within which bounds. No shell sees any of it.
struct Command {
  /// The program and its arguments. A program without a slash is looked for along PATH, of which
  /// only absolute folders count: the folder that we stand in may be a stranger's.
  std::vector<std::string> words;
  std::vector<Variable> environment = {};
  /// What its standard input holds; nothing: an empty one.
  std::optional<std::string> input = {};
  /// Its input stays open: Running::give() adds to it.
  bool asks = false;
  /// Where it runs; ours, if empty.
  std::string folder = {};
  /// How long it may take, or where it `asks`, each Running::read(). Then it is killed, with all
  /// that it has started.
  std::chrono::milliseconds limit = std::chrono::minutes(1);
  /// Bytes that it may write to its standard output before it is killed.
  std::uint64_t most_output = std::uint64_t{1} << 30U;
};

/// How a program has ended.
struct Ending {
  enum class Kind : std::uint8_t {
    exited,       ///< by itself; `code` is its status
    killed,       ///< by a signal that is not ours; `code` is its number
    not_found,    ///< there is no such program
    not_started,  ///< the system refuses, or does not say how it ended; `code` is the error number
    timed_out,    ///< it took longer than its limit
    too_much,     ///< it wrote more than it may
    stopped,      ///< we wanted nothing more of it
  };
  Kind kind = Kind::exited;
  int code = 0;
  std::string said = {};  ///< the first of what it wrote to its standard error, 4 KiB at most

  bool is_success() const { return kind == Kind::exited && code == 0; }
};

/// A program that has been started. Destroyed, it is killed with all of its process group. For one
/// thread at a time.
class Running {
 public:
  Running() = default;
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  virtual ~Running() = default;

  /// Adds to its input, which read() then hands over as far as the program takes it. One that does
  /// not read its input may end all the same.
  virtual void give(std::string_view text) = 0;
  /// Waits for the next of its standard output: at least one byte, at most `size`. 0: there is no
  /// more, for any of the reasons that end() gives.
  virtual std::size_t read(char* buffer, std::size_t size) = 0;
  /// Waits until it has ended, and kills what is left of its group. One that is asked has its input
  /// closed; of any other all output must have been read, or it is killed at once.
  virtual Ending end() = 0;
};

/// Starts programs.
class Process {
 public:
  Process() = default;
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  virtual ~Process() = default;

  /// Never null: what cannot be started has no output, and end() says why.
  virtual std::unique_ptr<Running> start(Command command) = 0;

  /// What takes the standard output, part by part; false: that is enough.
  using Take = std::function<bool(std::string_view)>;
  /// Starts a program, has `take` take all that it writes, and waits for its end.
  Ending run(Command command, const Take& take);
};

/// The programs of the machine. Each is in a session of its own: it has no terminal to ask or to be
/// stopped by, and is killed with all that it has started. It gets no descriptor but the first
/// three, if all others are closed at exec (O_CLOEXEC), as ours are.
class MachineProcess : public Process {
 public:
  std::unique_ptr<Running> start(Command command) override;
};

/// For tests: answers in place of programs, and keeps what was to be started.
class FakeProcess : public Process {
 public:
  struct Answer {
    std::string output;
    Ending ending = {};
  };
  /// What the program writes for its input; called for each give() of one that is asked.
  using Answers = std::function<Answer(const Command& command, std::string_view input)>;

  /// How to answer commands that begin with these words; the longest that fits decides. All others
  /// are not found.
  void on(std::vector<std::string> words, Answers answers);
  void on(std::vector<std::string> words, Answer answer);
  std::unique_ptr<Running> start(Command command) override;

  /// All that was started, in order.
  const std::vector<Command>& started() const { return started_; }

 private:
  std::vector<std::pair<std::vector<std::string>, Answers>> answers_;
  std::vector<Command> started_;
};

}  // namespace fargate_lint::system
