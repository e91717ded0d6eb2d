#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include "system/file_system.hpp"

namespace fargate_lint::system {

/// A file whose text is in memory; what it is now, its owner says.
class TextFile : public File {
 public:
  /// Whoever shares the text may change it: what is read next is then of the new one.
  TextFile(const Status& opened, std::shared_ptr<const std::string> text)
      : File(opened), text_(std::move(text)) {}

  Result<std::size_t> read(char* to, std::size_t size) override;
  bool read_at(std::uint64_t offset, char* to, std::size_t size) const override;
  bool rewind() override {
    used_ = 0;
    return true;
  }
  bool hold() override { return true; }

 private:
  std::shared_ptr<const std::string> text_;
  std::size_t used_ = 0;
};

}  // namespace fargate_lint::system
