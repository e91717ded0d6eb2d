#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "report/sources.hpp"

namespace fargate_lint::cmd {

/// As report::Sources::read(), of the files of the machine that the program runs on.
bool read_parts(const std::string& path, const std::function<bool(std::string_view)>& part);

/// Those files, with their paths in the repository that the run stands in.
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
