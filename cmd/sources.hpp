#pragma once

#include <filesystem>
#include <string>

#include "report/sources.hpp"

namespace fargate_lint::cmd {

/// The files of the machine that the program runs on.
class FileSources : public report::Sources {
 public:
  FileSources();
  bool read(const std::string& path,
            const std::function<bool(std::string_view)>& part) const override;
  std::string repository_path(const std::string& path) const override;

 private:
  std::filesystem::path root_;  ///< canonical; empty if the working directory cannot be told
};

}  // namespace fargate_lint::cmd
