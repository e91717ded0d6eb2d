#include "system/failure.hpp"

#include <cerrno>
#include <cstring>

namespace fargate_lint::system {
namespace {

std::string hint_for(int error_number) {
  switch (error_number) {
    case ENOSPC:
    case EDQUOT: return "free some space, or write to another place";
    case EACCES:
    case EPERM:
    case EROFS: return "write to a place where this user has permission";
    case ENOENT: return "create the directory first";
    case EPIPE: return "the program that reads our output has ended";
    default: return "";
  }
}

}  // namespace

Error open_failure(int error_number) {
  switch (error_number) {
    case ENOENT: return {"does not exist", "check the path"};
    case ENOTDIR: return {"does not exist: a parent is a file, not a directory", "check the path"};
    case EACCES: return {"cannot be read: permission denied", "grant this user read permission"};
    case EISDIR: return {"is a directory", "name a file in it"};
    case ELOOP: return {"cannot be read: symbolic links in a circle", "remove the link"};
    default: {
      return {std::string("cannot be read: ") + std::strerror(error_number), ""};
    }
  }
}

Error write_failure(const std::string& what, int error_number) {
  return {"cannot write " + what + ": " + std::strerror(error_number), hint_for(error_number)};
}

}  // namespace fargate_lint::system
