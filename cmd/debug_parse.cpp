#include "command.hpp"
#include "input/stream.hpp"
#include "output.hpp"
#include "report/finding_text.hpp"
#include "report/json_writer.hpp"
#include "yaml/reader.hpp"

namespace fargate_lint::cmd {
namespace {

/// Writes one line per document, and to standard output whenever a buffer is full: memory stays
/// flat however long the stream.
class ParsePrinter {
 public:
  /// `file` is printed if it is not empty.
  Result<bool> print(const std::string& path, const std::string& file) {
    auto stream = input::Stream::open(path);
    if (!stream) return stream.error();
    while (true) {
      const auto more = stream->next(chunk_);
      if (!more || !*more) return more;
      auto number = chunk_.first_document;
      for (const auto& piece : chunk_.pieces) {
        document(piece, path, file, number++);
        if (out_.size() >= kBuffer) flush();
        if (failure_) return false;
      }
    }
  }
  void flush() {
    if (!failure_) failure_ = write_stdout(out_);
    out_.clear();
  }
  const Failure& failure() const { return failure_; }

 private:
  static constexpr std::size_t kBuffer = 256 * 1024;

  void document(const yaml::Piece& piece, const std::string& path, const std::string& file,
                std::uint32_t number) {
    const auto line = chunk_.line_of(piece);
    out_ += '{';
    if (!file.empty()) {
      out_ += "\"file\":";
      report::append_json_string(file, out_);
      out_ += ',';
    }
    out_.append("\"document\":").append(std::to_string(number));
    out_.append(",\"line\":").append(std::to_string(line));
    if (piece.bad_separator) {
      error({{line, 1}, "text after `---` on the separator's line"});
    } else if (input::read_piece(reader_, chunk_, piece, {path, line, number}) ==
               yaml::Outcome::ok) {
      out_ += ",\"value\":";
      value(reader_.document().root());
    } else {
      error({reader_.error().span.begin, reader_.error().message});
    }
    out_ += "}\n";
  }

  void value(yaml::Node root) {
    if (!root) {
      out_ += "null";
      return;
    }
    json_.clear();
    yaml::append_json(root, json_);
    report::append_harmless(json_, report::Escapes::json, out_);
  }

  struct Fault {
    yaml::Position where;
    std::string_view message;
  };
  void error(const Fault& fault) {
    out_.append(",\"error\":{\"line\":").append(std::to_string(fault.where.line));
    out_.append(",\"column\":").append(std::to_string(fault.where.column));
    out_ += ",\"message\":";
    report::append_json_string(fault.message, out_);
    out_ += '}';
  }

  yaml::Reader reader_;
  input::Chunk chunk_;
  std::string json_;  ///< of the value at hand
  std::string out_;
  Failure failure_;
};

}  // namespace

/// A document that cannot be read is part of the answer; a file that cannot be opened is not.
int run_debug_parse(const Options& options, const Context& context) {
  const auto& command = *find_command("debug parse");
  const auto& files = options.arguments;
  if (files.empty())
    return usage_error(command, context, {"no file named", "- is the standard input"});
  int status = kExitClean;
  ParsePrinter printer;
  for (const auto& file : files) {
    const auto result = printer.print(file, files.size() > 1 ? file : std::string());
    if (!result)
      status = report_error(
          context, {report::path_text(file) + ": " + result.error().message, result.error().hint});
    if (printer.failure()) break;
  }
  printer.flush();
  if (printer.failure()) return report_error(context, *printer.failure());
  return status;
}

}  // namespace fargate_lint::cmd
