#include "output.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/nearest.hpp"
#include "input/paths.hpp"
#include "system/temporary_file.hpp"

namespace fargate_lint::cmd {
namespace {

namespace fs = std::filesystem;

std::string hint_for(int error) {
  switch (error) {
    case ENOSPC:
    case EDQUOT: return "free some space, or write to another place";
    case EACCES:
    case EPERM:
    case EROFS: return "write to a place where this user may";
    case ENOENT: return "make the folder first";
    case EPIPE: return "the program that reads our output has ended";
    default: return "";
  }
}

Error cannot_write(const std::string& what, int error) {
  return {"cannot write " + what + ": " + std::strerror(error), hint_for(error)};
}

/// The permissions that a newly created file gets. There is no way to ask for the umask without
/// setting it; no thread runs while reports are written.
mode_t default_mode() {
  const auto mask = ::umask(0);
  ::umask(mask);
  return 0666U & ~mask;
}

/// To replace a file takes no right to write to it, and root has every right: who made it
/// read-only wants to be asked all the same.
bool is_read_only(const std::string& path, const struct stat& info) {
  return (info.st_mode & 0222U) == 0 || ::access(path.c_str(), W_OK) != 0;
}

Failure write_in_place(const std::string& path, std::string_view text, int flags) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CLOEXEC | flags, 0666);
  if (descriptor < 0) return cannot_write("`" + path + "`", errno);
  auto error = system::write_all(descriptor, text);
  if (::close(descriptor) != 0 && error == 0) error = errno;
  if (error != 0) return cannot_write("`" + path + "`", error);
  return std::nullopt;
}

std::string listed(Takes takes) {
  std::string names;
  for (const auto name : format_names(takes))
    names.append(names.empty() ? "formats: " : ", ").append(name);
  return names;
}

Error unknown_format(const std::string& name, Takes takes) {
  const auto close = nearest(name, format_names(takes));
  return {"`" + name + "` is no output format",
          close.empty() ? listed(takes) : "did you mean `" + std::string(close) + "`?"};
}

}  // namespace

bool is_same_file(const std::string& a, const std::string& b) {
  if (a == b || a.empty() || b.empty()) return a == b;
  const auto canonical = input::canonical_path(a);
  // A terminal has many names, and room for several reports.
  const bool is_special = input::path_exists(canonical) && !fs::is_regular_file(canonical);
  return !is_special && canonical == input::canonical_path(b);
}

std::vector<std::string_view> format_names(Takes takes) {
  std::vector<std::string_view> names;
  for (const auto* renderer : report::renderers())
    if (takes == nullptr || takes(*renderer)) names.push_back(renderer->name);
  return names;
}

Result<std::vector<Target>> parse_targets(const std::vector<std::string>& outputs, Takes takes) {
  std::vector<Target> targets;
  for (const auto& output : outputs) {
    const auto equals = output.find('=');
    const auto name = output.substr(0, equals);
    Target target{report::find_renderer(name), ""};
    if (target.renderer == nullptr) return unknown_format(name, takes);
    if (takes != nullptr && !takes(*target.renderer))
      return Error{"`" + name + "` is a format for findings", listed(takes)};
    if (equals != std::string::npos) {
      target.file = output.substr(equals + 1);
      if (target.file.empty())
        return Error{"`-o " + output + "` names no file", "write -o " + name + "=FILE"};
      if (target.file == "-") target.file.clear();
    }
    const auto same = std::ranges::find_if(
        targets, [&target](const Target& other) { return is_same_file(other.file, target.file); });
    if (same != targets.end())
      return Error{
          "two formats for " +
              (target.file.empty() ? std::string("standard output") : "`" + target.file + "`") +
              ": " + std::string(same->renderer->name) + " and " + name,
          "send one of them to a file: -o " + name + "=FILE"};
    targets.push_back(std::move(target));
  }
  if (targets.empty()) targets.push_back({&report::default_renderer(), ""});
  return targets;
}

Failure write_stdout(std::string_view text) {
  const auto error = system::write_all(STDOUT_FILENO, text);
  if (error == EPIPE) return Error{};  // who has read enough, as `head` has, wants to hear no more
  if (error != 0) return cannot_write("to standard output", error);
  return std::nullopt;
}

void write_stderr(std::string_view text) {
  // There is no place left to complain to.
  static_cast<void>(system::write_all(STDERR_FILENO, text));
}

Failure write_file(const std::string& path, std::string_view text) {
  struct stat info {};
  const bool there = ::stat(path.c_str(), &info) == 0;
  auto target = path;
  if (there) {
    if (S_ISDIR(info.st_mode)) return Error{"`" + path + "` is a folder", "name a file in it"};
    if (!S_ISREG(info.st_mode)) return write_in_place(path, text, 0);
    if (is_read_only(path, info))
      return Error{"cannot write `" + path + "`: it is read-only", "make it writable first"};
    if (info.st_nlink > 1) return write_in_place(path, text, O_TRUNC);
    // What a symbolic link points to is replaced, not the link.
    std::error_code error;
    const auto canonical = fs::canonical(path, error);
    if (!error) target = canonical.string();
  }
  system::TemporaryFile file(target);
  if (there) file.give_to(info.st_uid, info.st_gid);
  file.write(text, there ? info.st_mode & 07777U : default_mode());
  file.move_to(target);
  if (file.error() != 0) return cannot_write("`" + path + "`", file.error());
  return std::nullopt;
}

Failure append_file(const std::string& path, std::string_view text) {
  return write_in_place(path, text, O_APPEND | O_CREAT);
}

}  // namespace fargate_lint::cmd
