#include "command.hpp"
#include "input/scan.hpp"
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
  explicit ParsePrinter(const Context& context) : context_(context) {}

  /// `file` is printed if it is not empty.
  Result<bool> print(const std::string& path, const std::string& file) {
    const auto& files = context_.system.files;
    auto stream = path == input::kStandardInputName ? input::Stream::open_standard_input(files)
                                                    : input::Stream::open(files, path);
    if (!stream) return stream.error();
    while (true) {
      auto more = stream->next(chunk_);
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
    if (!failure_) failure_ = write_stdout(context_, out_);
    out_.clear();
  }
  const Failure& failure() const { return failure_; }

 private:
  static constexpr std::size_t kBuffer = 256 * 1024;

  /// A line for the document; one for each value, if it is several of JSON.
  void document(const yaml::Piece& piece, const std::string& path, const std::string& file,
                std::uint32_t number) {
    const yaml::Source source{path, chunk_.line_of(piece), number};
    if (piece.bad_separator) {
      begin_line(file, source);
      return end_line(input::bad_separator(source, piece).error);
    }
    const bool read = input::read_piece(reader_, chunk_, piece, source) == yaml::Outcome::ok;
    const auto values = input::split_json_values(reader_, read, piece.text);
    if (values.empty()) return outcome(read, file, source);
    for (const auto& value : values) {
      auto place = source;
      place.first_line += value.line;
      outcome(reader_.read(value.text, place) == yaml::Outcome::ok, file, place);
    }
  }

  /// What the reader has just made of a document.
  void outcome(bool read, const std::string& file, const yaml::Source& source) {
    begin_line(file, source);
    if (!read) return end_line(reader_.error());
    out_ += ",\"value\":";
    value(reader_.document().root());
    out_ += "}\n";
  }

  void begin_line(const std::string& file, const yaml::Source& source) {
    out_ += '{';
    if (!file.empty()) {
      out_ += "\"file\":";
      report::append_json_string(file, out_);
      out_ += ',';
    }
    out_.append("\"document\":").append(std::to_string(source.index));
    out_.append(",\"line\":").append(std::to_string(source.first_line));
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

  void end_line(const yaml::SyntaxError& error) {
    const auto& where = error.span.begin;
    out_.append(",\"error\":{\"line\":").append(std::to_string(where.line));
    out_.append(",\"column\":").append(std::to_string(where.column));
    out_ += ",\"message\":";
    report::append_json_string(error.message, out_);
    out_ += "}}\n";
  }

  const Context& context_;
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
  if (files.empty()) return usage_error(command, context, {"name a file", "`-` reads stdin"});
  int status = kExitClean;
  ParsePrinter printer(context);
  for (const auto& file : files) {
    const auto result = printer.print(file, files.size() > 1 ? file : std::string());
    if (!result)
      status = report_error(
          context, {report::path_text(file) + " " + result.error().message, result.error().hint});
    if (printer.failure()) break;
  }
  printer.flush();
  if (const auto& failure = printer.failure()) return report_error(context, *failure);
  return status;
}

}  // namespace fargate_lint::cmd
